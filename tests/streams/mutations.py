"""Records, and what becomes of them when bytes, values or names go wrong: seeded, thousands at once."""

import random
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import get_args

import msgspec

from streams.email_events import Attachment, Authentication, Email
from streams.events import AccountRecord, Calls, Control, DatedLimit, Decision, DeclaredEvent, HeldNumber
from streams.reports_events import Report
from streams.sms_events import Sms
from streams.usage_events import Usage
from tests.passports import passport

SIGNED = passport("+13125550100", "+12125550123", 1_790_000_000_000)
FULL = (
    {"id": "e1", "account": "acme", "ts": 1_790_000_000_000, "event": "attempt", "api_key": "k", "campaign": "spring",
     "call": "c1", "direction": "outbound", "from": "+13125550100", "to": "+12125550123", "network": "pstn",
     "access": "api", "media": "voice", "attest": "A", "verstat": "TN-Validation-Passed", "identity": SIGNED,
     "pai": "+13125550100"},
    {"id": "e2", "account": "acme", "ts": 1_790_000_060_000, "event": "end", "api_key": None, "campaign": "spring",
     "call": "c1", "direction": "forward", "from": "anonymous", "to": "tel:911", "network": "sip",
     "access": "sip-trunk", "media": "fax", "started": 1_790_000_000_000, "sip": 200, "ring_ms": 8_000,
     "talk_ms": 52_000, "answered_by": "human", "dialer": True, "treatment": "agent", "greeting_ms": 1_500,
     "agent_ms": 900, "hangup": "callee", "voicemail": False, "pages": 3, "bytes": 832_000, "cost": 0.0125},
    {"id": "e3", "account": "acme", "ts": 1_790_000_060_001, "event": "complaint", "to": "+12125550123"},
    {"id": "e4", "account": "acme", "ts": 1_790_000_060_002, "event": "opt-out", "to": "sip:911@pbx.example"},
    {"id": "e5", "account": "b", "ts": 1, "event": "end", "call": "x", "direction": "inbound", "from": "",
     "to": "urn:service:sos", "started": 1, "talk_ms": 0, "hangup": "network", "cost": 7},
)  # fmt: skip

# Values as they stand in JSON: of every type, at every border of the contract, and some that are no JSON at all
NUMBERS = (
    "0", "1", "-0", "-1", "01", "-", "+1", "1.", ".5", "1e", "1e+", "1E2", "1e-2", "0.0", "1.0", "2.50", "1e5",
    "1e9", "1e10",
    "1e400", "1e-400", "-1e400", "999", "1000", "200", "6000", "255", "1000000000", "1000000000.5", "999999999.999",
    "0.123456789012345678901", "123456789.000000000000000000000001", "-0.5", "-0.0", "-12345678901234567890",
    "1790000000000",
    "4102444799999", "4102444800000", "9007199254740992", "9007199254740993", "2147483648", "4294967296",
    "999999999999999999", "1000000000000000000", "9223372036854775807", "9223372036854775808", "18446744073709551616",
    "-9223372036854775808", "1" + "0" * 400, "0" * 30, "1-5", "0x10", "1_000", "NaN", "Infinity", "-Infinity",
)  # fmt: skip
STRINGS = (
    msgspec.json.encode(SIGNED).decode(), msgspec.json.encode(SIGNED + "," + SIGNED[:90]).decode(),
    '""', '"a"', '"acme"', '"end"', '"attempt"', '"complaint"', '"opt-out"', '"send"', '"outbound"',
    '"Outbound"', '"forward "',
    '"inbound\\u0000"', '"video"', '"sip-trunk"', '"fax"', '"human"', '"message"', '"caller"', '"C"', '"AB"',
    '"TN-Validation-Failed-A"',
    '"tn-validation-failed"', '"No-TN-Validation"', '"+13125550100"', '"tel:+13125550100;ext=1"', '"+1３１２５"',
    '"\\u002b13125550100"', '"anonymous"', '"ANONYMOUS"', '"sip:911@x"', '"911"', '"\\u0039\\u0031\\u0031"',
    '"sip:\\u00e9@x"',
    '"\\ud83d\\ude00"', '"\\ud83d"', '"\\udc00\\ud83d"', '"\\u00e9é日本"', '"\\/"', '"/"', '"\\x41"', '"\\u12"',
    '"a\\nb"', '"a\nb"', '"\t"',
    '"\\""', '"\\\\"', '"\\', '"open', "'single'", '"' + "x" * 128 + '"', '"' + "x" * 129 + '"', '"' + "é" * 128 + '"',
    '"' + "é" * 129 + '"', '"' + "\\u0000" * 128 + '"', '"' + "\\u0000" * 129 + '"', '"' + "long " * 300 + '"',
    '"\x7f"',
    '"\ufeff"', '"\u2028"',
)  # fmt: skip
OTHERS = (
    "null", "true", "false", "True", "nul", "nulll", "tru", "fals", "falsey", "", " ", "[]", "{}", "[1,2]",
    "[1,]", '{"a":1}',
    '{"a":{"b":[{},[[]],"}"]}}', '{"a"}', "[" * 40 + "]" * 40, "[" * 5000 + "]" * 5000, "[" * 300, "undefined",
    "/**/1", "\x00",
)  # fmt: skip
NO_TEXT = (b'"\xff"', b'"\xc0\xaf"', b'"\xed\xa0\x80"', b"\xef\xbb\xbf1")
TOKENS = [*(token.encode() for token in NUMBERS + STRINGS + OTHERS), *NO_TEXT]
EXTREMES = {  # by how the value that was there begins: what is right by the contract and far out, or nearly so
    **dict.fromkeys(b"-0123456789", (
        b"0", b"1", b"-1", b"2147483647", b"2147483648", b"4294967296", b"4102444799999", b"4102444800000",
        b"9007199254740991", b"9007199254740992", b"9223372036854775807", b"-9223372036854775808", b"1000000000",
        b"0.0000005", b"5e-324", b"1e308", b"-1e308", b"NaN",
    )),
    b'"'[0]: (
        b'""', b'" "', b'"+999999999999999"', b'"+9999999999999999999"', b'"+0"', b'"0"', b'"' + b"long" * 4_000 + b'"',
        '"+１３１２５５５０１００"'.encode(), '"٠١٢٣"'.encode(), '"²"'.encode(), '"\u200b"'.encode(), '"İ"'.encode(),
        '"ﷺ"'.encode(), '"停止"'.encode(), b'"\\ud83d\\ude00"', b'"\\u0000"', b'"a@b@c.example"', b'"@"', b'"."',
        b'"sip:"', b'"tel:;"', b'"-0"', b'"' + b"x" * 128 + b'"',
    ),
}  # fmt: skip
STRUCTS = (AccountRecord, HeldNumber, DatedLimit, DeclaredEvent, Decision, Authentication, Attachment, Usage, Report)
NAMES = sorted(
    {"event"}
    | {
        field.encode_name
        for struct in (*STRUCTS, *(one for union in (Calls, Sms, Email, Control) for one in get_args(union)))
        for field in msgspec.structs.fields(struct)
    }
)
STRANGE_NAMES = ("", "x", "ID", "id\\u0000", "\\u0069d", "fro", "from_", "f\\u0072om", "é", "greeting_ms_or_so", "ts ")
BYTES = b'"\\{}[]:,0123456789.eE+-tfnu \t\r\n/\x00\x1f\x7f\x80\xc3\xff'
SPACES = (b" ", b"  ", b"\n", b"\r\n", b"\t", b"\x0b", b"\xc2\xa0")

Fields = list[tuple[bytes, bytes]]  # names and values, each as it stands in JSON


def fields(record: Mapping[str, object]) -> Fields:
    """A record as names and values that may go wrong one by one."""
    return [(msgspec.json.encode(name), msgspec.json.encode(value)) for name, value in record.items()]


def written(parts: Fields, space: Callable[[], bytes] = bytes) -> bytes:
    """The object, with what `space` gives between any two parts of it."""
    out = [space(), b"{"]
    for i, (name, value) in enumerate(parts):
        out += [space(), b"," if i else b"", space(), name, space(), b":", space(), value]
    return b"".join([*out, space(), b"}", space()])


def replaced(rng: random.Random, parts: Fields) -> None:
    """Another value in the place of one."""
    i = rng.randrange(len(parts))
    parts[i] = parts[i][0], rng.choice(TOKENS)


def repeated(rng: random.Random, parts: Fields) -> None:
    """A name that comes twice."""
    name, value = rng.choice(parts)
    parts.insert(rng.randrange(len(parts) + 1), (name, rng.choice((value, rng.choice(TOKENS)))))


def added(rng: random.Random, parts: Fields) -> None:
    """A field that the record did not have; the contract may know it or not."""
    name = rng.choice((*STRANGE_NAMES, *NAMES, *NAMES))
    parts.insert(rng.randrange(len(parts) + 1), (f'"{name}"'.encode(), rng.choice(TOKENS)))


def dropped(rng: random.Random, parts: Fields) -> None:
    """A field that is missing."""
    del parts[rng.randrange(len(parts))]


def escaped(rng: random.Random, parts: Fields) -> None:
    """A name or value written with escapes, which changes nothing."""
    i = rng.randrange(len(parts))
    name, value = parts[i]
    if value.startswith(b'"') and value.isascii() and b"\\" not in value and rng.random() < 0.7:
        value = b'"' + b"".join(b"\\u%04x" % byte for byte in value[1:-1]) + b'"'
    else:
        name = b'"' + b"".join(b"\\u%04x" % byte for byte in name[1:-1]) + b'"'
    parts[i] = name, value


def renamed(rng: random.Random, parts: Fields) -> None:
    """A field under another name."""
    i = rng.randrange(len(parts))
    parts[i] = f'"{rng.choice((*STRANGE_NAMES, *NAMES))}"'.encode(), parts[i][1]


def shuffled(rng: random.Random, parts: Fields) -> None:
    """Another order, which changes nothing."""
    rng.shuffle(parts)


def strained(rng: random.Random, parts: Fields) -> None:
    """A value as far out as the contract allows, or one further."""
    i = rng.randrange(len(parts))
    name, value = parts[i]
    parts[i] = name, rng.choice(EXTREMES.get(value[0] if value else 0, TOKENS))


def swapped(rng: random.Random, parts: Fields) -> None:
    """Two fields with each other's values."""
    i, j = rng.randrange(len(parts)), rng.randrange(len(parts))
    (first, one), (second, other) = parts[i], parts[j]
    parts[i], parts[j] = (first, other), (second, one)


def inner(rng: random.Random, parts: Fields) -> None:
    """What goes wrong in a list or an object that the record holds."""
    nested = [i for i, (_, value) in enumerate(parts) if value[:1] in {b"[", b"{"}]
    if not nested:
        return strained(rng, parts)
    i = rng.choice(nested)
    name, value = parts[i]
    try:
        there = msgspec.json.decode(value)
    except (ValueError, msgspec.DecodeError, RecursionError):
        return replaced(rng, parts)
    if isinstance(there, dict):
        within = fields(there)
        if within:
            rng.choice(STRUCTURE)(rng, within)
        parts[i] = name, written(within)
    else:
        elements = [(name, msgspec.json.encode(one)) for one in there]
        for _ in range(rng.choice((1, 1, 2))):
            if elements:
                rng.choice((replaced, strained, repeated, swapped, dropped, inner))(rng, elements)
        whole = [element for _, element in elements] * rng.choice((1, 1, 1, 1, 1, 40))
        parts[i] = name, b"[" + b",".join(whole) + b"]"
    return None


STRUCTURE = (
    *(replaced,) * 4,
    *(strained,) * 4,
    *(inner, inner, swapped, added, added),
    *(repeated, dropped, escaped, renamed, shuffled),
)


def torn(rng: random.Random, record: bytes) -> bytes:
    """A record with some of its bytes gone, changed, doubled or followed by others."""
    at, length, byte = rng.randrange(len(record)), rng.randint(1, 12), bytes([rng.choice(BYTES)])
    before, after = record[:at], record[at:]
    return rng.choice(
        (
            before,
            before + bytes([after[0] ^ (1 << rng.randrange(8))]) + after[1:],
            before + byte + after[1:],
            before + byte + after,
            before + after[length:],
            before + before[-length:] + after,
            record + rng.choice((b" ", b"\n", b"\r", b"\x00", b"}", b",", b"1", b"{}", record)),
        )
    )


def mutant(rng: random.Random, whole: Fields) -> bytes:
    """A record of which something has gone wrong, or is written in another way."""
    parts, kind = list(whole), rng.random()
    if kind < 0.9:
        for _ in range(rng.choice((1, 1, 1, 1, 2, 3))):
            if parts:
                rng.choice(STRUCTURE)(rng, parts)
    record = written(parts, partial(rng.choice, (b"", b"", b" ", *SPACES)) if rng.random() < 0.1 else bytes)
    return torn(rng, record) if kind >= 0.85 else record


def mutants(seed: int, count: int) -> Iterator[bytes]:
    """`count` records of `calls`, the same for the same seed; about a third of them are still right."""
    rng = random.Random(seed)
    whole = [fields(record) for record in FULL]
    for _ in range(count):
        yield mutant(rng, rng.choice(whole))


def whole(value: bytes) -> bytes:
    """A record with U+FFFD for each half of a pair of surrogates, found letter by letter."""
    text, kept, at = value.decode("latin-1"), list[str](), 0
    while at < len(text):
        code, size = _escape(text, at)
        if 0xD800 <= code < 0xDC00 and 0xDC00 <= _escape(text, at + size)[0] < 0xE000:
            size = 12
        elif 0xD800 <= code < 0xE000:
            kept.append("\\ufffd")
            at += size
            continue
        kept.append(text[at : at + size])
        at += size
    return "".join(kept).encode("latin-1")


def _escape(text: str, at: int) -> tuple[int, int]:
    """The letter that an escape is of, 0: there is none or another kind; and how long it is."""
    escape = re.fullmatch(r"\\u([0-9a-fA-F]{4})", text[at : at + 6])
    return (int(escape[1], 16), 6) if escape else (0, 2 if text[at : at + 1] == "\\" else 1)
