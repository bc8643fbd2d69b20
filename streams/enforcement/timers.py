"""When a case takes effect or moves by itself, as of times that events gave."""

from collections.abc import Iterable

from detectors.policy import HOUR, Action, Policy
from streams.enforcement.business_hours import at_work
from streams.enforcement.cases import LIVE, Case
from streams.enforcement.clauses import may_end
from streams.privacy import pseudonym
from streams.records import Clause

AT_WORK: tuple[Action, ...] = ("suspend", "terminate")  # what may wait until people are


class Timers:
    """The times of cases under one policy. `key` is that of the installation's hashes."""

    def __init__(self, policy: Policy, key: str) -> None:
        self._policy, self._key = policy, key

    def announced(self, case: str, action: Action, clauses: Iterable[Clause], ts: int) -> int:
        """When an action that is not urgent, and is recommended at `ts`, is to take effect: not before its notice."""
        longest = round(self._policy.settings.delay_hours * HOUR)
        delay = int(pseudonym(f"delay/{case}", self._key), 16) % (longest + 1)
        return ts + self._policy.notice_period(action, clauses) + delay

    def period(self, case: Case) -> int:
        """How long ahead the case's action is announced, in ms."""
        return self._policy.notice_period(case.action, case.clauses)

    def effective_from(self, case: Case) -> int:
        """When the case's action takes effect, as far as can be told now."""
        at = case.effective_from(self.period(case))
        if self._policy.settings.business_hours and case.action in AT_WORK and not case.urgent:
            return at_work(at, case.country)
        return at

    def over_from(self, case: Case, effective_from: int) -> int | None:
        """When a notice that the customer has is over, with the case as of its record; None: nothing waits for that.

        No service ends while an appeal is undecided; one that was decided too late for the notice ends it at once.
        """
        if case.state != "approved" or case.urgent or case.delivered is None or not self.period(case):
            return None
        if case.action == "terminate":
            return None if case.appealed else max(effective_from, case.ts)
        return effective_from if effective_from > case.ts else None

    def cured_by(self, case: Case) -> int | None:
        """When a suspension that the customer was told of has not been put right in time; None: nothing is to end."""
        period, told, approved = self._policy.cure_period, case.delivered, case.approved
        if not period or told is None or approved is None or case.appealed or case.action != "suspend":
            return None
        if not may_end(case.clauses, self._policy):
            return None
        return max(self.effective_from(case), told, approved) + period

    def quiet_from(self, case: Case) -> int | None:
        """When nothing more will have been found for so long that a throttle is lifted; None: people alone lift.

        Nothing lifts a suspension that stands from before.
        """
        if case.state not in LIVE or case.action != "throttle" or case.suspended:
            return None
        periods = [self._policy.quiet_period(ground.alert.detector) for ground in case.behind()]
        return case.latest + max(periods) if all(periods) else None
