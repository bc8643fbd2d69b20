"""An API key that several accounts use: what each of them is told, and that it is told once a day."""

from tests.books import START, books
from tests.story_calls import ms

STORY = books().shared(3, at="5h")


def test_an_account_that_shares_its_key_gets_another_one() -> None:
    (alert,) = STORY.judge("account.key-misuse")
    assert (alert.level, alert.crossing, alert.ts, alert.window.start) == (1, None, START + ms("5h"), START)
    assert (alert.subject.kind, alert.subject.value) == ("api_key", "key-1")
    assert [(figure.observed, figure.limit) for figure in alert.evidence] == [(3, 2)]


def test_it_is_said_once_a_key_and_day_however_often_it_is_told() -> None:
    again = STORY.shared(2, at="1h").shared(4, at="23h")
    assert len(again.judge("account.key-misuse")) == 1
    assert len(again.shared(2, at="24h").judge("account.key-misuse")) == 2
    assert len(again.shared(2, at="5h", key="key-2").judge("account.key-misuse")) == 2


def test_it_is_not_said_of_a_month_that_is_out_of_mind() -> None:
    assert len(books().shared(2, at="95d").shared(2).judge("account.key-misuse")) == 1
