"""The record that speaks for a case: every field of the contract, filled from the grounds of its action."""

from collections.abc import Iterable, Sequence
from math import ceil
from typing import NamedTuple

from detectors.evidence import Evidence
from detectors.policy import Policy
from detectors.spans import DAY
from streams.enforcement.approving import approval_of
from streams.enforcement.cases import LIVE, Case, Ground
from streams.enforcement.clauses import cite, powers
from streams.enforcement.figures import counterfactual, figures_of
from streams.enforcement.ladder import LOWEST
from streams.enforcement.notices import Closing, Notices
from streams.identity import identity
from streams.records import Clause, Parameter, Recommendation
from streams.times import to_the_minute

MOST_EVIDENCE = 16  # figures in one record; a category has few detectors, so this cuts nothing short today
EXCLUDES = ("emergency-calls",)


class Cause(NamedTuple):
    """What made a record: the id of the alert, decision, fact or timer, and when that was (Unix milliseconds)."""

    id: str
    ts: int


def recommendation(
    case: Case,
    cause: Cause,
    policy: Policy,
    notices: Notices,
    effective_from: int,
    closing: Closing | None = None,
    *,
    emergency: bool = False,
) -> Recommendation:
    """The record that the case gives as it is now: `lift` where what was done is undone.

    `closing` is why it is closed, where that is not that it was wrong; `emergency`: one has been declared that the
    account is in.
    """
    lift = case.state == "lifted"
    grounds = case.behind()
    broken = _once(case.clauses)
    record = identity(case.id, cause.id)
    parameters = _parameters(grounds, policy)
    effective_from = cause.ts if lift else effective_from
    approval = approval_of(case, policy, emergency=emergency)
    return Recommendation(
        id=record,
        case=case.id,
        account=case.account,
        ts=cause.ts,
        action="lift" if lift else case.action,
        parameters=() if lift else parameters,
        urgent=case.urgent,
        category=case.category,
        clauses=_once((*broken, *powers(broken, case.action, policy, urgent=case.urgent))),
        reason=_reason(case, grounds, broken, policy),
        effective_from=effective_from,
        until=None,
        notice=notices.close(closing or _undone(case), case.scope, case.record or record)
        if lift or case.state in {"rejected", "withdrawn"}
        else notices.write(
            record, grounds, max(effective_from, cause.ts), parameters, _measure(case, grounds), _ended(case, grounds)
        ),
        emergency_basis=_emergency_basis(grounds, policy) if case.urgent else None,
        scope=case.scope,
        excludes=EXCLUDES,
        findings=tuple(case.findings),
        evidence=_evidence(grounds),
        confidence=case.confidence,
        counterfactual=counterfactual(
            (figure for ground in grounds for figure in figures_of(ground.alert)),
            max(ground.alert.level for ground in grounds),
        ),
        approval=approval,
        state=case.state,
        supersedes=case.record,
        shadow=False,
    )


def _undone(case: Case) -> Closing:
    """In which words something is taken back: a suspension may stand when the end of service does not come."""
    return "stands" if case.suspended else "undone"


def _ended(case: Case, grounds: Sequence[Ground]) -> int | None:
    """When what is found again had ended; None: it is found for the first time, or so long after that it counts so."""
    again = case.state != "terminated" and any(ground.repeat for ground in grounds)  # else it has just ended, by that
    return case.ended if again else None


def _measure(case: Case, grounds: Sequence[Ground]) -> str:
    """What is done, under its name in the wording files."""
    if case.state == "terminated":
        return "terminated"
    if case.called:
        return "unremedied"
    if any(ground.urgent for ground in grounds):
        return "urgent"
    return "help" if case.emergency_calls and case.action == LOWEST else case.action


def _reason(case: Case, grounds: Sequence[Ground], broken: Sequence[Clause], policy: Policy) -> str:
    found = "; ".join(ground.alert.summary.rstrip(".") for ground in grounds)
    ended = _ended(case, grounds)
    again = "" if ended is None else f"; found before, and ended on {to_the_minute(ended)}"
    since = f"; suspended for that, and not put right in {policy.cure_period // DAY} days" if case.called else ""
    waits = "; one person has approved this, and one more has to" if case.approvers and case.state in LIVE else ""
    return f"{found}, against {cite(broken, policy)}{again}{since}{waits}."


def _emergency_basis(grounds: Sequence[Ground], policy: Policy) -> str:
    """Why there is no prior notice: the harm of waiting, and the articles that allow it."""
    urgent = [ground for ground in grounds if ground.urgent]
    notices = (policy.detectors[ground.alert.detector].notice for ground in urgent)
    harm = ", and ".join(notice.urgent_because.en for notice in notices if notice.urgent_because)
    clauses = _once(clause for ground in urgent for clause in ground.clauses)
    allowed = powers(clauses, "warn", policy, urgent=True)
    return f"No prior notice, because {harm}; {cite(allowed, policy)} allow{'s' if len(allowed) == 1 else ''} that."


def _parameters(grounds: Sequence[Ground], policy: Policy) -> tuple[Parameter, ...]:
    """What a throttle holds the subject to, the limit that was in force when it was broken; which key is replaced."""
    held: dict[str, Parameter] = {}
    for ground in grounds:
        row = policy.detectors[ground.alert.detector]
        if ground.action == "throttle" and row.throttle is not None:
            limits = (item.limit for item in ground.alert.evidence if item.unit == row.throttle.unit)
            value = next(limits, row.limits.get(row.throttle.name, 0.0))
            if row.throttle.below:  # the most that is less: of what is whole, 2 where the limit is 2.5
                value = float(ceil(value) - 1)
            given = row.throttle.value if row.throttle.value is not None else max(value, 0.0)
            held[row.throttle.name] = Parameter(row.throttle.name, given)
        if ground.action == "replace-key":
            held["api_key"] = Parameter("api_key", ground.alert.subject.value)
    return tuple(held.values())


def _evidence(grounds: Sequence[Ground]) -> tuple[Evidence, ...]:
    return tuple(item for ground in grounds for item in ground.alert.evidence)[:MOST_EVIDENCE]


def _once(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    return tuple(dict.fromkeys(clauses))
