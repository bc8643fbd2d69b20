"""A ranking in words, with the figures that stand out and what is usual beside each."""

from collections.abc import Iterator, Sequence

from models.behaviour.features import FEATURES, Feature
from models.behaviour.model import Leading, Model
from streams.behaviour.ranking import TOP, Place, Ranked
from streams.plain_text import plain
from streams.times import to_the_minute

CORROBORATES = (
    "This ranks what to look at first and says what stands out. By itself it is never a reason to suspend or to warn:\n"
    "the model was trained on simulated traffic and has not seen yours."
)
BY_NAME = {feature.name: feature for feature in FEATURES}
ONE_PERCENT, SECOND = 0.01, 1_000


def told(places: Sequence[Place], most: int, model: Model, *, cases: bool) -> Iterator[str]:
    """The first places, in lines."""
    what = "open cases" if cases else "accounts"
    shown = places[:most]
    of_all = f"{len(shown):,} of {len(places):,} {what}" if len(shown) < len(places) else f"{len(places):,} {what}"
    yield f"{of_all}, by the {TOP} most telling hours of each account. {CORROBORATES}"
    usual, seldom = model.ordinary[0], model.ordinary[3]
    yield f"Anomaly: half of the honest hours that it learned from are under {usual:.1f}, 99.9 % under {seldom:.1f}."
    for number, place in enumerate(shown, 1):
        yield ""
        yield f"{number:>3}. {_heading(place)}"
        yield from (f"     {line}" for line in (_lines(place.ranked) if place.ranked else [NOTHING]))


NOTHING = "too little in any hour of its last days to say anything"


def _heading(place: Place) -> str:
    if place.case is None:
        return plain(place.account)
    now = place.case.now
    return f"{plain(place.account)}: {now.action}, {now.category}, {now.id} ({', '.join(place.case.detectors)})"


def _lines(one: Ranked) -> Iterator[str]:
    yield f"likeness to known abuse {one.likeness:.2f}, anomaly {one.anomaly:.1f}; hours scored: {one.scored:,}"
    yield f"in the hour from {to_the_minute(one.hour)}, with {one.done:,} calls, messages and mails:"
    if not one.leading:
        yield "- nothing that is out of the ordinary by itself"
    for each in one.leading:
        yield f"- {figure(each)}"


def figure(each: Leading) -> str:
    """A figure, and what is usual.

    >>> figure(Leading("answer_ratio", 48, 1200, 48 / 1200, 0.38, 0.72, 1.5, 4.0))
    'answered 4 % of 1,200 calls; usual is 38 to 72 %'
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
    if low == high:
        return high
    return f"{low.removesuffix(high[len(high.rstrip(' %s')):])} to {high}"


def _value(feature: Feature, value: float) -> str:
    if feature.kind == "amount":
        return f"{value:,.0f}"
    if feature.kind == "mean":
        return f"{value / SECOND:,.0f} s"
    return f"{100 * value:.1f} %" if 0 < value < ONE_PERCENT else f"{100 * value:.0f} %"
