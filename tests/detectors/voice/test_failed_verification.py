"""Told as stories: what an account does, and what is said of it."""

import pytest

from tests.stories import account, first, in_turn, one_in, stranger

FAILED = "voice.failed-verification"
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
