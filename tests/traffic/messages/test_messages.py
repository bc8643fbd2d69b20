"""The messages are what they claim to be: valid, repeatable, and abusive in every way that the detectors know."""

import json
from collections import Counter
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings

from streams.events import AccountRecord
from streams.sms_events import Sms
from tests.oracle import Event
from tests.oracle.sms import judge_messages
from tests.traffic import Stream
from tests.traffic.facts import Record
from tests.traffic.messages import MESSAGE_PROFILES, message_streams, random_messages

LEVELS = {
    "account.active-while-suspended": {1},
    "sms.unowned-sender": {1},
    "sms.after-opt-out": {1, 2},
    "sms.opt-outs": {0, 1, 2},
    "sms.complaints": {0, 1, 2},
    "sms.unknown-recipients": {0, 1},
    "sms.bulk": {0, 1},
    "sms.snowshoe": {0, 1, 2},
    "sms.loop": {1},
    "sms.flooding": {1, 2},
    "sms.pumping": {1},
}


def assert_valid(accounts: list[Record], events: list[Event]) -> None:
    msgspec.json.decode(json.dumps(accounts), type=list[AccountRecord])
    msgspec.json.decode(json.dumps(events), type=list[Sms])


@pytest.mark.parametrize("profile", MESSAGE_PROFILES)
def test_messages_are_valid_and_the_same_for_a_seed(profile: str) -> None:
    accounts, events = random_messages(1, 3_000, 7, profile)
    assert_valid(accounts, events)
    assert 2_900 < len(events) <= 3_000
    assert (accounts, events) == random_messages(1, 3_000, 7, profile)
    assert (accounts, events) != random_messages(2, 3_000, 7, profile)


def test_abusive_messages_fire_every_detector_at_every_level() -> None:
    found: dict[str, set[int]] = {}
    for profile in MESSAGE_PROFILES.keys() - {"honest", "mixed"}:
        for finding in judge_messages(*random_messages(1, 25_000, 40, profile)):
            found.setdefault(finding.detector, set()).add(finding.level)
    assert found == LEVELS


@pytest.mark.parametrize("accounts", [1, 20, 100])
def test_nothing_is_found_in_honest_messages(accounts: int) -> None:
    accounts_known, events = random_messages(1, 20_000, accounts, "honest")
    assert judge_messages(accounts_known, events) == []
    assert {event["event"] for event in events} >= {"send", "status", "receive", "verified"}


def test_messages_have_duplicates_latecomers_and_every_kind_of_complaint() -> None:
    _, events = random_messages(1, 10_000, 4, "odd")
    assert len({event["id"] for event in events}) < len(events)
    assert sum(after["ts"] < before["ts"] for before, after in pairwise(events)) > 50
    sent = {event["message"] for event in events if event["event"] == "send"}
    about = Counter(
        None if event["message"] is None else event["message"] in sent
        for event in events
        if event["event"] == "complaint"
    )
    assert min(about[None], about[True], about[False]) > 10
    assert sum(event["event"] == "receive" and event.get("opt") == "out" for event in events) > 20


@settings(max_examples=25, deadline=None)
@given(message_streams())
def test_small_streams_are_valid(stream: Stream) -> None:
    assert_valid(stream.accounts, stream.calls)
    assert stream.calls
