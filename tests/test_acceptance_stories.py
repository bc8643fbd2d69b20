"""The acceptance stories through `ringfence replay`: every expectation of the detectors that there are."""

import importlib
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from detectors.base import catalogue
from streams.cli import run
from streams.stream import STREAMS

SHARED = Path(os.environ.get("RINGFENCE_SHARED", Path(__file__).parents[1] / "../shared"))
STORIES = ["caller_ids", "dialing", "load", "messages", "mail", "bandwidth"]
PRESENT = {detector.id for detector in catalogue()}


@pytest.fixture
def acceptance(monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any]:
    """The modules `traffic` and `visible` of the shared acceptance folder."""
    folder = SHARED / "acceptance"
    if not folder.is_dir():
        pytest.skip(f"no acceptance stories at {folder}: set RINGFENCE_SHARED to the shared folder")
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    return importlib.import_module("traffic"), importlib.import_module("visible")


def due(expect: dict[str, Any]) -> dict[str, Any]:
    """What can be expected of the detectors that there are; nobody may be accused whoever judges."""
    return {
        account: want | {part: {d: a for d, a in want[part].items() if d in PRESENT} for part in ("must", "at_most")}
        for account, want in expect.items()
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", STORIES)
def test_a_story_ends_as_it_must(acceptance: tuple[Any, Any], name: str, seed: int, tmp_path: Path) -> None:
    traffic, visible = acceptance
    world = traffic.World(name, seed)
    getattr(visible, name)(world)
    if not STREAMS.keys() & world.events.keys():
        pytest.skip(f"no detector reads {', '.join(world.events)}")
    world.write(tmp_path / "in")
    assert run(["replay", str(tmp_path / "in"), "--out", str(tmp_path / "out")]) == 0
    assert traffic.check(due(world.expect), tmp_path / "out") == []
    assert (tmp_path / "out" / "dead-letter.ndjson").read_bytes() == b""


def test_every_story_there_is_is_told(acceptance: tuple[Any, Any]) -> None:
    _, visible = acceptance
    assert [story.__name__ for story in visible.STORIES] == STORIES
