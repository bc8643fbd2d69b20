"""Told as stories: which numbers an account took and gave back, and what is said of it."""

from time import perf_counter

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


def test_one_number_given_back_again_and_again_is_one() -> None:
    again = [{"number": "+819020000000", "from": START + i, "until": START + i + 1} for i in range(20)]
    assert not account().knowing(numbers=again).judge(CHURN)


def test_time_does_not_grow_with_the_square_of_the_numbers() -> None:
    started = perf_counter()
    assert account().takes(30_000, every="1s", kept="1d").judge(CHURN)
    assert perf_counter() - started < 10  # the square would take minutes
