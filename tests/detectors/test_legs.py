"""Told as stories: which attempts and ends are one call, and how long a call is remembered."""

import pytest

from detectors.spans import DAY, HOUR
from tests.stories import Story, account, counting

CPS, UNOWNED, SHORT = "load.calls-per-second", "voice.unowned-caller-id", "voice.short-calls"
UP, EARLY = "load.concurrent-outbound", "voice.early-hangups"
SHARE = "unowned_caller_id_share_in_10_minutes"


def nine() -> Story:
    """Nine calls under somebody else's number: one more is too many."""
    return account().attempts(9, every="1s").each(unowned=True)


def test_one_more_attempt_of_another_call_is_one_too_many() -> None:
    assert nine().attempts(1).each(unowned=True).judge(UNOWNED).at == [10]


@pytest.mark.parametrize("call", [1, 9])
def test_another_attempt_of_the_same_call_changes_nothing(call: int) -> None:
    assert not nine().attempts(5).each(unowned=True, call=call).judge(UNOWNED)
    assert not nine().attempts(5).each(caller="+14155550122", callee="+12125550123", call=call).judge(UNOWNED)


def test_an_attempt_that_is_delivered_again_hours_later_changes_nothing() -> None:
    moved_on = nine().attempts(100, "6m").attempts(9, "1s").each(unowned=True, call=counting(1), late="11h")
    assert not moved_on.judge(UNOWNED)


def test_the_end_of_a_call_is_not_another_one() -> None:
    ended = nine().ends(1).each(unowned=True, call=1)
    assert not ended.judge(UNOWNED)
    found = ended.attempts(1).each(unowned=True).judge(UNOWNED)
    assert (found.at, found.evidence[SHARE].n) == ([11], 10)


def test_an_end_of_which_no_attempt_was_seen_is_a_call() -> None:
    assert nine().ends(1).each(unowned=True).judge(UNOWNED).at == [10]


def test_an_attempt_that_comes_after_its_end_changes_nothing() -> None:
    ended = nine().ends(1).each(call=50)
    assert not ended.attempts(1).each(unowned=True, call=50).judge(UNOWNED)
    assert ended.attempts(1).each(unowned=True, call=51).judge(UNOWNED).at == [11]


def test_a_second_end_changes_nothing() -> None:
    short = account().ends(99).each(talk="3s")
    assert not short.ends(20).each(talk="3s", call=7).judge(SHORT)
    assert not account().calls(99).each(talk="3s").pause("1m").ends(20).each(talk="3s", call=7).judge(SHORT)
    assert short.ends(1).each(talk="3s").judge(SHORT).at == [100, 100]


@pytest.mark.parametrize(("after", "found"), [(4 * HOUR - 1, []), (4 * HOUR, [11])])
def test_a_call_that_has_ended_is_remembered_for_four_hours(after: int, found: list[int]) -> None:
    ended = account().ends(1).each(call=50).attempts(9).at(*[after] * 9).each(unowned=True)
    assert ended.attempts(1).at(after).each(unowned=True, call=50).judge(UNOWNED).at == found


@pytest.mark.parametrize(("after", "found"), [(4 * HOUR - 1, []), (4 * HOUR, [11])])
def test_an_attempt_that_never_ended_has_lapsed_after_four_hours_and_may_come_again(
    after: int, found: list[int]
) -> None:
    lapsed = account().attempts(1).each(call=50).attempts(9).at(*[after] * 9).each(unowned=True)
    assert lapsed.attempts(1).at(after).each(unowned=True, call=50).judge(UNOWNED).at == found


@pytest.mark.parametrize(("after", "found"), [(DAY - 1, []), (DAY, [11])])
def test_an_end_finds_its_attempt_for_a_day(after: int, found: list[int]) -> None:
    lapsed = account().attempts(1).each(call=50).attempts(9).at(*[after] * 9).each(unowned=True)
    assert lapsed.ends(1).at(after).each(unowned=True, call=50).judge(UNOWNED).at == found


def test_an_end_is_judged_however_late_it_finds_its_attempt() -> None:
    attempted = account().attempts(100)
    assert attempted.pause("5h").ends(100).each(talk="3s", call=1).judge(SHORT).at == []
    for i in range(99):
        attempted = attempted.ends(1, every="1s").each(talk="3s", call=i + 1)
    assert attempted.pause("5h").ends(1).each(talk="3s", call=100).judge(SHORT).at == [200, 200]


def test_an_account_may_have_longer_or_shorter_calls() -> None:
    for max_call in (60_000, 6 * HOUR):
        for after, found in ((max_call - 1, []), (max_call, [11])):
            story = account(limits={"max_call": max_call}).attempts(1).each(call=50)
            story = story.attempts(9).at(*[after] * 9).each(unowned=True)
            assert story.attempts(1).at(after).each(unowned=True, call=50).judge(UNOWNED).at == found


@pytest.mark.parametrize(("after", "found"), [(4 * HOUR - 1, [100]), (4 * HOUR, [])])
def test_a_call_without_an_end_is_up_for_four_hours(after: int, found: list[int]) -> None:
    up = account().attempts(99, every=0).each(japanese=True)
    assert up.attempts(1).at(after).each(japanese=True).judge(UP).at == found


@pytest.mark.parametrize(("after", "found"), [(59_999, [100]), (60_000, [])])
def test_it_lapses_after_the_accounts_own_longest_call(after: int, found: list[int]) -> None:
    up = account(limits={"max_call": 60_000}).attempts(99, every=0).each(japanese=True)
    assert up.attempts(1).at(after).each(japanese=True).judge(UP).at == found


def test_an_end_after_it_has_lapsed_takes_nothing_down() -> None:
    up = account().attempts(1).each(japanese=True).attempts(99).at(*["5h"] * 99).each(japanese=True)
    assert up.ends(1).at("5h").each(japanese=True, call=1).attempts(1).at("5h").each(japanese=True).judge(UP).at == [
        102
    ]


def test_a_call_that_ends_is_down_from_then_on_and_once_only() -> None:
    up = account().attempts(99, every=0).each(japanese=True).ends(1).at("10s").each(japanese=True, call=1)
    assert not up.attempts(1).at("10s").each(japanese=True).judge(UP)
    assert up.attempts(1).at(9_999).each(japanese=True).judge(UP).at == [101]
    again = up.ends(5).at(*["10s"] * 5).each(japanese=True, call=1)
    assert again.attempts(2).at("10s", "10s").each(japanese=True).judge(UP).at == [107]


def test_an_end_belongs_to_its_attempt_whatever_it_says_itself() -> None:
    up = account().attempts(99, every=0).each(japanese=True)
    other = up.ends(1).at("10s").each(direction="inbound", network="sip", callee="+12125550123", call=1)
    assert not other.attempts(1).at("10s").each(japanese=True).judge(UP)


def test_calls_and_records_of_other_calls_add_up() -> None:
    attempted = account().attempts(2, every=0).at("8m", "8m")
    assert attempted.ends(2, every=0).at("8m", "8m").each(ring=0, talk=1).judge(CPS).at == [4]
    assert not attempted.ends(2, every=0).at("8m", "8m").each(ring=0, talk=1, call=counting(1)).judge(CPS)


def test_given_up_calls_are_counted_once_each() -> None:
    dropped = account().calls(99, every="1s").each(given_up=True).pause("1m")
    assert not dropped.attempts(9).each(call=1).ends(9).each(call=1, given_up=True).judge(EARLY)
    assert dropped.ends(1).each(given_up=True).judge(EARLY).at == [100]
