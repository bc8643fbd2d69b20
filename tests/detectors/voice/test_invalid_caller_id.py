"""Told as stories: what an account does, and what is said of it."""

import pytest

from tests.stories import (
    CALLED_FROM_FOR_A_MINUTE,
    HELD,
    NOT_CALLED_FROM,
    account,
    first,
    in_turn,
    one_in,
    opened,
    stranger,
    told,
)

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


@pytest.mark.parametrize("written", [NOT_CALLED_FROM, f"tel:{NOT_CALLED_FROM}"])
def test_nobody_calls_from_numbers_on_the_do_not_originate_list(written: str) -> None:
    found = account().attempts(60).each(caller=written).judge(INVALID)
    assert found.at == [10]
    assert found.last.summary == (
        "10 of 10 outbound call attempts within 10 minutes showed a caller ID that is malformed or that no numbering "
        "plan allocates, or that is on the do-not-originate list (10 of them)."
    )
    assert NOT_CALLED_FROM[1:] not in found.last.summary


def test_a_number_is_on_the_list_by_its_dates() -> None:
    story = account().attempts(60, "5s").each(caller=CALLED_FROM_FOR_A_MINUTE)
    assert story.judge(INVALID).at == [22]  # the thirteenth comes after a minute
    assert not account().attempts(60, "1s").each(caller=CALLED_FROM_FOR_A_MINUTE).judge(INVALID)


def test_calls_known_from_their_ends_alone_count_by_when_they_ended() -> None:
    assert account().ends(60, "5s").each(caller=CALLED_FROM_FOR_A_MINUTE).judge(INVALID).at == [22]


def test_the_list_and_broken_numbers_count_together() -> None:
    assert account().attempts(60).each(caller=in_turn(NOT_CALLED_FROM, "+1000")).judge(INVALID).at == [10]


def test_what_is_on_the_list_changes_nothing_of_whose_it_is() -> None:
    held = account(numbers=[{"number": HELD}, {"number": NOT_CALLED_FROM}]).attempts(60).each(caller=NOT_CALLED_FROM)
    assert {alert.detector for alert in told(opened("calls", held.records), held.events)} == {INVALID}
    others = account().attempts(60).each(caller=NOT_CALLED_FROM)
    unowned = others.judge("voice.unowned-caller-id")
    assert unowned.at == others.each(caller="+18005550101").judge("voice.unowned-caller-id").at == [10]


@pytest.mark.parametrize("caller", [f"sip:{NOT_CALLED_FROM}@pbx.example", "anonymous", "+18005550101", "+18895550100"])
def test_what_is_no_number_or_another_one_is_not_on_the_list(caller: str) -> None:
    assert not account().attempts(60).each(caller=caller).judge(INVALID)


@pytest.mark.parametrize("direction", ["inbound", "forward"])
def test_others_may_show_numbers_on_the_list(direction: str) -> None:
    assert not account().attempts(60).each(caller=NOT_CALLED_FROM, direction=direction).judge(INVALID)
