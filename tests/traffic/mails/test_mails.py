"""The mail is what it claims to be: valid, repeatable, and abusive in every way that the detectors know."""

import json
from collections import Counter
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings

from streams.email_events import Email
from streams.events import AccountRecord
from tests.oracle import Event
from tests.oracle.email import judge_mails
from tests.traffic import Stream
from tests.traffic.facts import Record
from tests.traffic.mails import MAIL_PROFILES, MALWARE, mail_streams, random_mails


def assert_valid(accounts: list[Record], events: list[Event]) -> None:
    msgspec.json.decode(json.dumps(accounts), type=list[AccountRecord])
    msgspec.json.decode(json.dumps(events), type=list[Email])


@pytest.mark.parametrize("profile", MAIL_PROFILES)
def test_mail_is_valid_and_the_same_for_a_seed(profile: str) -> None:
    accounts, events = random_mails(1, 3_000, 7, profile)
    assert_valid(accounts, events)
    assert 2_900 < len(events) <= 3_000
    assert (accounts, events) == random_mails(1, 3_000, 7, profile)
    assert (accounts, events) != random_mails(2, 3_000, 7, profile)


@pytest.mark.parametrize("accounts", [1, 15, 100])
def test_nothing_is_found_in_honest_mail(accounts: int) -> None:
    known, events = random_mails(1, 13_000, accounts, "honest")
    assert judge_mails(known, events, MALWARE) == []
    assert {event["event"] for event in events} >= {"send", "delivery", "bounce", "unsubscribe"}


def test_mail_has_duplicates_latecomers_and_sends_of_every_kind() -> None:
    _, events = random_mails(1, 10_000, 4, "odd")
    assert len({event["id"] for event in events}) < len(events)
    assert sum(after["ts"] < before["ts"] for before, after in pairwise(events)) > 50
    sends = [event for event in events if event["event"] == "send"]
    kinds = Counter("named" if event.get("to") else bool(event.get("recipients")) for event in sends)
    assert min(kinds["named"], kinds[True], kinds[False]) > 10
    assert max(Counter(len(event.get("to") or ()) for event in sends)) > 50
    left = [event.get("campaign") for event in events if event["event"] == "unsubscribe"]
    assert min(left.count(campaign) for campaign in ("spring", "news", None)) > 5


@settings(max_examples=25, deadline=None)
@given(mail_streams())
def test_small_streams_are_valid(stream: Stream) -> None:
    assert_valid(stream.accounts, stream.calls)
    assert stream.calls
