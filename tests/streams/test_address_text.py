"""Whose domain stands in a `From`, however it is written, and in what time that is found out."""

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.address_text import address, organisational, sender_domain

PIECES = (
    "a",
    "@",
    "<",
    ">",
    "(",
    ")",
    "[",
    "]",
    '"',
    "\\",
    ",",
    ":",
    ";",
    ".",
    " ",
    "\r\n",
    "é",
    "＠",
    "。",
    "b.example",
)


@pytest.mark.parametrize(
    "header_from",
    [
        "ceo@bank.example",
        "CEO <ceo@bank.example>",
        "ceo@bank.example <ceo@bank.example>",
        '"a@shop.example" <ceo@bank.example>',
        'The "Boss <ceo@bank.example>',
        "CEO :-( <ceo@bank.example>",
        "CEO＜ceo＠bank.example＞",
        "ann@shop.example via Bank <ceo@bank.example>",
        "CEO@Bank <ceo@bank.example>, n@shop.example",
        "CEO (of <n@shop.example>) <ceo@bank.example>",
        "n@shop.example <ceo@bank.example>",
        "n@shop.example <ceo@bank.example ",
        "<n@shop.example> <ceo@bank.example>",
        "CEO, Bank <ceo@bank.example>, Ann <ann@shop.example>",
        "ceo@bank.example, Ann <ann@shop.example>",
        "(of (the) <ann@shop.example>) ceo@bank.example",
        "(" * 5000 + "ceo@bank.example",
        "(" * 5000 + " <ceo@bank.example>",
        "x" * 5000 + " <ceo@bank.example>",
    ],
)
def test_a_sender_has_a_domain_however_it_is_written(header_from: str) -> None:
    assert sender_domain(header_from) == "bank.example"


@pytest.mark.parametrize(
    ("written", "registered"),
    [
        ("straße.de", "xn--strae-oqa.de"),
        ("STRAẞE.de", "xn--strae-oqa.de"),
        ("strasse.de", "strasse.de"),
        ("mail.βόλος.com", "xn--nxasmm1c.com"),  # a last sigma is a letter of its own
        ("ｍａｉｌ．Bücher。example", "xn--bcher-kva.example"),
        ("bu\u0308cher.example", "xn--bcher-kva.example"),
        ("☕.example", "xn--53h.example"),
        ("пример.рф", "xn--e1afmkfd.xn--p1ai"),
    ],
)
def test_a_domain_is_the_one_that_is_registered_so(written: str, registered: str) -> None:
    """As UTS 46 maps it, and browsers go there: ß and ς are no longer what they were in 2003."""
    assert organisational(written) == organisational(registered) == registered


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join) | st.text())
def test_any_text_can_stand_there(text: str) -> None:
    assert sender_domain(text) is None or isinstance(sender_domain(text), str)


@pytest.mark.parametrize("domain", ["a." * 200_000, "é." * 100_000, "é" * 200_000, "\u0301\u0316" * 200_000])
def test_time_does_not_grow_with_the_square(domain: str) -> None:
    started = perf_counter()
    assert sender_domain(f"a@{domain}.example")
    assert address(f"a@{domain}.example")
    assert perf_counter() - started < 10  # the square would take minutes
