"""`ringfence replay` over files of traffic, from its start to its report."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from benchmarks.process import Failed
from benchmarks.traffic.__main__ import write
from benchmarks.traffic.made import account_records
from benchmarks.traffic.streams import TRAFFIC


class Replayed(NamedTuple):
    """Records that were judged, and the seconds of a clock and of processors that the whole command took."""

    records: int
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        """Records a second."""
        return self.records / self.seconds

    @property
    def processor(self) -> float:
        """Seconds of processor time a million records."""
        return self.cpu / self.records * 1e6


def files(folder: Path, streams: Mapping[str, int], accounts: int) -> None:
    """So many records of each stream, as `replay` reads them."""
    write(folder / "accounts.ndjson", account_records(accounts))
    for stream, records in streams.items():
        write(folder / f"{stream}.ndjson", TRAFFIC[stream](records, accounts))


def measure(folder: Path, records: int) -> Replayed:
    """Runs it on files that hold so many records besides the accounts; raises Failed where it fails."""
    with tempfile.TemporaryDirectory(prefix="ringfence-replay-") as out:
        log, began = Path(out) / "log", time.monotonic()
        with log.open("wb") as said:
            command = [sys.executable, "-m", "streams.cli", "replay", str(folder), "--out", out, "--json"]
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - began
        if process.returncode:
            raise Failed(f"replay ended with {process.returncode}:\n{log.read_text('utf-8')[-2000:]}")
    return Replayed(records, seconds, used.ru_utime + used.ru_stime)
