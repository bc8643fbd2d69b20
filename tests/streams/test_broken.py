"""A detector that cannot judge is off for the account, and says so once; nothing else notices."""

from collections.abc import Iterator
from types import SimpleNamespace

import numpy as np
import pytest

from detectors.base import Limits, Seen
from detectors.evidence import Evidence
from detectors.kernel import FAILED
from detectors.memory import memory
from detectors.notes import FOUND, NOTES, speak
from detectors.voice.short_calls import ShortCalls
from streams.broken import ID
from streams.paging import page, restore
from streams.records import Alert
from tests.contracts.telling import Told, telling
from tests.stories import opened, told

NUMBER = 5_550_123  # what a message of an error might have in it


@pytest.fixture
def story() -> Told:
    return telling(ShortCalls)


@pytest.fixture
def broken(story: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    """The detector's own code raises where it should say what it has seen."""
    assert story.own

    def evidence(seen: Seen, limits: Limits) -> Iterator[Evidence]:  # noqa: ARG001 - as a detector's
        raise KeyError(NUMBER)

    monkeypatch.setattr(ShortCalls, "evidence", evidence)


def apart(alerts: list[Alert]) -> tuple[list[Alert], list[Alert]]:
    """That a detector failed, and all else."""
    return [a for a in alerts if a.detector == ID], [a for a in alerts if a.detector != ID]


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize("batch", [1, 7, 5_000])
def test_it_says_so_once_and_the_others_go_on(story: Told, batch: int) -> None:
    failed, others = apart(told(opened("calls", story.story.records), story.events, batch))
    assert others == [alert for alert in story.alerts if alert.detector != ShortCalls.id]
    (alert,) = failed
    assert (alert.subject.kind, alert.subject.value, alert.level) == ("detector", ShortCalls.id, 1)
    assert (alert.crossing, alert.ts) == (story.own[0].crossing, story.own[0].ts)
    assert "KeyError" in alert.summary
    assert str(NUMBER) not in alert.summary


@pytest.mark.usefixtures("broken")
def test_that_it_is_off_is_part_of_the_state(story: Told) -> None:
    at = story.place[story.own[0].crossing] + 1
    stopped, taken_over = (opened("calls", story.story.records) for _ in range(2))
    failed, _ = apart(told(stopped, story.events[:at]))
    assert failed
    restore(taken_over, page(stopped, 0))
    again, _ = apart(told(taken_over, story.events[at:]))
    assert not again


def test_a_kernel_can_say_so_too() -> None:
    found, notes = np.zeros(2, FOUND), np.zeros(1, NOTES)
    n = speak(notes[0], memory(), 3, 0, 7, FAILED, 0, False, False, 10, 10, found, 0)  # noqa: FBT003 - a kernel's
    assert n == 1
    assert SimpleNamespace(**dict(zip(FOUND.names or (), found[0].tolist(), strict=True))).level == FAILED
