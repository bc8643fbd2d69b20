"""A short run of the real thing, as a process of its own; `make chaos` makes a long one."""

import re
import subprocess
import sys

import pytest

from tests.conftest import SharedBroker

SHORT = ("--seed", "7", "--minutes", "2", "--faults", "12", "--rate", "600")
LEAST = 10  # of twelve: one that kills itself at a point may not come to it before the traffic ends
LONGEST = 600  # seconds


@pytest.mark.chaos
def test_nothing_is_lost_and_nothing_foreign_whatever_fails(broker: SharedBroker) -> None:
    assert broker.bootstrap  # where a Kafka can be had; this run starts one of its own, to break it
    ran = subprocess.run(
        [sys.executable, "-m", "tests.chaos", *SHORT], capture_output=True, text=True, timeout=LONGEST, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    faults, accounts, decisions = (
        int(number)
        for pattern in (r"(\d+) faults", r"'accounts': (\d+)", r"'decisions': (\d+)")
        for number in re.findall(pattern, ran.stdout)
    )
    assert faults >= LEAST, ran.stdout
    assert min(accounts, decisions) > LEAST, ran.stdout
