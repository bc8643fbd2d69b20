"""What a process counts of its work, for Prometheus: by batch or by commit, never by event, and never by account.

Topics are named as in the contract, whatever they are called on the cluster. What can be looked up when somebody asks
is not counted but looked up: `streams.watching`.
"""

from collections.abc import Iterable, Sequence
from functools import partial

from prometheus_client import CollectorRegistry, Counter, ProcessCollector, Summary, disable_created_metrics

from streams.raw import DeadLetter
from streams.reasons import kind_of
from streams.records import Alert, Recommendation

disable_created_metrics()  # type: ignore[no-untyped-call]  # else each counter has a second series, when it began
PLACE = ("topic", "partition")


class Metrics:
    """The counters of one process, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        counter = partial(Counter, registry=self.registry)
        self.events = counter("ringfence_events", "Events that were judged.", PLACE)
        self.late_events = counter("ringfence_late_events", "Events too late for a window that counts them.", ["topic"])
        self._left = counter(
            "ringfence_accounts_let_go", "Accounts that were idle for so long that nothing of them counted.", PLACE
        )
        self._dead = counter("ringfence_dead_letters", "Dead letters that were sent.", ["topic", "reason"])
        self._findings = counter("ringfence_findings", "Findings that were sent.", ["detector", "level"])
        self._recommended = counter("ringfence_recommendations", "Recommendations that were sent.", ["action"])
        self._suppressed = counter(
            "ringfence_suppressed", "Records that were not sent, as they were on their output already.", ["topic"]
        )
        self.commit_failures = counter("ringfence_commit_failures", "Commits that the group did not take.")
        self._kept = counter("ringfence_checkpoint_bytes", "State that was kept.", PLACE)
        self.commit = Summary(
            "ringfence_commit_seconds", "Delivering, keeping and committing what was taken.", registry=self.registry
        )

    def judged(self, topic: str, partition: int, events: int, late: int) -> None:
        """A batch of a stream was judged."""
        self.events.labels(topic, partition).inc(events)
        if late:
            self.late_events.labels(topic).inc(late)

    def let_go(self, topic: str, partition: int, accounts: int) -> None:
        """A shard has let accounts go."""
        self._left.labels(topic, partition).inc(accounts)

    def found(self, alert: Alert) -> None:
        """A finding was sent."""
        self._findings.labels(alert.detector, alert.level).inc()

    def recommended(self, record: Recommendation) -> None:
        """A recommendation was sent."""
        self._recommended.labels(record.action).inc()

    def buried(self, topic: str, letter: DeadLetter) -> None:
        """A dead letter of a topic was sent."""
        self._dead.labels(topic, kind_of(letter.error)).inc()

    def suppressed(self, topic: str) -> None:
        """A record of an output was there already."""
        self._suppressed.labels(topic).inc()

    def kept(self, sources: Iterable[tuple[tuple[str, int], int]]) -> None:
        """Checkpoints were written: of which states, and how many bytes of these."""
        for (topic, partition), size in sources:
            self._kept.labels(topic, partition).inc(size)


def described(registry: CollectorRegistry) -> Sequence[tuple[str, str]]:
    """The names of all metrics, as Prometheus has them, and what they say."""
    suffix = {"counter": "_total"}
    return [(family.name + suffix.get(family.type, ""), family.documentation) for family in registry.collect()]
