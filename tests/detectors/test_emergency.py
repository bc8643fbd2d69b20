"""Emergency numbers by country, for people and for kernels."""

import re

import pytest
from phonenumbers import PhoneMetadata
from phonenumbers.shortnumberinfo import SUPPORTED_SHORT_REGIONS, is_emergency_number

from detectors.emergency import (
    LONGEST_SHORT,
    UNKNOWN_COUNTRY,
    emergency_numbers,
    emergency_table,
    is_emergency,
    listed,
    short_code,
)

SHORT = [f"{n:0{length}d}" for length in (2, 3, 4) for n in range(10**length)]


@pytest.mark.parametrize("country", sorted(SUPPORTED_SHORT_REGIONS))
def test_a_country_has_the_librarys_numbers_and_those_that_work_everywhere(country: str) -> None:
    numbers = emergency_numbers(country)
    extra = {"112", "911"} | ({"118"} if country == "JP" else set())
    metadata = PhoneMetadata.short_metadata_for_region(country)
    pattern = re.compile(metadata.emergency.national_number_pattern or "-" if metadata and metadata.emergency else "-")
    assert extra | set(filter(pattern.fullmatch, SHORT)) == {number for number in numbers if len(number) <= 4}
    assert all(is_emergency_number(number, country) for number in numbers - extra)
    assert max(map(len, numbers)) <= LONGEST_SHORT


@pytest.mark.parametrize("country", [None, "", "ZZ"])
def test_an_unknown_country_has_the_numbers_of_the_main_markets(country: str | None) -> None:
    assert emergency_numbers(country) == {"110", "112", "118", "119", "911", "999"}


@pytest.mark.parametrize(
    ("to", "country"),
    [
        ("911", None),
        ("112", "JP"),
        ("118", "JP"),
        ("118", "jp"),
        ("000", "AU"),
        ("999", "GB"),
        ("tel:911", "US"),
        ("tel:911;phone-context=+1", "US"),
        ("sip:911@pbx.example", "US"),
        ("SIPS:911@pbx.example;transport=tls", "US"),
        ("sip:911;phone-context=+1@pbx.example", "US"),
        ("urn:service:sos", None),
        ("URN:service:sos.police.municipal", "JP"),
    ],
)
def test_calls_for_help_are_recognised(to: str, country: str | None) -> None:
    assert is_emergency(to, country)


@pytest.mark.parametrize(
    ("to", "country"),
    [
        ("+911", "US"),
        ("+1911", "US"),
        ("tel:+1911", "US"),
        ("9110", "US"),
        ("0911", "US"),
        ("00", "AU"),
        ("110", "US"),
        ("999", "JP"),
        ("sip:911", "US"),
        ("sip:911.example", "US"),
        ("sip:alice@911.example", "US"),
        ("sip:+911@pbx.example", "US"),
        ("urn:service:sosage", None),
        ("urn:service:counseling", None),
        ("", None),
        ("anonymous", None),
        ("911\n", "US"),
        ("٩١١", "US"),
    ],
)
def test_other_calls_are_not(to: str, country: str | None) -> None:
    assert not is_emergency(to, country)


def test_codes_of_short_numbers_keep_zeros_in_front() -> None:
    assert len({short_code(to) for to in ("0", "00", "000", "11", "011", "1", "01", "001")}) == 8
    assert short_code("000") == 1000
    assert short_code("tel:112") == short_code("urn:service:sos.fire") == 1112
    assert short_code("12345678") == 112345678
    assert {short_code(to) for to in ("", "123456789", "+112", "sip:alice@example.org", "anonymous")} == {0}


def test_the_table_and_its_kernel_say_the_same_as_the_sets() -> None:
    countries, codes = emergency_table()
    assert UNKNOWN_COUNTRY not in countries.values()
    everybodys = {number for country in countries for number in emergency_numbers(country)}
    for country, row in [(None, UNKNOWN_COUNTRY), *countries.items()]:
        named = {number for number in everybodys if listed(codes, row, short_code(number))}
        assert named == emergency_numbers(country), country
        assert not listed(codes, row, 0)
        assert not listed(codes, row, short_code("99999999"))


def test_the_table_is_sorted_and_shared() -> None:
    countries, codes = emergency_table()
    assert sorted(countries.values()) == list(range(1, len(codes)))
    assert all(sorted(row[row > 0]) == list(row[row > 0]) and row[-1] == 0 for row in codes)
    assert emergency_table().codes is codes
    assert not codes.flags.writeable
