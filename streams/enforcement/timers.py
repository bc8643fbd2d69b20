"""When a case takes effect or moves by itself, as of times that events gave."""

from detectors.policy import Policy
from streams.enforcement.cases import LIVE, Case
from streams.enforcement.clauses import may_end


def cured_by(case: Case, policy: Policy) -> int | None:
    """When a suspension that the customer was told of has not been put right in time; None: nothing is to end."""
    period, told, approved = policy.cure_period, case.delivered, case.approved
    if not period or told is None or approved is None or case.appealed or case.action != "suspend":
        return None
    if not may_end((clause for ground in case.behind() for clause in ground.clauses), policy):
        return None
    return max(case.effective_from(policy.notice_period(case.action)), told, approved) + period


def quiet_from(case: Case, policy: Policy) -> int | None:
    """When nothing more will have been found for so long that a throttle is lifted; None: people alone lift.

    Nothing lifts a suspension that stands from before.
    """
    if case.state not in LIVE or case.action != "throttle" or case.suspended:
        return None
    periods = [policy.quiet_period(ground.alert.detector) for ground in case.behind()]
    return case.latest + max(periods) if all(periods) else None
