"""Some rounds of every stream, with checks of every index."""

import subprocess
import sys
from pathlib import Path

RECORDS = 12_000


def test_whatever_goes_wrong_with_records_costs_nothing_but_themselves() -> None:
    command = [sys.executable, "-m", "tests.fuzz", "--records", str(RECORDS), "--seed", "7"]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    streams = [line.partition(":")[0] for line in done.stdout.splitlines()]
    assert streams == ["calls", "sms", "email", "usage", "reports"], done.stdout
