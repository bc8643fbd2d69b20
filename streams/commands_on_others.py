"""The commands that take in what others send. Each imports what it runs, so that `--help` answers at once."""

import json as json_
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from streams.errors import Failed, WrongUsage
from streams.logs import say
from streams.options import Config, Json, PolicyFile, settings_of

if TYPE_CHECKING:
    from streams.importing.taken_in import Came
    from streams.settings import Settings

Out = Annotated[
    Path | None, typer.Option("--out", metavar="FOLDER", help="For `replay` and `send`: email.ndjson, reports.ndjson.")
]
Send = Annotated[bool, typer.Option("--send", help="To Kafka at once, as `send` does.")]
AccountHeader = Annotated[
    str | None, typer.Option("--account-header", metavar="NAME", help="Of your mails: which header names the account.")
]
Trust = Annotated[
    float | None, typer.Option("--trust", metavar="X", min=0, max=1, help="In who reports, 0 to 1; none unless given.")
]


def arf(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Mails, or mailboxes (mbox) of them.")],
    out: Out = None,
    account_header: AccountHeader = None,
    message_header: Annotated[
        str, typer.Option("--message-header", metavar="NAME", help="Of your mails: which one has what you call it.")
    ] = "Message-ID",
    trust: Trust = None,
    *,
    send: Send = False,
    json: Json = False,
    config: Config = None,
    policy: PolicyFile = None,
) -> None:
    """Takes in feedback reports (ARF, RFC 5965) as `reports`, and as complaints in `email`."""
    from streams.importing.arf import Headers, reports  # noqa: PLC0415

    settings = settings_of(config, policy)
    _take_in(settings, reports(files, Headers(account_header, message_header), trust), out, send=send, json=json)


def ses(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Notifications, one a line.")],
    out: Out = None,
    account_tag: Annotated[
        str | None, typer.Option("--account-tag", metavar="NAME", help="Of your mails: which tag names the account.")
    ] = None,
    account_header: AccountHeader = None,
    trust: Trust = None,
    *,
    send: Send = False,
    json: Json = False,
    config: Config = None,
    policy: PolicyFile = None,
) -> None:
    """Takes in notifications of Amazon SES as bounces, complaints and deliveries in `email`."""
    from streams.importing.ses import Place, notifications  # noqa: PLC0415

    if account_tag is None and account_header is None:
        raise WrongUsage("say what names the account of a mail: --account-tag or --account-header")
    settings = settings_of(config, policy)
    _take_in(settings, notifications(files, Place(account_tag, account_header), trust), out, send=send, json=json)


def _take_in(settings: "Settings", came: "Iterator[Came]", out: Path | None, *, send: bool, json: bool) -> None:
    """Writes, or sends, what came; raises Failed at the end where some of it was broken."""
    from streams.importing.taken_in import written  # noqa: PLC0415
    from streams.send import Pace  # noqa: PLC0415
    from streams.send import send as run  # noqa: PLC0415

    if (out is None) != send:
        raise WrongUsage("say where it goes: --out FOLDER or --send")
    with TemporaryDirectory(prefix="ringfence-import-") as scratch:
        summary = written(came, out or Path(scratch))
        if send and summary.records:
            run(settings, Path(scratch), Pace(), lambda _: None)
    if json:
        typer.echo(json_.dumps(summary._asdict()))
    else:
        counted = ", ".join(f"{count:,} {topic}" for topic, count in summary.records.items()) or "nothing"
        left_out = f"; {summary.left_out:,} left out, as they report no abuse" if summary.left_out else ""
        typer.echo(f"{'sent' if send else 'wrote'} {counted}{left_out}")
    for said in summary.broken:
        say(said)
    if summary.broken:
        raise Failed(f"{len(summary.broken):,} could not be used; the others are taken in")
