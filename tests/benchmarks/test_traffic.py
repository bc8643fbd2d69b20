import msgspec
import pytest

from benchmarks.traffic import calls, email, sms, usage
from benchmarks.traffic.made import Made, abuse_of, account_records
from benchmarks.traffic.streams import TRAFFIC, in_days
from detectors.policy import load
from streams.facts import Accounts
from streams.raw import RawBatch
from streams.records import Alert
from streams.shard import Shard
from streams.stream import STREAMS
from streams.telling import Total
from streams.totals import Totals

RECORDS, ACCOUNTS = 40_000, 140
ABUSES = {"calls": calls.ABUSES, "sms": sms.ABUSES, "email": email.ABUSES, "usage": usage.ABUSES}
FOUND_BY = {
    "unowned": "voice.unowned-caller-id",
    "invalid": "voice.invalid-caller-id",
    "unverified": "voice.failed-verification",
    "abandoned": "voice.abandoned-calls",
    "short": "voice.short-calls",
    "given-up": "voice.early-hangups",
    "rush": "load.calls-per-second",
}
SMS_FOUND_BY = {
    "unowned": "sms.unowned-sender",
    "unwelcome": "sms.opt-outs",
    "complained": "sms.complaints",
    "unknown": "sms.unknown-recipients",
    "ignored": "sms.after-opt-out",
    "flood": "sms.flooding",
}
EMAIL_FOUND_BY = {
    "forged": "email.forged-sender",
    "complained": "email.complaints",
    "bounced": "email.bounces",
}
ALL_FOUND_BY = {
    "calls": FOUND_BY,
    "sms": SMS_FOUND_BY,
    "email": EMAIL_FOUND_BY,
    "usage": {"over": "bandwidth.quota"},
}


def batch(topic: str, made: list[Made]) -> RawBatch:
    return RawBatch(topic, 0, range(len(made)), [record.value for record in made], [record.key for record in made])


def said_of(stream: str) -> list[Alert]:
    known, policy = Accounts(), load()
    assert not known.feed(batch("accounts", list(account_records(ACCOUNTS))))
    fed = Shard(STREAMS[stream], policy, known).feed(batch(stream, list(TRAFFIC[stream](RECORDS, ACCOUNTS))))
    assert not fed.dead
    assert fed.events == RECORDS
    sums = Totals(policy)
    totals = [one for one in fed.told if isinstance(one, Total)]
    on_sums = [one for total in totals for one in sums.take(total, known.latest[total.account].record)]
    return [*fed.alerts, *(one for one in on_sums if isinstance(one, Alert))]


@pytest.mark.parametrize("stream", TRAFFIC)
def test_every_abuse_is_found_and_every_other_account_is_left_alone(stream: str) -> None:
    found: dict[str, set[str]] = {}
    for alert in said_of(stream):
        account = int(alert.account.removeprefix("account-"))
        found.setdefault(abuse_of(account, ABUSES[stream]) or alert.account, set()).add(alert.detector)
    assert found.keys() == ALL_FOUND_BY[stream].keys()
    assert all(ALL_FOUND_BY[stream][abuse] in detectors for abuse, detectors in found.items())


@pytest.mark.parametrize("stream", TRAFFIC)
def test_a_seed_gives_the_same_records_in_the_order_of_their_times(stream: str) -> None:
    of = {"calls": calls.calls, "sms": sms.sms, "email": email.email, "usage": usage.usage}[stream]
    once = list(of(2_000, 50, seed=5))
    assert once == list(of(2_000, 50, seed=5))
    assert once != list(of(2_000, 50, seed=6))
    assert [made.ts for made in once] == sorted(made.ts for made in once)
    assert [made.ts for made in once] == [msgspec.json.decode(made.value)["ts"] for made in once]
    assert len({msgspec.json.decode(made.value)["id"] for made in once}) == len(once)


def test_sizes_are_those_of_the_contracts_records() -> None:
    sizes: dict[bool, list[int]] = {True: [], False: []}
    for made in calls.calls(2_000, 50):
        sizes[b'"event":"attempt"' in made.value].append(len(made.value))
    assert sum(sizes[True]) / len(sizes[True]) == pytest.approx(271, rel=0.03)
    assert sum(sizes[False]) / len(sizes[False]) == pytest.approx(431, rel=0.03)


def test_an_odd_number_of_records_is_refused() -> None:
    with pytest.raises(ValueError, match="even"):
        list(calls.calls(3, 2))


@pytest.mark.parametrize("stream", TRAFFIC)
def test_what_is_more_than_a_day_goes_on_the_next_with_other_records(stream: str) -> None:
    of = {"calls": calls.calls, "sms": sms.sms, "email": email.email, "usage": usage.usage}[stream]
    made = list(in_days(of, 2_400, 50, a_day=1_000))
    assert len(made) == len({msgspec.json.decode(one.value)["id"] for one in made}) == 2_400
    assert [one.ts for one in made] == sorted(one.ts for one in made)
    assert made[:1_000] == list(of(1_000, 50))
