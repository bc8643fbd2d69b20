"""Told as stories: what an account does, and what is said of it."""

import pytest

from streams.privacy import pseudonym
from tests.stories import FOREIGN, Story, account, in_turn, stranger

FLOODING = "voice.flooding"
ATTEMPTS = "attempts_to_one_destination_in_10_minutes"
LINE = "+12125550123"
STORY = account("flooder").attempts(320, every="1s").each(person=1, unowned=True)


def at_one(attempts: int) -> Story:
    """Attempts to call the same line."""
    return account().attempts(attempts, every="1s").each(callee=LINE)


def test_sixty_attempts_at_one_line_are_held_up_and_three_hundred_stopped() -> None:
    found = STORY.judge(FLOODING)
    assert (found.levels, found.at) == ([1, 2], [60, 300])
    held_up, stopped = (alert.evidence[0] for alert in found.alerts)
    assert (held_up.metric, held_up.observed, held_up.limit) == (ATTEMPTS, 60, 60)
    assert (stopped.metric, stopped.observed, stopped.limit) == (ATTEMPTS, 300, 300)
    assert found.last.summary == "300 call attempts within 10 minutes went to the same destination."
    assert not at_one(59).judge(FLOODING)
    assert at_one(299).judge(FLOODING).levels == [1]


def test_the_sixtieth_comes_too_late_once_the_first_has_left() -> None:
    calls = at_one(60)
    assert calls.at(*["9s"] * 59, "599999ms").judge(FLOODING)
    assert not calls.at(*["9s"] * 59, "10m").judge(FLOODING)


def test_it_is_about_one_line_whose_number_nobody_is_told() -> None:
    alert = at_one(60).judge(FLOODING).last
    assert (alert.subject.kind, alert.subject.value) == ("destination", pseudonym(LINE, ""))
    assert alert.to_block == alert.subject


def test_which_number_calls_does_not_matter_and_which_is_called_does() -> None:
    assert at_one(60).each(caller=in_turn(FOREIGN, "anonymous", "12", "sip:a@pbx.example")).judge(FLOODING).at == [60]
    assert at_one(60).each(callee=in_turn(LINE, f"tel:{LINE}")).judge(FLOODING).at == [60]
    assert not at_one(118).each(callee=in_turn(LINE, FOREIGN)).judge(FLOODING)
    assert at_one(120).each(callee=in_turn(LINE, FOREIGN)).judge(FLOODING).at == [119, 120]


def test_lines_that_have_no_number_can_be_flooded_too() -> None:
    for line in ("sip:helpdesk@pbx.example", "1001", "anonymous"):
        assert at_one(60).each(callee=line).judge(FLOODING).at == [60]


def test_a_call_centre_calls_a_thousand_people_once_each() -> None:
    assert not account().calls(1_000, every=500).judge(FLOODING)


def test_a_redialler_who_waits_ten_seconds_is_still_found_and_one_who_waits_eleven_is_not() -> None:
    assert account().attempts(100, every="10s").each(callee=LINE).judge(FLOODING).at == [60]
    assert not account().attempts(500, every="11s").each(callee=LINE).judge(FLOODING)


def test_a_flood_of_calls_for_help_is_judged_and_is_the_worst_there_is() -> None:
    found = at_one(60).each(callee="911").judge(FLOODING)
    assert (found.at, found.last.severity) == ([60], "critical")
    assert found.last.summary.endswith("Calls to emergency numbers are among them.")
    assert at_one(60).judge(FLOODING).last.severity == "medium"
    assert at_one(300).judge(FLOODING).last.severity == "high"


@pytest.mark.parametrize("direction", ["inbound", "forward"])
def test_a_line_of_the_account_that_others_flood_is_not_its_doing(direction: str) -> None:
    assert not at_one(400).each(direction=direction).judge(FLOODING)


def test_an_attempt_and_its_end_are_one_call() -> None:
    assert not account().calls(59, every="1s").each(callee=LINE).judge(FLOODING)
    assert account().ends(60, every="1s").each(callee=LINE).judge(FLOODING).at == [60]
    assert stranger().ends(60, every="1s").each(callee=LINE).judge(FLOODING).at == [60]


def test_it_is_said_again_only_after_a_quiet_hour() -> None:
    flood = at_one(60)
    again = flood.pause("59m").attempts(60, every="1s").each(callee=LINE)
    assert again.judge(FLOODING).at == [60, 120]  # the sixtieth of these comes an hour after the first sixtieth
    sooner = flood.pause("58m").attempts(60, every="1s").each(callee=LINE)
    assert sooner.judge(FLOODING).at == [60]
