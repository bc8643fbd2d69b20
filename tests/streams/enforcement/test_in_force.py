"""What becomes of what is in force: appeals, lifts, suspensions that are not put right, and emergencies."""

import msgspec
import pytest

from streams.checkpoints.of_cases import CasePages
from streams.checkpoints.paged import Page
from streams.enforcement.clauses import broken, may_end
from streams.enforcement.stage import Enforcement
from streams.events import AccountRecord, EmergencyPeriod
from streams.reasons import Rejected
from streams.records import Recommendation
from tests.streams.enforcement.findings import HOUR, POLICY, T0, finding, staging
from tests.streams.enforcement.test_decisions import PERIOD, decide, delivered, only, opened

CURE = 720 * HOUR
ENDS = 336 * HOUR


def suspended() -> tuple[Enforcement, Recommendation]:
    """A suspension that is approved and told of, so that it takes effect at 1 h + PERIOD."""
    stage, first = opened()
    approved = only(stage.decision(decide("approve", first), None))
    return stage, only(stage.delivered(delivered(approved, HOUR), None))


def unremedied() -> tuple[Enforcement, Recommendation]:
    """The end of service that is recommended when a suspension has not been put right."""
    stage, _ = suspended()
    _, record = stage.due(T0 + HOUR + PERIOD + CURE)
    return stage, record


@pytest.mark.parametrize(
    ("what", "words"), [("remedied", "has been put right"), ("withdraw", "take back what we announced or did")]
)
def test_what_is_approved_is_lifted_when_it_is_put_right_or_was_wrong(what: str, words: str) -> None:
    stage, told = suspended()
    lifted = only(stage.decision(decide(what, told, 90 * HOUR), None))
    assert (lifted.state, lifted.action, lifted.supersedes) == ("lifted", "lift", told.id)
    assert lifted.effective_from == lifted.ts == T0 + 90 * HOUR
    assert (told.approval, lifted.approval) == ("required", "automatic")  # nobody can approve what is done
    assert words in lifted.notice.en
    assert told.id in lifted.notice.ja
    assert stage.due(T0 + 10 * CURE) == []
    for again in ("remedied", "withdraw", "appeal", "approve"):
        with pytest.raises(Rejected, match="lifted already"):
            stage.decision(decide(again, lifted, 91 * HOUR), None)


def test_what_was_put_right_before_it_took_effect_is_withdrawn() -> None:
    stage, first = opened()
    record = only(stage.decision(decide("remedied", first), None))
    assert (record.state, record.action) == ("withdrawn", "suspend")
    assert "has been put right" in record.notice.en


def test_an_appeal_changes_nothing_but_asks_for_a_person() -> None:
    stage, warned = opened(finding("voice.abandoned-calls", campaign="spring"))
    assert warned.approval == "automatic"
    appealed = only(stage.decision(decide("appeal", warned), None))
    assert (appealed.state, appealed.action, appealed.approval) == ("open", "warn", "required")
    approved = only(stage.decision(decide("approve", appealed, 2 * HOUR), None))
    assert (approved.state, approved.approval) == ("approved", "automatic")


@pytest.mark.parametrize(
    ("answer", "state", "then"), [("approve", "approved", [("terminate", T0 + 3 * CURE)]), ("withdraw", "lifted", [])]
)
def test_an_appeal_against_what_is_in_force_holds_the_end_up_until_it_is_answered(
    answer: str, state: str, then: list[tuple[str, int]]
) -> None:
    stage, told = suspended()
    appealed = only(stage.decision(decide("appeal", told, 2 * HOUR), None))
    assert (appealed.state, appealed.action) == ("approved", "suspend")
    over = only(stage.due(T0 + 2 * CURE))
    assert over.action == "suspend"  # it takes effect, and nothing ends while nobody has answered
    answered = only(stage.decision(decide(answer, over, 2 * CURE), None))
    assert answered.state == state
    assert [(record.action, record.ts) for record in stage.due(T0 + 4 * CURE)] == then


def test_a_suspension_that_is_not_put_right_leads_to_the_end_of_service_if_a_person_approves() -> None:
    stage, told = suspended()
    over, record = stage.due(T0 + HOUR + PERIOD + CURE + 5 * HOUR)
    assert (over.action, over.supersedes) == ("suspend", told.id)
    assert (record.action, record.state, record.approval, record.urgent) == ("terminate", "open", "required", False)
    assert (record.ts, record.supersedes) == (T0 + HOUR + PERIOD + CURE, over.id)
    assert record.effective_from == record.ts + ENDS
    assert "Article 13(1)(1)" in {clause.article for clause in record.clauses}
    assert "not put right in 30 days" in record.reason
    assert "has not been put right since" in record.notice.en
    approved = only(stage.decision(decide("approve", record, 900 * HOUR), None))
    stage.delivered(delivered(approved, 901 * HOUR), None)
    ended = only(stage.due(T0 + 901 * HOUR + ENDS))
    assert (ended.state, ended.action) == ("terminated", "terminate")


def test_a_suspension_stands_when_the_end_of_service_is_not_approved_and_can_be_lifted_still() -> None:
    stage, record = unremedied()
    rejected = only(stage.decision(decide("reject", record, 900 * HOUR), None))
    assert rejected.state == "rejected"
    assert "suspension stands" in rejected.notice.en
    lifted = only(stage.decision(decide("remedied", rejected, 901 * HOUR), None))
    assert (lifted.state, lifted.action, lifted.supersedes) == ("lifted", "lift", rejected.id)


def test_who_puts_it_right_when_the_end_is_announced_is_served_again() -> None:
    stage, record = unremedied()
    lifted = only(stage.decision(decide("remedied", record, 900 * HOUR), None))
    assert (lifted.state, lifted.action) == ("lifted", "lift")


def test_service_does_not_end_without_a_word_to_the_customer() -> None:
    stage, first = opened()
    stage.decision(decide("approve", first), None)
    assert stage.due(T0 + 10 * CURE) == []


@pytest.mark.parametrize(("terms", "ends"), [(["nec-aup"], True), (["kwc-high-load"], False)])
def test_service_ends_under_terms_that_say_so_alone(terms: list[str], *, ends: bool) -> None:
    clauses = [clause for row in POLICY.detectors.values() for clause in broken(row, POLICY, terms)]
    assert may_end(clauses, POLICY) is ends


def emergency(**fields: object) -> EmergencyPeriod:
    return msgspec.convert({"event": "emergency", "ts": T0, **fields}, EmergencyPeriod)


@pytest.mark.parametrize(
    ("fields", "approval"),
    [
        ({}, "required"),
        ({"region": "JP"}, "required"),
        ({"region": "JP-13"}, "required"),
        ({"region": "jp"}, "required"),
        ({"region": "NL"}, "automatic"),
        ({"accounts": ["acme"]}, "required"),
        ({"accounts": ["other"]}, "automatic"),
        ({"until": T0 + HOUR}, "automatic"),
        ({"from": T0 + 3 * HOUR}, "automatic"),
        ({"until": T0 + 3 * HOUR}, "required"),
    ],
)
def test_in_an_emergency_nothing_stronger_than_a_warning_goes_without_a_person(
    fields: dict[str, object], approval: str
) -> None:
    stage = staging(POLICY)
    stage.emergencies.declare(emergency(**fields))
    facts = AccountRecord(account="acme", country="JP")
    throttled = only(stage.alert(finding("load.calls-per-second", after=2 * HOUR), facts))
    assert (throttled.action, throttled.approval) == ("throttle", approval)
    warned = only(stage.alert(finding("voice.abandoned-calls", campaign="spring", after=2 * HOUR), facts))
    assert (warned.action, warned.approval) == ("warn", "automatic")


def test_a_date_to_come_in_an_account_record_runs_no_timer() -> None:
    stage, told = suspended()
    booked = finding("load.numbers-per-month", after=9_999 * HOUR)
    assert [record.action for record in stage.alert(booked, None)] == ["warn"]
    assert next(record.supersedes for record in stage.due(T0 + HOUR + PERIOD)) == told.id


def test_a_later_word_on_an_emergency_ends_it_and_both_are_kept() -> None:
    stage = staging(POLICY)
    stage.emergencies.declare(emergency(region="JP", **{"from": T0}))
    stage.emergencies.declare(emergency(region="JP", **{"from": T0}, until=T0 + HOUR))
    assert not stage.emergencies.include("acme", "JP", T0 + HOUR)
    assert stage.emergencies.include("acme", "JP", T0)
    stage.emergencies.declare(emergency(region="jp", **{"from": T0}, until=T0))
    assert not stage.emergencies.include("acme", "JP", T0)
    kept, again = CasePages(stage, {}), CasePages(staging(POLICY), {})
    assert list(kept.touched()) == ["emergencies"]
    again.restore({"emergencies": Page(0, kept.page("emergencies") or b"")})
    assert again.cases.emergencies.periods == stage.emergencies.periods
    assert list(again.touched()) == []
