"""Lists of numbers in files of the operator's, read again as they change: do-not-originate, and premium rate.

    +18005550100                                    # only ever called
    +1800555* from 2026-12-01 until 2027-12-01      # all that begin so, from midnight UTC until midnight UTC

What is listed when is in the list itself, so that whoever judges again what was judged before comes to the same.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.calls import ALLOCATABLE, END, OUTBOUND, UNALLOCATABLE
from streams import operator_lists
from streams.errors import WrongUsage
from streams.local_time import POWERS
from streams.operator_lists import Watched

DO_NOT_ORIGINATE, PREMIUM = "do_not_originate_list", "premium_number_list"  # settings
ENTRY = re.compile(
    r"\+(?P<digits>[1-9][0-9]{0,14})(?P<more>\*)?(?:\s+from\s+(?P<begin>\S+))?(?:\s+until\s+(?P<end>\S+))?"
)
WHOLE = 0  # stands for the length of numbers that are listed as they are
EVER = 2**63 - 1


class Entries(NamedTuple):
    """Numbers, or beginnings of one length, in their order, from when until when each is listed; the last is none."""

    numbers: NDArray[np.int64]
    begins: NDArray[np.int64]
    ends: NDArray[np.int64]


class NumberList:
    """The list of a setting as its file was when it was last looked at; without a file it has these lines.

    Raises WrongUsage with one line that names the setting, the file and the line at fault.
    """

    def __init__(self, setting: str, path: Path | None = None, lines: Iterable[str] = ()) -> None:
        self._file = Watched(path, setting, partial(_read, setting), "the list stays as it was") if path else None
        self.entries = self._file.now if self._file else entries(lines)

    def refresh(self) -> None:
        """Looks whether the file is another one by now. The list stays as it was where that cannot be read."""
        if self._file is not None:
            self.entries = self._file.look()

    def lists(self, numbers: NDArray[np.int64], times: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of these numbers, as digits, were listed at their times."""
        found = np.zeros(len(numbers), np.bool_)
        callers, caller = np.unique(numbers, return_inverse=True)  # in their order they are found much sooner
        digits = np.searchsorted(POWERS, callers, side="right")
        for length, (listed, begins, ends) in self.entries.items():
            keys = callers if length == WHOLE else callers // POWERS[np.maximum(digits - length, 0)]
            first = np.searchsorted(listed, keys)
            rows = np.flatnonzero((listed[first] == keys)[caller])
            at = first[caller[rows]]
            while len(rows):  # a number may be listed for several times
                found[rows] |= (begins[at] <= times[rows]) & (times[rows] < ends[at])
                again = listed[at + 1] == listed[at]
                rows, at = rows[again], at[again] + 1
        return found


def set_listed(calls: NDArray[Any], column: str, numbers: NumberList) -> None:
    """Sets a column of outbound legs under a number that was on a list then."""
    if not numbers.entries:
        return
    numbered = (calls["caller_is"] == ALLOCATABLE) | (calls["caller_is"] == UNALLOCATABLE)
    rows = np.flatnonzero(numbered & (calls["direction"] == OUTBOUND) & (calls["event"] <= END))
    calls[column][rows] = numbers.lists(calls["caller"][rows], calls["ts"][rows])


def _read(setting: str, path: Path) -> dict[int, Entries]:
    written = operator_lists.lines(path, setting)
    try:
        return entries(written)
    except ValueError as wrong:
        raise WrongUsage(f"{setting}: {path}: {wrong}") from None


def entries(lines: Iterable[str]) -> dict[int, Entries]:
    """What these lines list, by the length of the beginnings; raises ValueError with the number of a wrong line."""
    found: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for number, text in operator_lists.entries(lines):
        try:
            length, entry = _entry(text)
        except ValueError as wrong:
            raise ValueError(f"line {number}: {wrong}") from None
        found[length].append(entry)
    return {
        length: Entries(*np.array([*sorted(these), (EVER, EVER, 0)], np.int64).T.copy())
        for length, these in found.items()
    }


def _entry(text: str) -> tuple[int, tuple[int, int, int]]:
    """The length of the beginning that is listed, and what is listed from when until when; raises ValueError.

    >>> _entry("+1800555* from 1970-01-02")
    (7, (1800555, 86400000, 9223372036854775807))
    """
    found = ENTRY.fullmatch(text)
    if not found:
        raise ValueError("give one number, + and its digits, or a beginning of one with * behind it")
    begin, end = _time(found["begin"], 0), _time(found["end"], EVER)
    if begin >= end:
        raise ValueError("it ends before it begins")
    return len(found["digits"]) if found["more"] else WHOLE, (int(found["digits"]), begin, end)


def _time(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    try:
        said = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("a date is written 2026-12-01, or 2026-12-01T08:30Z") from None
    return int((said if said.tzinfo else said.replace(tzinfo=UTC)).timestamp() * 1000)
