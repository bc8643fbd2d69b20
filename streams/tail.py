"""`ringfence tail`: an output topic as it grows, a line a record for people, or the records themselves."""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec
from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError
from rich.console import Console
from rich.text import Text

from streams import topics
from streams.errors import Failed
from streams.records import Alert, Recommendation
from streams.settings import Settings

Output = Literal["alerts", "enforcement"]

COLOURS = {
    "suspend": "bold red", "terminate": "bold red", "throttle": "yellow", "replace-key": "yellow", "warn": "cyan",
    "lift": "green", "critical": "bold red", "high": "red", "medium": "yellow", "low": "cyan", "info": "dim",
}  # fmt: skip


class _Lines(Console):
    """A console that leaves it to the command what the end of a pipe means."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def tail(settings: Settings, output: Output, *, json: bool, beginning: bool, account: str | None) -> None:
    """Prints the records of `alerts` or `enforcement` from now on, or from the beginning, until Ctrl-C.

    Raises Failed where the brokers stop answering.
    """
    topics.check(settings, (output,))
    console = _Lines(highlight=False, soft_wrap=True)
    try:
        for record in _records(settings, output, beginning=beginning, account=account):
            if json:
                sys.stdout.buffer.write(record.value + b"\n")
                sys.stdout.buffer.flush()
            else:
                console.print(_line(output, record))
    except KeyboardInterrupt:
        return
    except BrokenPipeError:  # whoever read it has had enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KafkaError as lost:
        raise Failed(f"{settings.brokers} no longer answers: {lost}") from lost


def _records(settings: Settings, output: Output, *, beginning: bool, account: str | None) -> Iterator[Any]:
    """Kafka's records of the topic, those of one account alone where one is named."""
    name = settings.topic(output)
    consumer = KafkaConsumer(bootstrap_servers=settings.bootstrap, group_id=None, enable_auto_commit=False)
    try:
        partitions = [TopicPartition(name, partition) for partition in consumer.partitions_for_topic(name)]
        consumer.assign(partitions)
        consumer.seek_to_beginning(*partitions) if beginning else consumer.seek_to_end(*partitions)
        for partition in partitions:
            consumer.position(partition)  # "from now on" begins before anything is printed
        for record in consumer:
            if record.value is not None and (account is None or record.key == account.encode()):
                yield record
    finally:
        consumer.close()


def _line(output: Output, record: Any) -> Text:  # noqa: ANN401 - kafka-python ships no types
    try:
        if output == "alerts":
            return alert_line(msgspec.json.decode(record.value, type=Alert))
        return recommendation_line(msgspec.json.decode(record.value, type=Recommendation))
    except msgspec.MsgspecError:
        return Text(f"partition {record.partition} offset {record.offset}: not a record of this topic", style="dim")


def alert_line(alert: Alert) -> Text:
    """A finding in one line: when, who, how bad, what, and the sentence with its figures."""
    marks = [
        f"level {alert.level}",
        *(["shadow"] if alert.shadow else []),
        *([alert.declared] if alert.declared else []),
    ]
    return Text.assemble(
        (_time(alert.ts), "dim"),
        "  ",
        (f"{plain(alert.account):<20}", "bold"),
        "  ",
        (f"{alert.severity:<11}", COLOURS[alert.severity]),
        "  ",
        f"{plain(alert.detector)} ({', '.join(map(plain, marks))})  {plain(alert.summary)}",
    )


def recommendation_line(record: Recommendation) -> Text:
    """A recommendation in one line: when, who, what to do, why, and under which clause."""
    marks = [
        *(["urgent"] if record.urgent else []),
        *(["needs approval"] if record.approval == "required" else []),
        *([record.state] if record.state != "open" else []),
        *(["shadow"] if record.shadow else []),
    ]
    clauses = "; ".join(f"{clause.document} {clause.article}" for clause in record.clauses)
    return Text.assemble(
        (_time(record.ts), "dim"),
        "  ",
        (f"{plain(record.account):<20}", "bold"),
        "  ",
        (f"{record.action:<11}", COLOURS[record.action]),
        "  ",
        plain(record.category),
        f" ({', '.join(marks)})" if marks else "",
        f"  {plain(record.reason)}",
        (f"  [{plain(clauses)}]" if clauses else "", "dim"),
    )


def plain(text: str) -> str:
    r"""The text without what could steer a terminal: customers choose account names.

    >>> plain("acme\x1b[2J")
    'acme\\x1b[2J'
    """
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)


def _time(ts: int) -> str:
    return f"{datetime.fromtimestamp(ts / 1000, UTC):%Y-%m-%d %H:%M:%S}"
