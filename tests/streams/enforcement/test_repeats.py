"""What stops by itself, and what comes again after it had ended."""

import msgspec
import pytest

from detectors.policy import Policy
from detectors.spans import DAY
from streams.checkpoints.of_cases import CasePages
from streams.checkpoints.paged import Page
from streams.enforcement.inputs import decisions
from streams.enforcement.stage import Enforcement
from streams.events import AccountRecord
from streams.raw import RawBatch
from streams.records import Recommendation
from tests.streams.enforcement.findings import HOUR, POLICY, T0, finding, staging
from tests.streams.enforcement.test_decisions import decide, delivered, only

QUIET = 7 * DAY
CPS = "load.calls-per-second"


def throttled(policy: Policy = POLICY, detector: str = CPS) -> tuple[Enforcement, Recommendation]:
    stage = staging(policy)
    return stage, only(stage.alert(finding(detector), None))


def remedied(detector: str, **facts: object) -> Enforcement:
    """A stage that has found something at level 1, which a person said was put right after an hour."""
    stage = staging()
    known = msgspec.convert({"account": "acme", **facts}, AccountRecord)
    record = only(stage.alert(finding(detector), known))
    stage.decision(decide("remedied", record), known)
    return stage


def again(stage: Enforcement, detector: str, after: int, **facts: object) -> Recommendation:
    known = msgspec.convert({"account": "acme", **facts}, AccountRecord)
    return only(stage.alert(finding(detector, crossing="again", after=after), known))


def test_a_throttle_is_lifted_when_nothing_more_was_found_for_a_week() -> None:
    stage, first = throttled()
    later = only(stage.alert(finding(CPS, crossing="e2", after=2 * DAY), None))
    assert stage.due(T0 + 2 * DAY + QUIET - 1) == []
    lifted = only(stage.due(T0 + 2 * DAY + QUIET + 5 * HOUR))
    assert (lifted.action, lifted.state, lifted.supersedes) == ("lift", "lifted", later.id)
    assert lifted.ts == lifted.effective_from == T0 + 2 * DAY + QUIET
    assert (lifted.case, lifted.parameters, lifted.findings) == (first.case, (), later.findings)
    assert "nothing more of the kind" in lifted.notice.en
    assert later.id in lifted.notice.ja
    assert stage.due(T0 + 10 * QUIET) == []


def test_a_throttle_that_was_approved_or_appealed_against_is_lifted_too() -> None:
    stage, first = throttled()
    appealed = only(stage.decision(decide("appeal", first), None))
    approved = only(stage.decision(decide("approve", appealed, 2 * HOUR), None))
    stage.delivered(delivered(approved, 3 * HOUR), None)
    assert [record.action for record in stage.due(T0 + QUIET)] == ["lift"]


def test_what_people_say_does_not_tell_that_it_was_quiet() -> None:
    """Findings may be as late as they like, while people live by the clock on the wall."""
    stage, throttle = throttled()
    other = only(stage.alert(finding("voice.wangiri"), None))
    said = msgspec.json.encode(decide("reject", other, 10 * QUIET))
    taken = decisions(stage, RawBatch("decisions", 0, [0], [said]), lambda _: None)
    assert [record.case for record in taken.records] == [other.case] != [throttle.case]
    assert [record.case for record in stage.due(T0 + QUIET)] == [throttle.case]


@pytest.mark.parametrize("detector", ["voice.wangiri", "voice.short-calls", "account.key-misuse"])
def test_people_alone_lift_everything_else(detector: str) -> None:
    stage = staging()
    stage.alert(finding(detector), None)
    assert stage.due(T0 + 400 * DAY) == []


def test_nothing_is_lifted_by_itself_where_the_policy_says_so() -> None:
    settings = msgspec.structs.replace(POLICY.settings, quiet_hours=0)
    stage, _ = throttled(msgspec.structs.replace(POLICY, settings=settings))
    assert stage.due(T0 + 400 * DAY) == []


def test_a_row_has_a_time_of_silence_of_its_own() -> None:
    stage, _ = throttled(detector="bandwidth.percentile")
    assert stage.due(T0 + 62 * DAY - 1) == []
    assert [record.action for record in stage.due(T0 + 62 * DAY)] == ["lift"]


def test_a_suspension_that_stands_is_not_lifted_with_a_throttle() -> None:
    stage = staging()
    suspension = only(stage.alert(finding(CPS, level=2), None))
    approved = only(stage.decision(decide("approve", suspension), None))
    told = only(stage.delivered(delivered(approved, HOUR), None))
    *_, ending = stage.due(T0 + 60 * DAY)
    assert (ending.action, told.action) == ("terminate", "suspend")
    stage.decision(decide("reject", ending, 60 * DAY), None)
    assert only(stage.alert(finding(CPS, crossing="e2", after=61 * DAY), None)).action == "throttle"
    assert stage.due(T0 + 400 * DAY) == []


def test_the_next_finding_of_the_kind_says_that_it_had_been_quiet() -> None:
    """Findings of another kind come from another topic: older ones of this kind may still be on their way."""
    stage, first = throttled()
    (other,) = stage.alert(finding("voice.wangiri", after=QUIET + HOUR), None)
    assert other.case != first.case
    same = only(stage.alert(finding(CPS, crossing="e2", after=QUIET - HOUR), None))
    assert (same.case, same.action, same.state) == (first.case, "throttle", "open")
    lifted, anew = stage.alert(finding(CPS, crossing="e3", after=3 * QUIET), None)
    assert (lifted.action, lifted.ts) == ("lift", T0 + 2 * QUIET - HOUR)
    assert (anew.state, anew.supersedes) == ("open", lifted.id)


def test_what_comes_again_calls_for_the_next_step_and_says_so() -> None:
    stage, _ = throttled()
    lifted, record = stage.alert(finding(CPS, crossing="e2", after=30 * DAY), None)
    assert (record.action, record.state, record.approval, record.urgent) == ("suspend", "open", "required", False)
    assert record.effective_from == record.ts + 72 * HOUR
    assert record.supersedes == lifted.id
    assert "found before, and ended on 2025-12-08T00:00Z" in record.reason
    assert "which had ended on 2025-12-08 00:00 UTC" in record.notice.en
    assert "2025年12月08日 00時00分（UTC）に解消" in record.notice.ja


@pytest.mark.parametrize(
    ("detector", "facts", "action"),
    [
        ("voice.short-calls", {}, "suspend"),  # its row has no step between
        ("voice.short-calls", {"use": "otp"}, "warn"),
        ("voice.short-calls", {"use": "emergency"}, "warn"),
        ("voice.repeat-calls", {}, "warn"),  # the strongest that its row has
        ("load.concurrent-outbound", {}, "throttle"),
        ("voice.flooding", {}, "suspend"),
        ("voice.wangiri", {}, "suspend"),
        ("load.spend", {"limits": {"spend_cap": 1.0}}, "warn"),
        ("email.forged-sender", {}, "warn"),
        ("voice.abandoned-calls", {}, "warn"),
    ],
)
def test_a_repeat_goes_no_further_than_the_row_and_the_use_of_the_account(
    detector: str, facts: dict[str, object], action: str
) -> None:
    assert again(remedied(detector, **facts), detector, 30 * DAY, **facts).action == action


@pytest.mark.parametrize(
    ("after", "action"), [(-HOUR, "throttle"), (HOUR, "throttle"), (HOUR + 1, "suspend"), (90 * DAY + HOUR, "suspend"),
                          (90 * DAY + HOUR + 1, "throttle")],
)  # fmt: skip
def test_a_repeat_is_what_happened_in_the_period_after_the_end(after: int, action: str) -> None:
    record = again(remedied(CPS), CPS, after)
    assert record.action == action
    assert ("found before" in record.reason) == (action == "suspend")


@pytest.mark.parametrize("what", ["reject", "withdraw"])
def test_what_was_no_violation_makes_no_repeat(what: str) -> None:
    stage, first = throttled()
    stage.decision(decide(what, first), None)
    record = again(stage, CPS, 30 * DAY)
    assert (record.action, record.state) == ("throttle", "open")
    assert "found before" not in record.reason


def test_what_was_taken_back_does_not_undo_what_was_put_right_before_it() -> None:
    stage = remedied(CPS)
    second = again(stage, CPS, 2 * DAY)
    stage.decision(decide("withdraw", second, 3 * DAY), None)
    assert only(stage.alert(finding(CPS, crossing="e3", after=4 * DAY), None)).action == "suspend"


def test_another_account_campaign_or_kind_is_no_repeat() -> None:
    stage = remedied(CPS)
    assert only(stage.alert(finding(CPS, account="other", after=DAY), None)).action == "throttle"
    assert again(stage, "voice.short-calls", DAY).action == "warn"


def test_a_repeat_is_never_the_end_of_service() -> None:
    row = msgspec.structs.replace(POLICY.detectors[CPS], actions=("throttle", "terminate"))
    stage, first = throttled(msgspec.structs.replace(POLICY, detectors={**POLICY.detectors, CPS: row}))
    stage.decision(decide("remedied", first), None)
    assert again(stage, CPS, DAY).action == "throttle"


def test_what_is_kept_knows_of_silence_and_repeats() -> None:
    stages = []
    for interrupted in (False, True):
        stage, _ = throttled()
        for after in (3 * DAY, 20 * DAY):
            if interrupted:
                kept, stage = CasePages(stage, {}), staging()
                CasePages(stage, {}).restore({name: Page(0, kept.page(name) or b"") for name in ["cases/acme"]})
            stage.alert(finding(CPS, crossing=f"e{after}", after=after), None)
        stages.append((stage.docket.kept("acme"), stage.due(T0 + 400 * DAY)))
    assert stages[0] == stages[1]
    assert stages[0][0][0][0].action == "suspend"
