"""Worker processes in so many places, each started again when it ends, as an orchestrator does."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

from tests.kafka.cluster import Cluster

GRACE = 10.0  # seconds that a worker has to end after SIGTERM
LAST = 300  # characters of what a worker said at its end
PROJECT = Path(__file__).parents[2]


class Place:
    """Where one worker runs at a time; while it is `wanted`, there is one."""

    def __init__(self, number: int, cluster: Cluster) -> None:
        self.number, self.cluster = number, cluster
        self.wanted, self.frozen = True, False
        self.arm = cluster.folder / f"arm-{number}"  # names the point at which the worker kills itself
        self.log = cluster.folder / f"place-{number}.log"
        self._ends_by: float | None = None  # when a worker that was told to end has to be gone
        self._killed = False
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def lives(self) -> bool:
        """Whether there is a worker that a fault can meet."""
        return self._process is not None and not self.frozen and self._ends_by is None

    def want(self) -> None:
        """Has a worker run here from now on."""
        self.wanted = True

    def start(self) -> None:
        """Starts a worker."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.chaos.armed_worker", str(self.arm)],
                cwd=PROJECT,
                env=self.cluster.environment,
                stdout=log,
                stderr=log,
            )

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal to the worker, if there is one."""
        if self._process is None or self._process.poll() is not None:
            return
        self._killed = self._killed or number == signal.SIGKILL
        if number == signal.SIGTERM:
            self._ends_by = time.time() + GRACE
        self._process.send_signal(number)
        self.frozen = number == signal.SIGSTOP

    def wait(self) -> None:
        """Returns when the worker is gone."""
        if self._process is not None:
            self._process.wait()

    def look(self) -> str | None:
        """Starts a worker where one is wanted; returns what one said that ended by itself or too late."""
        if self._process is None:
            if self.wanted:
                self.start()
            return None
        code = self._process.poll()
        if code is None:
            if self._ends_by is None or time.time() < self._ends_by:
                return None
            self.signal(signal.SIGKILL)
            self._process.wait()
            said = f"not gone {GRACE:g} s after SIGTERM"
        elif code == 0 or (code < 0 and self._died()):
            said = None
        else:
            said = f"ended with {code}: {self.log.read_text(errors='replace')[-LAST:].strip()}"
        self._process, self._ends_by, self._killed, self.frozen = None, None, False, False
        return said

    def _died(self) -> bool:
        """Whether it was killed on purpose: by a fault, or at the point that it was armed for."""
        return self._killed or not self.arm.exists()


class Fleet:
    """So many places. A context manager; no worker outlives it."""

    def __init__(self, cluster: Cluster, count: int) -> None:
        self.places = [Place(number, cluster) for number in range(count)]
        self.ended: list[tuple[float, str]] = []  # when, in Unix seconds, and what was said, by itself or too late

    def __enter__(self) -> Self:
        self.look()
        return self

    def __exit__(self, *_: object) -> None:
        for place in self.places:
            place.wanted = False
            place.signal(signal.SIGKILL)
            place.wait()

    def look(self) -> None:
        """Starts workers where they are wanted, and notes which ended unasked."""
        for place in self.places:
            said = place.look()
            if said is not None:
                self.ended.append((time.time(), said))
