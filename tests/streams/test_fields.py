"""Words of enumerations: each is itself, and nothing else is."""

import numpy as np
import pytest

from detectors.reports import KINDS
from streams.fields import FAIL, code, coded
from streams.reader import laid_out

STATUSES = ("delivered", "undelivered", "unknown-recipient", "filtered", "rejected")
WORDS = (*STATUSES, *KINDS, "A", "sip", "internet", "video-call", "sixteen--letters", "twenty-four-bytes-of-it-")
TABLE = coded(*WORDS)


def read(text: bytes) -> int:
    return int(code(laid_out([text])[0], 0, len(text), TABLE))


@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_itself_and_with_any_byte_changed_missing_or_more_it_is_none(word: str) -> None:
    text = word.encode()
    assert read(text) == WORDS.index(word)
    for i, byte in enumerate(text):
        assert read(text[:i] + bytes([byte ^ 0x10]) + text[i + 1 :]) == FAIL
        assert read(text[:i] + text[i + 1 :]) == FAIL
        assert read(text[:i] + text[i : i + 1] + text[i:]) == FAIL


def test_words_of_the_usual_length_are_told_apart_however_alike() -> None:
    assert np.unique(TABLE, axis=0).shape == TABLE.shape
