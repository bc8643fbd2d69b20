"""The commands that take in what others send and write what they read. Each imports what it runs, for `--help`."""

import json as json_
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from streams.errors import Failed, WrongUsage
from streams.logs import say
from streams.options import Config, Json, PolicyFile, Role, settings_for, settings_of

if TYPE_CHECKING:
    from streams.importing.taken_in import Came
    from streams.outputs import FromFolder, FromKafka
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


File = Annotated[Path, typer.Argument(metavar="FILE", help="What to write.")]
Run = Annotated[Path | None, typer.Option("--from", metavar="OUT", help="The output of a replay, instead of Kafka.")]


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


def cases(
    file: File,
    form: Annotated[Literal["csv", "parquet"], typer.Option("--format", help="Of the file.")] = "csv",
    run: Run = None,
    role: Role = None,
    *,
    config: Config = None,
    policy: PolicyFile = None,
) -> None:
    """Writes a table of all cases as they stand, a row each."""
    from streams.exporting.cases import standing  # noqa: PLC0415
    from streams.exporting.tables import write  # noqa: PLC0415

    found = standing(_source(settings_for(config, policy, role, "export"), run))
    write(found, file, form)
    typer.echo(f"{file}: {len(found):,} cases")


def xarf(
    file: File,
    run: Run = None,
    judged: Annotated[
        Path | None, typer.Option("--input", metavar="IN", help="What was judged; says from whom mails were.")
    ] = None,
    role: Role = None,
    *,
    undecided: Annotated[bool, typer.Option("--undecided", help="What nobody has decided on yet, too.")] = False,
    config: Config = None,
    policy: PolicyFile = None,
) -> None:
    """Writes a report (XARF v4, a line each) of every case of spam by SMS or mail that was approved."""
    from streams.exporting.cases import standing  # noqa: PLC0415
    from streams.exporting.senders import Senders  # noqa: PLC0415
    from streams.exporting.tables import replaced  # noqa: PLC0415
    from streams.exporting.xarf import exported, identity_of  # noqa: PLC0415

    settings = settings_for(config, policy, role, "export")
    who = identity_of(settings)
    found = standing(_source(settings, run))
    senders = Senders(judged, (alert for case in found for alert in case.findings))
    made = exported(found, senders, who, undecided=undecided)
    with replaced(file) as new:
        new.write(b"".join(json_.dumps(report, ensure_ascii=False).encode() + b"\n" for report in made.reports))
    typer.echo(f"{file}: {len(made.reports):,} reports")
    if made.undecided:
        say(f"{made.undecided:,} cases left out, since nobody has decided on them: see --undecided")
    if made.unknown:
        say(f"{made.unknown:,} cases left out, since nothing says from whom it came: see --input")


def _source(settings: "Settings", run: Path | None) -> "FromFolder | FromKafka":
    from streams.outputs import FromFolder, FromKafka  # noqa: PLC0415

    return FromFolder(run) if run else FromKafka(settings)
