"""Who may decide, how many people have to, and that nobody approves their own."""

from typing import Any

import msgspec
import pytest

from detectors.policy import Policy
from streams.enforcement.inputs import control
from streams.enforcement.stage import Enforcement
from streams.raw import RawBatch
from streams.reasons import Rejected, kind_of
from streams.records import Recommendation
from tests.streams.enforcement.findings import HOUR, POLICY, T0, finding
from tests.streams.enforcement.test_decisions import SUSPENDED, TERMINATING, decide, delivered, only, opened

TWO = msgspec.structs.replace(
    POLICY, settings=msgspec.structs.replace(POLICY.settings, approvals={"suspend": 2, "throttle": 2})
)
MORE = "; one person has approved this, and one more has to."


def refused(stage: Enforcement, about: Recommendation, what: str, after: int = HOUR, **fields: Any) -> str:  # noqa: ANN401 - fields of the contract
    with pytest.raises(Rejected) as rejected:
        stage.decision(decide(what, about, after, **fields), None)
    return str(rejected.value)


@pytest.mark.parametrize("what", ["approve", "reject", "withdraw", "remedied", "appeal"])
def test_an_auditor_decides_nothing_and_an_analyst_everything_but_the_end_of_service(what: str) -> None:
    stage, first = opened()
    why = refused(stage, first, what, role="auditor")
    assert why.startswith(f"role: auditor may not {what}; analyst and approver")
    assert kind_of(why) == "permission"
    assert only(stage.decision(decide(what, first, role="analyst"), None)).supersedes == first.id
    ending, end = opened(policy=TERMINATING)
    if what == "approve":
        assert refused(ending, end, what, role="analyst") == ("role: analyst may not approve:terminate; approver may")
    else:
        assert only(ending.decision(decide(what, end, role="analyst"), None)).supersedes == end.id


def test_no_role_counts_as_an_approver_and_one_of_the_platforms_own_as_an_analyst_unless_the_policy_says_else() -> None:
    stage, end = opened(policy=TERMINATING)
    why = refused(stage, end, "approve", role="team lead +12025550123")
    assert why == "role: another one, which counts as analyst, may not approve:terminate; approver may"
    assert only(stage.decision(decide("approve", end), None)).state == "approved"
    strict = msgspec.structs.replace(POLICY.permissions, without_role="auditor")
    stage, first = opened(policy=msgspec.structs.replace(POLICY, permissions=strict))
    assert refused(stage, first, "approve").startswith("role: none, which counts as auditor, may not approve")


def test_the_first_of_two_people_leaves_the_case_open_and_says_that_one_more_has_to() -> None:
    stage, found = opened(policy=TWO)
    first = only(stage.decision(decide("approve", found, by="kim"), None))
    assert (first.state, first.approval, first.supersedes, first.action) == ("open", "required", found.id, "suspend")
    assert first.reason == found.reason[:-1] + MORE
    assert refused(stage, first, "approve", 2 * HOUR, by=" Kim") == (
        "by: has approved this already, which counts once; another person has to"
    )
    assert "2 people have to approve this" in refused(stage, first, "approve", 3 * HOUR)
    second = only(stage.decision(decide("approve", first, 4 * HOUR, by="ito"), None))
    assert (second.state, second.reason, second.ts) == ("approved", found.reason, T0 + 4 * HOUR)
    told = only(stage.delivered(delivered(second, 5 * HOUR), None))
    assert told.effective_from == T0 + 77 * HOUR


def test_a_row_may_ask_for_two_people_where_its_action_asks_for_one() -> None:
    row = msgspec.structs.replace(POLICY.detectors["voice.abandoned-calls"], approvals=2)
    policy = msgspec.structs.replace(POLICY, detectors={**POLICY.detectors, row.id: row})
    stage, found = opened(policy=policy)
    assert only(stage.decision(decide("approve", found, by="kim"), None)).state == "open"
    stage, found = opened(finding("voice.wangiri"), policy)
    assert only(stage.decision(decide("approve", found, by="kim"), None)).state == "approved"


def test_what_goes_without_approval_does_not_wait_for_two() -> None:
    stage, throttled = opened(finding("load.calls-per-second"), TWO)
    assert throttled.approval == "automatic"
    assert only(stage.decision(decide("approve", throttled, by="kim"), None)).state == "approved"


@pytest.mark.parametrize("what", ["reject", "withdraw", "appeal"])
def test_another_decision_puts_the_first_approval_away(what: str) -> None:
    stage, found = opened(policy=TWO)
    first = only(stage.decision(decide("approve", found, by="kim"), None))
    record = only(stage.decision(decide(what, first, 2 * HOUR, by="ito"), None))
    assert record.reason == found.reason
    if record.state == "open":
        again = only(stage.decision(decide("approve", record, 3 * HOUR, by="kim"), None))
        assert (again.state, again.reason) == ("open", found.reason[:-1] + MORE)


def test_a_stronger_action_needs_two_people_of_its_own_and_more_of_the_same_does_not() -> None:
    row = msgspec.structs.replace(POLICY.detectors["voice.abandoned-calls"], actions=("suspend", "terminate"))
    policy = msgspec.structs.replace(TWO, detectors={**POLICY.detectors, row.id: row})
    stage, found = opened(finding(row.id, campaign="spring"), policy)
    stage.decision(decide("approve", found, by="kim"), None)
    same = only(stage.alert(finding(row.id, campaign="spring", crossing="e2", after=2 * HOUR), None))
    assert same.reason.endswith(MORE)
    worse = only(stage.alert(finding(row.id, level=2, campaign="spring", crossing="e3", after=3 * HOUR), None))
    assert not worse.reason.endswith(MORE)
    assert only(stage.decision(decide("approve", worse, 4 * HOUR, by="ito"), None)).state == "approved"  # 1 for this


@pytest.mark.parametrize("policy", [POLICY, TWO], ids=["one", "two"])
def test_who_appealed_does_not_approve(policy: Policy) -> None:
    stage, found = opened(policy=policy)
    appealed = only(stage.decision(decide("appeal", found, by="lee", role="service"), None))
    assert refused(stage, appealed, "approve", 2 * HOUR, by="Lee") == (
        "by: who appealed does not decide on that; another person has to"
    )
    made = [only(stage.decision(decide("approve", appealed, 3 * HOUR, by="kim"), None))]
    if policy is TWO:
        assert refused(stage, made[-1], "approve", 4 * HOUR, by="lee").startswith("by: who appealed")
        made.append(only(stage.decision(decide("approve", made[-1], 5 * HOUR, by="ito"), None)))
    assert [record.state for record in made] == ["open", "approved"][-len(made) :]


def test_turning_an_appeal_down_takes_as_many_people_as_the_approval_did() -> None:
    stage, found = opened(policy=TWO)
    first = only(stage.decision(decide("approve", found, by="kim"), None))
    approved = only(stage.decision(decide("approve", first, 2 * HOUR, by="ito"), None))
    appealed = only(stage.decision(decide("appeal", approved, 3 * HOUR, by="lee"), None))
    waiting = only(stage.decision(decide("approve", appealed, 4 * HOUR, by="kim"), None))
    assert (waiting.state, waiting.approval) == ("approved", "required")
    down = only(stage.decision(decide("approve", waiting, 5 * HOUR, by="ito"), None))
    assert (down.state, down.reason) == ("approved", found.reason)


def test_a_control_record_of_a_role_that_may_not_is_a_dead_letter_and_changes_nothing() -> None:
    stage, found = opened(SUSPENDED)
    event = {"ts": T0, "role": "auditor"}
    values = [
        msgspec.json.encode({"event": "emergency", **event}),
        msgspec.json.encode({"event": "notice-delivered", "recommendation": found.id, **event}),
        msgspec.json.encode({"event": "notice-delivered", "recommendation": "0" * 32, **event}),  # somebody else's
    ]
    taken = control(stage, RawBatch("control", 0, [0, 1, 2], list(values)), lambda _: None)
    assert [(letter.offset, letter.error.partition(";")[0]) for letter in taken.dead] == [
        (0, "role: auditor may not emergency"),
        (1, "role: auditor may not notice-delivered"),
    ]
    assert (taken.records, stage.emergencies.periods) == ([], [])
    approved = only(stage.decision(decide("approve", found), None))
    assert approved.effective_from == T0 + 73 * HOUR  # nobody has been told
