"""What can be odd about the events of one leg: twice, late, early, in the wrong order, at odds with each other.

Times lie on the borders at which a call is forgotten, or a millisecond beside them. `Leg.span` is such a time, and
the clock that decides is moved there by a complaint of somebody unknown, where nothing else does.
"""

import random
from collections.abc import Callable
from typing import NamedTuple

from tests.traffic.manners import DAY, HOUR, SECOND
from tests.traffic.numbers import ELSEWHERE
from tests.traffic.telling import Delivered, Event, Telling

SOON = (0, 1, 500, 5_000)


class Leg(NamedTuple):
    """One leg as it should be told, and who tells it."""

    rng: random.Random
    telling: Telling
    attempt: Event
    end: Event
    delay: int
    span: int

    def other(self, start: int, at: int) -> Delivered:
        """The attempt of another call, set up at `start` and heard of at `at`."""
        return self.telling.delivered(at, self.telling.again(self.attempt, ts=start, call=self.telling.call()))

    def told(self, attempt: Event | None = None, end: Event | None = None) -> list[Delivered]:
        """Its attempt and its end, or what there is instead of them, in the order of time."""
        first, last = attempt or self.attempt, end or self.end
        begun = first["ts"] + self.delay
        return [self.telling.delivered(begun, first), self.telling.delivered(max(last["ts"], begun), last)]

    def near(self, *spans: int) -> int:
        """One of the spans, or a millisecond less or more."""
        return self.rng.choice(spans) + self.rng.choice((-1, 0, 0, 1))

    def later(self) -> int:
        """A while, often as long as the call is remembered."""
        return self.near(self.span, self.span, DAY) if self.rng.random() < 0.85 else self.rng.choice(SOON)

    def once_more(self, event: Event, since: int) -> list[Delivered]:
        """The event again, some time later; or one of about the same time that arrives then, after one of that time."""
        at = since + self.later()
        if self.rng.random() < 0.5:
            return [self.telling.delivered(at, self.telling.again(event, ts=at))]
        clock = self.telling.event(at, "complaint", to=self.rng.choice(ELSEWHERE))
        again = self.telling.again(event, ts=event["ts"] + self.rng.choice((0, 1, 999)))
        return [self.telling.delivered(at, clock), self.telling.delivered(at, again)]


def attempt_again(leg: Leg) -> list[Delivered]:
    """A second attempt, before or after the end."""
    return leg.told() + leg.once_more(leg.attempt, leg.attempt["ts"])


def attempt_after_end(leg: Leg) -> list[Delivered]:
    """A second attempt, after the end."""
    return leg.told() + leg.once_more(leg.attempt, leg.end["ts"])


def end_again(leg: Leg) -> list[Delivered]:
    """A second end."""
    return leg.told() + leg.once_more(leg.end, leg.end["ts"])


def end_of_two_attempts(leg: Leg) -> list[Delivered]:
    """A second attempt, and the end after that."""
    again = leg.once_more(leg.attempt, leg.attempt["ts"])
    last = again[-1].at + leg.rng.choice((0, 1, 7_000, leg.near(leg.span)))
    end = leg.end | {"ts": last}
    return [leg.told()[0], *again, leg.telling.delivered(last, end)]


def end_first(leg: Leg) -> list[Delivered]:
    """The attempt arrives after the end, and changes nothing if that is remembered."""
    at = leg.end["ts"] + leg.later()
    clock = leg.telling.event(at, "complaint", to=leg.rng.choice(ELSEWHERE))
    last = leg.telling.delivered(leg.end["ts"], leg.end)
    return [last, leg.telling.delivered(at, clock), leg.telling.delivered(at, leg.telling.again(leg.attempt))]


def late_end(leg: Leg) -> list[Delivered]:
    """An end long after the attempt, when that may be up no more, or not be remembered."""
    ts = leg.attempt["ts"] + leg.near(leg.span, leg.span, DAY, DAY, 2 * DAY)
    other = leg.other(ts - leg.rng.choice((0, 1, 500)), ts)
    return [*leg.told(end=leg.end | {"ts": ts}), other]


def early_end(leg: Leg) -> list[Delivered]:
    """An end whose time is before its attempt's."""
    ts = leg.attempt["ts"] - leg.rng.choice((0, 1, 999, 1_000, 20 * SECOND, HOUR))
    told = leg.told(end=leg.end | {"ts": ts})
    return [*told, leg.other(leg.rng.choice((ts, leg.attempt["ts"] - 1)), told[-1].at)]


def started_later(leg: Leg) -> list[Delivered]:
    """An end that says that it started after it ended; nobody saw the attempt."""
    return leg.told(end=leg.end | {"started": leg.end["ts"] + leg.rng.choice((1, 999, HOUR))})[1:]


def started_long_ago(leg: Leg) -> list[Delivered]:
    """An end that says that it started hours ago; nobody saw the attempt."""
    ago = leg.near(HOUR, leg.span, leg.span, 5 * HOUR, DAY, 3 * DAY)
    return leg.told(end=leg.end | {"started": leg.end["ts"] - ago})[1:]


def contradiction(leg: Leg) -> list[Delivered]:
    """An end that says something else of the leg than its attempt."""
    changes = {
        "direction": leg.rng.choice(("outbound", "inbound", "forward")),
        "network": leg.rng.choice(("pstn", None, "sip", "video")),
        "access": leg.rng.choice(("api", None, "sip-trunk")),
        "to": leg.rng.choice((*ELSEWHERE, "911")),
        "from": leg.rng.choice(ELSEWHERE),
        "started": leg.attempt["ts"] - leg.rng.choice((0, 1, HOUR)),
    }
    said = leg.rng.sample(sorted(changes), leg.rng.randint(1, 3))
    return leg.told(end=leg.end | {name: changes[name] for name in said})


def followed(leg: Leg) -> list[Delivered]:
    """Another call, set up when the leg is up no more, or not kept."""
    start = leg.near(min(leg.end["ts"], leg.attempt["ts"] + leg.span), leg.attempt["ts"] + leg.span)
    attempt = leg.other(start, start + leg.delay)
    ended = start + leg.rng.choice((0, 1, 7_000))
    end = leg.telling.again(leg.end, ts=ended, started=start, call=attempt.event["call"])
    return [*leg.told(), attempt, leg.telling.delivered(max(ended, attempt.at), end)]


def used_again(leg: Leg) -> list[Delivered]:
    """Events under the id of a call that there was before."""
    call = leg.telling.earlier_call(leg.rng)
    return leg.told(leg.attempt | {"call": call}, leg.end | {"call": call})


QUIRKS: tuple[Callable[[Leg], list[Delivered]], ...] = (
    attempt_again,
    attempt_after_end,
    end_again,
    end_of_two_attempts,
    end_first,
    late_end,
    early_end,
    started_later,
    started_long_ago,
    contradiction,
    followed,
    used_again,
)
