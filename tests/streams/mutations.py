"""Records, and what becomes of them when bytes, values or names go wrong: seeded, thousands at once."""

import random
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial

import msgspec

from tests.streams.tokens import (
    BYTES,
    EXTREMES,
    FULL,
    NAMES,
    SPACES,
    STRANGE_NAMES,
    TOKENS,
)

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
