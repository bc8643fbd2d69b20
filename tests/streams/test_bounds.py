"""What does something new with every event, for months, takes no more room than what it did of late."""

from collections.abc import Iterator

import pytest

from detectors.base import ACCOUNT, TEMPLATE
from detectors.eviction import USED
from detectors.memory import TOP
from detectors.spans import DAY
from streams.raw import RawBatch
from streams.shard import Shard
from tests.product import shard

MESSAGES, DAYS, BATCH = 1_000_000, 125, 20_000
A_DAY = MESSAGES // DAYS
VISITORS, YEAR_AND_A_HALF = 240_000, 550 * DAY
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


def test_accounts_that_come_once_go_when_nothing_of_them_counts() -> None:
    """A shard that has seen 240,000 accounts within a year and a half is not larger than one that has seen a third."""
    visited, sizes = shard(stream="usage"), list[tuple[int, int, int]]()
    for begin in range(0, VISITORS, BATCH):
        values = [
            b'{"id":"%d","account":"a%d","ts":%d,"event":"transfer","service":"turn","bytes_in":1,"bytes_out":1}'
            % (i, i, START + i * YEAR_AND_A_HALF // VISITORS)
            for i in range(begin, begin + BATCH)
        ]
        visited.feed(RawBatch("usage", 0, range(begin, begin + BATCH), values))
        table = visited.tables[ACCOUNT]
        sizes.append((len(visited.names), len(visited.slots), int(table.used[USED])))
    third, whole = sizes[len(sizes) // 3], sizes[-1]
    assert whole[0] == whole[2] <= third[0] < VISITORS // 3
    assert whole[1] < VISITORS // 3
    assert len(visited.standing.facts) <= 2 * third[0]
