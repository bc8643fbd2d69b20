"""Customers are told what was decided, once, and what takes it back."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from streams.delivery.telling import Told
from streams.records import Recommendation
from tests.streams.test_tail import recommendation

WARN = {"action": "warn", "approval": "automatic", "urgent": False}
SUSPEND = {"action": "suspend", "approval": "required", "urgent": False}
APPROVED = SUSPEND | {"state": "approved"}
URGENT = SUSPEND | {"urgent": True}
TERMINATE = {"action": "terminate", "approval": "required", "urgent": False}
LIFTED = {"action": "lift", "state": "lifted", "approval": "automatic", "urgent": False}


def told(*records: dict[str, Any]) -> list[int]:
    """The places of the records that a customer is told of."""
    case = Told()
    return [place for place, record in enumerate(records) if case.take(recommendation(**record))]


def test_what_needs_no_approval_is_told_at_once_and_what_joins_is_not() -> None:
    assert told(WARN, WARN, WARN | {"approval": "required"}) == [0]  # the last: appealed


def test_a_suspension_is_told_when_it_is_approved_and_neither_before_nor_at_the_end_of_its_notice_period() -> None:
    assert told(SUSPEND, SUSPEND, APPROVED, APPROVED, APPROVED) == [2]


def test_what_nobody_was_told_of_is_not_taken_back() -> None:
    assert told(SUSPEND, SUSPEND | {"state": "rejected"}) == []
    assert told(SUSPEND, SUSPEND | {"state": "withdrawn"}) == []


def test_a_lift_is_told_and_so_is_what_begins_again() -> None:
    assert told(APPROVED, LIFTED, LIFTED, SUSPEND, APPROVED) == [0, 1, 4]


def test_a_warning_that_becomes_a_suspension_which_is_rejected_was_only_a_warning() -> None:
    assert told(WARN, SUSPEND, SUSPEND | {"state": "rejected"}) == [0]
    assert told(WARN, SUSPEND, SUSPEND | {"state": "withdrawn"}) == [0, 2]


def test_a_suspension_that_no_longer_waits_is_told_again() -> None:
    assert told(APPROVED, APPROVED | {"urgent": True}) == [0, 1]


def test_an_end_of_service_is_told_when_it_is_approved_and_not_when_it_comes() -> None:
    assert told(APPROVED, TERMINATE, TERMINATE | {"state": "approved"}, TERMINATE | {"state": "terminated"}) == [0, 2]


def test_of_what_is_in_shadow_nobody_is_told() -> None:
    assert told(WARN | {"shadow": True}) == []


KINDS = (
    WARN,
    SUSPEND,
    APPROVED,
    URGENT,
    TERMINATE,
    LIFTED,
    SUSPEND | {"state": "rejected"},
    SUSPEND | {"state": "withdrawn"},
)


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from("ab"))))
def test_nothing_is_told_twice_in_a_row_and_nothing_is_taken_back_that_was_not_told(
    history: list[tuple[dict[str, Any], str]],
) -> None:
    told, standing = Told(), dict[str, Recommendation | None]()
    for fields, case in history:
        record = recommendation(**fields, case=case)
        if not told.take(record):
            continue
        before = standing.get(case)
        if record.state in {"rejected", "withdrawn", "lifted"}:
            assert before is not None
            standing[case] = None
        else:
            assert before is None or (before.action, before.urgent) != (record.action, record.urgent)
            standing[case] = record
