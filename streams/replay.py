"""Judges files as the worker judges topics: the same shards, the same enforcement stage, no broker."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from detectors.policy import Policy
from streams.enforcement.stage import Enforcement
from streams.errors import Failed, WrongUsage
from streams.facts import Accounts
from streams.merge import Run, found, runs
from streams.raw import DeadLetter, RawBatch
from streams.records import json
from streams.report import Report, page
from streams.shard import Shard
from streams.stream import STREAMS

Read = Callable[[int], None]


class Outputs(NamedTuple):
    """The files of a replay."""

    alerts: BinaryIO
    enforcement: BinaryIO
    dead_letters: BinaryIO


class LetterLine(NamedTuple):
    """A dead letter as its file has it."""

    topic: str
    line: int
    error: str
    value_base64: str


def replay(folder: Path, out: Path, batch: int, policy: Policy, read: Read | None = None) -> Report:
    """Judges the files of `folder`, `batch` records at a time, and writes what comes of it into `out`.

    `accounts` is read first, to its end. The files in `out` appear whole or not at all. `read` is told how many more
    bytes of the files that are judged have been read. Raises WrongUsage where there is nothing to judge, Failed where
    a file cannot be read or written.
    """
    files = judged(folder)
    report = Report(skipped=tuple(topic for topic in found(folder) if topic not in files))
    with written(out, ("alerts.ndjson", "enforcement.ndjson", "dead-letter.ndjson")) as opened:
        _judge(files, Outputs(*opened), batch, policy, report, read)
    for name, text in (("report.json", report.json()), ("report.html", page(report))):
        with written(out, (name,)) as (file,):
            file.write(text)
    return report


def judged(folder: Path) -> dict[str, Path]:
    """The files of a folder that this version reads: `accounts` and the streams that have detectors."""
    files = {topic: path for topic, path in found(folder).items() if topic == "accounts" or topic in STREAMS}
    if not files:
        raise WrongUsage(
            f"{folder}: holds nothing that is judged; give it one of {', '.join(f'{s}.ndjson' for s in STREAMS)}"
        )
    return files


def _judge(files: dict[str, Path], to: Outputs, batch: int, policy: Policy, report: Report, read: Read | None) -> None:
    """One pass over the files."""
    accounts, enforcement = Accounts(), Enforcement(policy)
    for topic in files:
        report.count(topic, 0)  # an empty file has been read too
    for run in runs({topic: path for topic, path in files.items() if topic == "accounts"}, batch, read):
        bury(accounts.feed(_raw(run)), to, report)
        report.count(run.topic, len(run.values))
    shards = {topic: Shard(STREAMS[topic], policy, accounts) for topic in files if topic in STREAMS}
    for run in runs({topic: path for topic, path in files.items() if topic in shards}, batch, read):
        fed = shards[run.topic].feed(_raw(run))
        report.count(run.topic, len(run.values))
        bury(fed.dead, to, report)
        for alert in fed.alerts:
            to.alerts.write(json(alert) + b"\n")
            report.alert(alert)
            for record in enforcement.alert(alert, accounts.record(alert.account)):
                to.enforcement.write(json(record) + b"\n")
                report.recommendation(record)


def bury(dead: list[DeadLetter], to: Outputs, report: Report) -> None:
    """Writes dead letters and counts them."""
    for letter in dead:
        line = LetterLine(letter.topic, letter.offset, letter.error, b64encode(letter.value or b"").decode())
        to.dead_letters.write(json(line._asdict()) + b"\n")
        report.dead(letter)


def _raw(run: Run) -> RawBatch:
    """Lines as records; their numbers are their offsets."""
    return RawBatch(run.topic, 0, run.numbers, run.values)


@contextmanager
def written(folder: Path, names: tuple[str, ...]) -> Iterator[list[BinaryIO]]:
    """Files that take their names when all of them are complete."""
    drafts = [folder / f".{name}.part" for name in names]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(error, folder) from None
    try:
        with ExitStack() as stack:
            yield [stack.enter_context(draft.open("wb", buffering=1 << 20)) for draft in drafts]
        for draft, name in zip(drafts, names, strict=True):
            draft.replace(folder / name)
    except OSError as error:
        raise _unwritable(error, folder) from None
    finally:
        for draft in drafts:
            draft.unlink(missing_ok=True)


def _unwritable(error: OSError, folder: Path) -> Failed:
    return Failed(f"{error.filename or folder}: cannot be written: {error.strerror}")
