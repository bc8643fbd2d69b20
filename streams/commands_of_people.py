"""The commands with which people decide. Each imports what it runs, so that `--help` answers at once."""

import json as json_
from typing import Annotated

import msgspec
import typer

from streams.errors import WrongUsage
from streams.events import EmergencyPeriod, Verdict
from streams.options import Config, Json, PolicyFile, Role, settings_of
from streams.plain_text import plain


def decide(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Of a recommendation, or how it begins.")],
    decision: Annotated[Verdict, typer.Argument(help="What is decided.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides.")],
    role: Role = None,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why.")] = None,
    *,
    campaign: Annotated[
        bool, typer.Option("--campaign", help="Alike for all whose text it is, where they are over 20 accounts.")
    ] = False,
    json: Json = False,
    config: Config = None,
    policy: PolicyFile = None,
) -> None:
    """Decides on a recommendation: it writes to `decisions` what workers then follow."""
    from streams import saying  # noqa: PLC0415
    from streams.ticking import wall_clock  # noqa: PLC0415

    asked = (settings_of(config, policy), id_, decision, by, role, reason, wall_clock())
    for said in saying.decide_alike(*asked) if campaign else [saying.decide(*asked)]:
        of = f" of {plain(said.account or '')}" if campaign else ""
        typer.echo(
            json_.dumps(msgspec.to_builtins(said)) if json else f"{decision}, by {by}: {said.recommendation}{of}"
        )


Region = Annotated[str | None, typer.Option("--region", metavar="CODE", help="A country, or a region of one.")]
Accounts = Annotated[list[str] | None, typer.Option("--account", metavar="ID", help="An account; may be repeated.")]
Everywhere = Annotated[bool, typer.Option("--everywhere", help="For all accounts.")]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who says so.")]


def declare(
    region: Region = None,
    accounts: Accounts = None,
    begin: Annotated[str | None, typer.Option("--from", metavar="TIME", help="When it begins; now.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="TIME", help="When it ends.")] = None,
    by: By = None,
    role: Role = None,
    *,
    everywhere: Everywhere = False,
    json: Json = False,
    config: Config = None,
    policy: PolicyFile = None,
) -> None:
    """Declares an emergency: nothing stronger than a warning goes without approval while it lasts."""
    from streams import saying  # noqa: PLC0415
    from streams.ticking import wall_clock  # noqa: PLC0415

    _check_whom(region, accounts, everywhere=everywhere)
    now = wall_clock()
    from_ = saying.time_of(begin, "--from") if begin else now
    end = saying.time_of(until, "--until") if until else None
    if end is not None and end <= from_:
        raise WrongUsage("--until is not behind --from: the emergency would last no time")
    period = EmergencyPeriod(ts=now, region=region, accounts=accounts, from_=from_, until=end, by=by, role=role)
    saying.declare(settings_of(config, policy), period)
    typer.echo(json_.dumps(msgspec.to_builtins(period)) if json else saying.told(period))


def end(
    region: Region = None,
    accounts: Accounts = None,
    by: By = None,
    role: Role = None,
    *,
    everywhere: Everywhere = False,
    json: Json = False,
    config: Config = None,
    policy: PolicyFile = None,
) -> None:
    """Ends an emergency that was declared for the same region, accounts or all."""
    from streams import saying  # noqa: PLC0415
    from streams.ticking import wall_clock  # noqa: PLC0415

    _check_whom(region, accounts, everywhere=everywhere)
    period = saying.end(settings_of(config, policy), region, accounts, by, role, wall_clock())
    typer.echo(json_.dumps(msgspec.to_builtins(period)) if json else saying.told(period))


def _check_whom(region: str | None, accounts: list[str] | None, *, everywhere: bool) -> None:
    if everywhere == bool(region or accounts):
        raise WrongUsage("say for whom: --region or --account, or --everywhere alone")
