"""Told as stories: which numbers an account took and gave back, and what is said of it."""

from tests.account_records import START, account
from tests.story_calls import ms

CHURN = "load.number-churn"
STORY = account("burner").takes(12, kept="3d")


def test_ten_numbers_given_back_within_a_week_are_reported() -> None:
    (found,) = STORY.judge(CHURN)
    assert (found.level, found.ts, found.crossing) == (1, START + ms("3d") + 9 * ms("1h"), None)
    assert (found.evidence[0].observed, found.evidence[0].limit) == (10, 10)
    assert not account().takes(9, kept="3d").judge(CHURN)


def test_a_week_is_seven_days() -> None:
    assert account().takes(10, kept="7d").judge(CHURN)
    assert not account().takes(10, kept="604800001ms").judge(CHURN)
    assert not account().takes(20).judge(CHURN)


def test_releases_count_within_thirty_days() -> None:
    assert account().takes(9, kept="1d").takes(1, at="29d", kept="1d").judge(CHURN)
    assert not account().takes(9, kept="1d").takes(1, at="31d", kept="1d").judge(CHURN)


def test_each_day_speaks_once() -> None:
    found = account().takes(30, every="3h", kept="1d").judge(CHURN)
    assert len(found) == len({alert.ts // ms("1d") for alert in found}) > 1
