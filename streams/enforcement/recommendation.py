"""The record that speaks for a case: every field of the contract, filled from the grounds of its action."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from detectors.evidence import Evidence
from detectors.policy import Policy
from streams.enforcement.cases import Case, Ground
from streams.enforcement.clauses import cite, powers
from streams.enforcement.figures import counterfactual, over
from streams.enforcement.ladder import approval
from streams.enforcement.notices import Notices
from streams.identity import identity
from streams.records import Clause, Parameter, Recommendation

MOST_EVIDENCE = 16  # figures in one record; a category has few detectors, so this cuts nothing short today
EXCLUDES = ("emergency-calls",)


class Cause(NamedTuple):
    """What made a record: the id of the alert, decision, fact or timer, and when that was (Unix milliseconds)."""

    id: str
    ts: int


def recommendation(case: Case, cause: Cause, policy: Policy, notices: Notices, *, lift: bool = False) -> Recommendation:
    """The record that the case gives as it is now. `lift`: what was done is undone."""
    grounds = case.behind()
    broken = _once(clause for ground in grounds for clause in ground.clauses)
    record = identity(case.id, cause.id)
    parameters = _parameters(grounds, policy)
    effective_from = cause.ts if lift else case.effective_from(policy.notice_period(case.action))
    over_again = lift or case.state in {"rejected", "withdrawn"}
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
        reason=_reason(grounds, broken, policy),
        effective_from=effective_from,
        until=None,
        notice=notices.undo(case.scope, case.record or record)
        if over_again
        else notices.write(
            record, grounds, max(effective_from, cause.ts), parameters, help_called=case.emergency_calls
        ),
        emergency_basis=_emergency_basis(grounds, policy) if case.urgent else None,
        scope=case.scope,
        excludes=EXCLUDES,
        findings=tuple(case.findings),
        evidence=_evidence(grounds),
        confidence=case.confidence,
        counterfactual=counterfactual(
            (figure for ground in grounds for figure in over(ground.alert.evidence)),
            max(ground.alert.level for ground in grounds),
        ),
        approval=approval(case.action, policy, urgent=case.urgent, use=case.use, emergency_calls=case.emergency_calls),
        state=case.state,
        supersedes=case.record,
        shadow=False,
    )


def _reason(grounds: Sequence[Ground], broken: Sequence[Clause], policy: Policy) -> str:
    found = "; ".join(ground.alert.summary.rstrip(".") for ground in grounds)
    return f"{found}, against {cite(broken, policy)}."


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
            value = next(limits, row.limits.get(row.throttle.name, 0.0)) - row.throttle.below
            given = row.throttle.value if row.throttle.value is not None else max(value, 0.0)
            held[row.throttle.name] = Parameter(row.throttle.name, given)
        if ground.action == "replace-key":
            held["api_key"] = Parameter("api_key", ground.alert.subject.value)
    return tuple(held.values())


def _evidence(grounds: Sequence[Ground]) -> tuple[Evidence, ...]:
    return tuple(item for ground in grounds for item in ground.alert.evidence)[:MOST_EVIDENCE]


def _once(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    return tuple(dict.fromkeys(clauses))
