"""Kernels say the same compiled, compiled with checks of every index, and as plain Python."""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.contracts.telling import OF_EVENTS, telling

PROJECT = Path(__file__).parents[2]
JUDGE_ALL = """
import sys
import msgspec
from streams.paging import page, pages
from tests.contracts.telling import story_of
from tests.stories import opened, told
from tests.traffic import PROFILES, random_traffic

def both(stream, records, events):
    shard = opened(stream, records)
    return told(shard, events, 100), [page(shard, number) for number in range(pages(shard))]

said = {}
for detector, stream, events in msgspec.json.decode(sys.argv[1]):
    story = story_of(detector, stream)
    said[f"{detector} {stream}"] = both(story.stream, story.records, story.events[:events])
for profile in sorted(PROFILES.keys() - {"honest", "giant"}):
    said[profile] = both("calls", *random_traffic(1, events=400, accounts=1, profile=profile))
sys.stdout.buffer.write(msgspec.json.encode(said))
"""
BEYOND = """
import numpy as np
from detectors.kernel import kernel

@kernel
def beyond(cells, at):
    return cells[at]

beyond(np.zeros(4), 4)
"""
CHECKED, PLAIN = {"NUMBA_BOUNDSCHECK": "1"}, {"NUMBA_DISABLE_JIT": "1"}


def run(mode: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Python in a mode of numba, whatever the mode of this process, for the processor that others compile for."""
    modes = CHECKED.keys() | PLAIN.keys()
    inherited = {name: value for name, value in os.environ.items() if name not in modes}
    command = [sys.executable, "-P", *arguments]
    environment = inherited | {"PYTHONPATH": str(PROJECT)} | mode
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, check=False)


def judged(mode: dict[str, str]) -> dict[str, tuple[list[object], list[str]]]:
    """The alerts and the pages of every detector's story, up to where it has been told, and of some traffic."""
    stories = map(telling, OF_EVENTS)
    done = run(
        mode, "-c", JUDGE_ALL, json.dumps([(s.detector, s.stream, s.place[s.own[-1].crossing] + 1) for s in stories])
    )
    assert done.returncode == 0, done.stderr.decode()
    said: dict[str, tuple[list[object], list[str]]] = json.loads(done.stdout)
    return said


@cache
def compiled() -> dict[str, tuple[list[object], list[str]]]:
    """What is said, and kept, in the mode that runs in production."""
    said = judged({})
    assert all(said[f"{detector.id} {detector.stream}"][0] for detector in OF_EVENTS)
    return said


@pytest.mark.parametrize("mode", [CHECKED, PLAIN], ids=["checked", "plain"])
def test_findings_and_state_are_the_same_in_every_mode(mode: dict[str, str]) -> None:
    assert judged(mode) == compiled()


@pytest.mark.parametrize("mode", [CHECKED, PLAIN], ids=["checked", "plain"])
def test_both_modes_would_notice_a_read_beyond_an_array(mode: dict[str, str]) -> None:
    done = run(mode, "-c", BEYOND)
    assert (done.returncode, b"IndexError" in done.stderr) == (1, True)


def test_no_index_is_out_of_range_in_the_arena() -> None:
    tests = sorted((PROJECT / "tests/detectors").glob("test_*.py"))
    files = [str(path) for path in tests if "from detectors.memory import" in path.read_text("utf-8")]
    assert files
    done = run(CHECKED, "-m", "pytest", "--quiet", "-p", "no:cacheprovider", *files)
    assert done.returncode == 0, done.stdout.decode()
