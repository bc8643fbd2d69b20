"""Who has to approve a case: whether anybody, how many people, and who of them may not."""

from typing import Literal

import msgspec

from detectors.policy import Policy
from streams.enforcement.cases import Case
from streams.enforcement.emergencies import Emergencies
from streams.enforcement.ladder import LOWEST, approval
from streams.events import AccountRecord
from streams.reasons import Rejected


def approval_of(case: Case, policy: Policy, *, emergency: bool) -> Literal["automatic", "required"]:
    """Whether a person has to approve what is recommended; `emergency`: the account is in a declared one."""
    if case.state == "lifted":  # which is done already, and nobody can approve
        return "required" if case.use == "emergency" or case.emergency_calls else "automatic"
    in_doubt = case.emergency_calls or case.appealed or (emergency and case.action != LOWEST)
    return approval(case.action, policy, urgent=case.urgent, use=case.use, by_person=in_doubt)


def people(case: Case, facts: AccountRecord | None, policy: Policy, emergencies: Emergencies, ts: int) -> int:
    """How many people have to approve, by what is known of the account at a time.

    The most that the action or a row behind it asks for; one of what goes alone.
    """
    if facts is not None:
        case = msgspec.structs.replace(case, use=facts.use, country=facts.country)
    emergency = emergencies.include(case.account, case.country, ts)
    if approval_of(case, policy, emergency=emergency) == "automatic":
        return 1
    rows = (policy.detectors[ground.alert.detector].approvals for ground in case.behind())
    return max(policy.settings.approvals.get(case.action, 1), *rows)


def waits_for_one_more(case: Case, by: str | None, needed: int) -> bool:
    """Whether an approval is not the last that is needed; raises Rejected where it does not count.

    Nobody approves what they appealed against, and nobody twice.
    """
    name = None if by is None else person(by)
    if name in case.appellants:
        raise Rejected("by: who appealed does not decide on that; another person has to")
    if needed == 1:
        return False
    if name is None:
        raise Rejected(f"by: not given; {needed} people have to approve this, and nobody twice")
    if name in case.approvers:
        raise Rejected("by: has approved this already, which counts once; another person has to")
    return len(case.approvers) + 1 < needed


def person(name: str) -> str:
    """A name as people are told apart by it.

    >>> person(" Kim") == person("kim")
    True
    """
    return name.strip().casefold()
