"""Accounts, all or those with open cases in a run, in the order in which to look at them, and what stands out of each.

It corroborates and ranks. Nothing that recommends anything imports it.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from models.artifact import Unusable, shipped
from models.behaviour.artifact import KIND, load
from models.behaviour.counting import HOUR, done
from models.behaviour.model import FEWEST, Leading, Model, leading, scores
from streams.behaviour.account_hours import AccountHours
from streams.errors import WrongUsage
from streams.exporting.cases import Standing

TOP = 3  # hours by whose mean an account is ranked
DAYS = 7
A_DAY = 24  # hours


class Ranked(NamedTuple):
    """An account by its most telling hours: their means, how many hours were scored, and the first of them."""

    account: str
    rank: float
    likeness: float
    anomaly: float
    scored: int
    hour: int  # Unix milliseconds
    done: int  # calls, messages and mails in it
    leading: tuple[Leading, ...]


class Place(NamedTuple):
    """An account and its open cases, if those were asked for; None: too little was done in any hour to rank it."""

    account: str
    cases: tuple[Standing, ...]
    ranked: Ranked | None


def model_of(path: Path | None) -> Model:
    """The model of a file, else the one that comes with the product. Raises WrongUsage."""
    try:
        return load(path or shipped(KIND))
    except Unusable as unusable:
        raise WrongUsage(str(unusable)) from None


def ranked(model: Model, hours: AccountHours, days: int = DAYS) -> dict[str, Ranked]:
    """Each account with an hour of FEWEST events, of the last days of its own traffic, by its name."""
    rows = hours.rows
    newest = np.zeros(len(hours.names), np.int64)
    np.maximum.at(newest, rows["account"], rows["hour"])
    rows = rows[(rows["hour"] > newest[rows["account"]] - days * A_DAY) & (done(rows) >= FEWEST)]
    said, events = scores(model, rows), done(rows)
    order = np.lexsort((rows["hour"], -said.rank, rows["account"]))
    begins = np.flatnonzero(np.diff(rows["account"][order], prepend=-1))
    found = dict[str, Ranked]()
    for own in np.split(order, begins[1:]) if len(order) else ():
        top, first = own[:TOP], int(own[0])
        order_by, likeness, anomaly = (
            round(float(of[top].mean()), 4) for of in (said.rank, said.likeness, said.anomaly)
        )
        name, hour = hours.names[rows["account"][first]], int(rows["hour"][first]) * HOUR
        found[name] = Ranked(
            name, order_by, likeness, anomaly, len(own), hour, int(events[first]), tuple(leading(model, said, first))
        )
    return found


def of_accounts(found: Mapping[str, Ranked]) -> list[Place]:
    """All accounts, the one to look at first before the others."""
    return sorted((Place(one.account, (), one) for one in found.values()), key=_order)


def of_cases(cases: Iterable[Standing], found: Mapping[str, Ranked]) -> list[Place]:
    """Accounts with open cases; behind the others those of which nothing can be said, as their cases began."""
    waiting = dict[str, list[Standing]]()
    for case in cases:
        if case.now.state == "open" and case.now.action != "lift":
            waiting.setdefault(case.now.account, []).append(case)
    return sorted((Place(name, tuple(own), found.get(name)) for name, own in waiting.items()), key=_order)


def _order(place: Place) -> tuple[float, int, str]:
    opened = min((case.opened for case in place.cases), default=0)
    return (-place.ranked.rank if place.ranked else np.inf, opened, place.account)
