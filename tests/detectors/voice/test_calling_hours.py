"""Told as stories: what an account does, and what is said of it.

A story begins at midnight UTC in September: at 20:00 in New York, at 17:00 in San Francisco, at 9:00 in Tokyo.
"""

import pytest

from tests.stories import Story, account, first, stranger
from tests.story_calls import Traits, Varying

HOURS = "voice.calling-hours"
SHARE = "out_of_hours_share_in_24_hours"
NEW_YORK, SAN_FRANCISCO, TOKYO = "+1212{}", "+1415{}", "+813{}"


def people(number: str) -> Varying:
    """Numbers of one place."""
    return Varying(lambda i: number.format(2_340_000 + 79 * i))


def dialed(calls: int, at: str, number: str = NEW_YORK, every: str = "10s") -> Story:
    """A dialer's calls from a time on."""
    return account("dialer").pause(at).ends(calls, every).each(dialer=True, ring="0s", talk="0s", callee=people(number))


STORY = dialed(100, "1h")


def test_calls_at_night_are_too_late() -> None:
    found = STORY.judge(HOURS)
    assert (found.levels, found.at) == ([1], [20])
    share = found.evidence[SHARE]
    assert (share.k, share.n, share.limit) == (20, 20, 0.03)
    assert not dialed(19, "1h").judge(HOURS)


@pytest.mark.parametrize(("at", "late"), [("3599999ms", False), ("1h", True), ("43199999ms", True), ("12h", False)])
def test_from_eight_until_nine_in_the_evening_they_are_in_time(at: str, late: bool) -> None:  # noqa: FBT001 - a column
    assert bool(dialed(20, at, every="0s").judge(HOURS)) is late


def test_what_counts_is_when_the_call_was_set_up() -> None:
    assert not dialed(30, "64m", every="0s").each(talk="5m").judge(HOURS)
    assert dialed(30, "65m", every="0s").each(talk="5m").judge(HOURS)
    seen = (
        account().pause("59m").calls(30, every="1s").each(dialer=True, ring="60s", talk="5m", callee=people(NEW_YORK))
    )
    assert not seen.judge(HOURS)


def test_the_local_time_is_the_callees() -> None:
    assert not dialed(30, "1h", TOKYO).judge(HOURS)
    assert dialed(30, "12h", TOKYO).judge(HOURS)
    assert not dialed(30, "3h", SAN_FRANCISCO).judge(HOURS)
    assert dialed(30, "4h", SAN_FRANCISCO).judge(HOURS)


def test_in_winter_clocks_are_put_back() -> None:
    november = (
        account("dialer")
        .pause("60d")
        .pause("90m")
        .ends(30)
        .each(dialer=True, ring="0s", talk="0s", callee=people(NEW_YORK))
    )
    assert not november.judge(HOURS)  # 20:30 there
    assert dialed(30, "90m").judge(HOURS)  # 21:30 in September


def test_a_number_in_several_zones_is_called_too_late_only_where_it_is_so_in_all() -> None:
    for hour in range(24):  # a toll-free number rings anywhere from Guam to Newfoundland
        assert not dialed(20, f"{hour}h", "+1800{}", every="0s").judge(HOURS)
    nevada = "+1775{}"  # in San Francisco's time, and some of it in Boise's
    assert not dialed(20, "3h", nevada).judge(HOURS)
    assert dialed(20, "4h", nevada).judge(HOURS)


@pytest.mark.parametrize("nowhere", ["+88212345678", "sip:ann@office.example", "12345"])
def test_what_is_nowhere_has_no_local_time(nowhere: str) -> None:
    assert not dialed(30, "8h").each(callee=nowhere).judge(HOURS)
    at_night = dialed(19, "1h").ends(1).each(dialer=True, ring="0s", talk="0s", callee=nowhere)
    assert not at_night.judge(HOURS)


def test_people_who_call_late_are_no_dialers() -> None:
    assert not STORY.each(dialer=False).judge(HOURS)


def test_a_few_late_ones_among_many_may_be() -> None:
    def late(early: int, calls: int) -> Story:
        place = first(early, SAN_FRANCISCO, NEW_YORK)
        callee = Varying(lambda i: str(place.of(i)).format(2_340_000 + 79 * i))
        return account().pause("1h").ends(calls, "1s").each(dialer=True, ring="0s", talk="0s", callee=callee)

    assert not late(196, 207).judge(HOURS)  # 11 of 207: the lower bound is 2.99 %
    assert late(195, 206).judge(HOURS).at == [206]


def test_faxes_wake_nobody() -> None:
    assert not STORY.each(media="fax").judge(HOURS)
    assert not STORY.each(answered_by="fax").judge(HOURS)


@pytest.mark.parametrize("other", [{"direction": "inbound"}, {"direction": "forward"}, {"callee": "911"}])
def test_other_calls_do_not_count(other: Traits) -> None:
    assert not STORY.each(**other).judge(HOURS)


def test_whether_somebody_answered_does_not_matter() -> None:
    for answered_by, talk in (("machine", "20s"), ("human", "60s"), (None, "0s")):
        assert STORY.each(answered_by=answered_by, talk=talk).judge(HOURS)
    assert stranger().pause("2h").ends(20).each(dialer=True, ring="0s", talk="0s").judge(HOURS)


def test_a_day_later_they_are_forgotten() -> None:
    again = dialed(20, "2h")
    assert again.at(*["2h"] * 19, "26h").judge(HOURS).levels == []
    assert again.at(*["2h"] * 19, "93599999ms").judge(HOURS).levels == [1]
