"""A ranking in words, with the figures that stand out and what is usual beside each; and in JSON."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from models.behaviour.features import FEATURES, Feature
from models.behaviour.model import Leading, Model
from streams.behaviour.ranking import TOP, Place, Ranked
from streams.exporting.cases import Standing
from streams.plain_text import plain
from streams.times import rfc3339, to_the_minute

CORROBORATES = (
    "This says what to look at first, and what stands out. It corroborates what detectors found: it is never a reason\n"
    "by itself to warn or to suspend. The packaged model learned from simulated traffic and has not seen yours."
)
NOTHING = "too little in any hour of its last days to say anything"
BY_NAME = {feature.name: feature for feature in FEATURES}
ONE_PERCENT, SECOND = 0.01, 1_000


def told(places: Sequence[Place], most: int, model: Model, *, cases: bool) -> Iterator[str]:
    """The first places, in lines."""
    what = "accounts with open cases" if cases else "accounts"
    first = f"the first {most:,} of " if most < len(places) else ""
    yield f"{first}{len(places):,} {what}, by their {TOP} most telling hours"
    yield CORROBORATES
    middle, _, _, seldom = model.ordinary
    yield f"Anomaly: half of the honest hours that it learned from are under {middle:.1f}, 99.9 % under {seldom:.1f}."
    for number, place in enumerate(places[:most], 1):
        yield ""
        yield f"{number:>3}. {plain(place.account)}" + (f": {_scores(place.ranked)}" if place.ranked else "")
        yield from (f"     {line}" for case in place.cases for line in [_case(case)])
        yield from (f"     {line}" for line in (_lines(place.ranked) if place.ranked else [NOTHING]))


def _case(case: Standing) -> str:
    return f"{case.now.action}, {case.now.category}, by {', '.join(case.detectors)}: {case.now.id}"


def _scores(one: Ranked) -> str:
    return f"likeness to known abuse {one.likeness:.2f}, anomaly {one.anomaly:.1f}"


def _lines(one: Ranked) -> Iterator[str]:
    which = "in the only hour" if one.scored == 1 else f"in the most telling of {one.scored:,} hours"
    yield f"{which}, from {to_the_minute(one.hour)}, {one.done:,} calls, messages and mails:"
    if not one.leading:
        yield "- nothing that is out of the ordinary by itself"
    for each in one.leading:
        yield f"- {figure(each)}"


def figure(each: Leading) -> str:
    """A figure, and what is usual.

    >>> figure(Leading("answer_ratio", 48, 1200, 48 / 1200, 0.38, 0.72, 1.5, 4.0))
    '4 % of 1,200 calls were answered; usual is 38 to 72 %'
    >>> figure(Leading("busiest", 240, 240, 240.0, 1.0, 6.0, 1.5, 4.0))
    'called or wrote to one of them 240 times; usual is up to 6'
    """
    feature = BY_NAME[each.feature]
    said = feature.said.format(value=_value(feature, each.value), part=f"{each.part:,}", whole=f"{each.whole:,}")
    return f"{said}; usual is {_usual(feature, each)}"


def _usual(feature: Feature, each: Leading) -> str:
    low, high = _value(feature, each.lower), _value(feature, each.upper)
    if each.upper == 0:
        return "none"
    if feature.kind == "amount" or each.lower == 0:
        return f"up to {high}"
    return high if low == high else f"{low.split(' ')[0]} to {high}"


def _value(feature: Feature, value: float) -> str:
    if feature.kind == "amount":
        return f"{value:,.0f}"
    if feature.kind == "mean":
        return f"{value / SECOND:,.0f} s"
    return f"{100 * value:.1f} %" if 0 < value < ONE_PERCENT else f"{100 * value:.0f} %"


def as_json(places: Sequence[Place]) -> bytes:
    """All of it for programs, with what it is for."""
    ranked = [_plain(number, place) for number, place in enumerate(places, 1)]
    return msgspec.json.encode({"note": " ".join(CORROBORATES.split()), "ranked": ranked}) + b"\n"


def _plain(number: int, place: Place) -> dict[str, Any]:
    cases = [
        {"case": case.now.case, "recommendation": case.now.id, "action": case.now.action, "category": case.now.category,
         "opened": rfc3339(case.opened), "detectors": case.detectors}
        for case in place.cases
    ]  # fmt: skip
    one = {"place": number, "account": place.account, "cases": cases}
    if place.ranked is None:
        return one | {"rank": None, "likeness": None, "anomaly": None, "leading": []}
    leading = [each._asdict() | {"said": figure(each)} for each in place.ranked.leading]
    return one | place.ranked._asdict() | {"hour": rfc3339(place.ranked.hour), "leading": leading}
