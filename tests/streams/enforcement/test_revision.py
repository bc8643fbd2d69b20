"""Findings that turn out to be unfounded by what the platform comes to know of the account."""

import msgspec
import pytest

from detectors.spans import DAY, HOUR, MINUTE
from streams.enforcement.stage import Enforcement
from streams.events import AccountRecord, Decision, NoticeDelivered
from streams.records import Recommendation
from tests.stories import FOREIGN, HELD, START, Story, account, dates, in_turn
from tests.streams.enforcement.findings import finding, staging

OTHER = "+14155550122"
FACT = "accounts/acme/7"
UNOWNED = "voice.unowned-caller-id"
CPS = "load.calls-per-second"


def known(story: Story, **facts: object) -> AccountRecord:
    return msgspec.convert({"account": "acme", **(story.record or {}), **facts}, AccountRecord)


def told(story: Story, *detectors: str) -> tuple[Enforcement, list[Recommendation]]:
    """The stage after what these detectors say of the story, and what it recommends."""
    stage = staging()
    facts = msgspec.convert(story.record, AccountRecord)
    alerts = [alert for detector in detectors for alert in story.judge(detector).alerts]
    return stage, [record for alert in alerts for record in stage.alert(alert, facts)]


def held(*numbers: str, **fields: object) -> list[dict[str, object]]:
    return [{"number": number, **fields} for number in (HELD, *numbers)]


SPOOFER = account().attempts(20, every="5s").each(caller=FOREIGN)


def test_calls_under_a_number_that_is_the_accounts_after_all_are_taken_back() -> None:
    stage, records = told(SPOOFER, UNOWNED)
    withdrawn = stage.facts("acme", known(SPOOFER, numbers=held(FOREIGN)), FACT)
    (record,) = withdrawn
    assert (record.action, record.state, record.supersedes) == ("suspend", "withdrawn", records[-1].id)
    assert (record.findings, record.clauses) == (records[-1].findings, records[-1].clauses)
    assert stage.facts("acme", known(SPOOFER, numbers=held(FOREIGN)), FACT) == []


def test_a_verified_number_is_as_good_as_one_that_is_held() -> None:
    stage, _ = told(SPOOFER, UNOWNED)
    facts = known(SPOOFER, caller_ids=[{"number": FOREIGN}])
    assert [record.state for record in stage.facts("acme", facts, FACT)] == ["withdrawn"]


@pytest.mark.parametrize(
    ("since", "until", "states"),
    [
        (START - DAY, None, ["withdrawn"]),
        (START + 20_000, None, ["withdrawn"]),  # while it was calling
        (START + HOUR, None, []),
        (START - DAY, START, []),
        (START - DAY, START + MINUTE, ["withdrawn"]),
    ],
)
def test_it_counts_whose_the_number_was_when_it_called(since: int, until: int | None, states: list[str]) -> None:
    stage, _ = told(SPOOFER, UNOWNED)
    facts = known(SPOOFER, caller_ids=[{"number": FOREIGN, "from": since, "until": until}])
    assert [record.state for record in stage.facts("acme", facts, FACT)] == states


def test_a_number_that_was_given_up_by_mistake_takes_it_back_and_the_same_record_again_does_not() -> None:
    """The account goes on calling under it within the pane in which it was given up."""
    mistaken = account().knowing(numbers=held(OTHER, **{"from": START - DAY, "until": START + 5_000}))
    busy = mistaken.attempts(60, every=500).each(caller=OTHER)
    stage, records = told(busy, UNOWNED)
    assert [(record.action, record.urgent) for record in records] == [("suspend", True)]
    assert stage.facts("acme", known(busy), FACT) == []
    shorter = held(OTHER, **{"from": START - DAY, "until": START + 4_000})
    assert stage.facts("acme", known(busy, numbers=shorter), FACT) == []
    corrected = held(OTHER, **{"from": START - DAY, "until": None})
    assert [record.state for record in stage.facts("acme", known(busy, numbers=corrected), FACT)] == ["withdrawn"]


def suspended_for_good() -> tuple[Enforcement, Recommendation]:
    """The stage after the end of a spoofer's service was rejected, so that its suspension stands, and what says so."""
    stage, (told_of,) = told(SPOOFER, UNOWNED)
    approve = Decision(id="d1", ts=START + HOUR, recommendation=told_of.id, account="acme", decision="approve")
    (approved,) = stage.decision(approve, None)
    stage.delivered(NoticeDelivered(ts=START + HOUR, recommendation=approved.id), None)
    ending = stage.due(START + 90 * DAY)[-1]
    assert (ending.action, ending.state) == ("terminate", "open")
    reject = Decision(id="d2", ts=START + 91 * DAY, recommendation=ending.id, account="acme", decision="reject")
    (stands,) = stage.decision(reject, None)
    return stage, stands


def test_a_suspension_that_stands_though_service_does_not_end_is_lifted_by_what_is_known_later() -> None:
    stage, stands = suspended_for_good()
    (lifted,) = stage.facts("acme", known(SPOOFER, numbers=held(FOREIGN)), FACT)
    assert (lifted.action, lifted.state, lifted.supersedes) == ("lift", "lifted", stands.id)
    assert stage.facts("acme", known(SPOOFER, numbers=held(FOREIGN)), FACT) == []


def test_a_suspension_of_before_stands_whatever_becomes_of_what_was_found_since() -> None:
    """Of what a suspension was for nothing is kept once its case has been opened by something else."""
    stage, _ = suspended_for_good()
    other = account().attempts(1).pause("100d").attempts(20, every="5s").each(caller=OTHER)
    (found,) = [record for alert in other.judge(UNOWNED).alerts for record in stage.alert(alert, None)]
    assert (found.action, found.state) == ("suspend", "open")
    (withdrawn,) = stage.facts("acme", known(other, numbers=held(OTHER)), FACT)
    assert (withdrawn.action, withdrawn.state) == ("suspend", "withdrawn")
    assert "suspension stands" in withdrawn.notice.en
    assert stage.facts("acme", known(other, numbers=held(OTHER)), FACT) == []
    remedied = Decision(id="d3", ts=START + 101 * DAY, recommendation=withdrawn.id, account="acme", decision="remedied")
    assert [record.state for record in stage.decision(remedied, None)] == ["lifted"]


def test_enough_calls_under_numbers_of_others_stand_by_themselves() -> None:
    both = account().attempts(30, every="5s").each(caller=in_turn(FOREIGN, OTHER, OTHER))
    stage, _ = told(both, UNOWNED)  # found at the tenth: three or four of one, the others of the other
    assert [record.state for record in stage.facts("acme", known(both, numbers=held(FOREIGN)), FACT)] == ["withdrawn"]
    day = account().attempts(110, every="10m").each(caller=in_turn(FOREIGN, *[OTHER] * 99))
    stage, records = told(day, UNOWNED)
    assert records
    assert stage.facts("acme", known(day, numbers=held("+13125550177")), FACT) == []


def test_a_limit_that_was_another_one_takes_a_finding_back() -> None:
    rush = account().attempts(8, every=50)
    stage, records = told(rush, CPS)
    assert [record.action for record in records] == ["throttle"]
    assert stage.facts("acme", known(rush, limits={"cps": 3}), FACT) == []
    assert stage.facts("acme", known(rush, limits={"cps": 20.0}), FACT)[0].state == "withdrawn"


@pytest.mark.parametrize(("status", "states"), [("agreed", ["withdrawn"]), ("pending", [])])
def test_an_event_that_is_agreed_on_after_it_has_begun_takes_a_finding_back(status: str, states: list[str]) -> None:
    rush = account().attempts(8, every=50)
    stage, _ = told(rush, CPS)
    event = {"id": "launch", "status": status, **dates("0s", "1h"), "limits": {"cps": 20}}
    assert [r.state for r in stage.facts("acme", known(rush, declared=[event]), FACT)] == states
    late = {**event, **dates("1m", "1h")}
    assert stage.facts("acme", known(rush, declared=[late]), FACT) == []


def test_many_calls_at_once_are_judged_by_the_limit_of_their_moment() -> None:
    crowd = account().attempts(100, every=10).each(japanese=True)
    stage, records = told(crowd, "load.concurrent-outbound")
    assert [record.action for record in records] == ["throttle"]
    dated = [{"value": 500, **dates("0s", "2s")}]
    assert [r.state for r in stage.facts("acme", known(crowd, limits={"concurrent_outbound": dated}), FACT)] == [
        "withdrawn"
    ]


def test_what_was_carried_out_already_is_lifted() -> None:
    stage, records = told(SPOOFER, UNOWNED)
    approve = Decision(id="d1", ts=START + HOUR, recommendation=records[-1].id, account="acme", decision="approve")
    (approved,) = stage.decision(approve, None)
    (lifted,) = stage.facts("acme", known(SPOOFER, numbers=held(FOREIGN)), FACT)
    assert (lifted.action, lifted.state, lifted.supersedes) == ("lift", "lifted", approved.id)


def test_what_was_urgent_by_that_alone_is_announced_like_others() -> None:
    stage, records = told(SPOOFER, UNOWNED)
    neighbors = finding("voice.neighbor-spoofing", after=0)
    (joined,) = stage.alert(neighbors, None)
    assert (joined.action, joined.urgent, joined.supersedes) == ("suspend", True, records[-1].id)
    (record,) = stage.facts("acme", known(SPOOFER, numbers=held(FOREIGN)), FACT)
    assert (record.action, record.urgent, record.emergency_basis) == ("suspend", False, None)
    assert record.findings == (neighbors.id,)
    assert record.effective_from == joined.ts + 72 * HOUR


def rushes() -> Story:
    """A throttle at once and two hours later, and a suspension two hours after that."""
    story = account()
    for _ in range(2):
        story = story.attempts(4, every=50).pause("2h")
    for _ in range(12):
        story = story.attempts(5, every=50).pause("1s")
    return story


def test_all_that_is_left_of_a_stronger_finding_stands_until_it_is_shown_unfounded_itself() -> None:
    stage, records = told(rushes(), CPS)
    assert records[-1].action == "suspend"
    since = {"cps": [{"value": 100, **dates("3h", "30d")}]}
    withdrawn, again = stage.facts("acme", known(rushes(), limits=since), FACT)
    assert (withdrawn.action, withdrawn.state) == ("suspend", "withdrawn")
    assert (again.action, again.state, len(again.findings)) == ("throttle", "open", 2)
    since = {"cps": [{"value": 100, **dates("1h", "30d")}]}
    (left,) = stage.facts("acme", known(rushes(), limits=since), f"{FACT}1")
    assert (left.action, left.state, left.findings) == ("throttle", "open", again.findings[:1])


def test_a_throttle_ends_by_the_last_finding_that_stands() -> None:
    stage, records = told(rushes(), CPS)
    dated = {"cps": [{"value": 100, **dates("1h", "30d")}]}
    *_, again = stage.facts("acme", known(rushes(), limits=dated), FACT)
    (lifted,) = stage.due(records[-1].ts + 30 * DAY)
    assert (lifted.action, lifted.supersedes) == ("lift", again.id)
    assert lifted.ts == records[0].ts + 7 * DAY


def test_other_findings_of_the_case_stand() -> None:
    stage, records = told(SPOOFER, UNOWNED)
    invalid = finding("voice.invalid-caller-id", after=0)
    (joined,) = stage.alert(invalid, None)
    assert joined.case == records[-1].case
    (record,) = stage.facts("acme", known(SPOOFER, numbers=held(FOREIGN)), FACT)
    assert (record.state, record.action, record.findings) == ("open", "suspend", (invalid.id,))
    assert "the account neither holds" not in record.reason


def test_a_weaker_finding_begins_the_case_anew() -> None:
    stage, records = told(SPOOFER, UNOWNED)
    rotation = finding("voice.caller-id-rotation")
    stage.alert(rotation, None)
    withdrawn, warned = stage.facts("acme", known(SPOOFER, numbers=held(FOREIGN)), FACT)
    assert (withdrawn.state, withdrawn.action) == ("withdrawn", "suspend")
    assert (warned.state, warned.action, warned.supersedes) == ("open", "warn", withdrawn.id)
    assert warned.findings == (rotation.id,)
    assert len({withdrawn.id, warned.id, *(record.id for record in records)}) == len(records) + 2


def test_facts_of_others_and_of_nobody_change_nothing() -> None:
    stage, _ = told(SPOOFER, UNOWNED)
    assert stage.facts("other", known(SPOOFER, numbers=held(FOREIGN)), FACT) == []
    assert stage.facts("acme", None, FACT) == []


def test_a_record_that_says_no_more_of_its_numbers_takes_nothing_back() -> None:
    """It was the account's until a moment before, and what is kept of a finding is by panes."""
    lost = account(numbers=held(FOREIGN, until=START + 31_000)).attempts(30, every="5s").each(caller=FOREIGN)
    stage, records = told(lost, UNOWNED)
    assert [record.action for record in records] == ["suspend"]
    assert stage.facts("acme", known(lost, terms=["nec-aup"]), FACT) == []
    more = held(FOREIGN, until=START + 10 * MINUTE)
    assert [record.state for record in stage.facts("acme", known(lost, numbers=more), FACT)] == ["withdrawn"]


def test_what_is_known_to_be_unfounded_when_it_comes_is_not_recommended() -> None:
    """A record may have come between whoever found it and the cases."""
    for detector, story, facts in (
        (UNOWNED, SPOOFER, known(SPOOFER, numbers=held(FOREIGN))),
        (CPS, account().attempts(8, every=50), known(SPOOFER, limits={"cps": 20.0})),
    ):
        (alert,) = story.judge(detector).alerts
        assert staging().alert(alert, facts) == []
        assert [record.state for record in staging().alert(alert, known(story))] == ["open"]
