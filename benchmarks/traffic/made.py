"""What the generated days of all streams share: their records, their accounts, and the order of time.

Sizes of accounts are skewed as customers' are: the first places over a hundred times the events of the median one.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np
import orjson
from numpy.typing import NDArray

DAY_START = 1_789_948_800_000  # 2026-09-21, 00:00 UTC
DAY = 86_400_000
A_DAY = 2_000_000  # records at most; what is more happens on the next days
BETWEEN = 90_000_000  # ms from one day to the next: an hour more than a day, for what was begun on it to end
SPREE = 5_400_000  # ms for which an abuser is at it
ABUSERS = 18
"""One account in seven among the larger ones, each abuse of a stream in turn, until there are so many."""
QUOTA = 1_000_000_000_000  # bytes a day, of accounts that will move more; nobody reaches it by calls or mail

Ints = NDArray[np.int64]
Thing = TypeVar("Thing")


class Made(NamedTuple):
    """A record for Kafka: its key, the time it happened (Unix milliseconds) and its value."""

    key: bytes
    ts: int
    value: bytes


Kind = tuple[Callable[[Thing], Made], Ints, Ints]
"""Events of one kind: how one is made of what it is about, the places of these, and when it happened to each."""


def abuse_of(account: int, abuses: Sequence[str]) -> str | None:
    """What an account does wrong on a stream that knows these abuses; most do nothing.

    >>> abuse_of(3, ("short", "long")), abuse_of(4, ("short", "long")), abuse_of(10, ("short", "long"))
    ('short', None, 'long')
    """
    turn, place = divmod(account, 7)
    return abuses[turn % len(abuses)] if place == 3 and turn < ABUSERS else None


def number_of(account: int) -> bytes:
    """The one number that an account holds, without its `+1`."""
    return b"312%07d" % (2_000_000 + account)


def domain_of(account: int) -> bytes:
    """The one domain that an account holds."""
    return b"shop-%d.example" % account


def key_of(account: int) -> bytes:
    """An account's id."""
    return b"account-%06d" % account


def account_records(accounts: int) -> Iterator[Made]:
    """What the platform knows of each account: what it holds, and what it uses the service for."""
    for account in range(accounts):
        held = [{"number": f"+1{number_of(account).decode()}", "country": "US", "from": 0, "until": None}]
        record: dict[str, Any] = {
            "account": key_of(account).decode(),
            "status": "active",
            "country": "US",
            "use": "conversational",
            "numbers": held,
            "domains": [domain_of(account).decode()],
        }
        if abuse_of(account, ("any",)):
            record["limits"] = {"bytes_per_day": QUOTA}
        yield Made(key_of(account), DAY_START, orjson.dumps(record))


def accounts_of(rng: np.random.Generator, count: int, accounts: int) -> tuple[Ints, Ints]:
    """The account of each of `count` things, an account's together; and how many of it are before each."""
    shares = (np.arange(accounts) + 5.0) ** -0.8
    account = np.sort(rng.choice(accounts, count, p=shares / shares.sum()))
    return account, np.arange(count) - np.searchsorted(account, account)


def abuses_of(account: Ints, accounts: int, abuses: Sequence[str]) -> Ints:
    """What the account of each thing does wrong, as an index in `abuses`; -1: nothing."""
    of = [-1 if (does := abuse_of(a, abuses)) is None else abuses.index(does) for a in range(accounts)]
    return np.array(of)[account]


def spree(rng: np.random.Generator, account: Ints) -> Ints:
    """A time within the hours in which an account is at it, for each."""
    return DAY_START + account * 600_000 % (DAY - SPREE) + rng.integers(0, SPREE, len(account))


def things(kind: Callable[..., Thing], columns: dict[str, Ints], day: int) -> list[Thing]:
    """One of a kind for each row of columns, which are its fields in their order, behind a number of its own."""
    fields = [column.tolist() for column in columns.values()]
    return list(map(kind, range(day * A_DAY, day * A_DAY + len(fields[0])), *fields))


def in_order(things: Sequence[Thing], kinds: Sequence[Kind[Thing]], records: int) -> Iterator[Made]:
    """The first `records` events of all kinds, by time; what happens at once is in the order of the kinds."""
    order = np.argsort(np.concatenate([times for _, _, times in kinds]), kind="stable")[:records]
    kind = np.repeat(np.arange(len(kinds)), [len(places) for _, places, _ in kinds])[order]
    about = np.concatenate([places for _, places, _ in kinds])[order]
    makers = [maker for maker, _, _ in kinds]
    for which, place in zip(kind.tolist(), about.tolist(), strict=True):
        yield makers[which](things[place])
