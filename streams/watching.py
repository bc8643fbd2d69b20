"""What is looked up of a worker when somebody asks: how far it is, what its state takes, how a take-over goes on."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from time import monotonic
from typing import Any

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from streams.judging import Judging
from streams.keeping import Keeping
from streams.metrics import PLACE
from streams.publisher import Publisher
from streams.recovery import Recovery
from streams.stages import Stage

SECOND = 1000  # ms


class Watching(Collector):
    """Figures of a worker's stages. `behind` is how many records of a topic's partition it has still to take."""

    def __init__(
        self,
        stages: Iterable[Stage],
        publisher: Publisher,
        recovery: Recovery,
        behind: Callable[[str, int], int],
    ) -> None:
        self.stages, self.publisher, self.recovery, self.behind = tuple(stages), publisher, recovery, behind

    def collect(self) -> Iterator[Metric]:
        """All of them as of now."""
        yield gauge("ringfence_partitions", "Partitions that the worker has.", self._partitions(), ["topic"])
        places = [(stage.topic, partition) for stage in self.stages for partition in stage.positions]
        behind = {place: self.behind(*place) for place in places}
        yield gauge("ringfence_lag_records", "Records that are still to be taken.", behind)
        judging = [stage for stage in self.stages if isinstance(stage, Judging)]
        newest = {(s.topic, p): ts / SECOND for s in judging for p, ts in s.newest.items()}
        yield gauge("ringfence_newest_event_timestamp_seconds", "The latest time of an event that was judged.", newest)
        state = {(s.topic, p): shard.state_bytes for s in judging for p, shard in s.shards.items()}
        yield gauge("ringfence_state_bytes", "State of accounts: rows, their index, and what they refer to.", state)
        yield from self._checkpoints()
        waiting = {(): self.publisher.awaited}
        yield gauge("ringfence_deliveries_awaited", "Records that were sent and have not arrived yet.", waiting, ())
        yield from self._recovery()

    def _partitions(self) -> Mapping[tuple[str], int]:
        return {(stage.topic,): len(stage.positions) for stage in self.stages}

    def _checkpoints(self) -> Iterator[Metric]:
        keeping = [stage for stage in self.stages if isinstance(stage, Keeping)]
        own = {(s.topic, p): (s.positions[p], c) for s in keeping for p, c in s.checkpoints.items()}
        now = monotonic()
        ages = {place: now - checkpoint.at for place, (_, checkpoint) in own.items()}
        yield gauge("ringfence_checkpoint_age_seconds", "Since the last checkpoint; there is none without need.", ages)
        sequence = {place: checkpoint.sequence for place, (_, checkpoint) in own.items()}
        yield gauge("ringfence_checkpoint_sequence", "The number of the last checkpoint.", sequence)
        again = {place: max(taken - checkpoint.position, 0) for place, (taken, checkpoint) in own.items()}
        yield gauge("ringfence_checkpoint_behind_records", "Records that a restart would read again.", again)

    def _recovery(self) -> Iterator[Metric]:
        name, recovery = "ringfence_recovery_", self.recovery
        for unit, help_, value in (
            ("partitions", "Partitions that are still to be taken over.", recovery.partitions),
            ("pages", "Pages of state that the last take-over, or that under way, has restored.", recovery.pages),
            ("bytes", "What these pages hold.", recovery.bytes),
            ("records", "Records that are still to be read again, of the partition being taken over.", recovery.left),
            ("seconds", "How long the last take-over took, or that under way has taken.", recovery.seconds),
        ):
            yield gauge(name + unit, help_, {(): value}, ())


def gauge(name: str, help_: str, values: Mapping[Any, float], labels: Iterable[str] = PLACE) -> GaugeMetricFamily:
    """One figure, by its labels."""
    family = GaugeMetricFamily(name, help_, labels=tuple(labels))
    for place, value in values.items():
        family.add_metric([str(part) for part in place], value)
    return family
