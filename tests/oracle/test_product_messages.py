"""The product finds in messages exactly what the oracle finds: every finding, at every level, at the same event."""

from collections import Counter, defaultdict

import pytest
from hypothesis import given, settings

from streams.privacy import pseudonym
from tests.oracle import Event, Finding
from tests.oracle.sms import KNOWN_MESSAGES, judge_messages
from tests.product import product
from tests.traffic import Stream
from tests.traffic.messages import MESSAGE_PROFILES, message_streams, random_messages

MANY = {"odd": 30, "people": 25}  # accounts, where what is said of one is said once a day


def written(finding: Finding) -> Finding:
    """The finding as outputs have it, in which people's numbers are hashes, but for the fingerprint of a template."""
    match finding.subject_kind:
        case "destination":
            return finding._replace(subject_value=pseudonym(finding.subject_value, ""))
        case "template":
            return finding._replace(subject_value="")
        case _:
            return finding


def texts(findings: list[Finding]) -> Counter[frozenset[Finding]]:
    """What is said of each template, whatever stands for it."""
    said: dict[str, set[Finding]] = defaultdict(set)
    for finding in findings:
        if finding.subject_kind == "template":
            said[finding.subject_value].add(written(finding))
    return Counter(map(frozenset, said.values()))


def assert_same(accounts: list[Event], events: list[Event], batch: int = 777) -> int:
    alerts = product(accounts, events, batch, stream="sms").findings
    found = [finding for finding in alerts if finding.detector in KNOWN_MESSAGES]
    wanted = judge_messages(accounts, events)
    ours = Counter(map(written, wanted))
    theirs = Counter(f._replace(subject_value="") if f.subject_kind == "template" else f for f in found)
    assert sorted(ours - theirs) == [], "the product does not find these"
    assert sorted(theirs - ours) == [], "the oracle does not find these"
    assert texts(found) == texts(wanted), "findings of one template are findings of several, or the other way round"
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
