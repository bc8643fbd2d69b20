"""Many accounts at once, whatever stream they are on: of any number from a seed, and few that hypothesis can shrink."""

import random
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

from tests.traffic.facts import Record
from tests.traffic.life import Arrivals, P, life
from tests.traffic.telling import Delivered, Event

W = TypeVar("W")


class Crowd(NamedTuple, Generic[W, P]):
    """How an account of a stream comes to be, from luck and a name; what it does at a time; what is known of it."""

    open: Callable[[random.Random, str], W]
    act: Callable[[W], Callable[[int, int, P], list[Delivered]]]
    known: Callable[[random.Random, W, Iterable[Event]], Record]


def crowd(
    rng: random.Random, seed: int, events: int, accounts: int, of: Crowd[W, P], manners: Sequence[P]
) -> tuple[list[Record], list[Event]]:
    """Account records and events in the order they arrive: about `events`, never more, of accounts of unequal size.

    One account in eight has no record.
    """
    weights = [rng.uniform(0.5, 2.0) for _ in range(accounts)]
    records: list[Record] = []
    arrivals = Arrivals()
    for i, weight in enumerate(weights):
        account = of.open(rng, f"account-{seed}-{i}")
        delivered = life(rng, of.act(account), int(events * weight / sum(weights)), manners)
        if not delivered:
            continue
        if i == 0 or rng.random() >= 0.125:
            records.append(of.known(rng, account, (arrival.event for arrival in delivered)))
        arrivals.add(rng, delivered, odds=0.01)
    return records, arrivals.events[:events]
