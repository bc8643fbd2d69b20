"""The commands about announced high load. Each imports what it runs, so that `--help` answers at once."""

import json as json_
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from streams.errors import WrongUsage
from streams.options import Config, Json, PolicyFile, Role, settings_of

if TYPE_CHECKING:
    from streams.requests import Answer

By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who says so.")]
Account = Annotated[str | None, typer.Option("--account", metavar="ID", help="Of this account.")]
Party = Annotated[str, typer.Option("--for", metavar="ACCOUNT", help="The account on whose behalf it is said.")]
Which = Annotated[str, typer.Argument(metavar="ID", help="Of a declared event, or how it begins.")]


def _count(option: str, help_: str) -> object:
    return typer.Option(option, metavar="N", min=1, help=help_)


def load(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="Whose load it is.")],
    begin: Annotated[str, typer.Option("--from", metavar="TIME", help="When it begins.")],
    until: Annotated[str, typer.Option("--until", metavar="TIME", help="When it ends.")],
    customer: Annotated[str, typer.Option("--customer", metavar="NAME", help="The customer's name.")],
    contact: Annotated[str, typer.Option("--contact", metavar="REF", help="Where the contact is on file.")],
    outline: Annotated[str, typer.Option("--outline", metavar="TEXT", help="The service or event, in outline.")],
    use: Annotated[
        list[str], typer.Option("--use", metavar="WAY", help="outbound, inbound or forward; may be repeated.")
    ],
    by: By,
    role: Role = None,
    sent_by: Annotated[
        str | None, typer.Option("--sent-by", metavar="ACCOUNT", help="Who asks for it, if not ACCOUNT, which accepts.")
    ] = None,
    calls_per_minute: Annotated[int | None, _count("--calls-per-minute", "Calls placed in a minute.")] = None,
    targets: Annotated[int | None, _count("--targets", "People or numbers that are reached.")] = None,
    at_once: Annotated[int | None, _count("--at-once", "Calls up at once, each way.")] = None,
    numbers: Annotated[int | None, _count("--numbers-per-month", "Numbers that are planned.")] = None,
    limit: Annotated[
        list[str] | None, typer.Option("--limit", metavar="NAME=VALUE", help="A limit by its name; may be repeated.")
    ] = None,
    *,
    json: Json = False,
    config: Config = None,
    policy: PolicyFile = None,
) -> None:
    """Announces high load of an account: limits that hold from one time until another once they are agreed to."""
    from streams.announcing import Announced, is_late  # noqa: PLC0415
    from streams.declaring import submit  # noqa: PLC0415
    from streams.identity import identity  # noqa: PLC0415
    from streams.saying import time_of  # noqa: PLC0415
    from streams.ticking import wall_clock  # noqa: PLC0415
    from streams.what_if import limits_of  # noqa: PLC0415

    now, start, end = wall_clock(), time_of(begin, "--from"), time_of(until, "--until")
    if end <= start:
        raise WrongUsage("--until is not behind --from: the load would last no time")
    if sent_by == account:
        raise WrongUsage("--sent-by: is ACCOUNT itself, whose load it is; leave it out")
    event = Announced(
        id=identity("declared", account, str(start), str(end), outline, *([sent_by] if sent_by else ())),
        submitted=now,
        status="pending",
        from_=start,
        until=end,
        limits=limits_of(limit or ()),
        by=by,
        sent_by=sent_by,
        late=is_late(now, start),
        customer=customer,
        contact=contact,
        outline=outline,
        use=sorted(set(use)),
        calls_per_minute=calls_per_minute,
        targets=targets,
        at_once=at_once,
        numbers_per_month=numbers,
    )
    _say(account, submit(settings_of(config, policy), account, event, role), json=json)


def _settling(status: Literal["agreed", "refused"], help_: str) -> Callable[..., None]:
    """A command by which the platform agrees or refuses."""

    def command(
        id_: Which,
        by: By,
        role: Role = None,
        account: Account = None,
        *,
        json: Json = False,
        config: Config = None,
        policy: PolicyFile = None,
    ) -> None:
        from streams.declaring import settle  # noqa: PLC0415
        from streams.ticking import wall_clock  # noqa: PLC0415

        _say(*settle(settings_of(config, policy), id_, account, status, by, role, wall_clock()), json=json)

    command.__doc__ = help_
    return command


def _answering(said: "Answer", help_: str) -> Callable[..., None]:
    """A command by which an account answers what was announced."""

    def command(
        id_: Which,
        party: Party,
        by: By,
        role: Role = None,
        *,
        json: Json = False,
        config: Config = None,
        policy: PolicyFile = None,
    ) -> None:
        from streams.declaring import answer  # noqa: PLC0415
        from streams.ticking import wall_clock  # noqa: PLC0415

        _say(*answer(settings_of(config, policy), id_, party, said, by, role, wall_clock()), json=json)

    command.__doc__ = help_
    return command


ANSWERS: Mapping[str, Callable[..., None]] = {
    "accept": _answering(
        "accepted", "Accepts, for the account whose load it is, what another account announced for it."
    ),
    "reject": _answering(
        "rejected", "Rejects, for the account whose load it would be, what another account announced for it."
    ),
    "withdraw": _answering("withdrawn", "Withdraws, for the account that announced it, what has not been agreed to."),
    "agree": _settling("agreed", "Agrees to an announced load; its limits hold from then on, while it lasts."),
    "refuse": _settling("refused", "Refuses an announced load, or takes back that it was agreed to."),
}


def list_(
    account: Account = None,
    sent_by: Annotated[str | None, typer.Option("--sent-by", metavar="ID", help="Sent by this account.")] = None,
    *,
    json: Json = False,
    config: Config = None,
    policy: PolicyFile = None,
) -> None:
    """Lists the declared events of all accounts, of one, or those that one has sent to others."""
    from streams import topics  # noqa: PLC0415
    from streams.declaring import declared  # noqa: PLC0415

    settings = settings_of(config, policy)
    topics.check(settings, ("accounts",))
    for whose, event in declared(settings, account):
        if sent_by is None or event.get("sent_by") == sent_by:
            _say(whose, event, json=json)


def _say(account: str, event: dict[str, object], *, json: bool) -> None:
    from streams.announcing import told  # noqa: PLC0415

    typer.echo(json_.dumps({"account": account, **event}) if json else told(account, event))
