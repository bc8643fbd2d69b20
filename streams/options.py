"""Options and arguments that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

Config = Annotated[
    Path | None,
    typer.Option("--config", envvar="RINGFENCE_CONFIG", metavar="FILE", help="Settings, in TOML."),
]
PolicyFile = Annotated[
    Path | None,
    typer.Option(
        "--policy", metavar="FILE", help="Limits, actions and clauses that differ from the packaged ones, in TOML."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="For programs: JSON on standard output.")]
Input = Annotated[Path, typer.Argument(metavar="IN", help="A folder of <topic>.ndjson, .ndjson.zst or .parquet files.")]
