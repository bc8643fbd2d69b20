"""What a body says is the same whether it is read where it stands or by the functions for any text."""

import json
from time import perf_counter

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.messages import IN, NO_OPTION, OUT
from streams.body_text import elsewhere, fingerprint, masked, option
from streams.kept_tables import letters
from streams.letter_text import fingerprints
from streams.reader import laid_out
from streams.template_text import NUMBER, URL, option_of, template_of
from tests.oracle import template as oracle

SEED = np.uint64(7)
PIECES = [
    "stop",
    "STOP",
    " ",
    "  ",
    "!",
    "$",
    "1",
    "23",
    ".",
    ",",
    "/",
    ":",
    "-",
    "://",
    "http",
    "HTTPS",
    "www.",
    "bit.ly/",
    "bit.ly",
    ":80/",
    ".xn--",
    "1.2.3.4",
    "a.b",
    "x",
    "(",
    "'",
    '"',
    "\n",
    "\t",
    "\x01",
    "\x02",
    "\x1c",
]
WRITTEN = [piece for piece in PIECES if piece.isprintable()]  # and no marks
ascii_text = st.text(st.characters(max_codepoint=127), max_size=60)  # in a message without escapes there is less
texts = st.one_of(ascii_text, st.lists(st.sampled_from(PIECES), max_size=12).map("".join))


LETTERS = (
    "é ß İ Σς 。 、 あ 日本.jp/ 例.com/ Ａ．ｃｏｍ／ ｗｗｗ． ﷺ ㈱ ｶﾞ ﾊ ゙ 가"
    " ᄀ ᅡ € ￥ ¥ １２ ٣ ² Ⅷ 🎉 🏻 🄰 𝐀 \u3000 \xa0 \u200b \u2028 \u0301 _ ª ·"
)
OTHERS = [*WRITTEN, *LETTERS.split(" "), "\u3000", "\xa0", "\x7f"]


def scanned(text: str) -> tuple[int, int]:
    raw = text.encode()
    return int(template_of(laid_out([raw])[0], 0, len(raw), SEED)), option_of(laid_out([raw])[0], 0, len(raw))


@settings(deadline=None)  # the first one compiles
@given(texts)
def test_both_ways_say_the_same_of_ascii(text: str) -> None:
    assert scanned(text) == (elsewhere(text, SEED), option(text))


def lettered(*texts: str, ascii_only: bool = False) -> list[int | None]:
    """What the compiled table says of bodies; None: it leaves them to Python."""
    values = [(json.dumps if ascii_only else msgspec.json.encode)(text)[1:-1] for text in texts]
    text, bounds = laid_out([value.encode() if isinstance(value, str) else value for value in values])
    found, done = np.zeros(len(texts), np.int64), np.zeros(len(texts), np.bool_)
    fingerprints(text, bounds[:, 0].copy(), bounds[:, 1] - bounds[:, 0], letters(), SEED, found, done)
    return [mark if is_done else None for mark, is_done in zip(found.tolist(), done.tolist(), strict=True)]


def test_each_letter_is_to_the_table_what_it_is_to_python() -> None:
    alone = [f"a{chr(code)}1/b" for code in (*range(0xD800), *range(0xE000, 0x10000), *range(0x1F000, 0x1FB00))]
    marks = lettered(*alone)
    assert [
        (text, mark) for text, mark in zip(alone, marks, strict=True) if mark not in {None, elsewhere(text, SEED)}
    ] == []
    assert sum(mark is None for mark in marks) < 4_000  # letters that join, or become several


@settings(deadline=None, max_examples=1_000)
@given(st.lists(st.sampled_from(OTHERS), max_size=12).map("".join) | st.text(max_size=30))
def test_the_table_says_what_python_says_of_any_text_or_nothing(text: str) -> None:
    python = elsewhere(text, SEED)
    assert lettered(text)[0] in {None, python}
    if all(ord(letter) < 0x10000 for letter in text):
        assert lettered(text, ascii_only=True)[0] in {None, python}


@pytest.mark.parametrize(
    "text", ["認証コードは 123 です。https://x.example/1 へ", "Zażółć gęślą jaźń", "Ｈｅｌｌｏ　ｗｏｒｌｄ🎉"]
)
def test_what_people_write_is_not_left_to_python(text: str) -> None:
    assert lettered(text) == [elsewhere(text, SEED)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Your code is 123456.", "Your code is 99."),
        ("Pay $1,000.50 now", "pay 5 NOW"),
        ("Pay €5 now", "Pay 5 now"),
        ("call 555-0100 at 10:30", "call 1 at 2"),
        ("see https://x.example/a?b=1 now", "see www.other.example now"),
        ("see bit.ly/x1", "see (tinyurl.com/yy"),
        ("see bit.ly:8080/x1", "see http://tinyurl.com:443/yy"),
        ("see 192.0.2.1/x1", "see [198.51.100.7:80/yy"),
        ("see a.xn--p1ai/x1", "see b.XN--90AE:1/yy"),
        ("宅配192.0.2.1:80/a1", "宅配www.x.example/b2"),
        ("ご確認くださいhttp://x.example/a1", "ご確認くださいhttps://other.example/b2"),
        ("詳細はwww.x.example/a1をご覧", "詳細はother.example/b2をご覧"),
        ("宅配http://日本.example/a1 へ", "宅配http://x.example/b2 へ"),
        ("宅配http://münchen.example/a1", "宅配http://münchen.example/b2"),
        ("Pay:http://x.example/a1", "pay:other.example/b2"),
        ("payhttp://x.example/a1", "payHTTPS://other.example/b2"),
        ("Ｈｅｌｌｏ　there", "hello there"),
        ("STRASSE", "straße"),
        ("a  b\tc\n", "a b c"),
        ("残高は１２３円です", "残高は9円です"),
    ],
)
def test_what_differs_from_message_to_message_is_no_difference(one: str, other: str) -> None:
    assert fingerprint(one, SEED) == fingerprint(other, SEED) != 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hello Anna", "Hello Bob"),
        ("a.b/c", "a.bb/c"),
        ("and/or", "see"),
        ("1 2", "12 x"),
        ("x1y", "xy"),
        ("ご確認くださいhttp://x.example/a", "ありがとうhttp://x.example/a"),
        ("http://x.example/を今すぐ", "http://x.example/"),
        ("payhttp://x.example", "http://x.example"),
        ("(a)www.x.example", "(b)www.x.example"),
    ],
)
def test_what_somebody_wrote_is(one: str, other: str) -> None:
    assert fingerprint(one, SEED) != fingerprint(other, SEED)


@pytest.mark.parametrize("text", ["", " ", "123", "$5.00", "http://x.example", "!?", "1 2 3 www.x", "€ 7"])
def test_nothing_beside_marks_is_no_template(text: str) -> None:
    assert fingerprint(text, SEED) == 0
    assert template_of(laid_out([text.encode()])[0], 0, len(text.encode()), SEED) == 0 or not text.isascii()


def test_a_picture_says_something() -> None:
    assert fingerprint("🎉🎉", SEED) != 0


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("STOP", OUT), (" stop. ", OUT), ("'Opt out'", OUT), ("optout", OUT),
        ("停止", OUT), ("「配信停止」", OUT), ("ｓｔｏｐ", OUT), ("start", IN), ("UNSTOP!", IN),
        ("opt-out", NO_OPTION), ("stop it", NO_OPTION), ("", NO_OPTION), ("停止して", NO_OPTION), ("+stop", NO_OPTION),
    ],
)  # fmt: skip
def test_only_a_whole_body_opts(text: str, meaning: int) -> None:
    assert option(text) == meaning


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_has_one(text: str) -> None:
    assert fingerprint(text, SEED) == fingerprint(text, SEED)
    assert msgspec.json.decode(msgspec.json.encode(text)) == text
    assert option(text) in {OUT, IN, NO_OPTION}


@settings(deadline=None)
@given(st.lists(st.sampled_from([*WRITTEN, "é", "。", "あ", "日本.jp/"]), max_size=12).map("".join))
def test_urls_are_those_of_the_oracle(text: str) -> None:
    said = masked(text).replace(chr(URL), oracle.URL).replace(chr(NUMBER), oracle.NUMBER)
    assert oracle.template(text) in {said, None}


@pytest.mark.parametrize(
    "piece", ["/", "a/", "é/", "www.", "é.aa/", "a.", "://", " /", "(", "aa.aa-", "\u0301\u0316", "\u0f73"]
)
def test_time_does_not_grow_with_the_square(piece: str) -> None:
    started = perf_counter()
    body = "é" + piece * (300_000 // len(piece)) + "/"
    assert fingerprint(body, SEED) == fingerprint(body, SEED)
    assert option(body) == NO_OPTION
    assert perf_counter() - started < 10  # the square would take minutes
