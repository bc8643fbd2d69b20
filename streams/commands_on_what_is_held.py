"""The commands about what is held of whom. Each imports what it runs, so that `--help` answers at once."""

import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from streams.errors import Failed, WrongUsage
from streams.options import Config, Json, PolicyFile, Role, rules_of, settings_for


def verify(
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="FILE", help="What --json wrote once; tells whether the end was cut off."),
    ] = None,
    role: Role = None,
    *,
    json: Json = False,
    config: Config = None,
    policy: PolicyFile = None,
) -> None:
    """Reads the whole audit log; exit code 1 and the first broken place where it is not as it was written."""
    from streams.auditing.verifying import heads, stored, verified  # noqa: PLC0415

    before = heads(against) if against else None
    found = verified(stored(settings_for(config, policy, role, "audit")), before)
    if json:
        sys.stdout.buffer.write(msgspec.json.encode(found) + b"\n")
    elif found.whole:
        repeated = f"; {found.repeated:,} said twice" if found.repeated else ""
        typer.echo(f"whole: {found.entries:,} entries in {len(found.heads)} partitions{repeated}")
    if found.broken is not None:
        raise Failed(found.broken)


def show(role: Role = None, *, json: Json = False, config: Config = None, policy: PolicyFile = None) -> None:
    """Lists the audit log by time; what every partition was told stands there once for each."""
    from streams.auditing.entry import told, written  # noqa: PLC0415
    from streams.auditing.verifying import entries, stored  # noqa: PLC0415

    stored_ = stored(settings_for(config, policy, role, "audit"))
    found = sorted(entries(stored_), key=lambda one: (one[1].ts, one[0], one[1].seq))
    for partition, entry in found:
        if json:
            sys.stdout.buffer.write(written(entry) + b"\n")
        else:
            typer.echo(f"{partition:3} {entry.seq:6} {told(entry)}")


def account(
    id_: Annotated[str, typer.Argument(metavar="ACCOUNT", help="Whose; the whole id.")],
    run: Annotated[
        Path | None, typer.Option("--from", metavar="OUT", help="The output of a replay, instead of Kafka.")
    ] = None,
    role: Role = None,
    *,
    config: Config = None,
    policy: PolicyFile = None,
) -> None:
    """Writes all that is held of an account, a line of JSON each, and nothing of any other."""
    from streams.holding.account import from_folder, from_kafka  # noqa: PLC0415
    from streams.outputs import FromFolder  # noqa: PLC0415

    settings = settings_for(config, policy, role, "export")
    found = from_folder(FromFolder(run), id_) if run else from_kafka(settings, id_)
    for line in found:
        sys.stdout.buffer.write(msgspec.json.encode(line) + b"\n")


def erase(
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who erases it.")],
    account_id: Annotated[str | None, typer.Option("--account", metavar="ACCOUNT", help="Whose; the whole id.")] = None,
    person: Annotated[
        str | None,
        typer.Option(
            "--person", metavar="PERSON", help="Whose number or address, as the platform writes it; - reads it."
        ),
    ] = None,
    role: Role = None,
    *,
    json: Json = False,
    config: Config = None,
    policy: PolicyFile = None,
) -> None:
    """Takes an account, or a person, out of all that workers keep, while none is running, and says what is left."""
    from streams import erasing_accounts, erasing_people  # noqa: PLC0415
    from streams.ticking import wall_clock  # noqa: PLC0415

    settings = settings_for(config, policy, role, "erase")
    erased: erasing_accounts.Erased | erasing_people.Erased
    if account_id is not None and person is None:
        erased = erasing_accounts.erase(settings, rules_of(settings), account_id, by, role, wall_clock())
        record = " and its record" if erased.had_record else ""
        said = [f"{account_id} is erased from {erased.pages:,} pages of state{record}; workers can be started"]
    elif person is not None and account_id is None:
        text = sys.stdin.readline().strip() if person == "-" else person
        erased = erasing_people.erase(settings, rules_of(settings), text, by, role, wall_clock())
        said = [f"erased from {erased.places:,} places on {erased.pages:,} pages of state; workers can be started"]
        said += [f"gone with them: case {case}; lift by hand what was blocked for it" for case in erased.cases]
    else:
        raise WrongUsage("give --account or --person, and not both")
    if json:
        sys.stdout.buffer.write(msgspec.json.encode(erased._asdict()) + b"\n")
        return
    for topic, count in sorted(erased.left.items()):
        goes = "its compaction" if topic == "accounts" else "the retention of the topic"
        said += [f"left on {topic}: {count:,} records, until {goes} deletes them"]
    typer.echo("\n".join(said))
