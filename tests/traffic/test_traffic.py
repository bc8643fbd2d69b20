"""The traffic is what it claims to be: valid, repeatable, and abusive in every way that the detectors know."""

import json
from collections import Counter, defaultdict
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings

from streams.events import AccountRecord, Calls
from tests.oracle import Event, judge
from tests.traffic import PROFILES, Stream, random_traffic, streams
from tests.traffic.facts import Record
from tests.traffic.manners import DAY

ACCOUNT, CAMPAIGN, DESTINATION = "account", "campaign", "destination"
LEVELS = {
    ("voice.unowned-caller-id", ACCOUNT): (1,),
    ("voice.invalid-caller-id", ACCOUNT): (1,),
    ("voice.failed-verification", ACCOUNT): (1,),
    ("voice.caller-id-rotation", ACCOUNT): (1,),
    ("voice.abandoned-calls", ACCOUNT): (0, 1, 2),
    ("voice.abandoned-calls", CAMPAIGN): (0, 1, 2),
    ("voice.short-calls", ACCOUNT): (0, 1, 2),
    ("voice.early-hangups", ACCOUNT): (0, 1),
    ("voice.sequential-dialing", ACCOUNT): (1,),
    ("voice.neighbor-spoofing", ACCOUNT): (1,),
    ("voice.calling-hours", ACCOUNT): (1,),
    ("voice.junk-voicemail", ACCOUNT): (1,),
    ("fax.junk", ACCOUNT): (1,),
    ("account.active-while-suspended", ACCOUNT): (1,),
    ("voice.wangiri", ACCOUNT): (1,),
    ("voice.repeat-calls", DESTINATION): (1,),
    ("voice.unwanted", ACCOUNT): (1, 2),
    ("voice.after-opt-out", ACCOUNT): (1, 2),
    ("voice.flooding", DESTINATION): (1, 2),
    ("load.calls-per-second", ACCOUNT): (0, 1, 2),
    ("load.concurrent-outbound", ACCOUNT): (0, 1),
    ("load.concurrent-inbound", ACCOUNT): (0, 1),
    ("load.concurrent-forwards", ACCOUNT): (0, 1),
}
EVERY_FINDING = {(*row, level) for row, levels in LEVELS.items() for level in levels}


def assert_valid(accounts: list[Record], calls: list[Event]) -> None:
    msgspec.json.decode(json.dumps(accounts), type=list[AccountRecord])
    msgspec.json.decode(json.dumps(calls), type=list[Calls])


@pytest.mark.parametrize("profile", PROFILES)
def test_traffic_is_valid_and_the_same_for_a_seed(profile: str) -> None:
    accounts, calls = random_traffic(1, 3_000, 7, profile)
    assert_valid(accounts, calls)
    assert 2_900 < len(calls) <= 3_000
    assert (accounts, calls) == random_traffic(1, 3_000, 7, profile)
    assert (accounts, calls) != random_traffic(2, 3_000, 7, profile)


def test_abusive_traffic_fires_every_detector_at_every_level() -> None:
    found: set[tuple[str, str, int]] = set()
    for profile in PROFILES.keys() - {"honest", "giant", "mixed"}:
        findings = judge(*random_traffic(1, 25_000, 15, profile))
        found |= {(finding.detector, finding.subject_kind, finding.level) for finding in findings}
    assert found == EVERY_FINDING


@pytest.mark.parametrize("accounts", [1, 20, 200])
def test_nothing_is_found_in_honest_traffic(accounts: int) -> None:
    assert judge(*random_traffic(1, 20_000, accounts, "honest")) == []


def test_traffic_has_duplicates_and_latecomers() -> None:
    _, calls = random_traffic(1, 5_000, 1)
    assert len({event["id"] for event in calls}) < len(calls)
    late = sum(after["ts"] < before["ts"] for before, after in pairwise(calls))
    assert late > 50


def test_traffic_has_legs_that_are_told_of_in_every_wrong_way() -> None:
    _, calls = random_traffic(1, 10_000, 20, "legs")
    told: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for call in {event["id"]: event for event in calls}.values():
        if call["event"] in {"attempt", "end"}:
            told[call["account"], call["call"]].append(call)
    orders = Counter(" ".join(event["event"] for event in events) for events in told.values())
    for order in ("attempt", "end", "end attempt", "attempt attempt", "attempt attempt end", "attempt end end"):
        assert orders[order] > 20, order
    ends = [(events[0], events[1]) for events in told.values() if events[-1]["event"] == "end" and len(events) == 2]
    assert sum(last["ts"] < first["ts"] for first, last in ends) > 20
    assert sum(last["ts"] - first["ts"] >= DAY for first, last in ends) > 20
    assert sum(event["event"] == "end" and event["started"] > event["ts"] for event in calls) > 20


def test_accounts_of_call_detail_records_have_nothing_else() -> None:
    _, calls = random_traffic(1, 5_000, 10, "details")
    assert {call["event"] for call in calls} == {"end", "complaint", "opt-out"}


@settings(max_examples=25, deadline=None)
@given(streams())
def test_small_streams_are_valid(stream: Stream) -> None:
    assert_valid(stream.accounts, stream.calls)
    assert stream.calls
