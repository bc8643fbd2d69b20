"""Told as stories: what an account does, and what is said of it."""

import pytest

from tests.stories import FOREIGN, START, Varying, account, dates, first, ms, one_in, stranger

UNOWNED = "voice.unowned-caller-id"
STORY = account("spoofer").calls(60, every="5s").each(unowned=True)


def test_somebody_elses_numbers_are_found_at_the_tenth_call() -> None:
    found = STORY.judge(UNOWNED)
    assert (found.levels, found.at) == ([1], [10])
    assert found.evidence["unowned_caller_ids_in_10_minutes"].observed == 10
    assert found.evidence["unowned_caller_id_share_in_10_minutes"].k == 10


def test_nine_wrong_numbers_in_ten_minutes_are_a_mistake() -> None:
    assert not account().attempts(300, every="2s").each(unowned=first(9)).judge(UNOWNED)


def test_ten_among_many_are_no_habit() -> None:
    assert not account().attempts(300, every="2s").each(unowned=one_in(29)).judge(UNOWNED)


def test_a_slow_spoofer_is_found_within_the_day() -> None:
    slow = account().attempts(200, every="7m").each(unowned=True)
    assert slow.judge(UNOWNED).at == [100]
    assert "24 hours" in slow.judge(UNOWNED).last.summary
    assert not account().attempts(200, every="15m").each(unowned=True).judge(UNOWNED)


def test_ten_of_so_many_within_ten_minutes_that_only_the_day_is_over_its_limit_are_told_as_of_the_day() -> None:
    story = account().attempts(2_400, every="3s").each(unowned=one_in(20))
    found = story.judge(UNOWNED)
    assert found.evidence["unowned_caller_ids_in_10_minutes"].observed >= 10
    assert "100 of" in found.last.summary
    assert "24 hours" in found.last.summary


def test_a_thousand_a_day_are_too_many_whatever_their_share() -> None:
    giant = account().attempts(110_000, every=750).each(unowned=one_in(110))
    found = giant.judge(UNOWNED)
    assert (found.levels, found.at) == ([1], [110_000])
    assert found.evidence["unowned_caller_ids_in_24_hours_whatever_their_share"].observed == 1000


def test_numbers_are_the_accounts_for_the_time_for_which_it_holds_them() -> None:
    caller = account().attempts(60).each(caller=FOREIGN)
    assert not caller.knowing(caller_ids=[{"number": FOREIGN}]).judge(UNOWNED)
    assert not caller.knowing(numbers=[{"number": FOREIGN, **dates("0s", "10m")}]).judge(UNOWNED)
    returned = caller.knowing(numbers=[{"number": FOREIGN, **dates("-1d", "300s")}]).judge(UNOWNED)
    assert returned.at == [40]  # the call at 300 s is the 31st, and the first that is unowned
    bought_later = caller.knowing(numbers=[{"number": FOREIGN, **dates("89s")}]).judge(UNOWNED)
    assert not bought_later  # nine calls came before it


def test_callers_without_a_number_are_not_unowned() -> None:
    for nameless in ("anonymous", "Anonymous", "sip:desk@pbx.example", "sips:desk@pbx.example"):
        assert not account().attempts(60).each(caller=nameless).judge(UNOWNED)


def test_an_account_that_the_platform_does_not_know_is_not_judged() -> None:
    assert not stranger().attempts(60).each(unowned=True).judge(UNOWNED)


def test_calls_known_from_their_records_alone_count_once_as_all_others_do() -> None:
    assert account().ends(60, every="5s").each(unowned=True).judge(UNOWNED).at == [10]
    assert not account().calls(9).each(unowned=True).judge(UNOWNED)


def test_whose_number_it_was_is_asked_of_the_time_of_set_up() -> None:
    calls = account().ends(10, every=0).each(caller=FOREIGN, ring=0, talk="60s")
    for until, found in (("-60s", [10]), ("-59999ms", [])):
        assert calls.knowing(numbers=[{"number": FOREIGN, **dates("-1d", until)}]).judge(UNOWNED).at == found


def test_a_call_that_is_reported_late_counts_as_long_as_legs_are_kept() -> None:
    calls = account().attempts(11).each(unowned=Varying(lambda i: i != 9))
    assert calls.at(*["590s"] * 9, "600s", "11s").judge(UNOWNED).at == [11]
    assert not calls.at(*["590s"] * 9, "600s", "9999ms").judge(UNOWNED)  # not within ten minutes


def test_it_keeps_by_number_what_it_counted_in_case_a_number_turns_out_to_be_the_accounts() -> None:
    shown = one_in(5, "+14155550122", otherwise=FOREIGN)
    claims = account().attempts(10).each(caller=shown).judge(UNOWNED).last.claims
    assert claims is not None
    assert claims.windows == {span: {"attempts": 10, "unowned": 10} for span in ("ten_minutes", "day")}
    assert [number.windows for number in claims.counted] == [{"ten_minutes": k, "day": k} for k in (8, 2)]
    most, least = claims.counted
    assert most.first <= START < START + ms("80s") <= most.last
    assert least.first <= START + ms("40s") < START + ms("90s") <= least.last
    assert not {FOREIGN, FOREIGN[1:]} & {number.value for number in claims.counted}


@pytest.mark.parametrize("direction", ["inbound", "forward"])
def test_others_show_their_own_numbers(direction: str) -> None:
    assert not account().attempts(60).each(unowned=True, direction=direction).judge(UNOWNED)


def test_it_is_said_again_only_after_a_quiet_day() -> None:
    again = STORY.pause("23h").attempts(20).each(unowned=True)
    assert again.judge(UNOWNED).at == [10]
    later = STORY.pause("25h").attempts(20).each(unowned=True)
    assert later.judge(UNOWNED).at == [10, 70]
