import pytest

from benchmarks.traffic import Made, abuse_of, account_records, calls
from detectors.policy import load
from streams.facts import Accounts
from streams.raw import RawBatch
from streams.shard import Shard
from streams.stream import STREAMS

RECORDS, ACCOUNTS = 40_000, 140
FOUND_BY = {
    "unowned": "voice.unowned-caller-id",
    "invalid": "voice.invalid-caller-id",
    "unverified": "voice.failed-verification",
    "abandoned": "voice.abandoned-calls",
    "short": "voice.short-calls",
    "given-up": "voice.early-hangups",
    "rush": "load.calls-per-second",
}


def batch(topic: str, made: list[Made]) -> RawBatch:
    return RawBatch(topic, 0, range(len(made)), [record.value for record in made], [record.key for record in made])


def test_every_abuse_is_found_and_every_other_account_is_left_alone() -> None:
    known = Accounts()
    assert not known.feed(batch("accounts", list(account_records(ACCOUNTS))))
    fed = Shard(STREAMS["calls"], load(), known).feed(batch("calls", list(calls(RECORDS, ACCOUNTS))))
    assert not fed.dead
    found: dict[str, set[str]] = {}
    for alert in fed.alerts:
        account = int(alert.account.removeprefix("account-"))
        found.setdefault(abuse_of(account) or alert.account, set()).add(alert.detector)
    assert found.keys() == FOUND_BY.keys()
    assert all(FOUND_BY[abuse] in detectors for abuse, detectors in found.items())


def test_a_seed_gives_the_same_records_in_the_order_of_their_times() -> None:
    once = list(calls(2_000, 50, seed=5))
    assert once == list(calls(2_000, 50, seed=5))
    assert once != list(calls(2_000, 50, seed=6))
    assert [made.ts for made in once] == sorted(made.ts for made in once)


def test_sizes_are_those_of_the_contracts_records() -> None:
    sizes: dict[bool, list[int]] = {True: [], False: []}
    for made in calls(2_000, 50):
        sizes[b'"event":"attempt"' in made.value].append(len(made.value))
    assert sum(sizes[True]) / len(sizes[True]) == pytest.approx(271, rel=0.03)
    assert sum(sizes[False]) / len(sizes[False]) == pytest.approx(431, rel=0.03)


def test_an_odd_number_of_records_is_refused() -> None:
    with pytest.raises(ValueError, match="even"):
        list(calls(3, 2))
