"""Findings, decisions, deliveries and ticks in any order: what holds of cases whatever happens to them."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise

import hypothesis.strategies as st
import msgspec
from hypothesis import given, settings

from detectors.spans import DAY
from streams.checkpoints.of_cases import CasePages
from streams.checkpoints.paged import Page
from streams.enforcement.cases import LIVE, case_id
from streams.enforcement.deciding import LIFTING, is_suspended, refusal
from streams.enforcement.ladder import RANK
from streams.events import AccountRecord, Decision, Verdict
from streams.reasons import Rejected
from streams.records import Recommendation
from tests.streams.enforcement.findings import HOUR, T0, finding, staging
from tests.streams.enforcement.histories import (
    CASES,
    QUIET,
    TWO_EACH,
    WHAT,
    Step,
    by_case,
    happened,
    histories,
)
from tests.streams.enforcement.test_decisions import TERMINATING


@given(histories())
@settings(max_examples=150, deadline=None)
def test_one_record_at_a_time_speaks_for_a_case(steps: list[Step]) -> None:
    records = [record for own in happened(steps).values() for record in own]
    assert len({record.id for record in records}) == len(records)
    for case in by_case(records):
        assert [record.supersedes for record in case] == [None, *(record.id for record in case[:-1])]


@given(histories())
@settings(max_examples=150, deadline=None)
def test_there_is_one_recommendation_at_a_time_for_an_account_a_category_and_a_scope(steps: list[Step]) -> None:
    newest: dict[tuple[str, str, str], str] = {}
    for own in happened(steps).values():
        for record in own:
            about = (record.account, record.category, repr(record.scope))
            assert record.supersedes == newest.get(about)
            newest[about] = record.id


@given(histories())
@settings(max_examples=150, deadline=None)
def test_states_follow_each_other_as_the_contract_has_it(steps: list[Step]) -> None:
    after = {
        "open": {"open", "approved", "rejected", "withdrawn", "lifted"},
        "approved": {"approved", "open", "terminated", "lifted"},
    }
    for own in happened(steps).values():
        for case in by_case(own):
            for before, record in pairwise(case):
                assert (record.state == "lifted") == (record.action == "lift")
                if record.state == "lifted":
                    found = next(other.ts for other in case if other.findings == before.findings)
                    silent = before.action == "throttle" and record.ts >= found + QUIET
                    assert silent or "approved" in {other.state for other in case[: case.index(record)]}
                elif before.state in LIVE:
                    assert record.state in after[before.state]
                    # an approved case is open again only for a stronger action, and the action does not fall meanwhile
                    risen = RANK[record.action] - RANK[before.action]  # type: ignore[index]  # neither is a lift
                    assert risen > 0 if (before.state, record.state) == ("approved", "open") else risen >= 0
                else:
                    assert record.state == "open"


@given(histories())
@settings(max_examples=150, deadline=None)
def test_service_ends_only_after_an_approval_and_a_notice_period(steps: list[Step]) -> None:
    for own in happened(steps).values():
        for case in by_case(own):
            for i, record in enumerate(case):
                if record.state == "terminated":
                    assert record.action == "terminate"
                    assert case[i - 1].state == "approved"
                    assert record.ts >= case[i - 1].ts
                    first = min(other.ts for other in case if other.action == "terminate")
                    assert record.ts >= first + 336 * HOUR


@given(histories())
@settings(max_examples=300, deadline=None)
def test_service_is_to_end_only_after_a_suspension_that_was_approved_told_and_not_put_right(steps: list[Step]) -> None:
    """Under the policy as it comes, no row of which ends a service by itself."""
    for own in happened(steps, staging()).values():
        for case in by_case(own):
            for i, record in enumerate(case):
                if record.action == "terminate" and case[i - 1].action != "terminate":
                    assert (case[i - 1].action, case[i - 1].state) == ("suspend", "approved")
                    assert (record.state, record.approval, record.urgent) == ("open", "required", False)
                    since = [other.ts for other in case[:i] if other.state in {"open", "lifted"}]
                    assert record.ts >= max(since) + 720 * HOUR
                    assert record.effective_from == record.ts + 336 * HOUR
                    assert {clause.article for clause in record.clauses} & {"paragraph 4", "Article 13(1)(1)"}
                if record.state == "terminated":
                    assert case[i - 1].state == "approved"
                    assert record.ts >= next(one.ts for one in reversed(case[:i]) if one.state == "open") + 336 * HOUR


@given(histories(), st.data())
@settings(max_examples=100, deadline=None)
def test_the_order_of_what_happens_to_different_accounts_does_not_matter(
    steps: list[Step], data: st.DataObject
) -> None:
    turns = data.draw(st.permutations([step.account for step in steps]))
    queues = {name: iter([step for step in steps if step.account == name]) for name in turns}
    assert happened([next(queues[name]) for name in turns]) == happened(steps)


@given(histories(), st.sampled_from(["approve", "reject", "withdraw", "remedied", "appeal"]))
@settings(max_examples=200, deadline=None)
def test_the_command_refuses_nothing_that_is_followed_and_no_lift_that_it_lets_through_is_buried(
    steps: list[Step], what: Verdict
) -> None:
    stage = staging(TERMINATING)
    for case in (case for own in happened(steps, stage).values() for case in by_case(own)):
        about = {"recommendation": case[-1].id, "account": case[-1].account, "decision": what, "by": "somebody else"}
        decision = msgspec.convert({"id": f"new {case[-1].id}", "ts": T0 + 99 * DAY, **about}, Decision)
        lets = refusal(case[-1].state, what, suspended=is_suspended(case)) is None
        try:
            follows = bool(stage.decision(decision, None))
        except Rejected:
            follows = False
        assert follows is lets if what in LIFTING else follows <= lets


@given(histories())
@settings(max_examples=150, deadline=None)
def test_nothing_ends_under_terms_that_end_nothing(steps: list[Step]) -> None:
    bound = AccountRecord(account="a", terms=["kwc-high-load"])
    made = [record for own in happened(steps, staging(), facts=bound).values() for record in own]
    assert {record.action for record in made} <= {"throttle", "suspend", "lift"}
    assert {clause.document for record in made for clause in record.clauses} <= {"kwc-high-load"}


@given(
    st.lists(st.tuples(st.sampled_from(CASES), st.sampled_from(WHAT), st.sampled_from((0, 1, HOUR, 80 * HOUR)))),
    st.data(),
)
@settings(max_examples=150, deadline=None)
def test_the_order_of_what_happens_at_one_time_to_different_cases_of_an_account_does_not_matter(
    told: list[tuple[str, str, int]], data: st.DataObject
) -> None:
    after, at = 0, defaultdict[int, list[tuple[str, str]]](list)
    for detector, what, later in told:
        after += later
        at[after].append((detector, what))
    turns = {after: data.draw(st.permutations([detector for detector, _ in now])) for after, now in at.items()}
    in_turn = {after: _reordered(at[after], order) for after, order in turns.items()}
    assert _of_cases(in_turn) == _of_cases(at)


def _reordered(now: list[tuple[str, str]], turns: list[str]) -> list[tuple[str, str]]:
    """What happens at one time as the cases take these turns; what happens to one of them stays in its order."""
    queues = {detector: iter([one for one in now if one[0] == detector]) for detector in turns}
    return [next(queues[detector]) for detector in turns]


def _of_cases(at: Mapping[int, list[tuple[str, str]]]) -> dict[str, list[Recommendation]]:
    """The records of an account's cases, one for each detector, where these things happen at these times."""
    stage, made = staging(TERMINATING), defaultdict[str, list[Recommendation]](list)
    for after, now in at.items():
        for record in stage.due(T0 + after, "a"):
            made[record.case].append(record)
        for number, (detector, what) in enumerate(now):
            crossing, level = f"{after}/{now[:number].count((detector, what))}", 1 + (detector == CASES[-1])
            alert = finding(detector, account="a", level=level, after=after, crossing=crossing)
            own = made[case_id(alert)]
            step = Step("a", what, after, alert if what == "alert" else None)
            own += happened([step], stage, defaultdict(list, {"a": list(own)}))["a"][len(own) :]
    return made


@given(histories())
@settings(max_examples=300, deadline=None)
def test_what_needs_two_people_was_approved_by_two_who_had_not_appealed(steps: list[Step]) -> None:
    decided = dict[str, Decision]()
    for own in happened(steps, staging(TWO_EACH), decided=decided).values():
        for case in by_case(own):
            appealed, approved = set[str | None](), list[str | None]()
            for before, record in pairwise(case):
                decision = decided.get(record.id)
                what = decision.decision if decision else None
                if record.action != before.action or what not in {"approve", None}:
                    approved = []
                if before.state not in LIVE:
                    appealed = set()  # it begins anew
                if decision is None or decision.by is None:
                    assert what != "approve" or before.approval == "automatic"
                elif what == "appeal":
                    appealed.add(decision.by)
                elif what == "approve" and before.approval == "required":
                    assert decision.by not in {*approved, *appealed}
                    approved.append(decision.by)
                    assert (record.state == "open") == (before.state == "open" and len(approved) == 1)
                    assert ("one more has to" in record.reason) == (len(approved) == 1)
                    approved = approved if len(approved) == 1 else []


@given(histories(), st.integers(0, 25))
@settings(max_examples=100, deadline=None)
def test_a_stage_that_goes_on_with_what_was_kept_says_the_same(steps: list[Step], cut: int) -> None:
    stage, resumed = staging(TWO_EACH), staging(TWO_EACH)
    made = happened(steps[:cut], stage)
    pages = CasePages(stage, {})
    CasePages(resumed, {}).restore({name: Page(0, pages.page(name) or b"") for name in pages.touched()})
    assert happened(steps[cut:], resumed, made) == happened(steps, staging(TWO_EACH))
    whole = staging(TWO_EACH)
    happened(steps, whole)
    assert [resumed.docket.kept(account) for account in "ab"] == [whole.docket.kept(account) for account in "ab"]
