"""What a process that delivers counts of its work, for Prometheus, never by account."""

from functools import partial

from prometheus_client import CollectorRegistry, Counter, Gauge, ProcessCollector, disable_created_metrics

disable_created_metrics()  # type: ignore[no-untyped-call]  # as for workers


class Deliveries:
    """The counters of one process, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        counter = partial(Counter, registry=self.registry)
        self.attempts = counter("ringfence_delivery_attempts", "Deliveries that were tried.", ["channel", "outcome"])
        self.buried = counter("ringfence_undeliverable", "Records that became dead letters.", ["channel"])
        self.waiting = Gauge(
            "ringfence_deliveries_waiting",
            "Records that were taken and are not done with, or stand behind one that is not.",
            ["channel"],
            registry=self.registry,
        )
