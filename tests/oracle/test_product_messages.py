"""The product finds in messages exactly what the oracle finds: every finding, at every level, at the same event."""

import pytest
from hypothesis import given, settings

from tests.oracle import Event
from tests.oracle.agreement import assert_alike
from tests.oracle.sms import KNOWN_MESSAGES, judge_messages
from tests.product import product
from tests.traffic import Stream
from tests.traffic.messages import MESSAGE_PROFILES, message_streams, random_messages

MANY = {"odd": 30, "people": 25}  # accounts, where what is said of one is said once a day


def assert_same(accounts: list[Event], events: list[Event], batch: int = 777) -> int:
    alerts = product(accounts, events, batch, stream="sms").findings
    found = [finding for finding in alerts if finding.detector in KNOWN_MESSAGES]
    wanted = judge_messages(accounts, events)
    assert_alike(found, wanted)
    return len(wanted)


@pytest.mark.parametrize("profile", sorted(MESSAGE_PROFILES))
@pytest.mark.parametrize("seed", [11, 12])
def test_product_and_oracle_agree_on_messages_of_every_kind(profile: str, seed: int) -> None:
    accounts, events = random_messages(seed, 12_000, MANY.get(profile, 15), profile)
    assert bool(assert_same(accounts, events)) == (profile != "honest")


@settings(max_examples=40, deadline=None)
@given(message_streams())
def test_they_agree_on_small_streams(stream: Stream) -> None:
    assert_same(stream.accounts, stream.calls, batch=50)
