"""NFKC is what Unicode says it is, however it was come by."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from streams.normal_text import SURROGATES, nfkc

EVERY = [chr(code) for code in range(0x110000) if code not in SURROGATES]
JOINING = [letter for letter in EVERY if unicodedata.combining(letter)][:300]
HANGUL = [chr(code) for code in range(0x1100, 0x1200)]
ALIKE = st.characters(codec="utf-8") | st.sampled_from([*JOINING, *HANGUL, *"aeo가カｶﾞﾟ゛ﬀ①㌔ªſİ"])


def test_every_letter_alone_and_between_others() -> None:
    for before, behind in (("", ""), ("あ", "い"), ("a", "a"), ("カ", "゙")):
        texts = (f"{before}{letter}{behind}" for letter in EVERY)
        assert [text for text in texts if nfkc(text) != unicodedata.normalize("NFKC", text)] == []


@given(st.text(ALIKE, max_size=12))
def test_any_text(text: str) -> None:
    assert nfkc(text) == unicodedata.normalize("NFKC", text)
