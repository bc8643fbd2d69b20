"""What reviewers decide, when notices arrive and when their periods end: told as a case's history."""

from typing import Any

import msgspec
import pytest

from detectors.policy import Policy
from streams.enforcement.stage import Enforcement
from streams.events import Decision, NoticeDelivered
from streams.reasons import Rejected
from streams.records import Alert, Recommendation
from tests.streams.enforcement.findings import HOUR, POLICY, T0, finding, staging

PERIOD = 72 * HOUR
SUSPENDED = finding("voice.abandoned-calls", level=2, campaign="spring")
TERMINATING = msgspec.structs.replace(
    POLICY,
    detectors={
        **POLICY.detectors,
        "voice.abandoned-calls": msgspec.structs.replace(
            POLICY.detectors["voice.abandoned-calls"], actions=("warn", "terminate")
        ),
    },
)


def only(records: list[Recommendation]) -> Recommendation:
    (record,) = records
    return record


def opened(alert: Alert = SUSPENDED, policy: Policy = POLICY) -> tuple[Enforcement, Recommendation]:
    stage = staging(policy)
    return stage, only(stage.alert(alert, None))


def decide(what: str, about: Recommendation, after: int = HOUR, **fields: Any) -> Decision:  # noqa: ANN401 - fields of the contract
    decision = {"id": f"d-{what}-{after}", "ts": T0 + after, "recommendation": about.id, "decision": what}
    return msgspec.convert(decision | {"account": about.account} | fields, Decision)


def delivered(about: Recommendation, after: int) -> NoticeDelivered:
    return NoticeDelivered(ts=T0 + after, recommendation=about.id)


@pytest.mark.parametrize(
    ("what", "state"), [("approve", "approved"), ("reject", "rejected"), ("withdraw", "withdrawn")]
)
def test_a_decision_moves_the_case_and_says_so_in_a_record_of_its_own(what: str, state: str) -> None:
    stage, first = opened()
    record = only(stage.decision(decide(what, first), None))
    assert (record.state, record.action, record.supersedes) == (state, "suspend", first.id)
    assert (record.case, record.ts, record.findings) == (first.case, T0 + HOUR, first.findings)
    assert record.id != first.id
    assert record.clauses == first.clauses
    assert record.reason == first.reason


@pytest.mark.parametrize("what", ["reject", "withdraw"])
def test_what_is_taken_back_says_so_to_the_customer(what: str) -> None:
    stage, first = opened()
    notice = only(stage.decision(decide(what, first), None)).notice
    assert f"take back what we announced or did to your campaign “spring” under reference {first.id}" in notice.en
    assert first.id in notice.ja


@pytest.mark.parametrize("state", ["reject", "withdraw"])
def test_a_finding_after_that_begins_the_case_anew(state: str) -> None:
    stage, first = opened()
    closed = only(stage.decision(decide(state, first), None))
    later = finding("voice.abandoned-calls", campaign="spring", crossing="e2", after=2 * HOUR)
    record = only(stage.alert(later, None))
    assert (record.case, record.action, record.state) == (first.case, "warn", "open")
    assert (record.findings, record.supersedes) == ((later.id,), closed.id)


def test_a_finding_that_comes_again_does_not_open_a_closed_case() -> None:
    stage, first = opened()
    stage.decision(decide("reject", first), None)
    assert stage.alert(SUSPENDED, None) == []


def test_an_approved_case_stays_approved_with_more_of_the_same_and_needs_approval_for_a_stronger_action() -> None:
    stage, warned = opened(finding("voice.abandoned-calls", campaign="spring"))
    approved = only(stage.decision(decide("approve", warned), None))
    same = only(stage.alert(finding("voice.abandoned-calls", campaign="spring", crossing="e2", after=HOUR), None))
    assert (same.state, same.action, same.supersedes) == ("approved", "warn", approved.id)
    assert len(same.findings) == 2
    worse = only(stage.alert(finding("voice.abandoned-calls", level=2, campaign="spring", crossing="e3"), None))
    assert (worse.state, worse.action, worse.approval) == ("open", "suspend", "required")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"recommendation": "0" * 32}, "about no recommendation that is known"),
        ({"recommendation": None}, "about no recommendation that is known"),
        ({"account": "other"}, "about a recommendation of another account"),
        (
            {"decision": None},
            "decision is not given; there are approve, reject",
        ),
    ],
)
def test_a_decision_that_cannot_be_followed_says_why_and_changes_nothing(changed: dict[str, Any], why: str) -> None:
    stage, first = opened()
    with pytest.raises(Rejected, match=why):
        stage.decision(decide("approve", first, **changed), None)
    assert only(stage.decision(decide("approve", first), None)).supersedes == first.id


def test_only_the_record_that_speaks_for_an_open_case_can_be_decided_on() -> None:
    stage, first = opened(finding("voice.abandoned-calls", campaign="spring"))
    newer = only(stage.alert(SUSPENDED, None))
    with pytest.raises(Rejected, match=f"about a recommendation that {newer.id} supersedes"):
        stage.decision(decide("approve", first), None)
    approved = only(stage.decision(decide("approve", newer), None))
    for what in ("reject", "approve"):
        with pytest.raises(Rejected, match="about a recommendation that is approved already"):
            stage.decision(decide(what, approved, 2 * HOUR), None)


def test_until_the_notice_is_there_the_approval_stands_for_it() -> None:
    stage, first = opened()
    assert first.effective_from == T0 + PERIOD
    approved = only(stage.decision(decide("approve", first, 10 * PERIOD), None))
    assert approved.effective_from == approved.ts + PERIOD  # not in the past, with nobody told
    assert stage.due(T0 + 20 * PERIOD) == []  # nothing takes effect without a notice


def test_a_decision_needs_an_id_of_its_own() -> None:
    stage, first = opened()
    with pytest.raises(Rejected, match="its id has been used in this case before"):
        stage.decision(msgspec.structs.replace(decide("approve", first), id=first.findings[0]), None)


def test_it_takes_effect_a_notice_period_after_the_notice_at_the_earliest() -> None:
    stage, first = opened()
    approved = only(stage.decision(decide("approve", first), None))
    record = only(stage.delivered(delivered(approved, 10 * HOUR), None))
    assert (record.effective_from, record.state, record.supersedes) == (
        T0 + 10 * HOUR + PERIOD,
        "approved",
        approved.id,
    )
    assert stage.delivered(delivered(approved, 20 * HOUR), None) == []  # it counts from the first time on


def test_a_notice_that_came_before_the_approval_counts_too() -> None:
    stage, first = opened()
    assert stage.delivered(delivered(first, 2 * HOUR), None) == []
    approved = only(stage.decision(decide("approve", first, 5 * HOUR), None))
    assert approved.effective_from == T0 + 2 * HOUR + PERIOD


def test_a_notice_of_a_warning_is_none_of_the_suspension_that_follows() -> None:
    stage, warned = opened(finding("voice.abandoned-calls", campaign="spring"))
    stage.delivered(delivered(warned, HOUR), None)
    worse = only(stage.alert(finding("voice.abandoned-calls", level=2, campaign="spring", crossing="e3"), None))
    assert stage.delivered(delivered(warned, 2 * HOUR), None) == []
    approved = only(stage.decision(decide("approve", worse, 3 * HOUR), None))
    assert only(stage.delivered(delivered(approved, 4 * HOUR), None)).effective_from == T0 + 4 * HOUR + PERIOD


def test_a_notice_that_nobody_here_knows_is_somebody_elses() -> None:
    stage, _ = opened()
    assert stage.delivered(NoticeDelivered(ts=T0, recommendation="0" * 32), None) == []


@pytest.mark.parametrize("by", ["tick", "finding"])
def test_the_end_of_the_notice_period_is_said_once_as_of_its_own_time(by: str) -> None:
    stage, first = opened()
    approved = only(stage.decision(decide("approve", first), None))
    told = only(stage.delivered(delivered(approved, 2 * HOUR), None))
    ends = 2 * HOUR + PERIOD
    assert stage.due(T0 + ends - 1) == []
    if by == "tick":
        over = only(stage.due(T0 + ends + 5 * HOUR))
    else:  # of the same account, about something else
        over, _ = stage.alert(finding("load.calls-per-second", after=ends + HOUR), None)
    assert (over.ts, over.state, over.action, over.supersedes) == (T0 + ends, "approved", "suspend", told.id)
    assert stage.due(T0 + ends + 9 * HOUR) == []


def test_an_end_of_service_is_a_state_when_it_takes_effect() -> None:
    stage, first = opened(policy=TERMINATING)
    assert (first.action, first.approval) == ("terminate", "required")
    approved = only(stage.decision(decide("approve", first), None))
    stage.delivered(delivered(approved, HOUR), None)
    over = only(stage.due(T0 + HOUR + 336 * HOUR))
    assert (over.state, over.action) == ("terminated", "terminate")
    with pytest.raises(Rejected, match="terminated already"):
        stage.decision(decide("withdraw", over, 999 * HOUR), None)


def test_an_end_of_service_keeps_its_time_when_it_comes() -> None:
    stage, first = opened(policy=TERMINATING)
    approved = only(stage.decision(decide("approve", first, 900 * HOUR), None))
    told = only(stage.delivered(delivered(approved, 901 * HOUR), None))
    over = only(stage.due(T0 + 9_999 * HOUR))
    assert (over.state, over.ts, over.effective_from) == ("terminated", told.effective_from, told.effective_from)


def test_no_service_ends_while_the_customers_appeal_is_undecided() -> None:
    stage, first = opened(policy=TERMINATING)
    approved = only(stage.decision(decide("approve", first), None))
    told = only(stage.delivered(delivered(approved, HOUR), None))
    appealed = only(stage.decision(decide("appeal", told, 2 * HOUR, by="acme"), None))
    assert stage.due(T0 + 9_999 * HOUR) == []
    answered = only(stage.decision(decide("approve", appealed, 9_999 * HOUR, id="d3"), None))
    assert answered.state == "approved"
    over = only(stage.due(T0 + 9_999 * HOUR))
    assert (over.state, over.ts) == ("terminated", answered.ts)


def test_what_is_rejected_no_longer_waits_for_anything() -> None:
    stage, first = opened()
    stage.delivered(delivered(first, HOUR), None)
    stage.decision(decide("reject", first), None)
    assert stage.due(T0 + 10 * PERIOD) == []
