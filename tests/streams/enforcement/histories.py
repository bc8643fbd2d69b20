"""Histories of cases: findings, decisions, deliveries and ticks in any order, and what the stage says of them."""

from collections import defaultdict
from typing import NamedTuple

import hypothesis.strategies as st
import msgspec

from streams.enforcement.stage import Enforcement
from streams.events import AccountRecord, Decision, NoticeDelivered
from streams.reasons import Rejected
from streams.records import Alert, Recommendation
from tests.streams.enforcement.findings import HOUR, POLICY, T0, finding, staging
from tests.streams.enforcement.test_decisions import TERMINATING

TWO_EACH = msgspec.structs.replace(
    TERMINATING,
    settings=msgspec.structs.replace(POLICY.settings, approvals=dict.fromkeys(POLICY.settings.approvals, 2)),
)
QUIET = 168 * HOUR
WHAT = ("alert", "alert", "approve", "approve", "reject", "withdraw", "remedied", "appeal", "delivered", "delivered")
CASES = ("load.calls-per-second", "voice.wangiri", "voice.abandoned-calls")  # each of a category of its own
DETECTORS = ("voice.abandoned-calls", "voice.short-calls", "load.calls-per-second", "voice.wangiri")


class Step(NamedTuple):
    """Something that happens to an account `after` ms from T0: a finding, a decision, a delivery."""

    account: str
    what: str  # alert, delivered, or a decision
    after: int
    alert: Alert | None = None
    which: int = 0  # of the account's records so far, the one that it is about, from the newest on
    by: str | None = None


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
        by = draw(st.sampled_from(("kim", "ito", "lee", None)))
        steps.append(Step(account, what, after, alert, draw(st.sampled_from((0, 0, 0, 1, 2))), by))
    return steps


def happened(
    steps: list[Step],
    stage: Enforcement | None = None,
    before: dict[str, list[Recommendation]] | None = None,
    facts: AccountRecord | None = None,
    decided: dict[str, Decision] | None = None,
) -> dict[str, list[Recommendation]]:
    """The records of each account, which is ticked at each of its own steps, behind those from `before`.

    Decisions go into `decided`, by the record that each led to.
    """
    stage = stage or staging(TERMINATING)
    made: dict[str, list[Recommendation]] = before or defaultdict(list)
    for step in steps:
        own = made[step.account]
        own += stage.due(T0 + step.after, step.account)
        if step.alert is not None:
            own += stage.alert(step.alert, facts)
        elif own:
            about, ts = own[-1 - step.which % len(own)].id, T0 + step.after
            if step.what == "delivered":
                own += stage.delivered(NoticeDelivered(ts=ts, recommendation=about), facts)
                continue
            name = f"{step.what} {about} {ts} {step.by}"
            about_it = {"recommendation": about, "account": step.account, "decision": step.what, "by": step.by}
            decision = msgspec.convert({"id": name, "ts": ts, **about_it}, Decision)
            try:
                own += stage.decision(decision, facts)
            except Rejected:
                continue
            if decided is not None:
                decided[own[-1].id] = decision
    return made


def by_case(records: list[Recommendation]) -> list[list[Recommendation]]:
    cases = defaultdict(list)
    for record in records:
        cases[record.case].append(record)
    return list(cases.values())
