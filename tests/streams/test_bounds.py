"""An account that does something new with every event, for months, takes no more room than what it did of late."""

from collections.abc import Iterator

import pytest

from detectors.base import TEMPLATE
from detectors.eviction import USED
from detectors.memory import TOP
from detectors.spans import DAY
from streams.raw import RawBatch
from streams.shard import Shard
from tests.product import shard

MESSAGES, DAYS, BATCH = 1_000_000, 125, 20_000
A_DAY = MESSAGES // DAYS
START = 1_790_000_000_000
SEND = (
    b'{"id":"%d","account":"busy","ts":%d,"event":"send","message":"m%d","from":"+81312345678","to":"+8190%08d",'
    b'"body":null,"template":"text %d"}'
)


def sends(begin: int, end: int) -> Iterator[bytes]:
    """Each to somebody else, with another text."""
    for i in range(begin, end):
        yield SEND % (i, START + i * DAY // A_DAY, i, 10_000_000 + i, i)


def size(of: Shard) -> tuple[int, int]:
    """Cells of the arena that were ever handed out, and rows of templates."""
    return int(of.memory[TOP]), int(of.tables[TEMPLATE].used[USED])


@pytest.fixture(scope="module")
def sizes() -> list[tuple[int, int]]:
    """After each half."""
    busy, found = shard([{"account": "busy"}], stream="sms"), list[tuple[int, int]]()
    for begin in range(0, MESSAGES, BATCH):
        values = list(sends(begin, begin + BATCH))
        assert not busy.feed(RawBatch("sms", 0, range(begin, begin + BATCH), values)).dead
        if begin + BATCH in {MESSAGES // 2, MESSAGES}:
            found.append(size(busy))
    return found


def test_templates_go_when_their_windows_and_what_was_said_of_them_are_over(sizes: list[tuple[int, int]]) -> None:
    (_, half), (_, rows) = sizes
    assert rows == half < 3 * A_DAY


def test_people_and_messages_go_with_the_days_for_which_they_are_known(sizes: list[tuple[int, int]]) -> None:
    (half, _), (cells, _) = sizes
    assert cells < 1.1 * half
