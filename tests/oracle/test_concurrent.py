"""The oracle's rows about legs up at once, counted by hand."""

import random

import pytest

from tests.oracle import Event, judge
from tests.oracle.hand import FORWARDS, INBOUND, JAPAN, OUTBOUND, START, attempt, declared, end, found
from tests.oracle.shares import DAY, HOUR, MINUTE

TWO = {"concurrent_outbound": 2, "concurrent_inbound": 2, "concurrent_forwards": 2}


def up(at: int, **fields: object) -> Event:
    """An outbound leg to Japan that is set up then."""
    return attempt(at, to=JAPAN) | fields


def over(start: int, at: int) -> Event:
    """An outbound leg to Japan that is heard of when it is over."""
    return end(at, to=JAPAN, started=START + start)


def crossing(*calls: Event, **limits: object) -> list[tuple[int, int]]:
    return found(list(calls), OUTBOUND, limits=TWO | limits)


@pytest.mark.parametrize(
    ("detector", "direction", "limit"),
    [(OUTBOUND, "outbound", 100), (INBOUND, "inbound", 100), (FORWARDS, "forward", 50)],
)
def test_the_leg_that_reaches_the_limit_crosses(detector: str, direction: str, limit: int) -> None:
    calls = [up(i, direction=direction) for i in range(limit + 1)]
    assert found(calls, detector) == [(1, limit - 1)]
    assert found(calls[: limit - 1], detector) == []


@pytest.mark.parametrize(
    ("fields", "rows"),
    [
        ({}, {OUTBOUND}),
        ({"network": None}, {OUTBOUND}),
        ({"network": "sip"}, set()),
        ({"network": "app"}, set()),
        ({"access": "sip-trunk"}, {OUTBOUND}),
        ({"to": f"tel:{JAPAN};ext=5"}, {OUTBOUND}),
        ({"to": "+81312345678"}, {OUTBOUND}),
        ({"to": "+8112"}, set()),
        ({"to": "09012345678"}, set()),
        ({"to": "+12125550123"}, set()),
        ({"to": "sip:+819012345678@pbx.example"}, {OUTBOUND}),
        ({"to": "sip:desk@pbx.example"}, set()),
        ({"direction": "inbound"}, {INBOUND}),
        ({"direction": "inbound", "network": "sip"}, set()),
        ({"direction": "inbound", "network": None, "access": None}, {INBOUND}),
        ({"direction": "inbound", "access": "sip-trunk"}, set()),
        ({"direction": "inbound", "to": "desk"}, {INBOUND}),
        ({"direction": "inbound", "to": "911"}, set()),
        ({"direction": "forward"}, {FORWARDS}),
        ({"direction": "forward", "network": "video", "access": "sip-trunk"}, {FORWARDS}),
        ({"direction": "forward", "to": "+12125550123"}, set()),
    ],
)
def test_which_legs_count(fields: Event, rows: set[str]) -> None:
    for calls in ([up(0) | fields, up(1) | fields], [over(0, 9) | fields, over(1, 10) | fields]):
        assert {row for row in (OUTBOUND, INBOUND, FORWARDS) if found(calls, row, limits=TWO)} == rows


def test_each_row_counts_its_own_legs() -> None:
    assert found([up(0), up(1, direction="inbound"), up(2, direction="forward")], limits=TWO) == []


def test_a_leg_without_an_end_is_up_for_max_call() -> None:
    assert crossing(up(0), up(4 * HOUR - 1)) == [(1, 1)]
    assert crossing(up(0), up(4 * HOUR)) == []
    assert crossing(up(0), up(HOUR - 1), max_call=HOUR) == [(1, 1)]
    assert crossing(up(0), up(HOUR), max_call=HOUR) == []
    at_its_attempt = [{"value": HOUR, "from": START, "until": START + 1}]
    assert crossing(up(0), up(HOUR - 1), max_call=at_its_attempt) == [(1, 1)]
    assert crossing(up(0), up(HOUR), max_call=at_its_attempt) == []
    assert crossing(up(0), up(1_000), max_call=1_000.5) == [(1, 1)]


def test_an_end_takes_its_leg_down() -> None:
    for at, expected in ((999, [(1, 2)]), (1_000, [])):
        assert crossing(up(0, call="c"), end(1_000, call="c"), up(at)) == expected


def test_an_end_belongs_to_the_leg_of_its_attempt_whatever_it_says_itself() -> None:
    assert crossing(up(0, call="c"), end(1_000, call="c", direction="inbound", network="sip"), up(1_000)) == []


def test_an_end_no_later_than_its_attempt_leaves_nothing_up() -> None:
    for at, expected in ((9, []), (10, []), (11, [(1, 2)])):
        assert crossing(up(10, call="c"), end(at, call="c"), up(10)) == expected
    assert crossing(up(10, call="c"), end(5, call="c"), over(6, 9), over(7, 9)) == [(1, 3)]


def test_an_end_makes_no_leg_longer() -> None:
    assert crossing(up(0, call="c"), end(5 * HOUR, call="c"), up(4 * HOUR)) == []
    assert crossing(up(0, call="c"), end(5 * HOUR, call="c"), up(4 * HOUR - 1)) == [(1, 2)]


def test_a_lapsed_leg_and_the_one_in_its_place_are_two() -> None:
    again = up(0, call="c"), up(4 * HOUR, call="c")
    assert crossing(*again) == []
    assert crossing(*again, up(4 * HOUR - 1)) == [(1, 2)]
    assert crossing(*again, end(4 * HOUR + 9, call="c"), up(4 * HOUR + 9)) == []


def test_a_leg_that_comes_late_crosses_at_the_starts_that_it_overlaps() -> None:
    assert crossing(up(10), up(0)) == [(1, 1)]
    assert crossing(up(4 * HOUR - 1), up(0)) == [(1, 1)]
    assert crossing(up(4 * HOUR - 1), up(0, id="x"), max_call=4 * HOUR - 1) == []


def test_legs_heard_of_when_they_are_over() -> None:
    assert crossing(over(0, 41), over(40, 50)) == [(1, 1)]
    assert crossing(over(0, 40), over(40, 50)) == []
    assert crossing(over(0, 10), over(20, 30), over(0, 40)) == [(1, 2)]
    assert crossing(over(0, 10), over(20, 30), over(10, 20)) == []
    assert crossing(over(5, 5), over(0, 10)) == []


def test_only_starts_after_the_horizon_are_judged() -> None:
    for start, expected in ((HOUR, []), (HOUR + 1, [(1, 1)])):
        assert crossing(up(start), over(0, 2 * HOUR), max_call=HOUR) == expected
    assert crossing(up(0), attempt(4 * HOUR - 1), up(0)) == [(1, 2)]
    assert crossing(up(0), attempt(4 * HOUR), up(0)) == []


def test_legs_that_started_before_the_horizon_are_up_all_the_same() -> None:
    calls = up(1), attempt(3 * HOUR), up(3 * HOUR, to=JAPAN)
    short_since = [{"value": HOUR, "from": START + HOUR}]
    assert crossing(*calls, max_call=short_since) == [(1, 2)]


def test_the_limit_is_the_one_in_force_at_each_start() -> None:
    for start, expected in ((49, []), (50, [(1, 1)]), (51, [])):
        dated = [{"value": 2, "from": START + 50, "until": START + 51}]
        assert crossing(up(start), over(0, 100), concurrent_outbound=dated) == expected


def test_a_declared_event_covers_the_starts_within_it() -> None:
    covered = declared(limits={"concurrent_outbound": 3})
    for calls in ([up(0), up(1)], [over(0, 2 * HOUR), over(HOUR - 1, 3 * HOUR)]):
        assert found(calls, OUTBOUND, limits=TWO, declared=[covered]) == [(0, 1)]
    assert found([over(0, 2 * HOUR), over(HOUR, 3 * HOUR)], OUTBOUND, limits=TWO, declared=[covered]) == [(1, 1)]
    assert found([up(0), up(1), up(2)], OUTBOUND, limits=TWO, declared=[covered]) == [(0, 1), (1, 2)]


def test_what_is_over_the_limit_outside_the_declared_event_is_not_covered() -> None:
    covered = declared(limits={"concurrent_outbound": 3}, until=START + 10)
    assert found([over(0, 10), over(20, 30), over(0, 40)], OUTBOUND, limits=TWO, declared=[covered]) == [(1, 2)]


def test_it_speaks_again_after_a_day() -> None:
    for gap, expected in ((DAY - 1, [(1, 1)]), (DAY, [(1, 1), (1, 3)])):
        assert crossing(up(0), up(0), up(gap), up(gap), max_call=MINUTE) == expected


def test_it_counts_as_a_plain_sweep_over_all_intervals_does() -> None:
    rng = random.Random(1)
    for _ in range(300):
        spans = [(start, start + rng.randrange(30)) for start in (rng.randrange(100) for _ in range(20))]
        calls = [over(start, at) for start, at in spans]
        sweep = []
        for place, (first, last) in enumerate(spans):
            moments = [start for start, _ in spans[: place + 1] if first <= start < last]
            counts = [sum(start <= moment < at for start, at in spans[: place + 1]) for moment in moments]
            sweep.append(max(counts, default=0) >= 6)
        expected = [(1, sweep.index(True))] if any(sweep) else []
        assert found(calls, OUTBOUND, limits={"concurrent_outbound": 6}) == expected


def test_a_leg_is_not_over_the_limit_at_the_moment_of_its_end() -> None:
    calls = over(40, 50), over(40, 50), attempt(HOUR), over(0, 40), attempt(DAY), up(DAY + 50), up(DAY + 50)
    assert crossing(*calls, max_call=DAY) == [(1, 1), (1, 6)]


def test_a_finding_is_the_accounts() -> None:
    [finding] = [f for f in judge([], [up(i, network="pstn") for i in range(100)]) if f.detector == OUTBOUND]
    assert (finding.subject_kind, finding.subject_value) == ("account", "a")
