"""The numbering plans' table, held against the library whose metadata it is made of."""

import random
import re
from collections.abc import Iterator

import numpy as np
import phonenumbers
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata, PhoneNumberType

from detectors.automaton import ACCEPT, DEAD, START, Automaton
from detectors.numbers import allocatable, digits_of, is_allocatable, is_japanese, plan_table

ABROAD = sorted(set(COUNTRY_CODE_TO_REGION_CODE) - {1})


def described(code: int, region: str) -> tuple[re.Pattern[str], frozenset[int]]:
    of_region, of_code = PhoneMetadata.metadata_for_region, PhoneMetadata.metadata_for_nongeo_region
    metadata = of_code(code) if region == "001" else of_region(region)
    assert metadata
    assert metadata.general_desc
    return re.compile(metadata.general_desc.national_number_pattern or "-"), frozenset(
        metadata.general_desc.possible_length
    )


PATTERNS = {code: [described(code, region) for region in COUNTRY_CODE_TO_REGION_CODE[code]] for code in ABROAD}


def library_allows(code: int, national: str) -> bool:
    return len(f"{code}{national}") <= 15 and any(
        len(national) in lengths and pattern.fullmatch(national) is not None for pattern, lengths in PATTERNS[code]
    )


def accepted(numbers: list[str]) -> list[bool]:
    """What the table says of many digit strings, walked side by side."""
    table, longest = plan_table(), max(map(len, numbers))
    letters = (
        np.array([number.ljust(longest) for number in numbers], f"S{longest}").view("u1").reshape(len(numbers), -1)
    )
    states = np.full(len(numbers), START, np.int16)
    for column in letters.T:
        going = column != ord(" ")
        states[going] = table[states[going], column[going] - 48]
    verdicts: list[bool] = (table[states, ACCEPT] == 1).tolist()
    return verdicts


def nationals(code: int, rng: random.Random) -> Iterator[str]:
    """Every three digits that a number may begin with, at every possible length and one beyond either end."""
    lengths = set().union(*(lengths for _, lengths in PATTERNS[code]))
    for length in {*lengths, min(lengths) - 1, max(lengths) + 1}:
        for beginning in range(1000):
            yield (f"{beginning:03d}" + f"{rng.randrange(10**15):015d}")[:length]


@pytest.mark.parametrize("code", ABROAD)
def test_a_number_is_allocatable_exactly_where_the_library_describes_it(code: int) -> None:
    numbers = list(nationals(code, random.Random(code)))
    verdicts = accepted([f"{code}{national}" for national in numbers])
    assert [n for n, verdict in zip(numbers, verdicts, strict=True) if verdict != library_allows(code, n)] == []
    assert any(verdicts)


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_numbers_beside_a_real_one_are_judged_as_the_library_does(data: st.DataObject) -> None:
    code = data.draw(st.sampled_from(ABROAD))
    pattern, _ = data.draw(st.sampled_from(PATTERNS[code]))
    real = data.draw(st.from_regex(pattern, fullmatch=True, alphabet="0123456789"))
    at = data.draw(st.integers(0, len(real)))
    put = data.draw(st.sampled_from(["", *"0123456789"]))
    beside = real[:at] + put + real[at + data.draw(st.sampled_from([0, 1])) :]
    for national in (real, beside):
        number = f"+{code}{national}"
        assert is_allocatable(number) == library_allows(code, national)


def test_country_codes_that_nobody_has_begin_no_number() -> None:
    codes = {str(code) for code in COUNTRY_CODE_TO_REGION_CODE}
    free = [n for n in range(1000) if not any(f"{n:03d}".startswith(code) for code in codes)]
    table = plan_table()
    assert {0, 210, 999} <= set(free)
    assert [n for n in free if table[table[table[START, n // 100], n // 10 % 10], n % 10] != DEAD] == []


def examples() -> Iterator[str]:
    """The library's example of every kind of number of every region, as far as it calls it valid itself."""
    for kind in PhoneNumberType.values():
        for region in phonenumbers.SUPPORTED_REGIONS:
            yield from written(phonenumbers.example_number_for_type(region, kind))
    for code in phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS:
        yield from written(phonenumbers.example_number_for_non_geo_entity(code))


def written(number: phonenumbers.PhoneNumber | None) -> Iterator[str]:
    if number and phonenumbers.is_valid_number(number):
        yield phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


EXAMPLES = sorted(set(examples()))


def test_no_valid_number_of_any_country_is_refused() -> None:
    refused = [number for number in EXAMPLES if not is_allocatable(number)]
    assert len(EXAMPLES) > 900
    assert all(re.fullmatch(r"\+1310\d{4}", number) for number in refused), refused  # Canada's 310-XXXX: domestic only


@pytest.mark.parametrize(
    ("number", "allowed"),
    [
        ("+14155550100", True),  # 555-01XX is for fiction, yet structurally a number
        ("+14155551212", True),
        ("+18004112000", True),  # N11 exchanges exist where there is no geography
        ("+15334112000", True),
        ("+19004112000", True),
        ("+17104112000", True),
        ("+14154112000", False),
        ("+12129112000", False),
        ("+19115550100", False),  # area codes: N11, 1XX, 0XX, N9X, 37X, 96X
        ("+18115550100", False),
        ("+11235550100", False),
        ("+10235550100", False),
        ("+12915550100", False),
        ("+13725550100", False),
        ("+19605550100", False),
        ("+14151550100", False),  # exchanges: 0XX, 1XX
        ("+14150550100", False),
        ("+1000", False),
        ("+1415555010", False),
        ("+141555501000", False),
        ("+13101234", False),
    ],
)
def test_north_american_numbers_follow_the_structure_of_its_plan(number: str, allowed: bool) -> None:  # noqa: FBT001
    assert is_allocatable(number) is allowed


def test_every_area_code_in_use_is_allocatable_and_n11_is_an_exchange_only_without_geography() -> None:
    us = PhoneMetadata.metadata_for_region("US")
    assert us
    geographic, *others = (
        re.compile(kind.national_number_pattern) if kind and kind.national_number_pattern else re.compile("-")
        for kind in (us.fixed_line, us.toll_free, us.premium_rate, us.personal_number, us.uan)
    )
    wide = [area for area in range(200, 1000) if geographic.fullmatch(f"{area}2345678")]
    service = [area for area in range(200, 1000) if any(other.fullmatch(f"{area}2345678") for other in others)]
    assert len(wide) > 300
    assert len(service) > 20
    assert [area for area in wide + service if not is_allocatable(f"+1{area}2345678")] == []
    assert [area for area in service if not is_allocatable(f"+1{area}4115678")] == []
    assert [area for area in wide if is_allocatable(f"+1{area}4115678")] == []


@pytest.mark.parametrize(
    "number", ["+390612345678", "+819012345678", "+81312345678", "+442071838750", "+79161234567", "+80012345678"]
)
def test_ordinary_numbers_of_countries_with_their_own_ways_are_allocatable(number: str) -> None:
    assert is_allocatable(number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+",
        "+" + "8" * 16,
        "12",
        "4155550100",
        "anonymous",
        "+1 415 555 0100",
        "+1415555010a",
        "+٨١٩٠١٢٣٤٥٦٧٨",
        "+0",
        "+014155550100",
        "++1",
        "sip:+14155550100@example.org",
    ],
)
def test_what_is_not_e164_has_no_digits(text: str) -> None:
    assert digits_of(text) is None
    assert not is_allocatable(text)


@given(st.from_regex(r"[1-9]\d{0,14}", fullmatch=True, alphabet="0123456789"))
def test_digits_of_reads_back_what_was_written(digits: str) -> None:
    assert digits_of(f"+{digits}") == int(digits)


@settings(deadline=None)  # the first example compiles
@example("14155550100:14155550100")  # the letters on either side of the digits would reach the column of acceptance
@example("14155550100/14155550100")
@given(st.one_of(st.sampled_from([number[1:] for number in EXAMPLES]), st.text("0123456789/:a", max_size=20)))
def test_the_kernel_says_what_the_plain_function_says(text: str) -> None:
    line = np.frombuffer(f"{{+{text}}}".encode(), np.uint8)
    assert allocatable(plan_table(), line, 2, 2 + len(text)) == is_allocatable(f"+{text}")


def test_japanese_numbers_are_those_that_japan_could_allocate() -> None:
    assert is_japanese(819012345678)
    assert is_japanese(81312345678)
    assert not is_japanese(81)
    assert not is_japanese(8101234)
    assert not is_japanese(442071838750)


def test_the_table_stays_small_and_nothing_leaves_its_dead_state() -> None:
    table = plan_table()
    assert table.nbytes < 32_768  # beside the scanner's own rows in the first-level cache
    assert not table[DEAD].any()
    assert 0 <= table.min() <= table.max() < len(table)
    assert not table.flags.writeable


@pytest.mark.parametrize(
    "pattern", [r"1(?:0[02]|19)", r"(?:1|12)?3{0,2}", r"[02-46]\d?|5{2}", r"(?:1|2(?:3|4)?){2}", r"\d{1,3}"]
)
def test_a_pattern_holds_exactly_the_strings_that_it_matches(pattern: str) -> None:
    automaton = Automaton()
    everything = ["", *(f"{n:0{length}d}" for length in range(1, 5) for n in range(10**length))]
    matched = [text for text in everything if re.fullmatch(pattern, text)]
    assert sorted(automaton.strings(automaton.pattern(pattern))) == sorted(matched)


@pytest.mark.parametrize("pattern", ["1+", "1{", "1{2", "(?:1", "1)", "[1-", "[^1]", "(?!1)2", "a", "1{2,}"])
def test_a_pattern_that_is_not_understood_is_named(pattern: str) -> None:
    with pytest.raises(ValueError, match=re.escape(repr(pattern))):
        Automaton().pattern(pattern)


def test_strings_are_cut_to_the_lengths_asked_for() -> None:
    automaton = Automaton()
    numbers = automaton.of_lengths(automaton.pattern(r"1{1,5}|22{0,3}"), 1 << 1 | 1 << 4)
    assert list(automaton.strings(numbers)) == ["1", "1111", "2", "2222"]
