"""How far the group has come, looked at all the time beside what happens: brokers that are away take long to say so."""

import logging
import threading
import time
from contextlib import suppress
from typing import Self

from kafka import KafkaConsumer, TopicPartition
from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError

from streams.gathering import KINDS
from streams.stream import STREAMS
from tests.chaos.timeline import Happened
from tests.kafka.cluster import Cluster

JUDGED = (*STREAMS, *KINDS, "ringfence.totals", "alerts", "decisions", "control")
LOOK = 0.25  # seconds between looks
ANSWER = 5_000  # ms that a broker has to answer
AWAY: list[str] = list(JUDGED)

log = logging.getLogger("ringfence.chaos")


class Lag:
    """Looks at it while it is open as a context, and tells `happened` of it.

    `left` has when it looked last, and which topics had something left to judge then.
    """

    def __init__(self, cluster: Cluster, happened: list[Happened]) -> None:
        self._cluster, self._happened = cluster, happened
        self.left: tuple[float, list[str]] = (0.0, AWAY)
        self._admin: KafkaAdminClient | None = None
        self._consumer: KafkaConsumer | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look_on)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self._close()

    def _close(self) -> None:
        for client in filter(None, (self._admin, self._consumer)):
            with suppress(KafkaError, OSError):
                client.close()
        self._admin = self._consumer = None

    def _look_on(self) -> None:
        while not self._stop.wait(LOOK):
            asked = time.time()
            try:
                ends, committed = self._ask()
            except (KafkaError, OSError) as away:
                log.warning("no answer: %r", away)
                self._close()
                continue
            now = time.time()
            streams = {place: end for place, end in ends.items() if place[0] in STREAMS}
            for one in list(self._happened):
                if one.at < asked:
                    one.look(now, streams, committed)
            behind = [t for t in JUDGED if any(committed.get(p, 0) < end for p, end in ends.items() if p[0] == t)]
            self.left = asked, behind

    def _ask(self) -> tuple[dict[tuple[str, int], int], dict[tuple[str, int], int]]:
        at, prefix = self._cluster.bootstrap, self._cluster.prefix
        self._admin = self._admin or KafkaAdminClient(bootstrap_servers=at, request_timeout_ms=ANSWER)
        self._consumer = self._consumer or KafkaConsumer(
            bootstrap_servers=at, enable_auto_commit=False, request_timeout_ms=ANSWER
        )
        group = f"{prefix}group"
        places = [TopicPartition(prefix + topic, p) for topic in JUDGED for p in range(self._cluster.partitions)]
        ends = self._consumer.end_offsets(places)
        committed = self._admin.list_group_offsets({group: places})[group]
        return (
            {(place.topic.removeprefix(prefix), place.partition): end for place, end in ends.items()},
            {(place.topic.removeprefix(prefix), place.partition): kept.offset for place, kept in committed.items()},
        )
