"""The product finds exactly what the oracle finds: every finding, at every level, at the same event."""

import random
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings

from streams.privacy import pseudonym
from tests.oracle import KNOWN, Event, Finding, judge
from tests.oracle.facts import Facts
from tests.product import product
from tests.traffic import PROFILES, Stream, random_traffic, streams

# How numbers also arrive; the traffic itself has most of them bare.
SHORT_FORMS = ("tel:{}", "TEL:{};phone-context=+1", "sip:{}@pbx.example", "sips:{};user=phone@gate.example", "{}")
CALLEE_FORMS = ("tel:{}", "sip:{}@gate.example;user=phone", "SIPS:{};ext=5@pbx.example", "sip:{}", *["{}"] * 8)
MANY = {"concurrency": 60, "legs": 120}  # accounts, where what is said of one is said once a day
CALLER_FORMS = ("tel:{}", "Tel:{};ext=5", "{}", "{}", "{}")
SEPARATORS = ("-", ".", ")(", "")
SOS = ("urn:service:sos", "urn:service:sos.police", "URN:SERVICE:SOS")


def dressed(calls: list[Event], seed: int) -> list[Event]:
    """The calls, some of whose numbers are written as URIs."""
    rng = random.Random(seed)
    return [call | _parties(rng, call) if call["event"] in {"attempt", "end"} else call for call in calls]


def _parties(rng: random.Random, call: Event) -> Event:
    to = call["to"]
    if to.isdecimal() and to.isascii():
        to = rng.choice(SOS) if rng.random() < 0.1 else rng.choice(SHORT_FORMS).format(to)
    elif to.startswith("+"):
        to = _separated(rng, rng.choice(CALLEE_FORMS), to)
    return {"to": to, "from": _separated(rng, rng.choice(CALLER_FORMS), call["from"])}


def _separated(rng: random.Random, form: str, number: str) -> str:
    """A number in a URI, with a separator somewhere in it."""
    cut = rng.randrange(1, max(len(number), 2))
    return form.format(f"{number[:cut]}{rng.choice(SEPARATORS)}{number[cut:]}" if form != "{}" else number)


def written(finding: Finding, accounts: list[Event]) -> Finding:
    """The finding as outputs have it, in which people's numbers are hashes, and those of emergency services are not."""
    record = next((record for record in reversed(accounts) if record["account"] == finding.account), None)
    if finding.subject_kind != "destination" or Facts(record).is_emergency(finding.subject_value):
        return finding
    return finding._replace(subject_value=pseudonym(finding.subject_value, ""))


def assert_same(accounts: list[Event], calls: list[Event], batch: int = 777) -> int:
    found = {finding for finding in product(accounts, calls, batch).findings if finding.detector in KNOWN}
    wanted = {written(finding, accounts) for finding in judge(accounts, calls)}
    assert sorted(wanted - found) == [], "the product does not find these"
    assert sorted(found - wanted) == [], "the oracle does not find these"
    return len(wanted)


@pytest.mark.parametrize("profile", sorted(PROFILES.keys() - {"giant"}))
@pytest.mark.parametrize("seed", [11, 12])
def test_product_and_oracle_agree_on_traffic_of_every_kind(profile: str, seed: int) -> None:
    accounts, calls = random_traffic(seed, 12_000, MANY.get(profile, 15), profile)
    assert bool(assert_same(accounts, calls)) == (profile != "honest")


@pytest.mark.parametrize("seed", [21, 22, 23])
def test_they_agree_on_numbers_written_as_uris(seed: int) -> None:
    accounts, calls = random_traffic(seed, 8_000, 10)
    assert assert_same(accounts, dressed(calls, seed))


@pytest.mark.parametrize("seed", [31, 32])
def test_they_agree_on_what_is_on_a_do_not_originate_list(seed: int) -> None:
    accounts, calls = random_traffic(seed, 6_000, 8, "keyed")
    rng, shown = random.Random(seed), sorted({call["from"] for call in calls if call.get("from", "").startswith("+")})
    times = sorted(call["ts"] // 1000 * 1000 for call in calls)
    unwanted = list[tuple[str, int, int]]()
    for number in rng.choices(shown, k=40):
        begin, end = sorted((rng.choice(times), rng.choice(times) + 1000))
        unwanted.append((rng.choice((number, number[: rng.randrange(6, len(number))] + "*")), begin, end))
    lines = [f"{number} from {date(begin)} until {date(end)}" for number, begin, end in unwanted]
    found = {f for f in product(accounts, calls, 777, unwanted=lines).findings if f.detector in KNOWN}
    wanted = {written(finding, accounts) for finding in judge(accounts, calls, unwanted)}
    assert found == wanted
    assert wanted - {written(finding, accounts) for finding in judge(accounts, calls)}


def date(ms: int) -> str:
    return datetime.fromtimestamp(ms // 1000, UTC).isoformat()


def test_they_agree_on_an_account_of_a_hundred_thousand_calls() -> None:
    assert assert_same(*random_traffic(1, 116_000, 1, "giant"))


@pytest.mark.parametrize("seed", range(4))
def test_they_agree_on_what_is_said_before_the_record_of_the_call_comes(seed: int) -> None:
    rng, calls = random.Random(seed), list[tuple[int, Event]]()
    for i in range(1_500):
        person, start = f"+1212555{rng.randrange(1_000):04d}", 1_790_000_000_000 + rng.randrange(3 * 86_400_000)
        end, talk = start + rng.randrange(1, 3_000_000), rng.choice((0, 5_000))
        said = rng.choice(("complaint", "opt-out", "opt-out", None))
        both = {"account": "late", "from": "+13125550100", "to": person, "direction": "outbound", "call": f"c{i}"}
        record = {"id": f"e{i}", "ts": end, "event": "end", "started": start, "talk_ms": talk, **both}
        calls.append((end + rng.choice((0, 0, 7_200_000)), record))  # a minority of records comes hours late
        if said:
            at = start + rng.randrange(-2_000_000, 5_000_000)
            calls.append((at, {"id": f"s{i}", "account": "late", "ts": at, "event": said, "to": person}))
    events = [event for _, event in sorted(calls, key=lambda call: call[0])]
    assert assert_same([{"account": "late"}], events)


@settings(max_examples=40, deadline=None)
@given(streams())
def test_they_agree_on_small_streams(stream: Stream) -> None:
    assert_same(stream.accounts, dressed(stream.calls, len(stream.calls)), batch=50)
