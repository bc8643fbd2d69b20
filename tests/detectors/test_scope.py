"""Told as stories: what would have to be blocked so that it stops, a number, a campaign or the whole account."""

import pytest

from streams.privacy import pseudonym
from tests.stories import FOREIGN, HELD, Record, Story, Varying, account, counting, dates, in_turn, one_in, stranger

OTHER = "+13125550102"
NUMBERS = [{"number": HELD}, {"number": OTHER}]
ACCOUNT, NUMBER, SPRING = ("account", "acme"), ("number", HELD), ("campaign", "spring")
ABANDONED, AFTER = "voice.abandoned-calls", "voice.after-opt-out"
STORIES = {
    "voice.short-calls": account(numbers=NUMBERS).ends(200, every="1s").each(talk="3s"),
    "voice.early-hangups": account(numbers=NUMBERS).ends(200, every="1s").each(given_up=True, ring="9s"),
    "voice.wangiri": account(numbers=NUMBERS).ends(200, every="1s").each(given_up=True, ring="1s"),
    ABANDONED: account(numbers=NUMBERS).ends(200, every="1s").each(dialer=True, agent=None),
    AFTER: account(numbers=NUMBERS).ends(20).opt_outs(20).calls(20).each(person=counting(1)),
}
RARE = dict.fromkeys(STORIES, 17) | {ABANDONED: 45}  # one in so many is too few for a finding of its own
of_sources = pytest.mark.parametrize("detector", sorted(STORIES))
of_shares = pytest.mark.parametrize("detector", sorted(STORIES.keys() - {AFTER}))


def scope(detector: str, story: Story) -> tuple[str, str]:
    """What would have to be blocked, by the last finding about the account itself."""
    alert = [alert for alert in story.judge(detector).alerts if alert.subject.kind == "account"][-1]
    return alert.to_block.kind, alert.to_block.value


@of_sources
def test_the_only_number_that_does_it_is_what_has_to_be_blocked(detector: str) -> None:
    assert scope(detector, STORIES[detector]) == NUMBER
    assert scope(detector, STORIES[detector].each(caller=f"tel:{HELD};ext=5")) == NUMBER


@of_shares
def test_the_number_that_does_nearly_all_of_it_is_what_has_to_be_blocked(detector: str) -> None:
    assert scope(detector, STORIES[detector].each(caller=one_in(RARE[detector], OTHER, otherwise=HELD))) == NUMBER


@of_sources
@pytest.mark.parametrize("held", [dates("9d"), dates(0, "1s")], ids=["later", "before"])
def test_a_number_that_is_the_accounts_at_another_time_is_nothing_to_block(detector: str, held: Record) -> None:
    story = STORIES[detector].knowing(numbers=[{"number": HELD, **held}, {"number": OTHER}])
    assert scope(detector, story) == ACCOUNT


@of_sources
def test_two_numbers_that_share_it_are_the_account(detector: str) -> None:
    assert scope(detector, STORIES[detector].each(caller=in_turn(HELD, OTHER))) == ACCOUNT


def test_one_call_from_another_number_to_somebody_who_opted_out_is_enough_to_go_on() -> None:
    story = STORIES[AFTER].each(caller=one_in(17, OTHER, otherwise=HELD))
    assert scope(AFTER, STORIES[AFTER]) == NUMBER
    assert [alert.to_block.kind for alert in story.judge(AFTER).alerts] == ["number", "number"]
    early = STORIES[AFTER].each(caller=one_in(5, OTHER, otherwise=HELD)).judge(AFTER)
    assert [(alert.level, alert.to_block.kind) for alert in early.alerts] == [(1, "number"), (2, "account")]


@of_sources
def test_the_only_campaign_that_does_it_is_what_has_to_be_blocked(detector: str) -> None:
    both = STORIES[detector].each(campaign="spring", caller=in_turn(HELD, OTHER))
    assert scope(detector, both) == SPRING
    two = both.each(campaign=in_turn("spring", "autumn"), caller=in_turn(HELD, HELD, OTHER, OTHER))
    assert scope(detector, two) == ACCOUNT


@of_sources
def test_of_a_number_and_its_campaign_the_one_with_less_of_it_is_blocked(detector: str) -> None:
    story = STORIES[detector]
    assert scope(detector, story.each(campaign="spring")) == SPRING
    if detector != AFTER:
        rarely = RARE[detector]
        assert scope(detector, story.each(campaign=one_in(rarely, None, otherwise="spring"))) == SPRING
        other = one_in(rarely, OTHER, otherwise=HELD)
        assert scope(detector, story.each(campaign="spring", caller=other)) == NUMBER


@of_sources
@pytest.mark.parametrize("caller", [FOREIGN, "anonymous", "sip:desk@pbx.example", "12"])
def test_what_the_account_does_not_hold_cannot_be_blocked_for_it(detector: str, caller: str) -> None:
    assert scope(detector, STORIES[detector].each(caller=caller)) == ACCOUNT


def test_of_an_account_without_a_record_nobody_knows_the_numbers() -> None:
    assert stranger().ends(200).each(talk="3s").judge("voice.short-calls").scope == ACCOUNT


def test_attempts_and_ends_of_calls_lead_to_the_same() -> None:
    assert account(numbers=NUMBERS).calls(200).each(talk="3s").judge("voice.short-calls").scope == NUMBER


def test_other_traffic_of_the_number_does_not_matter_and_honest_numbers_are_left_alone() -> None:
    honest = account(numbers=NUMBERS).ends(1_000, every="1s").each(caller=OTHER)
    assert honest.ends(400, every="1s").each(talk="3s").judge("voice.short-calls").scope == NUMBER


def test_a_finding_about_a_campaign_is_about_that_campaign() -> None:
    found = STORIES[ABANDONED].each(campaign="spring").judge(ABANDONED)
    assert {(alert.subject.kind, alert.to_block.kind, alert.to_block.value) for alert in found.alerts} == {
        ("account", *SPRING),
        ("campaign", *SPRING),
    }


@pytest.mark.parametrize(
    ("detector", "story"),
    [
        ("voice.unowned-caller-id", account().attempts(60).each(caller=FOREIGN)),
        ("voice.invalid-caller-id", account().attempts(60).each(caller="+1000")),
        ("voice.failed-verification", account().attempts(60).each(verstat="TN-Validation-Failed")),
        ("voice.caller-id-rotation", account().attempts(60).each(unowned=True)),
        ("voice.sequential-dialing", account().attempts(60).each(callee=counting("+12125550100"))),
        ("voice.unwanted", account().ends(200).complaints(20)),
        ("load.calls-per-second", account().attempts(60, every=0)),
        ("load.concurrent-outbound", account().attempts(100, every=0).each(japanese=True)),
    ],
)
def test_who_hides_behind_numbers_or_has_one_line_of_business_is_blocked_as_a_whole(
    detector: str, story: Story
) -> None:
    assert story.judge(detector).scope == ACCOUNT
    assert story.each(campaign="spring").judge(detector).scope == ACCOUNT


def test_who_is_called_too_often_is_what_has_to_be_kept_from_being_called() -> None:
    flood = account().attempts(60, every="1s").each(callee=FOREIGN).judge("voice.flooding")
    assert flood.scope == ("destination", pseudonym(FOREIGN, ""))


def test_hits_of_long_ago_do_not_make_a_number_what_has_to_be_blocked() -> None:
    story = account(numbers=NUMBERS).ends(90, every="1s").each(talk="3s").pause("25h")
    switched = story.ends(200, every="1s").each(talk="3s", caller=OTHER)
    assert switched.judge("voice.short-calls").scope == ("number", OTHER)


@of_shares
def test_a_number_that_only_happens_to_place_the_call_that_crosses_is_not_behind_it(detector: str) -> None:
    crossing = STORIES[detector].judge(detector).at[0]
    once = Varying(lambda i: OTHER if i == crossing - 1 else HELD)
    assert STORIES[detector].each(caller=once).judge(detector).alerts[0].to_block.value != OTHER
