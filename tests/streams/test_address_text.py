"""Whose domain stands in a `From`, however it is written, and in what time that is found out."""

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.address_text import address, sender_domain

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
        "(" * 5000 + "ceo@bank.example",
        "(" * 5000 + " <ceo@bank.example>",
        "x" * 5000 + " <ceo@bank.example>",
    ],
)
def test_a_sender_has_a_domain_however_it_is_written(header_from: str) -> None:
    assert sender_domain(header_from) == "bank.example"


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join) | st.text())
def test_any_text_can_stand_there(text: str) -> None:
    assert sender_domain(text) is None or isinstance(sender_domain(text), str)


@pytest.mark.parametrize("domain", ["a." * 200_000, "é." * 100_000, "é" * 200_000, "\u0301\u0316" * 200_000])
def test_time_does_not_grow_with_the_square(domain: str) -> None:
    started = perf_counter()
    assert sender_domain(f"a@{domain}.example")
    assert address(f"a@{domain}.example")
    assert perf_counter() - started < 10  # the square would take minutes
