"""Accounts, or the open cases of a run, in the order in which to look at them, and what stands out of each.

It corroborates and ranks. Nothing that recommends anything imports it.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np

from models.artifact import Unusable, shipped
from models.behaviour.artifact import KIND, load
from models.behaviour.counting import HOUR, done
from models.behaviour.model import FEWEST, Leading, Model, leading, scores
from streams.behaviour.account_hours import AccountHours
from streams.errors import WrongUsage
from streams.exporting.cases import Standing
from streams.times import rfc3339

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
    """A case, or an account alone, with its rank; None: too little was done in any hour to say anything."""

    account: str
    case: Standing | None
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
        means = (round(float(of[top].mean()), 4) for of in (said.rank, said.likeness, said.anomaly))
        name, hour = hours.names[rows["account"][first]], int(rows["hour"][first]) * HOUR
        found[name] = Ranked(
            name, *means, len(own), hour, int(events[first]), tuple(leading(model, said, first))
        )  # fmt: skip
    return found


def of_accounts(found: Mapping[str, Ranked]) -> list[Place]:
    """Accounts alone, the first to look at first."""
    return sorted((Place(one.account, None, one) for one in found.values()), key=_order)


def of_cases(cases: Iterable[Standing], found: Mapping[str, Ranked]) -> list[Place]:
    """Open cases, the first to look at first; behind them those of which nothing can be said, as they began."""
    waiting = (case for case in cases if case.now.state == "open" and case.now.action != "lift")
    return sorted((Place(case.now.account, case, found.get(case.now.account)) for case in waiting), key=_order)


def _order(place: Place) -> tuple[float, int, str]:
    opened = place.case.opened if place.case else 0
    return (-place.ranked.rank if place.ranked else np.inf, opened, place.case.now.case if place.case else place.account)


def plain_of(places: Iterable[Place]) -> Iterator[dict[str, Any]]:
    """The same for programs."""
    for number, place in enumerate(places, 1):
        one: dict[str, Any] = {"place": number, "account": place.account}
        if place.case:
            now = place.case.now
            one |= {"case": now.case, "recommendation": now.id, "action": now.action, "category": now.category}
            one |= {"opened": place.case.opened, "detectors": place.case.detectors}
        if place.ranked:
            rest = place.ranked._asdict()
            one |= rest | {"hour": rfc3339(place.ranked.hour), "leading": [each._asdict() for each in rest["leading"]]}
        else:
            one |= {"rank": None, "likeness": None, "anomaly": None, "leading": []}
        yield one


def as_json(places: Iterable[Place]) -> bytes:
    """It in JSON, with what it is for."""
    return msgspec.json.encode({"corroborates_only": True, "ranked": list(plain_of(places))}) + b"\n"
