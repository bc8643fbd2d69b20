"""Told as stories: what an account does, and what is said of it."""

import pytest

from tests.stories import account, first, in_turn, one_in, stranger

INVALID = "voice.invalid-caller-id"
STORY = account("garbled").calls(60, every="5s").each(caller=in_turn("+19115550100", "+1000", "+11235550100", "12"))


def test_numbers_that_nobody_can_hold_are_found_at_the_tenth() -> None:
    found = STORY.judge(INVALID)
    assert (found.levels, found.at) == ([1], [10])
    assert found.evidence["invalid_caller_id_share_in_10_minutes"].n == 10


def test_a_typo_in_nine_calls_is_a_typo() -> None:
    assert not account().attempts(300, every="2s").each(caller=first(9, "+1000")).judge(INVALID)


def test_the_tenth_comes_too_late_once_the_first_has_left() -> None:
    broken = account().attempts(10).each(caller="12")
    assert broken.at(*["0s"] * 9, "599999ms").judge(INVALID)
    assert not broken.at(*["0s"] * 9, "10m").judge(INVALID)


def test_one_misconfigured_phone_among_many_is_no_abuse() -> None:
    assert not account().attempts(300, every="2s").each(caller=one_in(15, "+1000")).judge(INVALID)
    assert account().attempts(300, every="2s").each(caller=one_in(8, "+1000")).judge(INVALID)


@pytest.mark.parametrize(
    "valid",
    ["+13125550100", "+15005550006", "+442079460000", "+81312345678", "tel:+13125550100", "anonymous", "sip:a@b.c"],
)
def test_what_somebody_can_hold_or_withhold_is_valid(valid: str) -> None:
    assert not account().attempts(60).each(caller=valid).judge(INVALID)


@pytest.mark.parametrize(
    "broken", ["", "+", "13125550100", "+1 312 555 0100", "911", "+12905550100", "+1234567890123456"]
)
def test_what_is_not_a_number_is_not_valid(broken: str) -> None:
    assert account().attempts(60).each(caller=broken).judge(INVALID).at == [10]


def test_an_account_needs_no_record_to_be_judged() -> None:
    assert stranger().attempts(60).each(caller="+1000").judge(INVALID)


@pytest.mark.parametrize("direction", ["inbound", "forward"])
def test_others_numbers_are_not_the_accounts_fault(direction: str) -> None:
    assert not account().attempts(60).each(caller="+1000", direction=direction).judge(INVALID)
