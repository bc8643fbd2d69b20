"""A detector's story and what is said of it: what the tests over every detector are told."""

import importlib
import random
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import pytest

from detectors.base import Detector, catalogue
from streams.records import Alert
from tests.mail_stories import honest as honest_mail
from tests.report_stories import random_reports
from tests.stories import Record, Story, opened, told
from tests.traffic import random_traffic
from tests.traffic.messages import random_messages
from tests.traffic.transfers import random_transfers

HOLDING = ("numbers", "caller_ids")  # of an account's record
TRAFFIC: dict[str, Callable[[int, int, int, str], tuple[list[Record], list[Record]]]] = {
    "calls": random_traffic,
    "sms": random_messages,
    "reports": random_reports,
    "usage": random_transfers,
    "email": lambda seed, *_: honest_mail(seed),  # of one size, and nobody among them who is to be found
}
# Those over totals and over account records have no kernels and no events of their own, so no story of events: their
# tests tell theirs, and tests/properties/test_sums.py holds those over totals to what is said here of the others.
OF_EVENTS = tuple(detector for detector in catalogue() if not (detector.over_totals or detector.over_facts))
every_detector = pytest.mark.parametrize("detector", OF_EVENTS, ids=lambda detector: detector.id)
every_declaration = pytest.mark.parametrize("detector", catalogue(), ids=lambda detector: detector.id)


def story_of(detector: str, stream: str = "calls") -> Story:
    """The story on which a detector fires: `STORY` in its test module, else of `STORIES` there or of its group's.

    These have it by stream there, by detector in the group's.
    """
    area, name = detector.replace("-", "_").split(".")
    module = f"tests.detectors.{area}.test_{name}"
    of_streams, of_group = _named(module, "STORIES"), _named(f"tests.detectors.{area}.test_{area}", "STORIES")
    story = (of_streams or {}).get(stream, _named(module, "STORY")) or (of_group or {}).get(detector)
    if not isinstance(story, Story):
        pytest.fail(
            f"{detector} has no story: give {module.replace('.', '/')}.py a line like "
            "`STORY = account().calls(300).each(...)`, on which the detector fires (see tests/stories.py)"
        )
    return story


def _named(module: str, name: str) -> Any:  # noqa: ANN401 - a story, or several by detector
    """What a module has under a name; None: nothing, or there is no such module."""
    try:
        return getattr(importlib.import_module(module), name, None)
    except ModuleNotFoundError as missing:
        if missing.name is None or not module.startswith(missing.name):
            raise
        return None


class Told(NamedTuple):
    """A detector's story, and what came of it."""

    detector: str
    stream: str
    story: Story
    events: list[Record]
    alerts: list[Alert]  # of all detectors

    @property
    def own(self) -> list[Alert]:
        """What the detector itself says."""
        return self.of(self.alerts)

    @property
    def place(self) -> dict[str | None, int]:
        """Where each event comes in the story."""
        return {event["id"]: i for i, event in enumerate(self.events)}

    @property
    def own_numbers(self) -> set[str]:
        """The numbers that the platform knows to be the account's, which may be named to it."""
        record = self.story.record or {}
        return {held["number"] for name in HOLDING for held in record.get(name, ())}

    def of(self, alerts: list[Alert]) -> list[Alert]:
        """Those of them that the detector says."""
        return [alert for alert in alerts if alert.detector == self.detector]

    def given(self, **facts: object) -> list[Alert]:
        """What the detector says of the same events where the account's record says this too."""
        return self.of(told(opened(self.stream, self.story.knowing(**facts).records), self.events))


def telling(detector: type[Detector]) -> Told:
    """What is said of a detector's story."""
    return _telling(detector.id, detector.stream)


@cache
def _telling(detector: str, stream: str) -> Told:
    story = story_of(detector, stream)
    return Told(detector, stream, story, story.events, told(opened(stream, story.records), story.events))


def traffic(stream: str, seed: int, events: int, accounts: int, profile: str) -> tuple[list[Record], list[Record]]:
    """Random accounts of a stream, and what they do."""
    if stream not in TRAFFIC:
        pytest.fail(f"there is no random traffic on {stream}: add it to tests/contracts/telling.py")
    return TRAFFIC[stream](seed, events, accounts, profile)


def anybody(stream: str) -> tuple[list[Record], list[Record]]:
    """Some accounts of every kind, and what they do."""
    return traffic(stream, 7, 2_000, 5, "mixed")


@cache
def ordinary(stream: str) -> list[Alert]:
    """What is said of honest accounts."""
    honest = [traffic(stream, seed, 8_000, 10, "honest") for seed in (1, 2, 3)]
    assert all(len(events) > 5_000 for _, events in honest)
    return [alert for records, events in honest for alert in told(opened(stream, records), events)]


def woven(events: list[Record], others: list[Record], seed: int) -> list[Record]:
    """Both in one stream, each in its own order."""
    turns = [True] * len(events) + [False] * len(others)
    random.Random(seed).shuffle(turns)
    own, foreign = iter(events), iter(others)
    return [next(own if turn else foreign) for turn in turns]
