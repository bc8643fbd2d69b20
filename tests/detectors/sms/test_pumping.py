"""Told as stories: what an account writes, and what is said of it."""

from tests.message_stories import Correspondence, account
from tests.story_calls import Varying, one_in

PUMPING = "sms.pumping"
SHARE = "never_verified_share_in_1_hour"


def codes(number: int, every: str = "10s", verified: str | None = "1m") -> Correspondence:
    """Codes, every other of which goes to a number of one range and is never entered; others are, so long after."""
    person = Varying(lambda i: f"+96171{1_230_000 + i}" if i % 2 else f"+1212{2_000_000 + 7_919 * i}")
    entered = Varying(lambda i: None if i % 2 else verified)
    return account("codes").messages(number, every).each(callee=person, verified=entered, body="Your code is 123456.")


STORY = codes(700, every="5s")


def test_two_hundred_codes_to_one_range_that_nobody_enters() -> None:
    found = STORY.judge(PUMPING)
    assert found.levels == [1]
    assert found.last.subject.kind == "prefix"
    assert found.last.subject.value == "+96171123"
    assert found.scope == ("prefix", "+96171123")
    share = found.evidence[SHARE]
    assert (share.k, share.n, share.limit) == (200, 200, 0.9)
    assert found.last.ts == STORY.events[0]["ts"] + 399 * 5_000 + 600_000
    assert not codes(399, every="5s").messages(1).pause("1h").messages(1).judge(PUMPING)
    assert codes(400, every="5s").pause("11m").messages(1).judge(PUMPING)


def test_a_send_counts_ten_minutes_after_it_at_the_next_event() -> None:
    sent = codes(400, every="1s")
    assert not sent.pause("9m").messages(1).judge(PUMPING)
    for wait, found in (("598999ms", []), ("599s", [401])):
        assert sent.pause(wait).messages(1).judge(PUMPING).at == found


def test_an_account_that_never_says_that_a_code_was_entered_is_not_judged() -> None:
    assert not codes(800, every="4s", verified=None).judge(PUMPING)


def test_where_codes_are_entered_nowhere_something_else_is_broken() -> None:
    broken = codes(800, every="4s", verified=None).messages(1).each(verified="1m")
    assert not broken.pause("20m").messages(5).judge(PUMPING)


def test_nine_in_ten_may_fail() -> None:
    def to_one_range(entered: int) -> Correspondence:
        callee = Varying(lambda i: f"+96171{1_230_000 + i}" if i % 2 else f"+1212{2_000_000 + 7_919 * i}")
        verified = Varying(lambda i: "30s" if i % 2 == 0 or i < 2 * entered else None)
        return account().messages(420, "5s").each(callee=callee, verified=verified).pause("11m").messages(1)

    assert not to_one_range(13).judge(PUMPING)  # 197 of 210: the lower bound is 89.7 %
    assert to_one_range(12).judge(PUMPING)


def test_codes_that_were_entered_count_however_long_nothing_came_after() -> None:
    def quiet(entered: int) -> Correspondence:
        callee = Varying(lambda i: f"+96171{1_230_000 + i}" if i < 300 else f"+1212{2_000_000 + 7_919 * i}")
        verified = Varying(lambda i: "30s" if i < entered or i >= 300 else None)
        return account().messages(360, "1s").each(callee=callee, verified=verified).pause("26m").messages(1)

    assert not quiet(20).judge(PUMPING)  # 280 of 300: the lower bound is 89.9 %
    found = quiet(19).judge(PUMPING)
    assert (found.evidence[SHARE].k, found.evidence[SHARE].n) == (281, 300)
    assert "of those to other prefixes 0 of 60 were not" in found.last.summary


def test_a_code_that_is_entered_too_late_was_not() -> None:
    def entered_after(time: str) -> Correspondence:
        callee = Varying(lambda i: f"+96171{1_230_000 + i}" if i % 2 else f"+1212{2_000_000 + 7_919 * i}")
        verified = Varying(lambda i: time if i % 2 else "30s")
        return account().messages(500, "5s").each(callee=callee, verified=verified).pause("11m").messages(1)

    assert not entered_after("600s").judge(PUMPING)
    assert entered_after("600001ms").judge(PUMPING)


def test_an_account_that_sends_to_one_range_alone_has_nothing_to_compare_it_with() -> None:
    story = codes(1, every="1s").messages(230, "5s").each(callee=Varying(lambda i: f"+96171{1_230_000 + i}"))
    assert story.pause("11m").messages(1).judge(PUMPING).at == [232]


def test_people_who_are_written_to_under_names_have_no_prefix() -> None:
    assert not STORY.each(callee=one_in(2, "ann", "+12125550123")).judge(PUMPING)


def test_that_codes_are_entered_is_forgotten_when_the_account_was_quiet_for_62_days() -> None:
    def again(pause: str) -> Correspondence:
        range_ = Varying(lambda i: f"+96171{1_230_000 + i}")
        sent = account("codes").messages(1).each(verified="1m").pause(pause).messages(200, every="5s")
        return sent.each(callee=range_, body="Your code is 123456.").pause("11m").messages(1)

    assert again("61d").judge(PUMPING).levels == [1]
    assert not again("63d").judge(PUMPING)
