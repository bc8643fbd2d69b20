"""Findings, decisions, deliveries and ticks in any order: what holds of cases whatever happens to them."""

from collections import defaultdict
from itertools import pairwise
from typing import NamedTuple

import hypothesis.strategies as st
from hypothesis import given, settings

from streams.enforcement.cases import LIVE
from streams.enforcement.ladder import RANK
from streams.enforcement.stage import Enforcement
from streams.events import Decision, NoticeDelivered
from streams.reasons import Rejected
from streams.records import Alert, Recommendation
from tests.streams.enforcement.findings import HOUR, T0, finding, staging
from tests.streams.enforcement.test_decisions import TERMINATING

QUIET = 168 * HOUR
WHAT = ("alert", "alert", "approve", "approve", "reject", "withdraw", "remedied", "appeal", "delivered", "delivered")
DETECTORS = ("voice.abandoned-calls", "voice.short-calls", "load.calls-per-second", "voice.wangiri")


class Step(NamedTuple):
    """Something that happens to an account `after` ms from T0: a finding, a decision, a delivery."""

    account: str
    what: str  # alert, delivered, or a decision
    after: int
    alert: Alert | None = None
    which: int = 0  # of the account's records so far, the one that it is about, from the newest on


@st.composite
def histories(draw: st.DrawFn) -> list[Step]:
    steps, after = [], 0
    for _ in range(draw(st.integers(1, 25))):
        after += draw(st.sampled_from((0, 1, HOUR, 80 * HOUR, 400 * HOUR, 800 * HOUR)))
        account = draw(st.sampled_from("ab"))
        what = draw(st.sampled_from(WHAT))
        alert = None
        if what == "alert":
            level, crossing = draw(st.sampled_from((1, 2))), draw(st.sampled_from(("e1", "e2", "e3")))
            alert = finding(
                draw(st.sampled_from(DETECTORS)), account=account, level=level, crossing=crossing, after=after
            )
        steps.append(Step(account, what, after, alert, draw(st.sampled_from((0, 0, 0, 1, 2)))))
    return steps


def happened(steps: list[Step], stage: Enforcement | None = None) -> dict[str, list[Recommendation]]:
    """The records of each account, which is ticked at each of its own steps."""
    stage = stage or staging(TERMINATING)
    made: dict[str, list[Recommendation]] = defaultdict(list)
    for step in steps:
        own = made[step.account]
        own += stage.due(T0 + step.after, step.account)
        if step.alert is not None:
            own += stage.alert(step.alert, None)
        elif own:
            about, ts = own[-1 - step.which % len(own)].id, T0 + step.after
            if step.what == "delivered":
                own += stage.delivered(NoticeDelivered(ts=ts, recommendation=about), None)
                continue
            name = f"{step.what} {about} {ts}"
            decision = Decision(id=name, ts=ts, recommendation=about, account=step.account, decision=step.what)  # type: ignore[arg-type]  # one of those it takes
            try:
                own += stage.decision(decision, None)
            except Rejected:
                continue
    return made


def by_case(records: list[Recommendation]) -> list[list[Recommendation]]:
    cases = defaultdict(list)
    for record in records:
        cases[record.case].append(record)
    return list(cases.values())


@given(histories())
@settings(max_examples=150, deadline=None)
def test_one_record_at_a_time_speaks_for_a_case(steps: list[Step]) -> None:
    records = [record for own in happened(steps).values() for record in own]
    assert len({record.id for record in records}) == len(records)
    for case in by_case(records):
        assert [record.supersedes for record in case] == [None, *(record.id for record in case[:-1])]


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
                    silent = before.action == "throttle" and record.ts >= before.ts + QUIET
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
