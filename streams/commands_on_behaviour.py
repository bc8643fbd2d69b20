"""The command that ranks accounts and cases by behaviour. It imports what it runs, so that `--help` answers at once."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from streams.logs import say
from streams.options import Config, Input, Json, PolicyFile, settings_of

SHOWN = 20


def rank(
    folder: Input,
    run: Annotated[
        Path | None,
        typer.Option("--from", metavar="OUT", help="What a replay of IN wrote: its open cases, instead of accounts."),
    ] = None,
    days: Annotated[int, typer.Option("--days", metavar="N", min=1, help="The last of each account's traffic.")] = 7,
    most: Annotated[
        int | None, typer.Option("--most", metavar="N", min=1, help=f"How many; {SHOWN}, and with --json all.")
    ] = None,
    model: Annotated[
        Path | None, typer.Option("--model", metavar="FILE", help="One of yours, behaviour.skops.")
    ] = None,
    *,
    json: Json = False,
    config: Config = None,
    policy: PolicyFile = None,
) -> None:
    """Ranks accounts, or open cases, by how like known abuse and how unusual their hours are, and says what stands out.

    It corroborates what detectors found. It is never a reason by itself to suspend anybody, and changes nothing that is
    recommended.
    """
    from streams.behaviour.account_hours import READ, account_hours  # noqa: PLC0415
    from streams.behaviour.ranking import model_of, of_accounts, of_cases, ranked  # noqa: PLC0415
    from streams.behaviour.wording import as_json, told  # noqa: PLC0415
    from streams.content import Contents  # noqa: PLC0415
    from streams.exporting.cases import standing  # noqa: PLC0415
    from streams.installation import Installation  # noqa: PLC0415
    from streams.merge import found  # noqa: PLC0415
    from streams.outputs import FromFolder  # noqa: PLC0415
    from streams.progress import reading  # noqa: PLC0415

    settings = settings_of(config, policy)
    using, files = model_of(model), found(folder, READ)
    cases = standing(FromFolder(run)) if run else None
    with reading("reading", files.values()) as read:
        installation = Installation(settings.hash_key, content=Contents(), content_read=settings.content)
        hours = account_hours(files, installation, read)
    accounts = ranked(using, hours, days)
    places = of_accounts(accounts) if cases is None else of_cases(cases, accounts)
    for topic, unread in hours.unread.items():
        if unread:
            left_out = f"{unread:,} of {hours.records[topic]:,} records cannot be read and are left out"
            say(f"{topic}: {left_out}; `ringfence replay` says why")
    if json:
        sys.stdout.buffer.write(as_json(places[:most]))
        return
    typer.echo("\n".join(told(places, most or SHOWN, using, cases=cases is not None)))
