"""Told as stories: what an account does, and what is said of it."""

import msgspec
import pytest

from tests.passports import passport
from tests.stories import FOREIGN, HELD, START, Found, Varying, account, first, in_turn, one_in, stranger

FAILED = "voice.failed-verification"
CALLEE = "+12125550123"
STORY = account("forger").calls(60, every="5s").each(verstat="TN-Validation-Failed", attest=None)


def test_calls_that_fail_verification_are_found_at_the_tenth() -> None:
    found = STORY.judge(FAILED)
    assert (found.levels, found.at) == ([1], [10])
    assert found.evidence["failed_verifications_in_10_minutes"].observed == 10


@pytest.mark.parametrize("verstat", ["TN-Validation-Failed-A", "TN-Validation-Failed-B", "TN-Validation-Failed-C"])
def test_the_level_of_attestation_behind_it_changes_nothing(verstat: str) -> None:
    assert account().attempts(60).each(verstat=verstat).judge(FAILED).at == [10]


@pytest.mark.parametrize(
    "verstat", ["No-TN-Validation", "TN-Validation-Passed", "TN-Validation-Passed-C", None, "", "X"]
)
@pytest.mark.parametrize("attest", ["A", "B", "C", None])
def test_weak_or_missing_attestation_alone_is_never_enough(verstat: str | None, attest: str | None) -> None:
    assert not account().attempts(60).each(verstat=verstat, attest=attest).judge(FAILED)


def test_nine_failures_are_somebody_elses_mistake() -> None:
    assert not account().attempts(300, every="2s").each(verstat=first(9, "TN-Validation-Failed")).judge(FAILED)


def test_failures_that_are_rare_among_all_calls_are_no_habit() -> None:
    gateway = account().attempts(300, every="2s")
    assert not gateway.each(verstat=one_in(15, "TN-Validation-Failed", otherwise="TN-Validation-Passed")).judge(FAILED)
    assert gateway.each(verstat=in_turn("TN-Validation-Passed", "TN-Validation-Failed")).judge(FAILED)


def test_an_account_needs_no_record_to_be_judged() -> None:
    assert stranger().attempts(60).each(verstat="TN-Validation-Failed").judge(FAILED)


@pytest.mark.parametrize("direction", ["inbound", "forward"])
def test_calls_that_arrive_are_signed_by_others(direction: str) -> None:
    assert not account().attempts(60).each(verstat="TN-Validation-Failed", direction=direction).judge(FAILED)


def signed(caller: str) -> Varying:
    """What is signed of calls, five seconds from one to the next, under this number."""
    return Varying(lambda i: passport(caller, CALLEE, START + i * 5_000))


def of(caller: str, every: str = "5s", count: int = 60) -> Found:
    return (
        account("forger").attempts(count, every).each(callee=CALLEE, attest="A", identity=signed(caller)).judge(FAILED)
    )


def test_passports_of_another_caller_are_found_at_the_tenth() -> None:
    found = of(FOREIGN)
    assert (found.levels, found.at) == ([1], [10])
    assert found.evidence["contradicting_passports_in_10_minutes"].observed == 10
    assert found.last.summary == (
        "10 of 10 outbound call attempts within 10 minutes failed caller ID verification; "
        "PASSporTs contradict 10 of them."
    )


def test_passports_of_the_calls_themselves_are_never_enough() -> None:
    assert not of(HELD)


def test_those_of_nine_calls_are_somebody_elses_mistake() -> None:
    assert not of(FOREIGN, count=9)


def test_an_attempt_that_fails_both_ways_counts_once() -> None:
    both = account().attempts(60, "5s").each(callee=CALLEE, attest="A", identity=signed(FOREIGN))
    failing = both.each(verstat="TN-Validation-Failed").judge(FAILED)
    assert failing.at == [10]
    assert failing.evidence["failed_verifications_in_10_minutes"].observed == 10
    either = both.each(
        identity=in_turn(None, passport(FOREIGN, FOREIGN, 1)), verstat=in_turn("TN-Validation-Failed", None)
    )
    assert either.judge(FAILED).at == [10]
    assert either.judge(FAILED).evidence["contradicting_passports_in_10_minutes"].observed == 5


def test_malformed_passports_alone_are_only_told() -> None:
    cut = account().attempts(60, "5s").each(identity="eyJhbGciOiJFUzI1NiIsInBwdCI6InNo")
    assert not cut.judge(FAILED)
    found = cut.each(verstat=one_in(2, "TN-Validation-Failed")).judge(FAILED)
    assert found.last.summary == (
        "10 of 20 outbound call attempts within 10 minutes failed caller ID verification (TN-Validation-Failed); "
        "20 came with a malformed PASSporT."
    )


def test_nothing_of_a_passport_is_told() -> None:
    said = msgspec.json.encode(of(FOREIGN).last).decode()
    for text in (passport(FOREIGN, CALLEE, START).split(".")[1][:40], FOREIGN[1:], CALLEE[1:], "certs.example"):
        assert text not in said
