"""Told as stories: what an account does, and what is said of it."""

import pytest

from tests.stories import Story, account, counting, in_turn, stranger

JUNK = "fax.junk"
PEOPLE = "people_faxed_in_1_hour"


def faxes(number: int, every: str = "30s") -> Story:
    """Faxes to one after the other."""
    return account("offers").calls(number, every).each(media="fax", talk="40s", answered_by="fax")


STORY = faxes(80)


def test_faxes_to_fifty_people_in_an_hour() -> None:
    found = STORY.judge(JUNK)
    assert (found.levels, found.at) == ([1], [50])
    assert (found.evidence[PEOPLE].observed, found.evidence[PEOPLE].limit) == (50, 50)
    assert found.scope == ("number", "+13125550100")
    assert not faxes(49).judge(JUNK)


def test_people_are_counted_and_not_faxes() -> None:
    assert not faxes(200, "10s").each(person=in_turn(*range(1, 50))).judge(JUNK)


def test_calls_are_no_faxes() -> None:
    assert not account().calls(300).judge(JUNK)
    assert not faxes(49).calls(100).judge(JUNK)
    assert faxes(49).calls(20).attempts(1).each(media="fax").judge(JUNK).at == [70]


def test_an_office_gets_faxes_too() -> None:
    office = account().calls(1).each(media="fax", direction="inbound")
    assert not office.calls(80, "30s").each(media="fax").judge(JUNK)
    assert (
        office.calls(80, "30s").each(media="voice").calls(50, "30s").each(media="fax", direction="inbound").judge(JUNK)
        is not None
    )
    later = account().calls(49, "30s").each(media="fax").calls(1).each(media="fax", direction="inbound")
    assert not later.calls(40, "10s").each(media="fax").judge(JUNK)


def test_a_fax_that_came_in_the_day_before_says_nothing() -> None:
    office = account().attempts(1).each(media="fax", direction="inbound")
    for gap, found in (("1410m", []), ("24h", [51])):
        assert office.pause(gap).attempts(50, "30s").each(media="fax").judge(JUNK).at == found


def test_calls_that_come_in_are_no_faxes() -> None:
    assert account().calls(1).each(direction="inbound").calls(50, "30s").each(media="fax").judge(JUNK).at == [51]
    assert account().calls(1).each(direction="forward", media="fax").calls(50, "30s").each(media="fax").judge(JUNK)


def test_the_fiftieth_comes_too_late_once_the_first_has_left() -> None:
    sent = account().attempts(50).each(media="fax")
    assert sent.at(*["59s"] * 49, "3599999ms").judge(JUNK)
    assert not sent.at(*["59s"] * 49, "60m").judge(JUNK)


def test_call_detail_records_alone_tell_of_faxes_too() -> None:
    assert account().ends(50, "30s").each(media="fax").judge(JUNK).at == [50]
    assert stranger().ends(50, "30s").each(media="fax").judge(JUNK).at == [50]


@pytest.mark.parametrize("direction", ["inbound", "forward"])
def test_faxes_that_others_send_are_theirs(direction: str) -> None:
    assert not STORY.each(direction=direction).judge(JUNK)


def test_a_call_that_changes_to_a_fax_once_it_is_up_is_one_by_its_end() -> None:
    sent = account().attempts(50, "10s").ends(50, "10s").each(media="fax", call=counting(1))
    assert sent.judge(JUNK).at == [100]
    assert not account().attempts(49, "10s").ends(49, "10s").each(media="fax", call=counting(1)).judge(JUNK)
    office = account().attempts(1).each(direction="inbound").ends(1).each(direction="inbound", media="fax", call=1)
    assert not office.attempts(80, "10s").each(media="fax").judge(JUNK)


def test_a_fax_counts_once_whenever_it_ends() -> None:
    found = (
        account().attempts(50, "10s").each(media="fax").ends(50, "10s").each(media="fax", call=counting(1)).judge(JUNK)
    )
    assert found.at == [50]
    early = account().attempts(49, "10s").each(media="fax").pause("59m").ends(49).each(media="fax", call=counting(1))
    assert not early.attempts(1).each(media="fax").judge(JUNK)
