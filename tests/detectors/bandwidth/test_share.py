"""Told as stories: how much of a pool an account takes, and for how long."""

import random
from dataclasses import replace

import pytest

from streams.enforcement.figures import counterfactual, figures_of
from streams.identity import identity
from tests.books import START, Books, books, levels
from tests.story_calls import ms

SHARE = "bandwidth.share"
SLOTS = ("0m", "5m", "10m")


def drawing(*parts: int, whole: int = 1_000, active: int = 20, begin: str = "12h", **facts: object) -> Books:
    """So many bytes in slot after slot."""
    story = books(**facts)
    for i, part in enumerate(parts):
        story = story.drew(part, whole, active, ms(begin) + ms("5m") * i)
    return story


STORY = drawing(300, 270, 260)


def test_three_samples_in_a_row_of_more_than_five_times_an_equal_share() -> None:
    (alert,) = STORY.judge(SHARE)
    times, part, active = alert.evidence
    assert (times.observed, times.limit, part.observed, part.limit) == (5.2, 5, 26, 25)
    assert (active.observed, active.limit) == (20, 10)
    assert (alert.level, alert.crossing) == (1, None)
    assert alert.ts == START + ms("12h") + ms("25m")  # ten minutes after the end of the third
    assert alert.id == identity("acme", "bandwidth.share@1", "account", "acme", "1", str(START))


def test_a_share_that_is_hardly_over_the_limit_is_shown_over_it() -> None:
    (alert,) = drawing(25_014, 25_014, 25_014, whole=100_000).judge(SHARE)
    assert alert.evidence[0].observed == 5.01  # 5.0028
    assert "under a limit of 5.01 or more" in counterfactual(figures_of(alert))


def test_two_samples_are_a_burst_and_a_gap_begins_anew() -> None:
    assert not drawing(900, 900).judge(SHARE)
    assert not drawing(900, 900, 250, 900, 900).judge(SHARE)
    gap = drawing(900, 900).drew(900, 1_000, 20, "735m").drew(900, 1_000, 20, "740m")
    assert not gap.judge(SHARE)
    assert levels(gap.drew(900, 1_000, 20, "730m").judge(SHARE)) == [1]


@pytest.mark.parametrize(
    "samples",
    [
        drawing(250, 250, 250, active=40),  # ten times an equal share, and a quarter
        drawing(260, 260, 260, active=19),  # 4.94 times
        drawing(500, 500, 500, active=10),  # five times, not over
        drawing(999, 999, 999, active=9),
    ],
)
def test_it_takes_both_measures_and_ten_accounts_at_work(samples: Books) -> None:
    assert not samples.judge(SHARE)
    assert levels(drawing(501, 501, 501, active=10).judge(SHARE)) == [1]


def test_once_a_day_by_the_day_of_the_last_sample_of_three() -> None:
    night = drawing(*[900] * 6, begin="1430m")
    assert [alert.window.start - START for alert in night.judge(SHARE)] == [ms("24h")]
    both = drawing(*[900] * 6, begin="1425m")
    assert [alert.window.start - START for alert in both.judge(SHARE)] == [0, ms("24h")]


def test_months_have_no_border_here() -> None:
    assert levels(drawing(900, 900, 900, begin="43190m").judge(SHARE)) == [1]


def test_pools_are_apart() -> None:
    first, second, third = drawing(900, 900, 900).told
    assert isinstance(third, type(first))
    other = drawing(900, 900).drew(900, 1_000, 20, "730m", pool="other")
    assert not other.judge(SHARE)
    assert levels(replace(other, told=(*other.told, third, second)).judge(SHARE)) == [1]


def test_any_order_is_the_same() -> None:
    story = drawing(*[900] * 4, 100, *[900] * 3, begin="1425m")
    for seed in range(20):
        told = random.Random(seed).sample(story.told * 2, 2 * len(story.told))
        assert {a.id for a in replace(story, told=tuple(told)).judge(SHARE)} == {a.id for a in story.judge(SHARE)}


def test_the_accounts_own_limit_counts_when_each_sample_begins() -> None:
    assert not drawing(300, 300, 300, limits={"fair_share": 6}).judge(SHARE)
    noon = START + ms("12h")
    later = [{"value": 6, "until": noon + ms("5m")}, {"value": 5, "from": noon + ms("5m")}]
    assert not drawing(300, 300, 300, limits={"fair_share": later}).judge(SHARE)
    assert levels(drawing(300, 300, 300, 300, limits={"fair_share": later}).judge(SHARE)) == [1]


def test_a_declared_event_covers_what_only_the_ordinary_limit_would_find() -> None:
    event = {"id": "launch", "status": "agreed", "limits": {"fair_share": 15}}
    (covered,) = drawing(300, 300, 300, declared=[event]).judge(SHARE)
    assert (covered.level, covered.declared, covered.evidence[0].limit) == (0, "launch", 5)
    assert levels(drawing(900, 900, 900, declared=[event]).judge(SHARE)) == [1]
    pending = drawing(300, 300, 300, declared=[event | {"status": "pending"}])
    assert levels(pending.judge(SHARE)) == [1]
