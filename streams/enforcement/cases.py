"""What has been found of one thing to block in one category, what is recommended for it, and what came of that."""

from collections.abc import Iterable

import msgspec

from detectors.policy import Action, Use
from streams.enforcement.ladder import RANK
from streams.identity import identity
from streams.records import Alert, Clause, State, Subject

MOST_KEPT = 20  # findings of a detector; the weakest go first, and of these the oldest
LIVE: tuple[State, ...] = ("open", "approved")  # states of a case that another finding joins


class Ground(msgspec.Struct, frozen=True):
    """A finding with the action that it calls for and the clauses that it breaks.

    `urgent`: without prior notice. `repeat`: the same had been found before, and had ended.
    """

    alert: Alert
    action: Action
    clauses: tuple[Clause, ...]
    urgent: bool
    repeat: bool = False

    @property
    def weight(self) -> tuple[int, bool, int]:
        """By which of a detector's findings the strongest is told."""
        return RANK[self.action], self.urgent, self.alert.level


class Case(msgspec.Struct):
    """One account, category and scope.

    `scope` is what the action applies to. `findings` are the ids of its findings, in order, `known` those of all that
    there ever were, and of the decisions; `grounds` those that can be looked at again, by detector: the strongest and
    the latest. `record` is the id of the record that speaks for the case now and `ts` its time, `notices` those of the
    records that announced its action. `provisional` is when the action was to take effect as first announced,
    `approved` when that was approved, `delivered` when the customer had the notice, `due` when a notice period ends
    that the case waits for, `cure` when a suspension will not have been put right in time. `called` is the action that
    findings call for: another one only where service is to end because a suspension was not put right. `suspended`: one
    was approved and has not been lifted. `appealed`: the customer objects, and nobody has decided on that. `approvers`
    have approved where more people have to, `appellants` are all who appealed. `latest` is
    the time of the latest finding, `quiet` when nothing more will have been found for so long that the action is
    lifted, `ended` when what was found here had last been put right or stopped. `use` and `country` are the account's,
    as last known. Plain data: it can be written down and read back. Times are Unix
    milliseconds.
    """

    id: str
    account: str
    category: str
    scope: Subject
    action: Action
    provisional: int
    urgent: bool
    state: State = "open"
    emergency_calls: bool = False
    confidence: float = 0.0
    use: Use | None = None
    country: str | None = None
    called: Action | None = None
    suspended: bool = False
    appealed: bool = False
    approvers: list[str] = []
    appellants: list[str] = []
    known: list[str] = []
    findings: list[str] = []
    grounds: dict[str, list[Ground]] = {}
    record: str | None = None
    ts: int = 0
    notices: list[str] = []
    approved: int | None = None
    delivered: int | None = None
    due: int | None = None
    cure: int | None = None
    latest: int = 0
    quiet: int | None = None
    ended: int | None = None

    def join(self, ground: Ground, due: int) -> None:
        """Takes a finding in; `due` is when its own action would take effect. The action never falls.

        A stronger action needs approval and notice of its own.
        """
        alert = ground.alert
        if alert.id not in self.known:
            self.known.append(alert.id)
        self.findings.append(alert.id)
        self.latest = max(self.latest, alert.ts)
        self.confidence = max(self.confidence, alert.confidence)
        self.emergency_calls = self.emergency_calls or alert.severity == "critical"
        own = [*self.grounds.get(alert.detector, []), ground]
        if len(own) > MOST_KEPT:
            own.remove(min(own, key=lambda other: other.weight))
        self.grounds[alert.detector] = own
        if RANK[ground.action] > RANK[self.action]:
            self.action, self.provisional, self.urgent = ground.action, due, ground.urgent
            self.ask()
        elif ground.action == self.action and ground.urgent and not self.urgent:
            # an announced suspension that has become urgent no longer waits
            self.provisional, self.urgent = min(self.provisional, due), True

    def ask(self) -> None:
        """The action is another one, which needs approval and notice of its own."""
        self.state, self.notices, self.appealed, self.approvers = "open", [], False, []
        self.approved = self.delivered = self.due = self.cure = self.quiet = None

    def end(self, due: int) -> None:
        """A suspension was not put right: service is to end at `due`, for what the suspension was for."""
        self.called, self.action, self.provisional, self.urgent = self.action, "terminate", due, False
        self.ask()

    def leave(self, unfounded: Iterable[Ground]) -> None:
        """Takes findings out that have turned out to be unfounded; what is left may be less urgent, or longer ago."""
        gone = {ground.alert.id: ground.alert.ts for ground in unfounded}
        self.findings = [finding for finding in self.findings if finding not in gone]
        left = {d: [ground for ground in grounds if ground.alert.id not in gone] for d, grounds in self.grounds.items()}
        self.grounds = {detector: grounds for detector, grounds in left.items() if grounds}
        kept = self.all_grounds()
        alerts = [ground.alert for ground in kept]
        self.confidence = max((alert.confidence for alert in alerts), default=0.0)
        self.emergency_calls = any(alert.severity == "critical" for alert in alerts)
        self.urgent = self.urgent and any(ground.urgent for ground in kept if ground.action == self.action)
        if self.latest in gone.values():
            self.latest = max((alert.ts for alert in alerts), default=self.latest)

    def all_grounds(self) -> list[Ground]:
        """Those that are kept, in the order in which they were found."""
        place = {finding: i for i, finding in enumerate(self.findings)}
        every = [ground for grounds in self.grounds.values() for ground in grounds]
        return sorted(every, key=lambda ground: place[ground.alert.id])

    def strongest(self) -> list[Ground]:
        """The strongest ground of each detector, the latest where equal, in the order in which they first spoke."""
        return [max(reversed(grounds), key=lambda ground: ground.weight) for grounds in self.grounds.values()]

    def behind(self) -> list[Ground]:
        """The grounds of the action that is recommended, in the order in which their detectors first spoke."""
        return [ground for ground in self.strongest() if ground.action == (self.called or self.action)]

    def close(self, state: State, ts: int) -> None:
        """What was found is over, and it was a violation: the same again is a repeat."""
        self.state, self.suspended, self.ended = state, False, ts

    def repeated(self, ts: int, period: int) -> bool:
        """Whether what is found at a time comes again within `period` ms after it had ended."""
        return self.ended is not None and self.ended < ts <= self.ended + period

    def waits(self, category: str | None = None) -> list[int]:
        """The times that the case waits for; those of silence only where nothing of the kind can have come before.

        `category` is that of a finding that says how late it is: findings are in order within theirs. None: a tick.
        """
        quiet = self.quiet if category in {None, self.category} else None
        return [at for at in (self.due, self.cure, quiet) if at is not None]

    @property
    def clauses(self) -> list[Clause]:
        """The clauses that the action stands on, each as often as it is broken."""
        return [clause for ground in self.behind() for clause in ground.clauses]

    def effective_from(self, period: int) -> int:
        """When the action takes effect: the later of when it was announced for and `period` ms after delivery.

        While the notice is not there, the approval stands for its delivery, which can only be later.
        """
        told = self.approved if self.delivered is None else self.delivered
        if self.urgent or told is None or self.state not in {"approved", "terminated"}:
            return self.provisional
        return max(self.provisional, told + period)


def case_id(alert: Alert) -> str:
    """The case that a finding belongs to: its account, category and the smallest thing to block."""
    return identity(alert.account, alert.category, alert.to_block.kind, alert.to_block.value)
