"""Sums of account-hours: the same in any order and any batches, an id once in an hour."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.behaviour.counting import BIT, COUNTED, SEEN, SUMS, Rows, counted, done, together
from tests.properties.often import examples

EVENT = st.tuples(
    st.integers(0, 2),  # account
    st.integers(500_000, 500_002),  # hour
    st.sets(st.sampled_from(SUMS)).map(lambda names: sum(int(BIT[name]) for name in names)),
    st.integers(1, 3),  # people
    st.integers(0, 10_000),  # ms
    st.integers(1, 10),  # id
    st.integers(-2, 3),  # other
    st.integers(-2, 3),  # own
)


def seen(events: list[tuple[int, ...]]) -> Rows:
    rows: Rows = np.array(events, SEEN) if events else np.zeros(0, SEEN)
    return rows


def once(events: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Each id once in an hour of its account, as an event that comes again is the same."""
    return list({(event[0], event[1], event[5]): event for event in events}.values())


@examples(100)
@given(st.lists(EVENT, max_size=60).map(once), st.randoms(use_true_random=False), st.integers(1, 70))
def test_neither_order_nor_batches_nor_what_comes_again_changes_a_sum(
    events: list[tuple[int, ...]],
    rng: np.random.Generator,
    size: int,
) -> None:
    again = [*events, *events[::3]]
    rng.shuffle(again)
    batches = [seen(again[at : at + size]) for at in range(0, len(again), size)]
    np.testing.assert_array_equal(counted(batches), counted([seen(events)]))


@examples(100)
@given(st.lists(EVENT, max_size=60).map(once))
def test_sums_are_those_of_counting_one_by_one(events: list[tuple[int, ...]]) -> None:
    rows = {(int(row["account"]), int(row["hour"])): row for row in counted([seen(events)])}
    assert rows.keys() == {event[:2] for event in events}
    for place, row in rows.items():
        own = [event for event in events if event[:2] == place]
        for name in SUMS:
            assert row[name] == sum(event[3] for event in own if event[2] & int(BIT[name])), name
        calls = [event for event in own if event[2] & int(BIT["calls"])]
        unnamed = sum(event[3] for event in calls if event[6] == 0)
        assert row["callees"] == len({event[6] for event in calls} - {0}) + unnamed
        assert row["callers"] == len({event[7] for event in calls} - {0})
        assert row["talk_ms"] == sum(event[4] for event in own)


def test_streams_are_added_up() -> None:
    one, other = np.zeros(1, COUNTED), np.zeros(1, COUNTED)
    one["hour"] = other["hour"] = 500_000
    one["calls"], one["busiest"], other["messages"], other["busiest"] = 3, 3, 4, 1
    (both,) = together([one, other])
    assert (both["calls"], both["messages"], both["busiest"]) == (3, 4, 3)
    assert done(together([one, other])).tolist() == [7]
    assert len(together([])) == 0
