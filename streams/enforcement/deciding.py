"""What decisions move: from which state of a case to which."""

from collections.abc import Iterable, Mapping

from streams.enforcement.approving import person, waits_for_one_more
from streams.enforcement.cases import LIVE, Case
from streams.events import Decision, Verdict
from streams.reasons import Rejected
from streams.records import Recommendation, State

OPEN: Mapping[Verdict, State] = {
    "approve": "approved",
    "reject": "rejected",
    "withdraw": "withdrawn",
    "remedied": "withdrawn",
    "appeal": "open",
}
LIFTING = ("withdraw", "remedied")
OVER = ("lifted", "terminated")


def follow(case: Case, decision: Decision, people: int) -> None:
    """Moves a case, and writes down the decision's id; raises Rejected, and changes nothing, where that cannot be.

    What is open is approved, rejected or withdrawn, the last also where it was put right before it took effect. What is
    approved is lifted, and so is a suspension that stands although the end of service was not approved. An appeal
    leaves all as it is until somebody decides; to approve again is to turn it down. Where two `people` have to approve,
    the first of them leaves all as it is too.
    """
    if decision.decision is None:
        raise Rejected(f"decision is not given; there are {', '.join(OPEN)}")
    state = _after(case, decision.decision)
    if decision.id in case.known:
        raise Rejected("its id has been used in this case before; each decision needs one of its own")
    more = decision.decision == "approve" and waits_for_one_more(case, decision.by, people)
    case.known.append(decision.id)
    if more and decision.by is not None:
        case.approvers.append(person(decision.by))
        return
    case.approvers = []
    if decision.decision == "appeal" and decision.by is not None:
        case.appellants.append(person(decision.by))
    case.appealed = decision.decision == "appeal"
    if decision.decision == "approve":
        case.approved = decision.ts  # again, where an appeal is turned down
        case.suspended = case.suspended or case.action == "suspend"
    elif state not in LIVE:
        case.approved = None
        case.suspended = case.suspended and state != "lifted"
        if decision.decision == "remedied":
            case.ended = decision.ts  # it was one; what is rejected or taken back was none
    case.state = state


def refusal(state: State, what: Verdict, *, suspended: bool = False) -> str | None:
    """Why a decision on a recommendation in a state is refused; None: it may be followed.

    `suspended`: a suspension stands behind it, where what was rejected or taken back is something else.

    >>> refusal("lifted", "approve"), refusal("approved", "reject"), refusal("approved", "appeal")
    ('is lifted already', 'is approved already', None)
    >>> refusal("withdrawn", "remedied", suspended=True), refusal("withdrawn", "remedied")
    (None, 'is withdrawn already')
    """
    stands = suspended and what in LIFTING
    may = state == "open" or stands or (state == "approved" and what != "reject")
    return None if may else f"is {state} already"


def is_suspended(records: Iterable[Recommendation]) -> bool:
    """Whether a suspension stands by all records of a case, in their order."""
    suspended = False
    for record in records:
        suspended = (suspended or (record.action, record.state) == ("suspend", "approved")) and record.state not in OVER
    return suspended


def _after(case: Case, what: Verdict) -> State:
    """The state that a decision leads to."""
    if case.state == "open":
        return "lifted" if what == "remedied" and case.suspended else OPEN[what]
    if what in LIFTING and (case.state == "approved" or case.suspended):
        return "lifted"
    if case.state == "approved" and (what == "appeal" or (what == "approve" and case.appealed)):
        return "approved"
    raise Rejected(f"about a recommendation that is {case.state} already")
