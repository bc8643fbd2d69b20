"""Options and arguments that several commands have, and what they come to."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.errors import WrongUsage

if TYPE_CHECKING:
    from detectors.permissions import Act
    from detectors.policy import Policy
    from streams.settings import Settings

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
Role = Annotated[str | None, typer.Option("--role", metavar="NAME", help="As what.")]
Json = Annotated[bool, typer.Option("--json", help="For programs: JSON on standard output.")]
Input = Annotated[Path, typer.Argument(metavar="IN", help="A folder of <topic>.ndjson, .ndjson.zst or .parquet files.")]


def settings_of(config: Path | None, policy: Path | None) -> "Settings":
    """The settings of a command, where `--policy` goes before what they say of it."""
    from streams.settings import load  # noqa: PLC0415

    settings = load(config)
    return settings if policy is None else settings.model_copy(update={"policy": policy})


def settings_for(config: Path | None, policy: Path | None, role: str | None, act: "Act") -> "Settings":
    """The same of a command that not everybody may use."""
    settings = settings_of(config, policy)
    check_may(settings, role, act)
    return settings


def check_may(settings: "Settings", role: str | None, act: "Act", action: str | None = None) -> None:
    """Raises WrongUsage where who acts in a role may not do something; `action` is what is decided on."""
    from detectors.policy import load  # noqa: PLC0415

    refusal = load(settings.policy).permissions.refusal(role, act, action)
    if refusal is not None:
        raise WrongUsage(f"--{refusal}")


def rules_of(settings: "Settings") -> "Policy":
    """The policy that the settings name, checked against the detectors there are."""
    from detectors.base import limit_kinds  # noqa: PLC0415
    from detectors.policy import check, load  # noqa: PLC0415

    policy = load(settings.policy)
    check(policy, limit_kinds())
    return policy
