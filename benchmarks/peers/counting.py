"""The work that every peer does: decode a call, count by account in windows of ten seconds, alert where there are many.

Only what Python has itself is imported here, since each peer runs in an environment of its own.
"""

import json
import resource
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

WINDOW = 10_000  # ms
LIMIT = 10  # calls of an account in one window, at which it is alerted once
WARM = 10  # a tenth of the records passes before the clock starts


class Counts:
    """How many events each account has in the window of its newest one; an account's come in the order of time."""

    def __init__(self) -> None:
        self._windows: dict[str, int] = {}
        self._counts: dict[str, int] = {}

    def take(self, account: str, ts: int) -> bool:
        """Counts an event; whether it is the one that reaches the limit."""
        window = ts // WINDOW
        if self._windows.get(account) != window:
            self._windows[account] = window
            self._counts[account] = 1
            return LIMIT == 1
        self._counts[account] += 1
        return self._counts[account] == LIMIT


def alert(account: str, ts: int) -> bytes:
    """What a peer sends of a window that is over the limit."""
    return json.dumps({"account": account, "window": ts // WINDOW}).encode()


def alerted(events: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
    """The accounts and windows that have to be alerted, of all events in the order of time.

    >>> alerted([("a", 9_999), *[("a", 10_000 + i) for i in range(10)], *[("b", i) for i in range(9)]])
    {('a', 1)}
    """
    counts = Counts()
    return {(account, ts // WINDOW) for account, ts in events if counts.take(account, ts)}


class Task(NamedTuple):
    """What a program is asked to do: its arguments, in their order."""

    bootstrap: str
    topic: str
    alerts: str  # the topic for what it finds
    group: str
    partitions: int
    records: int
    out: Path  # what it measured, as JSON


def task() -> Task:
    """The task on the command line."""
    bootstrap, topic, alerts, group, partitions, records, out = sys.argv[1:]
    return Task(bootstrap, topic, alerts, group, int(partitions), int(records), Path(out))


class Clock:
    """Counts records, and takes the time of all but the first tenth."""

    def __init__(self, asked: Task) -> None:
        self._asked = asked
        self.taken = 0
        self._warm = asked.records // WARM
        self._after = 0
        self._began = self._cpu = self._ended = self._used = 0.0

    def took(self, count: int = 1) -> bool:
        """Says that so many more records are done; whether those were the last."""
        self.taken += count
        if not self._began and self.taken >= self._warm:
            self._after, self._began, self._cpu = self.taken, time.perf_counter(), processor()
        if self.taken < self._asked.records:
            return False
        self._ended, self._used = time.perf_counter(), processor()
        return True

    def write(self) -> None:
        """Writes what was measured, the whole file at once."""
        measured = {
            "records": self.taken - self._after,
            "seconds": self._ended - self._began,
            "cpu": self._used - self._cpu,
        }
        draft = self._asked.out.with_suffix(".part")
        draft.write_text(json.dumps(measured))
        draft.replace(self._asked.out)


def processor() -> float:
    """Seconds of processor time of this process, all its threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
