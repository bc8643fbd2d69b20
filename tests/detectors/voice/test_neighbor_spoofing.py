"""Told as stories: what an account does, and what is said of it."""

import pytest

from tests.stories import Story, account, counting, one_in, stranger
from tests.story_calls import FOREIGN, Varying

NEIGHBOR = "voice.neighbor-spoofing"
SHARE = "calls_from_a_number_like_the_callees_in_1_hour_beside_chance"


def exchange(i: int) -> str:
    """The i-th of many exchanges, in several area codes."""
    return f"+1{(212, 312, 415, 617)[i % 4]}{220 + i * 7 % 700}"


def neighbors(calls: int, every: str = "30s", town: Varying | None = None) -> Story:
    """Calls under a number of the exchange that is called."""
    place = town or Varying(exchange)
    number = Varying(lambda i: f"{place.of(i)}{1_000 + i}")
    return (
        account("mask")
        .attempts(calls, every)
        .each(caller=number, callee=Varying(lambda i: f"{place.of(i)}{5_000 + i}"))
    )


STORY = neighbors(80)


def test_thirty_calls_that_all_look_like_a_neighbours_are_no_chance() -> None:
    found = STORY.judge(NEIGHBOR)
    assert (found.levels, found.at) == ([1], [30])
    share = found.evidence[SHARE]
    assert (share.k, share.n, share.limit) == (30, 30, 0.0333333)
    assert not neighbors(29).judge(NEIGHBOR)


def test_whoever_shows_one_number_of_a_town_and_calls_that_town_does_so_of_course() -> None:
    assert not neighbors(200, town=Varying(lambda _: "+1212555")).judge(NEIGHBOR)
    # two towns, each called from its own: a chance of one half; twenty of twenty would be rarer than once in a million
    assert neighbors(30, town=Varying(lambda i: f"+1212{(555, 556)[i % 2]}")).judge(NEIGHBOR)
    mixed = (
        account()
        .attempts(200, "10s")
        .each(
            caller=Varying(lambda i: f"+1212{(555, 556)[i % 2]}{1_000 + i}"),
            callee=Varying(lambda i: f"+1212{(555, 556)[i // 2 % 2]}{1_000 + i}"),
        )
    )
    assert not mixed.judge(NEIGHBOR)


def test_other_numbers_that_are_not_the_accounts_are_for_another_rule() -> None:
    calls = account().attempts(300).each(unowned=True, callee=Varying(lambda i: f"{exchange(i)}{i:04d}"))
    assert not calls.judge(NEIGHBOR)
    assert calls.judge("voice.unowned-caller-id")


def test_own_numbers_in_many_towns_are_what_a_company_has() -> None:
    calls = neighbors(80)
    held = [{"number": f"{exchange(i)}{1_000 + i}"} for i in range(80)]
    assert not calls.knowing(numbers=held).judge(NEIGHBOR)
    assert not calls.knowing(numbers=held[:51]).judge(NEIGHBOR)
    assert calls.knowing(numbers=held[:50]).judge(NEIGHBOR).at == [80]


def test_a_few_neighbours_among_many_calls_may_be_chance_and_more_are_not() -> None:
    def calls(near: int) -> Story:
        caller = Varying(lambda i: f"{exchange(i if i < near else i + 1)}{1_000 + i}")
        return account().attempts(60, "10s").each(caller=caller, callee=Varying(lambda i: f"{exchange(i)}{5_000 + i}"))

    assert not calls(4).judge(NEIGHBOR)
    assert calls(30).judge(NEIGHBOR).at == [30]


def test_outside_north_america_seven_digits_are_compared() -> None:
    near = neighbors(30, town=Varying(lambda i: f"+81901{10 + i}00"))
    assert near.judge(NEIGHBOR).at == [30]
    caller, callee = Varying(lambda i: f"+819011{i:02d}10000"), Varying(lambda i: f"+81901{i + 10:02d}20000")
    assert not account().attempts(60, "10s").each(caller=caller, callee=callee).judge(NEIGHBOR)


def test_what_happened_more_than_an_hour_ago_does_not_count() -> None:
    calls = neighbors(30)
    assert calls.at(*["59s"] * 29, "3599999ms").judge(NEIGHBOR)
    assert not calls.at(*["59s"] * 29, "60m").judge(NEIGHBOR)


def test_an_end_without_an_attempt_counts_as_of_its_start() -> None:
    numbers = [{"number": f"{exchange(i)}{1_000 + i}", "until": 1} for i in range(80)]
    place = Varying(lambda i: f"{exchange(i)}{1_000 + i}")
    ends = (
        account(numbers=numbers)
        .ends(60, "30s")
        .each(caller=place, callee=Varying(lambda i: f"{exchange(i)}{5_000 + i}"))
    )
    assert ends.judge(NEIGHBOR).at == [30]


@pytest.mark.parametrize("direction", ["inbound", "forward"])
def test_numbers_of_those_who_call_the_account_are_their_own(direction: str) -> None:
    assert not STORY.each(direction=direction).judge(NEIGHBOR)


def test_what_has_no_prefix_does_not_count() -> None:
    assert not account().attempts(100).each(caller="anonymous", callee=counting("+12125550000")).judge(NEIGHBOR)
    assert not account().attempts(100).each(caller="911", callee="911").judge(NEIGHBOR)
    assert not account().attempts(100).each(caller="+123456", callee="+123456").judge(NEIGHBOR)
    assert neighbors(30).attempts(50).each(caller=FOREIGN, callee="911").judge(NEIGHBOR).evidence[SHARE].n == 30


def test_without_a_record_nobody_knows_what_is_the_accounts() -> None:
    story = (
        stranger().attempts(80).each(caller=STORY.phases[0].traits["caller"], callee=STORY.phases[0].traits["callee"])
    )
    assert not story.judge(NEIGHBOR)


def test_it_speaks_again_after_an_hour() -> None:
    again = neighbors(30).pause("30m").attempts(40, "30s").each(**STORY.phases[0].traits)
    assert len(again.judge(NEIGHBOR).levels) == 1
    assert (
        len(neighbors(30).pause("61m").attempts(40, "30s").each(**STORY.phases[0].traits).judge(NEIGHBOR).levels) == 2
    )


def test_retries_of_one_call_are_calls_too() -> None:
    one = account().attempts(100).each(caller=FOREIGN, callee=one_in(2, "+14155550123", "+12125550123"))
    assert not one.judge(NEIGHBOR)  # half of them are neighbours, and half would be by chance
