"""What is on an output, compared with what has to be there: lost, foreign, changed, doubled, out of order."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Wanted(NamedTuple):
    """A record that has to be there, once. `gist` is what of it may not differ."""

    id: str
    account: str
    gist: bytes


class Seen(NamedTuple):
    """A record that is there: `at` is when it was sent, `source` the topic that it came of."""

    id: str
    account: str
    gist: bytes
    at: float
    source: str


class Difference(NamedTuple):
    """What is wrong, and about when that happened."""

    what: str  # one of WRONGS
    id: str
    at: float


LOST, FOREIGN, CHANGED, DOUBLED, DISORDERED = WRONGS = ("lost", "foreign", "changed", "doubled", "out of order")


def compare(wanted: Iterable[Wanted], seen: Sequence[Seen]) -> list[Difference]:
    """All differences; `seen` is in the order of each partition. Order is an account's, of what came of one topic."""
    due = {one.id: (place, one) for place, one in enumerate(wanted)}
    first: dict[str, Seen] = {}
    latest: dict[tuple[str, str], int] = defaultdict(lambda: -1)
    found: list[Difference] = []
    for one in seen:
        if one.id in first:
            found.append(Difference(DOUBLED, one.id, one.at))
            continue
        first[one.id] = one
        if one.id not in due:
            found.append(Difference(FOREIGN, one.id, one.at))
            continue
        place, should = due[one.id]
        if should.gist != one.gist:
            found.append(Difference(CHANGED, one.id, one.at))
        if place < latest[one.account, one.source]:
            found.append(Difference(DISORDERED, one.id, one.at))
        latest[one.account, one.source] = max(place, latest[one.account, one.source])
    return found + _lost((one for _, one in due.values()), first)


def _lost(wanted: Iterable[Wanted], first: dict[str, Seen]) -> list[Difference]:
    """What is missing, as of when the record before it was sent, of the same account where there is one."""
    before: dict[str, float] = {}
    lost = []
    for one in wanted:
        there = first.get(one.id)
        if there is None:
            lost.append(Difference(LOST, one.id, before.get(one.account, max(before.values(), default=0.0))))
        else:
            before[one.account] = there.at
    return lost
