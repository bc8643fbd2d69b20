"""Told as stories: which numbers an account took, and what is said of it."""

import msgspec
import pytest

from streams.enforcement.revision import unfounded
from streams.events import AccountRecord, HeldNumber
from streams.fact_judging import FactJudge
from tests.account_records import START, account
from tests.stories import POLICY
from tests.story_calls import ms

NUMBERS = "load.numbers-per-month"
STORY = account("collector").takes(60)


def test_fifty_numbers_in_a_month_are_a_matter_to_talk_about() -> None:
    (found,) = STORY.judge(NUMBERS)
    assert (found.level, found.ts, found.crossing) == (1, START + 49 * ms("1h"), None)
    assert (found.evidence[0].observed, found.evidence[0].limit) == (50, 50)
    assert not account().takes(49).judge(NUMBERS)


def test_a_month_begins_at_midnight_in_tokyo() -> None:
    assert not account().takes(49).takes(1, at="-1ms").judge(NUMBERS)
    assert account().takes(49).takes(1, at="29d").judge(NUMBERS)
    assert not account().takes(49).takes(1, at="30d").judge(NUMBERS)


def test_each_month_is_a_finding_of_its_own() -> None:
    found = STORY.takes(60, at="30d").judge(NUMBERS)
    assert [alert.ts for alert in found] == [START + 49 * ms("1h"), START + ms("30d") + 49 * ms("1h")]
    assert len({alert.id for alert in found}) == 2


@pytest.mark.parametrize(("limit", "stands"), [(50, True), (60, True), (70, True), (71, False)])
def test_a_higher_limit_takes_a_finding_back_where_the_record_does_not_reach_it(limit: int, stands: bool) -> None:  # noqa: FBT001 - a parameter
    story = account("collector").takes(70)
    (found,) = story.judge(NUMBERS)
    record = msgspec.convert(story.knowing(limits={"numbers_per_month": limit}).record, AccountRecord)
    assert unfounded(found, record, POLICY.detectors[NUMBERS].limits, str) is not stands


def test_the_limit_is_the_accounts_at_that_date() -> None:
    assert not STORY.knowing(limits={"numbers_per_month": 61}).judge(NUMBERS)
    dated = [{"value": 100, "from": START + ms("55h")}]
    assert STORY.knowing(limits={"numbers_per_month": dated}).judge(NUMBERS)


def test_an_agreed_event_covers_it() -> None:
    event = {"id": "opening", "status": "agreed", "limits": {"numbers_per_month": 100}}
    (found,) = STORY.knowing(declared=[event]).judge(NUMBERS)
    assert (found.level, found.declared, found.evidence[0].limit) == (0, "opening", 50)


def test_numbers_of_elsewhere_and_without_a_date_do_not_count() -> None:
    abroad = [{"number": f"+1312555{i:04d}", "from": START} for i in range(60)]
    undated = [{"number": f"+8190{30_000_000 + i}"} for i in range(60)]
    for numbers in (abroad, undated):
        assert not account().knowing(numbers=numbers).judge(NUMBERS)


def test_one_number_taken_again_is_one() -> None:
    again = [{"number": "+819020000000", "from": START + i} for i in range(60)]
    assert not account().knowing(numbers=again).judge(NUMBERS)


@pytest.mark.parametrize("far", [4_102_444_800_000, 1_790_000_000_000_000, 2**63 - 1])
def test_dates_beyond_this_century_are_none(far: int) -> None:
    ahead = [{"number": f"+8190{30_000_000 + i}", "from": far, "until": far} for i in range(60)]
    assert not FactJudge(POLICY).judge(AccountRecord(account="acme", numbers=msgspec.convert(ahead, list[HeldNumber])))
    assert account().takes(50).judge(NUMBERS)
