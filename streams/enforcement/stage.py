"""The enforcement stage of one partition: findings in, recommendations out."""

from detectors.policy import Policy
from streams.enforcement.cases import Case, Ground, case_id
from streams.enforcement.clauses import broken, notice_can_wait
from streams.enforcement.ladder import recommended
from streams.enforcement.notices import Notices
from streams.enforcement.recommendation import recommendation
from streams.events import AccountRecord
from streams.records import Alert, Recommendation


class Enforcement:
    """Keeps the cases of the accounts of one partition. No clock: time is the findings' own.

    The same findings in the same order for each account give the same records, whatever other accounts do in between.
    """

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._notices = Notices(policy)
        self._cases: dict[str, Case] = {}

    def alert(self, alert: Alert, facts: AccountRecord | None) -> list[Recommendation]:
        """What a finding leads to, given what is known of the account (None: nothing): no record or one.

        None where it is an alert alone: covered by a declared event, in shadow, without an action or a row in the
        policy, or against no clause of the account's terms. None either for a finding that the case has already.
        """
        use = facts.use if facts else None
        ground = self._ground(alert, facts)
        if ground is None:
            return []
        due = alert.ts if ground.urgent else alert.ts + self._policy.notice_period(ground.action)
        id_ = case_id(alert)
        case = self._cases.get(id_)
        if case is None:
            case = self._cases[id_] = Case(id_, ground.action, due, ground.urgent)
        elif alert.id in case.findings:
            return []
        case.join(ground, due)
        record = recommendation(case, alert, use, self._policy, self._notices)
        case.record = record.id
        return [record]

    def _ground(self, alert: Alert, facts: AccountRecord | None) -> Ground | None:
        """The finding with its action and clauses; None where nothing is recommended for it."""
        row = self._policy.detectors.get(alert.detector)
        if row is None or alert.shadow:
            return None
        use = facts.use if facts else None
        action = recommended(row, alert.level, use, emergency_calls=alert.severity == "critical")
        clauses = broken(row, self._policy, facts.terms if facts else None)
        if action is None or not clauses:
            return None
        urgent = row.urgent and action == "suspend" and notice_can_wait(clauses, self._policy)
        return Ground(alert, action, clauses, urgent)
