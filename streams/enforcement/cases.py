"""What has been found of one subject in one category, and what is recommended for it so far."""

import msgspec

from detectors.policy import Action
from streams.enforcement.ladder import RANK
from streams.identity import identity
from streams.records import Alert, Clause


class Ground(msgspec.Struct, frozen=True):
    """A finding with the action that it calls for and the clauses that it breaks. `urgent`: without prior notice."""

    alert: Alert
    action: Action
    clauses: tuple[Clause, ...]
    urgent: bool


class Case(msgspec.Struct):
    """One account, category and scope.

    `findings` are the ids of all findings, in order; `grounds` the strongest of each detector, the latest where equal.
    `record` is the id of the record that speaks for the case now. Plain data: it can be written down and read back.
    """

    id: str
    action: Action
    effective_from: int
    urgent: bool
    emergency_calls: bool = False
    confidence: float = 0.0
    findings: list[str] = []
    grounds: dict[str, Ground] = {}
    record: str | None = None

    def join(self, ground: Ground, due: int) -> None:
        """Takes a finding in; `due` is when its own action would take effect, in ms. The action never falls."""
        alert = ground.alert
        self.findings.append(alert.id)
        self.confidence = max(self.confidence, alert.confidence)
        self.emergency_calls = self.emergency_calls or alert.severity == "critical"
        known = self.grounds.get(alert.detector)
        if known is None or (RANK[ground.action], alert.level) >= (RANK[known.action], known.alert.level):
            self.grounds[alert.detector] = ground
        if RANK[ground.action] > RANK[self.action]:
            self.action, self.effective_from, self.urgent = ground.action, due, ground.urgent
        elif ground.action == self.action and ground.urgent and not self.urgent:
            # an announced suspension that has become urgent no longer waits
            self.effective_from, self.urgent = min(self.effective_from, due), True

    def behind(self) -> list[Ground]:
        """The grounds of the action that is recommended, in the order in which their detectors first spoke."""
        return [ground for ground in self.grounds.values() if ground.action == self.action]


def case_id(alert: Alert) -> str:
    """The case that a finding belongs to: its account, category and the smallest thing to block."""
    return identity(alert.account, alert.category, alert.scope.kind, alert.scope.value)
