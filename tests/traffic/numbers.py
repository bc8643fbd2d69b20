"""Numbers: of a country's plan, impossible, for emergencies; and the ways in which one is written."""

import random

SHORT_NUMBERS = ("911", "112", "110", "118", "119", "999")
LOOKALIKES = ("+911", "+112", "9110", "0911")  # none of them reaches an emergency service
NAMELESS = ("anonymous", "Anonymous", "ANONYMOUS", "sip:desk@pbx.example", "sips:desk@pbx.example")
BROKEN = (
    "+19115550100",
    "+11235550100",
    "+1000",
    "12",
    "",
    "+",
    "13125550100",
    "+1 312 555 0100",
    "tel:+13125550100",
    "+8112",
    "+999123456",
    "+4412",
    "unknown",
    "911",
    "+1234567890123456",
    "+１３１２５５５０１００",
)
STRANGE = (*BROKEN, *NAMELESS, "12345678", "123456789", "sip:+13125550100@pbx.example", "+819012345678", "+0123", "+8")
ELSEWHERE = ("+442079460000", "+33142685300", "+12125550123", "+13125550199", "+81312345678")
AREAS = ("212", "415", "312", "617", "206", "404", "713", "303", "503", "602")
TEL = ("tel:{}", "TEL:{};ext=5", "tel:{};phone-context=example.com")
SHORT = (*TEL, "sip:{}@pbx.example", "SIPS:{};user=phone@pbx.example")
SOS = ("urn:service:sos", "urn:service:sos.police", "URN:SERVICE:SOS")


def japanese(rng: random.Random) -> str:
    """A number of Japan, mostly a mobile one."""
    if rng.random() < 0.1:
        return f"+813{rng.randrange(20_000_000, 100_000_000)}"
    return f"+81{rng.choice((50, 70, 80, 90))}{rng.randrange(10_000_000, 100_000_000)}"


def any_number(rng: random.Random, country: str | None) -> str:
    """A number of the country's plan, or of North America's."""
    if country == "JP":
        return japanese(rng)
    return f"+1{rng.choice(AREAS)}{rng.randrange(220, 310)}{rng.randrange(10_000):04d}"


def neighbor(rng: random.Random, number: str) -> str:
    """Another number of the same exchange, or of about as many digits in common; mostly."""
    shared = rng.choice((8, 8, 8, 8, 9, 7))
    return f"{number[:shared]}{rng.randrange(10_000):04d}" if number.startswith("+") else number


def spelt(rng: random.Random, number: str) -> str:
    """The number as a URI of the same number; other texts as they are."""
    if number == "112" and rng.random() < 0.3:
        return rng.choice(SOS)
    if number.isdecimal() and number.isascii():
        return rng.choice(SHORT).format(number)
    return rng.choice(TEL).format(number) if number.startswith("+") else number
