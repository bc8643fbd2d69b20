"""Transfers, and what anything is charged: read as msgspec reads them, and to the millionth."""

import json
import random
from decimal import ROUND_HALF_UP, Decimal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.raw import RawBatch
from streams.reader import Read, Reader
from streams.stream import STREAMS
from streams.usage_events import Usage
from tests.books import START, event
from tests.streams.mutations import whole
from tests.streams.tokens import TOKENS

READERS = {name: Reader(stream) for name, stream in STREAMS.items()}
DECODER: msgspec.json.Decoder[Usage] = msgspec.json.Decoder(Usage)
TRANSFER = event("usage", "e1", START, 1_000) | {"api_key": "k", "campaign": "spring"}


def read(stream: str, values: list[bytes]) -> Read:
    return READERS[stream].read(RawBatch(stream, 0, range(len(values)), values))


def strictly(value: bytes) -> Usage | None:
    """What msgspec makes of a record, None where that is an error."""
    try:
        value.decode()
        return DECODER.decode(whole(value))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def test_every_value_in_the_place_of_every_field_is_read_as_msgspec_reads_it() -> None:
    rng, values = random.Random(1), list[bytes]()
    for name in TRANSFER:
        others = {other: value for other, value in TRANSFER.items() if other != name}
        head = json.dumps(others).encode()[:-1]
        values += [head + b', "%s": %s}' % (name.encode(), token) for token in TOKENS]
    rng.shuffle(values)
    got = read("usage", values)
    kept = dict(zip(got.places.tolist(), got.columns, strict=True))
    assert len(kept) > len(TOKENS)
    for i, value in enumerate(values):
        record = strictly(value)
        assert (record is not None) == (i in kept), value
        if record is not None:
            moved = (record.bytes_in or 0) + (record.bytes_out or 0)
            assert (int(kept[i]["ts"]), int(kept[i]["bytes"]), int(kept[i]["cost"])) == (record.ts, moved, 0)


@pytest.mark.parametrize("absent", ["service", "bytes_in", "bytes_out"])
def test_all_that_is_its_own_may_be_absent_or_null(absent: str) -> None:
    without = {name: value for name, value in TRANSFER.items() if name != absent}
    both = read("usage", [msgspec.json.encode(without), msgspec.json.encode(without | {absent: None})])
    assert not both.dead
    assert both.columns["bytes"].tolist() == [1_000 if absent == "service" else 500] * 2


@pytest.mark.parametrize("stream", ["calls", "sms"])
@settings(max_examples=300, deadline=None)
@given(cost=st.decimals(0, 10**9, allow_nan=False, places=8) | st.decimals(0, 2, allow_nan=False, places=14))
def test_a_charge_is_read_to_the_millionth_rounded_half_up(stream: str, cost: Decimal) -> None:
    written = f"{cost:f}"
    if len(written.replace(".", "").lstrip("0")) > 15:  # no double has so many digits exactly, nor does JSON promise it
        written = written[:15]
    exact = int((Decimal(written) * 1_000_000).quantize(Decimal(1), ROUND_HALF_UP))
    value = json.dumps(event(stream, "e1", START, 1)).replace('"cost": 0', f'"cost": {written}').encode()
    got = read(stream, [value, b"\n" + value])  # the second as msgspec reads it
    assert not got.dead
    assert got.columns["cost"].tolist() == [exact, exact]


@pytest.mark.parametrize(
    ("written", "exact"),
    [("0.0000005", 1), ("5e-7", 1), ("4.9e-7", 0), ("1e-9", 0), ("1E9", 10**15), ("1000000000", 10**15), ("1e-400", 0),
     ("-0.0", 0), ("0.1234565", 123_457), ("1.5e2", 150_000_000), ("999999999.999999", 999_999_999_999_999)],
)  # fmt: skip
def test_charges_may_be_written_in_any_way_of_json(written: str, exact: int) -> None:
    value = json.dumps(event("calls", "e1", START, 1)).replace('"cost": 0', f'"cost": {written}').encode()
    assert read("calls", [value]).columns["cost"].tolist() == [exact]


def test_a_body_takes_nothing_from_the_other_fields_of_its_message() -> None:
    """The scanner's room was freed while it was in use, and what masks a body got the same memory."""
    send = event("sms", "e1", START, 77, 0.25) | {"registered": True}
    bodies = [{"body": text} for text in ("hello", "x" * 150, "Your code is 123456, www.example.com")]
    rows = read("sms", [json.dumps(one).encode() for body in bodies for one in (body | send, send | body)]).columns
    assert rows["bytes"].tolist() == [77] * len(rows)
    assert rows["cost"].tolist() == [250_000] * len(rows)
    assert set(rows["registered"].tolist()) == {1}
