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

DETECTORS = ("voice.abandoned-calls", "voice.short-calls", "load.calls-per-second", "voice.wangiri")


class Step(NamedTuple):
    """Something that happens to an account `after` ms from T0: a finding, a decision, a delivery."""

    account: str
    what: str  # alert, approve, reject, withdraw, delivered
    after: int
    alert: Alert | None = None
    which: int = 0  # of the account's records so far, the one that it is about, from the newest on


@st.composite
def histories(draw: st.DrawFn) -> list[Step]:
    steps, after = [], 0
    for _ in range(draw(st.integers(1, 25))):
        after += draw(st.sampled_from((0, 1, HOUR, 80 * HOUR, 400 * HOUR)))
        account = draw(st.sampled_from("ab"))
        what = draw(st.sampled_from(("alert", "alert", "approve", "reject", "withdraw", "delivered")))
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
    after = {"open": {"open", "approved", "rejected", "withdrawn"}, "approved": {"approved", "open", "terminated"}}
    for own in happened(steps).values():
        for case in by_case(own):
            for before, record in pairwise(case):
                if before.state in LIVE:
                    assert record.state in after[before.state]
                    # an approved case is open again only for a stronger action, and the action does not fall meanwhile
                    risen = RANK[record.action] - RANK[before.action]  # type: ignore[index]  # nothing is lifted here
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


@given(histories(), st.data())
@settings(max_examples=100, deadline=None)
def test_the_order_of_what_happens_to_different_accounts_does_not_matter(
    steps: list[Step], data: st.DataObject
) -> None:
    turns = data.draw(st.permutations([step.account for step in steps]))
    queues = {name: iter([step for step in steps if step.account == name]) for name in turns}
    assert happened([next(queues[name]) for name in turns]) == happened(steps)
