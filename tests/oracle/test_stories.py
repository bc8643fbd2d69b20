"""The oracle against the acceptance stories that the product has to pass."""

import importlib
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.oracle import judge
from tests.oracle.sms import KNOWN_MESSAGES, judge_messages

SHARED = Path(os.environ.get("RINGFENCE_SHARED", Path(__file__).parents[2] / "../shared"))
DETECTORS = {
    "voice.unowned-caller-id",
    "voice.invalid-caller-id",
    "voice.failed-verification",
    "voice.abandoned-calls",
    "voice.short-calls",
    "voice.early-hangups",
    "voice.caller-id-rotation",
    "voice.sequential-dialing",
    "voice.wangiri",
    "voice.repeat-calls",
    "voice.unwanted",
    "voice.after-opt-out",
    "voice.flooding",
    "load.calls-per-second",
    "load.concurrent-outbound",
    "load.concurrent-inbound",
    "load.concurrent-forwards",
    *KNOWN_MESSAGES,
}
# The level from which each row leads to an action; all others lead to theirs at level 1.
LEVELS = {
    ("voice.abandoned-calls", "suspend"): 2,
    ("voice.short-calls", "suspend"): 2,
    ("voice.unwanted", "suspend"): 2,
    ("voice.after-opt-out", "suspend"): 2,
    ("voice.flooding", "suspend"): 2,
    ("load.calls-per-second", "suspend"): 2,
    ("sms.opt-outs", "suspend"): 2,
    ("sms.after-opt-out", "suspend"): 2,
}


@pytest.fixture
def acceptance(monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any]:
    """The modules `traffic` and `visible` of the shared acceptance folder."""
    folder = SHARED / "acceptance"
    if not folder.is_dir():
        pytest.skip(f"no acceptance stories at {folder}: set RINGFENCE_SHARED to the shared folder")
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    return importlib.import_module("traffic"), importlib.import_module("visible")


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("story", ["caller_ids", "dialing", "load", "messages"])
def test_every_expectation_of_a_story_is_met(acceptance: tuple[Any, Any], story: str, seed: int) -> None:
    traffic, visible = acceptance
    world = traffic.World(story, seed)
    getattr(visible, story)(world)
    said = [
        finding
        for stream, judging in (("calls", judge), ("sms", judge_messages))
        for finding in judging(world.accounts.values(), sorted(world.events[stream], key=lambda event: event["ts"]))
    ]
    levels: dict[tuple[str, str], int] = {}
    for finding in said:
        key = finding.account, finding.detector
        levels[key] = max(finding.level, levels.get(key, 0))
    checked = 0
    for account, expected in world.expect.items():
        for detector, action in expected["must"].items():
            if detector in DETECTORS:
                assert levels.get((account, detector), 0) >= LEVELS.get((detector, action), 1), (account, detector)
                checked += 1
        for detector in DETECTORS if expected["quiet"] else DETECTORS.intersection(expected["must_not"]):
            assert not levels.get((account, detector)), (account, detector)
            checked += 1
    assert checked
