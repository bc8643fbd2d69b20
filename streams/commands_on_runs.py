"""The commands that compare two runs. Each imports what it runs, so that `--help` answers at once."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from streams.options import Config, Input, Json, PolicyFile, rules_of, settings_of

if TYPE_CHECKING:
    from streams.difference import Difference

LabelFile = Annotated[
    Path | None,
    typer.Option("--labels", metavar="FILE", help="What is known of accounts: lines {account, honest, kind?}."),
]


def diff(
    before: Annotated[Path, typer.Argument(metavar="RUN-A", help="The output of a replay.")],
    after: Annotated[Path, typer.Argument(metavar="RUN-B", help="The output of another one.")],
    labels: LabelFile = None,
    *,
    json: Json = False,
    config: Config = None,
    policy: PolicyFile = None,
) -> None:
    """Shows which accounts RUN-B adds to what RUN-A recommends, which it spares, and because of which detectors."""
    from streams.difference import Difference  # noqa: PLC0415
    from streams.runs import labels_of, run_of  # noqa: PLC0415

    settings_of(config, policy)
    known = labels_of(labels) if labels else None
    _show(Difference(run_of(before), run_of(after), known), json=json)


def what_if(
    folder: Input,
    limits: Annotated[
        list[str], typer.Option("--limit", metavar="NAME=VALUE", help="A limit of the policy; may be repeated.")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FOLDER", help="Keeps both runs, in as-is and what-if of it.")
    ] = None,
    labels: LabelFile = None,
    *,
    json: Json = False,
    config: Config = None,
    policy: PolicyFile = None,
) -> None:
    """Judges files twice, without Kafka: as it is, and with other limits; shows what these add and spare.

    Limits that an account has of its own go before both.
    """
    from streams.installation import installed  # noqa: PLC0415
    from streams.runs import labels_of  # noqa: PLC0415
    from streams.what_if import changed, limits_of  # noqa: PLC0415
    from streams.what_if import what_if as run  # noqa: PLC0415

    settings = settings_of(config, policy)
    rules, installation = rules_of(settings), installed(settings)
    other = changed(rules, limits_of(limits))
    known = labels_of(labels) if labels else None
    with TemporaryDirectory(prefix="ringfence-what-if-") as scratch:
        _show(run(folder, out or Path(scratch), (rules, other), installation, known), json=json)


def _show(difference: "Difference", *, json: bool) -> None:
    import orjson  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415

    from streams.table import differences, totals  # noqa: PLC0415

    if json:
        option = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
        sys.stdout.buffer.write(orjson.dumps(difference.figures(), option=option))
        return
    if difference.changes:
        Console(highlight=False).print(differences(difference))
    typer.echo(totals(difference))
