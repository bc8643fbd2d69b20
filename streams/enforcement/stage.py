"""The enforcement stage of one partition: findings, decisions, deliveries and facts in, recommendations out."""

import msgspec

from detectors.permissions import Act
from detectors.policy import Action, Policy
from streams.enforcement.approving import people
from streams.enforcement.cases import LIVE, Case, Ground, case_id
from streams.enforcement.clauses import broken, notice_can_wait
from streams.enforcement.deciding import follow
from streams.enforcement.docket import Docket
from streams.enforcement.emergencies import Emergencies
from streams.enforcement.ladder import recommended
from streams.enforcement.notices import Closing, Notices
from streams.enforcement.recommendation import Cause, recommendation
from streams.enforcement.revision import Hashed, is_of_facts, unfounded
from streams.enforcement.timers import Timers
from streams.events import AccountRecord, Decision, NoticeDelivered
from streams.reasons import Rejected
from streams.records import Alert, Recommendation

NO_FINDING = ""  # what people say tells nothing of how late findings are, so nothing is quiet by it


class Enforcement:
    """Keeps the cases of the accounts of one partition. No clock: time is that of findings, decisions and ticks.

    The same input in the same order for each account gives the same records, whatever other accounts do in between.
    `hashed` gives the hash of a number, as findings have it, which `key` keys.
    """

    def __init__(self, policy: Policy, hashed: Hashed, key: str) -> None:
        self._policy, self._hashed = policy, hashed
        self._timers = Timers(policy, key)
        self._notices = Notices(policy)
        self.emergencies = Emergencies()
        self.docket = Docket()

    def alert(self, alert: Alert, facts: AccountRecord | None) -> list[Recommendation]:
        """What a finding leads to, given what is known of the account (None: nothing).

        Nothing where it is an alert alone: covered by a declared event, in shadow, without an action or a row in the
        policy, or against no clause of the account's terms. Nothing either for a finding that the case has already, or
        that what has come to be known since it was made shows to be unfounded.
        """
        id_ = case_id(alert)
        # what is known of an account has dates to come, and does not say how late it is
        before = [] if is_of_facts(alert) else self.due(alert.ts, alert.account, alert.category)
        case = self.docket.cases.get(id_)
        ground = self._ground(alert, facts, case)
        if ground is None:
            return before
        if (case is not None and alert.id in case.known) or (facts is not None and self._unfounded(ground, facts)):
            return before
        if case is None or case.state not in LIVE:
            case = self._opened(id_, ground, alert.ts)
        case.join(ground, self._announced(id_, ground, alert.ts))
        return [*before, self._say(case, Cause(alert.id, alert.ts), facts)]

    def decision(self, decision: Decision, facts: AccountRecord | None) -> list[Recommendation]:
        """What a reviewer's decision leads to, after what is due by then has been run.

        Raises Rejected where it is about nothing that can be decided.
        """
        case = self._case_of(decision)
        if decision.decision is not None:
            self.permit(decision.role, decision.decision, case.action)
        follow(case, decision, people(case, facts, self._policy, self.emergencies, decision.ts))
        closing: Closing | None = "remedied" if decision.decision == "remedied" else None
        return [self._say(case, Cause(decision.id, decision.ts), facts, closing)]

    def permit(self, role: str | None, act: Act, action: Action | None = None) -> None:
        """Raises Rejected where who acts in a role may not do something; `action` is what is decided on."""
        refusal = self._policy.permissions.refusal(role, act, action)
        if refusal is not None:
            raise Rejected(refusal)

    def delivered(self, notice: NoticeDelivered, facts: AccountRecord | None) -> list[Recommendation]:
        """What it leads to that the customer has a notice; nothing where the recommendation is unknown here."""
        case = self.docket.by_record(notice.recommendation)
        if case is None or notice.recommendation not in case.notices or case.delivered is not None:
            return []
        before = self.due(notice.ts, case.account, NO_FINDING)
        case.delivered = notice.ts
        case.cure = self._timers.cured_by(case)
        self.docket.touch(case)
        if case.state != "approved" or case.urgent or not self._timers.period(case):
            return before
        return [*before, self._say(case, Cause(f"notice-delivered/{notice.recommendation}", notice.ts), facts)]

    def facts(self, account: str, facts: AccountRecord | None, fact: str) -> list[Recommendation]:
        """Judges open findings of an account again by a record that is new; `fact` is an id of the record."""
        if facts is None:
            return []
        return [
            record
            for case in self.docket.of(account)
            if case.state in LIVE or (case.suspended and case.called)  # whose grounds are kept while it stands
            for record in self._revised(case, facts, fact)
        ]

    def due(self, ts: int, account: str | None = None, category: str | None = None) -> list[Recommendation]:
        """What is due by a time, of one account or all: periods of notice, cure and silence, each as of its own time.

        `category` is that of a finding that says how late it is, or NO_FINDING.
        """
        cases = list(self.docket.cases.values()) if account is None else self.docket.of(account)
        over = sorted((at, case.id) for case in cases for at in case.waits(category) if at <= ts)
        # what runs first may be what another one waited for
        ids = self.docket.cases
        return [self._run(ids[id_], at) for at, id_ in over if at in ids[id_].waits(category)]

    def _ground(self, alert: Alert, facts: AccountRecord | None, case: Case | None) -> Ground | None:
        """The finding with its action and clauses, given what was found before; None: nothing is recommended for it."""
        row = self._policy.detectors.get(alert.detector)
        if row is None or alert.shadow:
            return None
        use, calls = facts.use if facts else None, alert.severity == "critical"
        repeat = row.repeats and case is not None and case.repeated(alert.ts, self._policy.repeat_period)
        action = recommended(row, alert.level, use, emergency_calls=calls, repeat=repeat)
        clauses = broken(row, self._policy, facts.terms if facts else None)
        if action is None or not clauses:
            return None
        # what is suspended for coming again alone can wait for its notice
        once = action == recommended(row, alert.level, use, emergency_calls=calls)
        urgent = row.urgent and action == "suspend" and once and notice_can_wait(clauses, self._policy)
        return Ground(alert, action, clauses, urgent, repeat)

    def _announced(self, id_: str, ground: Ground, ts: int) -> int:
        """When the action of a finding that is told at `ts` is to take effect."""
        return ts if ground.urgent else self._timers.announced(id_, ground.action, ground.clauses, ts)

    def _opened(self, id_: str, ground: Ground, ts: int) -> Case:
        """A case that begins with a finding, behind the last record of the same case, which is closed."""
        alert, before, due = ground.alert, self.docket.cases.get(id_), self._announced(id_, ground, ts)
        case = Case(id_, alert.account, alert.category, alert.to_block, ground.action, due, ground.urgent)
        if before is not None:
            case.record, case.known, case.suspended = before.record, before.known, before.suspended
            case.use, case.country, case.ended = before.use, before.country, before.ended
        self.docket.open(case)
        return case

    def _say(
        self, case: Case, cause: Cause, facts: AccountRecord | None, closing: Closing | None = None
    ) -> Recommendation:
        """The record of the case as it is now, which speaks for it from then on."""
        if facts is not None:
            case.use, case.country = facts.use, facts.country
        effective_from = self._timers.effective_from(case)
        emergency = self.emergencies.include(case.account, case.country, cause.ts)
        record = recommendation(case, cause, self._policy, self._notices, effective_from, closing, emergency=emergency)
        case.record, case.ts = record.id, record.ts
        case.notices.append(record.id)
        self.docket.recorded(case, record.id)
        case.due = self._timers.over_from(case, effective_from)
        case.cure, case.quiet = self._timers.cured_by(case), self._timers.quiet_from(case)
        return record

    def _case_of(self, decision: Decision) -> Case:
        """The case that a decision is about; raises Rejected with the reason where there is none, never guesses."""
        case = self.docket.by_record(decision.recommendation or "")
        if case is None:
            raise Rejected("about no recommendation that is known for this account")
        if decision.account is not None and decision.account != case.account:
            raise Rejected("about a recommendation of another account")
        if case.record != decision.recommendation:
            raise Rejected(f"about a recommendation that {case.record} supersedes; decide on that one")
        return case

    def _run(self, case: Case, at: int) -> Recommendation:
        """What a case has waited for: a throttle is lifted, service is to end, or what was approved takes effect."""
        if at == case.quiet:
            case.close("lifted", at)
            return self._say(case, Cause(f"quiet/{case.record}", at), None, "quiet")
        if at == case.cure:
            case.end(self._timers.announced(case.id, "terminate", case.clauses, at))
            return self._say(case, Cause(f"not-remedied/{case.record}", at), None)
        if case.action == "terminate":
            case.close("terminated", at)
        return self._say(case, Cause(f"notice-over/{case.record}", at), None)

    def _revised(self, case: Case, facts: AccountRecord, fact: str) -> list[Recommendation]:
        """The records of a case after its findings have been judged again."""
        bad = [ground for grounds in case.grounds.values() for ground in grounds if self._unfounded(ground, facts)]
        if not bad:
            return []
        left = msgspec.structs.replace(case, grounds=dict(case.grounds), findings=list(case.findings))
        left.leave(bad)
        if left.behind():
            if case.state not in LIVE:  # a suspension stands on what is left
                return []
            urgent = case.urgent
            case.leave(bad)
            if urgent and not case.urgent:  # what is left has to be announced first, whatever was told before
                case.notices, case.delivered = [], None
                case.provisional = self._timers.announced(case.id, case.action, case.clauses, case.ts)
            return [self._say(case, Cause(fact, case.ts), facts)]
        case.state = "lifted" if case.state == "approved" or (case.suspended and case.called) else "withdrawn"
        case.suspended = case.suspended and case.state != "lifted"  # one of before, for something else
        made = [self._say(case, Cause(fact, case.ts), facts)]
        return made + self._begun_again(case, left, facts, fact)

    def _unfounded(self, ground: Ground, facts: AccountRecord) -> bool:
        """Whether a finding would not have been made had these facts been known."""
        return unfounded(ground.alert, facts, self._policy.detectors[ground.alert.detector].limits, self._hashed)

    def _begun_again(self, case: Case, left: Case, facts: AccountRecord, fact: str) -> list[Recommendation]:
        """The weaker findings that are left of a withdrawn case as a case that begins with them."""
        if not left.grounds:
            return []
        first = left.strongest()[0]
        again = self._opened(case.id, first, case.ts)
        for ground in left.all_grounds():
            again.join(ground, self._announced(case.id, ground, case.ts))
        return [self._say(again, Cause(f"{fact}/{first.alert.id}", case.ts), facts)]
