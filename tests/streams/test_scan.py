"""The scanner against msgspec: it accepts nothing that msgspec does not, and reads the same of what both accept."""

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from detectors import calls
from streams.event_text import unescaped
from streams.events import Attempt, Calls, End
from streams.raw import RawBatch
from streams.reader import Read, Reader
from streams.stream import STREAMS
from tests.streams.mutations import mutants, whole, written
from tests.streams.tokens import FULL, TOKENS

READER = Reader(STREAMS["calls"])
DECODER: msgspec.json.Decoder[Calls] = msgspec.json.Decoder(Calls)
TEXTS = {  # columns, fields
    "id": "id",
    "account": "account",
    "campaign": "campaign",
    "api_key": "api_key",
    "from": "from_",
    "to": "to",
    "identity": "identity",
    "pai": "pai",
}
PLACES = [f"{name}_{part}" for name in TEXTS for part in ("at", "len")]  # where texts stand, which spaces move
NAMES = STREAMS["calls"].fields
MEANING = [name for name in calls.CALL.names or () if name not in PLACES]


def read(values: Sequence[bytes]) -> Read:
    return READER.read(RawBatch("calls", 0, range(len(values)), values))


def strictly(value: bytes) -> Calls | None:
    """What msgspec makes of a record, None where that is an error."""
    try:
        value.decode()  # msgspec does not look into fields that it ignores
        return DECODER.decode(whole(value))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def text(of: Read, row: NDArray[Any], name: str) -> str:
    begin, length = int(row[f"{name}_at"]), int(row[f"{name}_len"])
    return unescaped(of.text[begin : begin + length].tobytes()) if length else ""


def assert_read_as_msgspec_does(values: Sequence[bytes]) -> int:
    """Of each record exactly one: columns, the same whatever way it took, or dead. Returns how many are right."""
    records = [strictly(value) for value in values]
    as_came = read(values)
    places = set(as_came.places.tolist())
    wrong = [letter.offset for letter in as_came.dead]
    assert len(as_came.columns) == len(places)
    assert sorted([*places, *wrong]) == list(range(len(values)))
    differ = [values[i] for i, record in enumerate(records) if (record is not None) != (i in places)]
    assert differ == [], "msgspec and the reader do not agree on whether this is a record"
    accepted = [record for record in records if record is not None]
    canonical = [msgspec.json.encode(record) for record in accepted]
    scanned, decoded = read(canonical), read([b"\n" + value for value in canonical])  # no usual shape begins so
    for other in (scanned, decoded):
        assert not other.dead
        for name in MEANING:
            (unlike,) = np.nonzero(as_came.columns[name] != other.columns[name])
            assert [(name, values[as_came.places[i]]) for i in unlike] == []
    for i, record in enumerate(accepted):
        for of in (as_came, scanned, decoded):
            texts = {column: getattr(record, field, "") or "" for column, field in TEXTS.items()}
            assert {column: text(of, of.columns[i], column) for column in TEXTS} == texts
    return len(accepted)


@pytest.mark.parametrize("seed", range(8))
def test_a_record_gone_wrong_is_read_as_msgspec_reads_it_or_not_at_all(seed: int) -> None:
    right = sum(assert_read_as_msgspec_does(list(mutants(1_000 * seed + i, 2_500))) for i in range(10))
    assert 5_000 < right < 20_000  # of 25,000: a fuzzer whose records are all alike shows nothing


def test_every_value_in_the_place_of_every_field() -> None:
    values = []
    for record in FULL:
        whole = [(f'"{name}"'.encode(), msgspec.json.encode(value)) for name, value in record.items()]
        for name in NAMES:
            others = [part for part in whole if part[0] != f'"{name}"'.encode()]
            values += [written([*others, (f'"{name}"'.encode(), token)]) for token in TOKENS]
    assert assert_read_as_msgspec_does(values) > len(values) // 4


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


CHANGES = st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=9), JSON, max_size=4)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(FULL), CHANGES), min_size=1, max_size=8))
@example([(FULL[1], {"cost": 1e5})])
def test_any_values_are_read_as_msgspec_reads_them(changes: list[tuple[dict[str, object], dict[str, object]]]) -> None:
    assert_read_as_msgspec_does([msgspec.json.encode(record | change) for record, change in changes])


NEARLY_JSON = st.text('{}[]":,.0123456789eE+-truefalsn\\ \n', max_size=60).map(str.encode)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.binary(max_size=60) | NEARLY_JSON))
def test_any_bytes_are_a_dead_letter(values: list[bytes]) -> None:
    assert assert_read_as_msgspec_does(values) == 0


WORDS = {
    "event": ("attempt", "end", "complaint", "opt-out"),
    "direction": ("outbound", "inbound", "forward"),
    "network": ("pstn", "sip", "app", "video"),
    "access": ("api", "sip-trunk"),
    "media": ("voice", "fax"),
    "attest": (None, "A", "B", "C"),
    "answered_by": (None, "human", "machine", "fax"),
    "treatment": ("agent", "message"),
    "hangup": (None, "caller", "callee", "network"),
}
VERSTATS = {
    "TN-Validation-Passed": calls.VERIFIED,
    "TN-Validation-Failed": calls.FAILED,
    "No-TN-Validation": calls.NOT_VALIDATED,
}


def meant(record: Calls) -> dict[str, int]:
    """The columns that follow from a record's fields alone, by the contract."""
    row = {"ts": record.ts, "event": WORDS["event"].index(str(record.__struct_config__.tag))}
    for name in ("direction", "network", "access", "media", "attest", "answered_by", "treatment", "hangup"):
        if isinstance(record, (Attempt, End)) and hasattr(record, name):
            word = getattr(record, name)
            row[name] = 0 if word is None else WORDS[name].index(word)
    if isinstance(record, Attempt):
        said = (record.verstat or "").lower()
        row["verstat"] = next((code for start, code in VERSTATS.items() if said.startswith(start.lower())), 0)
    if isinstance(record, End):
        row |= {name: getattr(record, name) for name in ("started", "talk_ms")}
        row |= {name: getattr(record, name) or 0 for name in ("bytes", "sip", "dialer", "voicemail")}
        ringing = max(record.ts - record.started - record.talk_ms, 0)  # where that is not said
        row["ring_ms"] = ringing if record.ring_ms is None else record.ring_ms
        row |= {name: -1 if (ms := getattr(record, name)) is None else ms for name in ("greeting_ms", "agent_ms")}
        row["pages"] = min(record.pages or 0, 1_000_000)
    return row


def test_columns_hold_what_the_record_says() -> None:
    values = [value for value in mutants(99, 6_000) if strictly(value)]
    columns = read(values).columns
    for value, row in zip(values, columns, strict=True):
        record = strictly(value)
        assert record is not None
        expected = meant(record)
        assert {name: int(row[name]) for name in expected} == expected, value
        unset = {name for name in MEANING if name not in expected and row[name] != 0}
        allowed = {"id", "account", "check", "campaign", "api_key", "callee", "callee_is", "destination"}
        allowed |= {"hosted", "shifted"} | ({"passport"} if isinstance(record, Attempt) and record.identity else set())
        allowed |= {"japanese", "cost"} if isinstance(record, End) and record.cost else {"japanese"}
        of_legs = {"call", "caller", "caller_is", "shown"}
        assert unset <= (allowed | of_legs if isinstance(record, (Attempt, End)) else allowed)


def test_the_same_text_has_the_same_number_and_another_text_another() -> None:
    same = (b'"acme"', b'"\\u0061cme"', b'"acm\\u0065"'), (b'"\xc3\xa9"', b'"\\u00e9"')
    others = (
        b'"Acme"',
        b'"acme "',
        b'"acme\\u0000"',
        b'"e\\u0301"',
        b'"acme, a name that is longer"',
        b'"acme, a name"',
    )
    record = b'{"id":%s,"account":%s,"ts":1,"event":"opt-out","to":""}'
    columns = read([record % (value, value) for value in (*same[0], *same[1], *others)]).columns
    for name in ("id", "account", "check"):
        found = columns[name].tolist()
        assert len(set(found[:3])) == len(set(found[3:5])) == 1
        assert len(set(found)) == 2 + len(others)
