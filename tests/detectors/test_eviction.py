"""A table whose rows come and go: whoever is in it is found, whoever is not begins anew, and blocks are used again."""

from itertools import count

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.eviction import LISTED, USED, enter
from detectors.layout import OTHER_ROW, SUBJECT_ROW
from detectors.memory import TOP, memory
from detectors.notes import NOTES, sample
from detectors.pages import placed
from detectors.subjects import mixed
from streams.reader import as_kernels_see

ROW = np.dtype([*SUBJECT_ROW, *OTHER_ROW, ("notes", NOTES)])
OWNERS, KEPT, TEXT = placed(ROW), 100, np.frombuffer(b"an event", np.uint8)
ACCOUNTS, ROWS = 3, 512


class Table:
    """A table, the accounts' lists, and an arena."""

    def __init__(self) -> None:
        self.rows, self.index, self.used = np.zeros(ROWS, ROW), np.zeros(2 * ROWS, np.int32), np.zeros(2, np.int64)
        self.own, self.memory = np.zeros(ACCOUNTS, LISTED), memory(1 << 18)

    def enter(self, account: int, subject: int, tick: int) -> int:
        rows, words = as_kernels_see(self.rows), self.rows.view(np.int32).reshape(ROWS, -1)
        own, key = self.own.view(np.recarray)[account], mixed(account + 1, subject)
        slot = enter(rows, words, self.index, self.used, own, account, key, self.memory, OWNERS, tick, KEPT)
        return int(slot)

    def note(self, slot: int, tick: int) -> None:
        sample(self.rows.view(np.recarray)[slot].notes, self.memory, 0, tick, TEXT, 0, len(TEXT))

    def listed(self, account: int) -> list[int]:
        slots, link = list[int](), int(self.own["head"][account])
        while link:
            slots.append(link - 1)
            link = int(self.rows["next"][link - 1])
        return slots


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, ACCOUNTS - 1), st.integers(1, 60), st.integers(0, 40)), max_size=400))
def test_whoever_was_there_of_late_is_found_with_what_was_noted_of_them(steps: list[tuple[int, int, int]]) -> None:
    table, tick = Table(), 1
    noted: dict[tuple[int, int], tuple[int, int]] = {}  # by account and subject: when last, and which row
    for account, subject, later in steps:
        tick += later
        slot = table.enter(account, subject, tick)
        last, before = noted.get((account, subject), (-KEPT - 1, slot))
        if tick - last <= KEPT:
            assert slot == before
            assert table.rows["notes"]["notes"][slot] == 1
        elif slot != before:
            assert table.rows["notes"]["cells"][slot] == 0
        table.note(slot, tick)
        noted[account, subject] = tick, slot
    listed = [slot for account in range(ACCOUNTS) for slot in table.listed(account)]
    assert len(set(listed)) == len(listed) == np.count_nonzero(table.index)
    late = {slot for last, slot in noted.values() if tick - last <= KEPT}
    assert late <= set(listed)


def test_subjects_that_come_once_take_no_more_room_than_those_of_late() -> None:
    table, ticks = Table(), count(step=10)
    for subject, tick in zip(range(1, 3_000), ticks, strict=False):
        table.note(table.enter(0, subject, tick), tick)
    assert table.used[USED] <= 2 * (KEPT // 10 + 1) + 16
    assert int(table.memory[TOP]) < 200 * int(table.used[USED])
