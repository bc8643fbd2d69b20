"""Told as stories: for how much of a month an account has more bandwidth than its contract."""

from dataclasses import replace

from tests.books import START, Books, books, levels
from tests.story_calls import ms

PERCENTILE = "bandwidth.percentile"
CONTRACT = 1_000_000  # bits per second: 37,500,000 bytes in five minutes
FULL = CONTRACT * 300 // 8


def full(slots: int, moved: int = FULL + 1, begin: int = 0) -> Books:
    story = books(contract_bps=CONTRACT)
    told = [Books(story.record).moved(moved, begin + 300_000 * i).told[0] for i in range(slots)]
    return replace(story, told=tuple(told))


STORY = full(433)


def test_the_first_sample_too_many_of_a_month_of_thirty_days() -> None:
    (alert,) = STORY.judge(PERCENTILE)
    rate, samples = alert.evidence
    assert (alert.level, alert.ts) == (1, START + 432 * 300_000)
    assert (samples.observed, samples.limit) == (433, 432)
    assert (rate.limit, rate.observed) == (CONTRACT, (FULL + 1) * 8 / 300)
    assert not full(432).judge(PERCENTILE)


def test_a_month_of_31_days_may_have_more() -> None:
    october = ms("30d")
    assert not full(446, begin=october).judge(PERCENTILE)
    assert levels(full(447, begin=october).judge(PERCENTILE)) == [1]


def test_the_contract_itself_may_be_used_to_the_full() -> None:
    assert not full(8_640, moved=FULL).judge(PERCENTILE)


def test_samples_are_of_all_channels_and_each_counts_once() -> None:
    story = full(433, moved=FULL)
    for i in range(432):
        story = story.moved(1, 300_000 * i, "calls").moved(1, 300_000 * i, "sms")
    assert not story.judge(PERCENTILE)
    assert levels(story.moved(1, 300_000 * 432, "sms").judge(PERCENTILE)) == [1]


def test_months_are_those_of_utc() -> None:
    assert not full(500, begin=ms("30d") - 432 * 300_000).judge(PERCENTILE)
    assert levels(full(501 + 448, begin=ms("30d") - 501 * 300_000).judge(PERCENTILE)) == [1, 1]


def test_without_a_contract_nobody_is_judged() -> None:
    assert not replace(STORY, record={"account": "acme"}).judge(PERCENTILE)


def test_another_contract_counts_all_of_the_month_again() -> None:
    story = full(433, moved=FULL // 2)
    assert not story.judge(PERCENTILE)
    assert levels(story.knowing(contract_bps=CONTRACT // 4).judge(PERCENTILE)) == [1]
