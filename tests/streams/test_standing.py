"""Whose a number is and which limits hold, by dates: against the same said slowly, for any record."""

from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.numbers import digits_of
from detectors.standing import HELD, NOT_HELD, UNKNOWN_HOLDER, holder, segment_at
from streams.events import AccountRecord
from streams.reader import as_kernels_see
from streams.standing import Standing
from streams.stream import numbers
from tests.oracle import Event
from tests.oracle.facts import Facts

DEFAULTS = {"cps": 3.0, "short_share": 0.15}
NUMBERS = [f"+1312555{i:04d}" for i in range(6)]
MOMENTS = [0, 1, 5, 10, 15, 20, 2**62]


def digits(text: str) -> int:
    return digits_of(text) or -1


def standing() -> Standing:
    made = Standing(DEFAULTS, np.dtype([(name, "f8") for name in DEFAULTS]), digits, numbers)
    made.add(0, 2)
    return made


def applied(to: Standing, record: Event | None, slot: int = 0) -> None:
    to.apply(slot, None if record is None else msgspec.convert(record, AccountRecord))


def limits(of: Standing, ts: int, slot: int = 0) -> tuple[dict[str, float], dict[str, float], dict[str, str]]:
    """In force, ordinary, and which declared events give them: as alerts have it, held to what kernels read."""
    effective, sources = of.limits_for(slot, ts, ordinary=False)
    ordinary, _ = of.limits_for(slot, ts, ordinary=True)
    segment = of.timed.rows[segment_at(as_kernels_see(of.facts)[slot], as_kernels_see(of.timed.rows), ts)]
    for row, said in ((segment["limits"], effective), (segment["ordinary"], ordinary)):
        assert {name: float(of.limits[name][row]) for name in DEFAULTS} == said
    return effective, ordinary, sources


def owned(of: Standing, number: str, ts: int, slot: int = 0) -> int:
    """What kernels say of an attempt under this number."""
    fact, holdings = as_kernels_see(of.facts)[slot], as_kernels_see(of.held.rows)
    return int(holder(fact, holdings, digits(number), ts, 0))


dates = st.fixed_dictionaries(
    {}, optional={"from": st.sampled_from([None, *MOMENTS]), "until": st.sampled_from([None, -1, *MOMENTS])}
)
values = {"cps": st.sampled_from([0, 1, 2.5, 3, 7, 10_000]), "short_share": st.sampled_from([0, 0.15, 0.4, 1])}


def dated(of: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return of | st.lists(st.builds(lambda value, dates: {"value": value, **dates}, of, dates), max_size=4)


@st.composite
def records(draw: st.DrawFn) -> Event:
    """Accounts whose numbers, limits and declared events overlap, touch, end before they begin, in any order."""
    held = st.lists(
        st.builds(lambda number, dates: {"number": number, **dates}, st.sampled_from(NUMBERS[:4]), dates), max_size=5
    )
    event = st.builds(
        lambda status, dates, limits: {"status": status, "limits": limits, **dates},
        st.sampled_from(["agreed", "agreed", "pending", "refused"]),
        dates,
        st.fixed_dictionaries({}, optional=values | {"unknown": st.just(5)}) | st.none(),
    )
    declared = [{"id": f"d{i}", **event} for i, event in enumerate(draw(st.lists(event, max_size=4)))]
    return {
        "account": "acme",
        "numbers": draw(st.none() | held),
        "caller_ids": draw(st.none() | held),
        "limits": draw(
            st.none() | st.fixed_dictionaries({}, optional={name: dated(of) for name, of in values.items()})
        ),
        "declared": declared or draw(st.sampled_from([[], None])),
    }


@settings(max_examples=100, deadline=None)
@given(records(), records())
def test_what_holds_at_every_moment_is_what_the_dates_say(record: Event, before: Event) -> None:
    of, slow = standing(), Facts(record)
    applied(of, before)
    applied(of, record)
    for ts in (1, *(at + step for at in MOMENTS for step in (-1, 0, 1) if at + step > 0)):
        effective, ordinary, sources = limits(of, ts)
        for name in DEFAULTS:
            expected = slow.limits(name, ts)
            assert (effective[name], ordinary[name]) == (float(expected.effective), float(expected.ordinary)), (
                name,
                ts,
            )
            if expected.declared:
                giving = next(event for event in record["declared"] if event["id"] == sources[name])
                assert giving["limits"][name] == effective[name]
        for number in NUMBERS[:5]:
            assert owned(of, number, ts) == (HELD if slow.may_show(number, ts) else NOT_HELD)


def test_nothing_is_owned_or_limited_where_nothing_is_known() -> None:
    of = standing()
    assert owned(of, NUMBERS[0], 5) == UNKNOWN_HOLDER
    assert limits(of, 5) == (DEFAULTS, DEFAULTS, {})
    applied(of, {"account": "acme", "numbers": [{"number": NUMBERS[0]}], "limits": {"cps": 9}})
    assert (owned(of, NUMBERS[0], 5), limits(of, 5)[0]["cps"]) == (HELD, 9)
    applied(of, None)
    assert owned(of, NUMBERS[0], 5) == UNKNOWN_HOLDER
    assert limits(of, 5) == (DEFAULTS, DEFAULTS, {})


def test_the_highest_of_several_declared_limits_holds_and_is_named() -> None:
    declared = [
        {"id": f"d{cps}", "status": "agreed", "from": 10 - cps, "until": 10 + cps, "limits": {"cps": cps}}
        for cps in (4, 8, 6)
    ]
    of = standing()
    applied(of, {"account": "acme", "limits": {"cps": 5}, "declared": declared})
    found = [(limits(of, ts)[0]["cps"], limits(of, ts)[2].get("cps")) for ts in (1, 2, 13, 15, 17, 18)]
    assert found == [(5, None), (8, "d8"), (8, "d8"), (8, "d8"), (8, "d8"), (5, None)]


def test_accounts_of_any_size_stand_beside_each_other() -> None:
    numbers = [f"+1415{i:07d}" for i in range(10_000)]
    large: Event = {
        "account": "large",
        "numbers": [{"number": number, "from": 10, "until": 20} for number in reversed(numbers)],
        "limits": {"cps": [{"value": i % 7, "from": 3 * i, "until": 3 * i + 2} for i in reversed(range(500))]},
    }
    of = standing()
    for _ in range(3):  # a newer record takes the place of an older one
        applied(of, large, 1)
        applied(of, {"account": "small", "numbers": [{"number": numbers[0]}], "limits": {"cps": 9}}, 0)
    for i in (0, 1, 5_000, 9_999):
        assert [owned(of, numbers[i], ts, 1) for ts in (9, 10, 19, 20)] == [NOT_HELD, HELD, HELD, NOT_HELD]
        assert owned(of, numbers[i], 15, 0) == (HELD if i == 0 else NOT_HELD)
    for i in (1, 2, 7, 499):
        assert [limits(of, 3 * i + step, 1)[1]["cps"] for step in (0, 1, 2)] == [i % 7, i % 7, 3]
    assert limits(of, 1_000, 0)[0]["cps"] == 9


@pytest.mark.parametrize("accounts", [1, 3])
def test_records_that_come_again_and_again_take_no_more_room(accounts: int) -> None:
    of = standing()
    of.add(2, 3)
    rounds = 3_000
    for i in range(rounds):
        for slot in range(accounts):
            held = [{"number": number} for number in NUMBERS[slot : slot + 3]]
            applied(of, {"account": "acme", "numbers": held, "limits": {"cps": slot + i % 5}}, slot)
    assert of.held.used + of.timed.used < 3 * rounds
    for slot in range(accounts):
        shown = [owned(of, number, 5, slot) == HELD for number in NUMBERS]
        assert shown == [slot <= i < slot + 3 for i in range(len(NUMBERS))]
        assert limits(of, 5, slot)[0]["cps"] == slot + (rounds - 1) % 5
