"""A short run of the real thing, as a process of its own; `make chaos` makes a long one."""

import subprocess
import sys

from tests.conftest import SharedBroker

SHORT = ("--seed", "7", "--minutes", "2", "--faults", "12", "--rate", "800")
LONGEST = 600  # seconds


def test_nothing_is_lost_and_nothing_foreign_whatever_fails(broker: SharedBroker) -> None:
    assert broker.bootstrap  # where a Kafka can be had; this run starts one of its own, to break it
    ran = subprocess.run(
        [sys.executable, "-m", "tests.chaos", *SHORT], capture_output=True, text=True, timeout=LONGEST, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.count("crash at: ") > 1, ran.stdout
    assert "kill -9 of a worker" in ran.stdout
    assert "kill -9 of the broker" in ran.stdout
