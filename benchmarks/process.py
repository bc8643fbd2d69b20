"""A command as a process of its own: its log, its processor time, its orderly end."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.kafka.scraping import scraped

POLL = 0.05  # seconds; asking the broker more often would slow down what is measured
END = 20


class Failed(Exception):
    """A process ended or did not do what was waited for; the message ends with its log."""


class Process:
    """A running command. `log` is what it wrote so far."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self._process, self._log = process, log

    @property
    def log(self) -> str:
        """What it has written to its outputs."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def cpu(self) -> float:
        """Seconds of processor time that it has used, of all its threads."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """The most bytes of memory that it has held at once."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024

    def judged(self, topics: Iterable[str]) -> int:
        """Events of these topics that a worker of ours which serves its metrics has judged.

        Raises Failed where it does not answer.
        """
        try:
            told = scraped(self._log).get("ringfence_events_total", {})
        except OSError as error:
            raise Failed(f"it does not say what it has judged ({error}):\n{self.log[-2000:]}") from error
        return int(sum(count for place, count in told.items() if place.split()[-1] in topics))

    def ended(self) -> bool:
        """Whether it has ended; raises Failed where it did not end well."""
        if self._process.poll():
            raise Failed(f"it ended with {self._process.returncode}:\n{self.log[-2000:]}")
        return self._process.returncode is not None

    def wait(self, seconds: float) -> None:
        """Returns when it has ended well; raises Failed where it has not in this time."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise Failed(f"not done after {seconds:g} s:\n{self.log[-2000:]}") from None
        if self._process.returncode:
            raise Failed(f"it ended with {self._process.returncode}:\n{self.log[-2000:]}")

    def until(self, what: str, seconds: float, done: Callable[[], bool], pause: float = POLL) -> float:
        """The time at which `done` said so; raises Failed where `what` takes too long or the process ends before."""
        end = time.monotonic() + seconds
        while not done():
            if self._process.poll() is not None:
                raise Failed(f"it ended with {self._process.returncode} before it {what}:\n{self.log[-2000:]}")
            if time.monotonic() > end:
                raise Failed(f"it had not {what} after {seconds:g} s:\n{self.log[-2000:]}")
            time.sleep(pause)  # another process can only be asked again
        return time.monotonic()


@contextmanager
def running(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], name: str = "log"
) -> Iterator[Process]:
    """A command with these variables besides our own, ended by SIGTERM when the block is left; `name` is its log's."""
    log = folder / name
    with log.open("wb") as output:
        process = subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=os.environ | environment,
        )
    try:
        yield Process(process, log)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(END)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
