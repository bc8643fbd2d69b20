"""The generated traffic of each stream, by its name: a day, or as many as it takes."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from benchmarks.traffic.calls import calls
from benchmarks.traffic.email import email
from benchmarks.traffic.made import A_DAY, Made
from benchmarks.traffic.sms import sms
from benchmarks.traffic.usage import usage

Day = Callable[[int, int, int, int], Iterator[Made]]


def in_days(day: Day, records: int, accounts: int, seed: int = 3, a_day: int = A_DAY) -> Iterator[Made]:
    """So many records, `a_day` after the other, since all of them would have to be in memory at once."""
    for number, first in enumerate(range(0, records, a_day)):
        yield from day(min(a_day, records - first), accounts, seed, number)


TRAFFIC: Mapping[str, Callable[[int, int], Iterator[Made]]] = {
    "calls": partial(in_days, calls),
    "sms": partial(in_days, sms),
    "email": partial(in_days, email),
    "usage": partial(in_days, usage),
}
"""Makes so many records of so many accounts."""
