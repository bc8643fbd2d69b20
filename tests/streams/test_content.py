"""Scores of texts as workers ask for them: the same whatever came before, and in little memory."""

import numpy as np
import pytest

from detectors.texts import LIKE_SPAM, NOT_SCORED, ORDINARY
from streams import content
from streams.content import Content

PRIZE = b"WINNER!! You have been selected to receive a 900 prize. Call 09061701461 now to claim it"
HOME = b"hi mum, on my way home now, see you at 7"
TEXTS = [PRIZE, HOME, b"", PRIZE, "明日の九時に".encode(), b"no", HOME]
SAID = [LIKE_SPAM, ORDINARY, NOT_SCORED, LIKE_SPAM, NOT_SCORED, NOT_SCORED, ORDINARY]


def test_a_text_is_said_the_same_of_whatever_came_before(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Content("sms")
    assert whole.of(TEXTS).tolist() == whole.of(TEXTS).tolist() == SAID
    monkeypatch.setattr(content, "REMEMBERED", 2)  # so that it forgets
    monkeypatch.setattr(content, "AT_ONCE", 2)
    few = Content("sms")
    assert [int(few.of([text])[0]) for text in TEXTS] == SAID
    assert few.of(TEXTS).tolist() == SAID
    assert whole.of([]).dtype == np.uint8


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "REMEMBERED", 10)
    known = Content("sms")
    for i in range(30):
        known.of([b"%d " % i * 1000])
        assert len(known._known) <= 10
        assert all(len(of) == content.SUM for of in known._known)
