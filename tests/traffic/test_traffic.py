"""The traffic is what it claims to be: valid, repeatable, and abusive in every way that the detectors know."""

import json
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings

from streams.events import AccountRecord, Calls
from tests.oracle import Event, judge
from tests.traffic import PROFILES, Stream, random_traffic, streams
from tests.traffic.facts import Record

ACCOUNT, CAMPAIGN = "account", "campaign"
EVERY_FINDING = {
    ("voice.unowned-caller-id", ACCOUNT, 1),
    ("voice.invalid-caller-id", ACCOUNT, 1),
    ("voice.failed-verification", ACCOUNT, 1),
    *(("voice.abandoned-calls", subject, level) for subject in (ACCOUNT, CAMPAIGN) for level in (0, 1, 2)),
    *(("voice.short-calls", ACCOUNT, level) for level in (0, 1, 2)),
    *(("voice.early-hangups", ACCOUNT, level) for level in (0, 1)),
    *(("load.calls-per-second", ACCOUNT, level) for level in (0, 1, 2)),
}


def assert_valid(accounts: list[Record], calls: list[Event]) -> None:
    msgspec.json.decode(json.dumps(accounts), type=list[AccountRecord])
    msgspec.json.decode(json.dumps(calls), type=list[Calls])
    ids: set[str] = set()
    begun: set[str] = set()
    ended: set[str] = set()
    for event in calls:
        known = event["id"] in ids
        ids.add(event["id"])
        if event["event"] == "attempt":
            assert event["call"] not in ended or known  # only as a duplicate
            begun.add(event["call"])
        elif event["event"] == "end":
            assert event["call"] in begun
            ended.add(event["call"])


@pytest.mark.parametrize("profile", PROFILES)
def test_traffic_is_valid_and_the_same_for_a_seed(profile: str) -> None:
    accounts, calls = random_traffic(1, 3_000, 7, profile)
    assert_valid(accounts, calls)
    assert 2_900 < len(calls) <= 3_000
    assert (accounts, calls) == random_traffic(1, 3_000, 7, profile)
    assert (accounts, calls) != random_traffic(2, 3_000, 7, profile)


def test_abusive_traffic_fires_every_detector_at_every_level() -> None:
    found: set[tuple[str, str, int]] = set()
    for profile in ("spoofing", "dialing", "load"):
        findings = judge(*random_traffic(1, 25_000, 15, profile))
        found |= {(finding.detector, finding.subject_kind, finding.level) for finding in findings}
    assert found == EVERY_FINDING


def test_nothing_is_found_in_honest_traffic() -> None:
    assert judge(*random_traffic(1, 20_000, 20, "honest")) == []


def test_traffic_has_duplicates_and_latecomers() -> None:
    _, calls = random_traffic(1, 5_000, 1)
    assert len({event["id"] for event in calls}) < len(calls)
    late = sum(after["ts"] < before["ts"] for before, after in pairwise(calls))
    assert late > 50


@settings(max_examples=25, deadline=None)
@given(streams())
def test_small_streams_are_valid(stream: Stream) -> None:
    assert_valid(stream.accounts, stream.calls)
    assert stream.calls
