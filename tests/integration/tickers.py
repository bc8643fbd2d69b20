"""Processes that tick by one clock, which stands still until it is set."""

import asyncio
import json
import re
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from aiokafka import AIOKafkaProducer

from tests.kafka.cluster import Cluster, Worker, until

BY_FILE = Path(__file__).with_name("ticking_by_file.py")
HOUR = 3_600_000
H0 = 1_749_999_600_000  # a full hour, long ago: brokers refuse records that are dated ahead
PARTITIONS = 3
STATE = re.compile(r"ready: (ticking|standing by)")


class Tickers:
    """Processes that tick by one clock, which stands still until it is set."""

    def __init__(self, cluster: Cluster, stack: ExitStack) -> None:
        self.cluster, self._stack = cluster, stack
        self._clock = cluster.folder / "clock"
        self._started: list[Worker] = []
        self.set(H0 + 5)

    def set(self, now: int) -> None:
        fresh = self._clock.with_suffix(".new")
        fresh.write_text(str(now))
        fresh.replace(self._clock)

    def start(self) -> Worker:
        log = self.cluster.folder / f"tick-{len(self._started) + 1}.log"
        with log.open("wb") as out:
            command = [sys.executable, str(BY_FILE), str(self._clock)]
            process = subprocess.Popen(command, env=self.cluster.environment, stdout=out, stderr=out)
        self._stack.callback(ended, process)
        self._started.append(Worker(process, log))
        return self._started[-1]

    def once(self) -> str:
        command = [sys.executable, str(BY_FILE), str(self._clock), "--once"]
        done = subprocess.run(
            command, env=self.cluster.environment, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ticks(self) -> list[list[int]]:
        """The times of the ticks of each partition, in their order."""
        found: list[list[int]] = [[] for _ in range(PARTITIONS)]
        for record in self.cluster.records("control"):
            event = json.loads(record.value or b"")
            if event["event"] == "tick":
                assert (record.key, event) == (None, {"event": "tick", "ts": event["ts"]})
                found[record.partition].append(event["ts"])
        return found

    def ticked(self, *hours: int) -> None:
        """Returns when every partition has the ticks of these hours, once each, and no other."""
        expected = [list(hours)] * PARTITIONS

        def there() -> bool:
            assert [one.log.read_text() for one in self._started if one.process.poll() in {1, 2}] == []
            return all(each[-1:] == [hours[-1]] for each in self.ticks())

        until(there, "the ticks")
        assert self.ticks() == expected


def ended(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.kill()
    process.wait()


def ticking(worker: Worker) -> bool:
    """Whether a process says that it is its turn; raises where it has ended."""
    return worker.ready() and STATE.findall(worker.log.read_text())[-1] == "ticking"


def one_of(*workers: Worker) -> bool:
    """Whether each is ready and it is the turn of exactly one."""
    return all(worker.ready() for worker in workers) and sum(map(ticking, workers)) == 1


def put(cluster: Cluster, partition: int, *events: dict[str, object] | bytes) -> None:
    async def run() -> None:
        async with AIOKafkaProducer(bootstrap_servers=cluster.bootstrap) as producer:
            for event in events:
                value = event if isinstance(event, bytes) else json.dumps(event).encode()
                await producer.send_and_wait(f"{cluster.prefix}control", value, partition=partition)

    asyncio.run(run())
