"""What a number is: nobody's, impossible, or for emergencies."""

import re
from functools import lru_cache

import phonenumbers

_E164 = re.compile(r"\+[1-9][0-9]{0,14}")
_TEL = re.compile(r"tel:(\+[0-9().-]+)(?:;.*)?", re.IGNORECASE | re.DOTALL)
_SIP = re.compile(r"sips?:(\+[0-9().-]+)(?:[;:][^@]*)?@.+", re.IGNORECASE | re.DOTALL)
_DIALLED = re.compile(r"tel:([0-9]+)(?:;.*)?|sips?:([0-9]+)(?:[;:][^@]*)?@.+", re.IGNORECASE | re.DOTALL)
_SOS = re.compile(r"urn:service:sos(?:\.[a-z0-9.-]+)?", re.IGNORECASE)
_SHORT_CODE = re.compile(r"[0-9]{1,8}")
_NANP = re.compile(r"[2-9][0-8][0-9][2-9][0-9]{6}")  # NPA-NXX-XXXX; N9X is kept for longer numbers
_JAPAN = re.compile(r"[1-9][0-9]{8}|[25-9]0[0-9]{8}")  # geographic, or 20, 50, 60, 70, 80, 90 and eight digits

_EVERYWHERE = frozenset({"112", "911"})
_BY_COUNTRY = {"JP": {"110", "118", "119"}, "GB": {"999"}, "US": set[str](), "CA": set[str]()}


def emergency_numbers(country: str | None) -> frozenset[str]:
    """The emergency numbers of an account's country; every known one where the country is None.

    >>> sorted(emergency_numbers("GB"))
    ['112', '911', '999']
    """
    if country is None:
        return _EVERYWHERE.union(*_BY_COUNTRY.values())
    return _EVERYWHERE.union(_BY_COUNTRY.get(country, ()))


def is_emergency(to: str, numbers: frozenset[str]) -> bool:
    """Whether calling `to` reaches one of these emergency numbers.

    >>> [is_emergency(to, emergency_numbers("US")) for to in ("911", "tel:911", "SIP:911@pbx.example", "+911", "110")]
    [True, True, True, False, False]
    """
    uri = _DIALLED.fullmatch(to)
    return (uri[1] or uri[2] if uri else to) in numbers or _SOS.fullmatch(to) is not None


def plain(number: str) -> str:
    """The number of a `tel:+...` URI, without visual separators; else the text, whose case is no matter.

    >>> plain("tel:+13125550100;ext=5"), plain("tel:+1-(312)-555.0100"), plain("tel:911"), plain("+13125550100")
    ('+13125550100', '+13125550100', 'tel:911', '+13125550100')
    >>> plain("ACME") == plain("Acme"), plain("sip:Ann@b.example"), plain("É")
    (True, 'sip:Ann@b.example', 'É')
    """
    if re.match("sips?:", number, re.IGNORECASE):
        return number
    return _in_uri(_TEL, number) or re.sub("[A-Z]", lambda capital: capital[0].lower(), number)


def called(to: str) -> str:
    """The same of a callee, for whom a SIP URI with a number of E.164 is that number.

    >>> called("sip:+13125550100@pbx.example;user=phone"), called("sip:+1@"), called("tel:+1-312-555-0100")
    ('+13125550100', 'sip:+1@', '+13125550100')
    """
    return _in_uri(_SIP, to) or plain(to)


def _in_uri(scheme: re.Pattern[str], text: str) -> str | None:
    uri = scheme.fullmatch(text)
    number = re.sub("[().-]", "", uri[1]) if uri else ""
    return number if is_e164(number) else None


def person(to: str, emergency: frozenset[str]) -> str:
    """Whom a call to `to` reaches: a number, a short code that says enough by itself, or else the text as it is.

    >>> [person(to, frozenset({"911"})) for to in ("tel:+13125550100", "sip:911@pbx.example", "tel:0120", "12345678")]
    ['+13125550100', '911', '0120', '12345678']
    >>> [person(to, frozenset({"911"})) for to in ("sip:1000@pbx.example", "tel:0120;ext=1", "urn:service:sos")]
    ['sip:1000@pbx.example', 'tel:0120;ext=1', '112']
    """
    if _SOS.fullmatch(to):
        return "112"
    uri = _DIALLED.fullmatch(to)
    digits = (uri[1] or uri[2]) if uri else to
    alone = to.lower() in {digits, f"tel:{digits}"}
    return digits if _SHORT_CODE.fullmatch(digits) and (alone or digits in emergency) else called(to)


def is_e164(number: str) -> bool:
    """Whether a plain number has the form of E.164, allocatable or not.

    >>> is_e164("+911"), is_e164("911"), is_e164("+0911"), is_e164("+1234567890123456")
    (True, False, False, False)
    """
    return _E164.fullmatch(number) is not None


def is_japanese(number: str) -> bool:
    """Whether this is a number that Japan's plan can hand out.

    >>> [is_japanese(number) for number in ("+819012345678", "+8112", "09012345678")]
    [True, False, False]
    """
    return number.startswith("+81") and _JAPAN.fullmatch(number.removeprefix("+81")) is not None


def is_nameless(number: str) -> bool:
    """Whether this is `anonymous` or a SIP URI, which no rule about numbers judges.

    >>> is_nameless("Anonymous"), is_nameless("sip:me@example.com"), is_nameless("tel:+13125550100")
    (True, True, False)
    """
    lowered = number.lower()
    return lowered == "anonymous" or lowered.startswith(("sip:", "sips:"))


@lru_cache(maxsize=100_000)
def is_invalid(number: str) -> bool:
    """Whether this is malformed, or a number that the plan of its country cannot hand out.

    >>> [is_invalid(number) for number in ("+13125550100", "+819012345678", "+442079460000", "sip:a@b")]
    [False, False, False, False]
    >>> [is_invalid(number) for number in ("13125550100", "+19115550100", "+1000", "+8112", "+999123456", "")]
    [True, True, True, True, True, True]
    """
    if is_nameless(number):
        return False
    number = plain(number)
    if not is_e164(number):
        return True
    if number.startswith("+1"):
        return not _is_nanp(number.removeprefix("+1"))
    if number.startswith("+81"):
        return not is_japanese(number)
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return True
    national = phonenumbers.national_significant_number(parsed)
    regions = phonenumbers.region_codes_for_country_code(parsed.country_code or 0)
    return not any(_is_described(national, parsed.country_code or 0, region) for region in regions)


def _is_described(national: str, code: int, region: str) -> bool:
    """Whether a region's plan has numbers like this, in use or not."""
    plan = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(code, region)
    general = plan and plan.general_desc
    if not general or general.national_number_pattern is None:
        return False
    return len(national) in general.possible_length and bool(re.fullmatch(general.national_number_pattern, national))


def _is_nanp(national: str) -> bool:
    return bool(_NANP.fullmatch(national)) and national[1:3] != "11"
