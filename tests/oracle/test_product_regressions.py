"""What once told the product and the oracle apart."""

import pytest

from tests.oracle.hand import account
from tests.oracle.shares import DAY, HOUR
from tests.oracle.sms.hand import chat, heard, receive, send, sends, stops
from tests.oracle.test_product_messages import assert_same
from tests.traffic.messages import random_messages


def test_an_answer_to_an_old_text_is_not_one_to_a_new_text() -> None:
    old = [*sends(60, body="An older text"), *sends(60, 29 * DAY, body=None)]  # so that they are known for longer
    assert_same([account()], [*old, *sends(200, 31 * DAY, 100), *stops(60, 31 * DAY + HOUR)])


def test_the_last_text_stays_the_last_one() -> None:
    old = [*sends(60), *sends(60, 31 * DAY, body=None)]
    assert_same([account()], [*old, *sends(200, 31 * DAY + HOUR, 100), *stops(60, 31 * DAY + 2 * HOUR)])


def test_an_opt_in_that_comes_before_an_older_opt_out_holds() -> None:
    assert_same([account()], [send(0), receive(2_000, body="START"), receive(1_000), send(HOUR)])


def test_what_else_is_written_does_not_change_a_loop() -> None:
    for others in range(60):
        before = sends(others, -DAY, 100, body="Good evening")
        assert_same([account()], [*before, *chat(0, 15), heard(HOUR, "verified"), *chat(0, 15, first=15)])


def test_a_declared_event_covers_what_is_evident_by_the_ordinary_limit_alone() -> None:
    agreed = {"id": "d", "status": "agreed", "limits": {"opt_out_share": 0.9}}
    assert_same([account(declared=[agreed])], [*sends(200), *stops(30, HOUR)])


@pytest.mark.parametrize("body", ["5\ufe0f\u20e3", "\u200b5", "\u0301"])
def test_what_is_neither_mark_nor_space_nor_punctuation_is_a_template(body: str) -> None:
    assert_same([account()], [*sends(200, body=body), *stops(30, HOUR)])


def test_they_agree_on_what_is_not_in_the_order_in_which_it_happened() -> None:
    for seed in range(5):
        assert_same(*random_messages(seed, 8_000, 10, "disordered"))
