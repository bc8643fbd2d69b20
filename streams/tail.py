"""`ringfence tail`: an output topic as it grows, a line a record for people, or the records themselves."""

import os
import sys
from collections.abc import Mapping
from typing import Any, NamedTuple, get_args

import msgspec
from kafka.errors import KafkaError
from rich.console import Console
from rich.text import Text

from streams import topics
from streams.enforcement.cases import LIVE
from streams.enforcement.ladder import RANK
from streams.errors import Failed
from streams.outputs import TYPES, Output, OutputRecord, consumer
from streams.plain_text import plain
from streams.records import Alert, Recommendation, Severity
from streams.settings import Settings
from streams.times import utc

STRENGTH: Mapping[str, int] = dict(RANK.items())

SHOWN = 10  # letters of an id, enough for `explain`
SEVERITIES = get_args(Severity)  # from the least on
COLOURS = {
    "suspend": "bold red", "terminate": "bold red", "throttle": "yellow", "replace-key": "yellow", "warn": "cyan",
    "lift": "green", "critical": "bold red", "high": "red", "medium": "yellow", "low": "cyan", "info": "dim",
}  # fmt: skip


class _Lines(Console):
    """A console that leaves it to the command what the end of a pipe means."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


class Filter(NamedTuple):
    """Which records are shown; None: whatever they have there. `severity` and `action` are the least."""

    account: str | None = None
    detector: str | None = None
    category: str | None = None
    severity: str | None = None
    action: str | None = None

    def lets(self, record: OutputRecord) -> bool:
        """Whether a record is shown."""
        if self.account not in {None, record.account} or self.category not in {None, record.category}:
            return False
        if isinstance(record, Alert):
            least = SEVERITIES.index(self.severity) if self.severity else 0
            return self.detector in {None, record.detector} and SEVERITIES.index(record.severity) >= least
        return self.action is None or STRENGTH.get(record.action, 0) >= STRENGTH[self.action]


def tail(
    settings: Settings, output: Output, shown: Filter, *, json: bool, beginning: bool, colour: bool | None = None
) -> None:
    """Prints the records of `alerts` or `enforcement` from now on, or from the beginning, until Ctrl-C.

    `colour` None: where the terminal has it. Raises Failed where the brokers stop answering.
    """
    topics.check(settings, (output,))
    console = _Lines(highlight=False, soft_wrap=True, force_terminal=colour, no_color=colour is False or None)
    try:
        with consumer(settings, output, beginning=beginning) as reading:
            for record in reading:
                if record.value is not None:
                    _show(output, record, shown, console, json=json)
    except KeyboardInterrupt:
        return
    except BrokenPipeError:  # whoever read it has had enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KafkaError as lost:
        raise Failed(f"{settings.brokers} no longer answers: {lost}") from lost


def _show(output: Output, record: Any, shown: Filter, console: Console, *, json: bool) -> None:  # noqa: ANN401
    try:
        value = msgspec.json.decode(record.value, type=TYPES[output])
    except msgspec.MsgspecError:
        if shown == Filter() and not json:
            place = f"partition {record.partition} offset {record.offset}"
            console.print(Text(f"{place}: not a record of this topic", style="dim"))
        return
    if not shown.lets(value):
        return
    if json:
        sys.stdout.buffer.write(record.value + b"\n")
        sys.stdout.buffer.flush()
    else:
        console.print(alert_line(value) if isinstance(value, Alert) else recommendation_line(value))


def alert_line(alert: Alert) -> Text:
    """A finding in one line: when, its id, who, how bad, what, and the sentence with its figures."""
    marks = [
        f"level {alert.level}",
        *(["shadow"] if alert.shadow else []),
        *([alert.declared] if alert.declared else []),
    ]
    return Text.assemble(
        (f"{utc(alert.ts)}  {alert.id[:SHOWN]}  ", "dim"),
        (f"{plain(alert.account):<20}", "bold"),
        "  ",
        (f"{alert.severity:<11}", COLOURS[alert.severity]),
        "  ",
        f"{plain(alert.detector)} ({', '.join(map(plain, marks))})  {plain(alert.summary)}",
    )


def recommendation_line(record: Recommendation) -> Text:
    """A recommendation in one line: when, its id, who, what to do, why, and under which clause."""
    marks = [
        *(["urgent"] if record.urgent and record.state in LIVE else []),
        *(["needs approval"] if record.approval == "required" and record.state == "open" else []),
        *([record.state] if record.state != "open" else []),
        *(["shadow"] if record.shadow else []),
    ]
    clauses = "; ".join(f"{clause.document} {clause.article}" for clause in record.clauses)
    return Text.assemble(
        (f"{utc(record.ts)}  {record.id[:SHOWN]}  ", "dim"),
        (f"{plain(record.account):<20}", "bold"),
        "  ",
        (f"{record.action:<11}", COLOURS[record.action]),
        "  ",
        plain(record.category),
        f" ({', '.join(marks)})" if marks else "",
        f"  {plain(record.reason)}",
        (f"  [{plain(clauses)}]" if clauses else "", "dim"),
    )
