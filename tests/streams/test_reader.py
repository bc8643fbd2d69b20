"""Bad records: each costs itself alone and comes out as it went in, with the reason."""

from collections.abc import Sequence

import msgspec
import numpy as np
import pytest

from streams.raw import Headers, RawBatch
from streams.reader import Read, Reader
from streams.stream import STREAMS
from tests.oracle import Event
from tests.streams.tokens import FULL

READER = Reader(STREAMS["calls"])
HOUR = 3_600_000
TS = 1_790_000_000_000


def opt_out(**fields: object) -> bytes:
    event: Event = {"id": "1", "account": "acme", "ts": TS, "event": "opt-out", "to": "+12125550123"}
    return msgspec.json.encode(event | fields)


def read(
    values: Sequence[bytes | None],
    keys: Sequence[bytes | None] | None = None,
    headers: Sequence[Headers] | None = None,
    timestamps: Sequence[int] | None = None,
) -> Read:
    return READER.read(RawBatch("calls", 3, range(100, 100 + len(values)), values, keys, headers, timestamps))


def placed(value: bytes | None, key: bytes | None = b"acme", headers: Headers = (), timestamp: int = TS) -> str | None:
    """Why a record from Kafka is refused, None: it is not."""
    dead = read([value], [key], [headers], [timestamp]).dead
    return dead[0].error if dead else None


BAD: dict[str, bytes | None] = {
    "tombstone": None,
    "empty": b"",
    "blank": b" ",
    "zero byte": b"\x00",
    "zero byte behind": opt_out() + b"\x00",
    "byte order mark": b"\xef\xbb\xbf" + opt_out(),
    "no UTF-8": b'{"id":"\xff"}',
    "no UTF-8 in a field that is ignored": opt_out()[:-1] + b',"x":"\xff"}',
    "surrogate in a field that is ignored": opt_out()[:-1] + b',"x":"\xed\xa0\x80"}',
    "deep": b"[" * 100_000,
    "deep in a field that is ignored": opt_out()[:-1] + b',"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep objects": b'{"x":' * 100_000,
    "cut short": opt_out()[:-1],
    "two at once": opt_out() * 2,
    "another type": opt_out(ts="now"),
    "no such event": opt_out(event="optout"),
    "beyond 2099": opt_out(ts=4_102_444_800_000),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_record_costs_itself_alone_and_comes_out_as_it_went_in(name: str) -> None:
    good = [msgspec.json.encode(record) for record in FULL]
    values: list[bytes | None] = [*good[:2], BAD[name], *good[2:]]
    keys = [b"acme"] * 5 + [b"b"]
    headers: list[Headers] = [[("trace", b"%d" % i), ("none", None), ("trace", b"\xff")] for i in range(6)]
    timestamps = [TS + HOUR + i for i in range(6)]
    found = read(values, keys, headers, timestamps)
    (letter,) = found.dead
    assert (letter.topic, letter.partition, letter.offset) == ("calls", 3, 102)
    assert letter.value is values[2]
    assert (letter.key, letter.headers, letter.timestamp) == (keys[2], headers[2], timestamps[2])
    assert letter.error
    assert letter.error.isprintable()
    assert found.places.tolist() == [0, 1, 3, 4, 5]
    alone = read(good)
    assert np.array_equal(found.columns["id"], alone.columns["id"])
    assert np.array_equal(found.columns["callee"], alone.columns["callee"])


@pytest.mark.parametrize("half", [rb"\ud83d", rb"\uDE00", rb"\ud83d\u0041", rb"\ud83d\ud83d\ude00", rb"\\\ud83d"])
@pytest.mark.parametrize("place", [b'"name":"Ann %b"', b'"%b":1', b'"detail":["%b"]'])
def test_an_emoji_that_was_cut_in_two_hides_no_event(half: bytes, place: bytes) -> None:
    taken = read([opt_out()[:-1] + b"," + place.replace(b"%b", half) + b"}", opt_out(id="b")])
    assert not taken.dead
    assert len(taken.columns) == 2


def test_many_bad_records_keep_their_order() -> None:
    found = read([value for bad in BAD.values() for value in (bad, opt_out())])
    assert [letter.offset for letter in found.dead] == list(range(100, 100 + 2 * len(BAD), 2))
    assert found.places.tolist() == list(range(1, 2 * len(BAD), 2))


def test_a_batch_may_be_empty_or_all_bad() -> None:
    assert len(read([], [], [], []).columns) == len(read([]).dead) == 0
    nothing = read([b"{", b"}"], [b"a", None], [(), ()], [TS, TS])
    assert (len(nothing.columns), len(nothing.dead)) == (0, 2)


@pytest.mark.parametrize(
    "account", ["acme", "a" * 128, "é" * 128, "a\x00b", 'a"b', "a\\b", "a\nb", "日本", "\U0001f600", " ", "{}"]
)
def test_a_key_is_its_account_byte_for_byte(account: str) -> None:
    value, key = opt_out(account=account), account.encode()
    assert placed(value, key) is None
    assert placed(b"\n" + value, key) is None
    for other in (key + b" ", key[:-1], key.swapcase() + b"x", b"", b"\xff"):
        assert placed(value, other) == "the key is not the account; key records by `account`"
    assert placed(value, None) == "no key; key records by `account`"


def test_a_bad_record_is_refused_for_what_is_in_it_whatever_its_key() -> None:
    assert placed(b"{", b"other") == "malformed JSON: Input data was truncated"
    assert placed(None, b"acme") == "no value: a tombstone means nothing on this topic"
    assert placed(None, None) == "no value: a tombstone means nothing on this topic"


@pytest.mark.parametrize("ahead", [0, HOUR, HOUR + 1, 30 * 24 * HOUR])
def test_an_event_may_be_an_hour_ahead_of_its_ingestion(ahead: int) -> None:
    late = placed(opt_out(ts=TS + ahead))
    assert (late is None) == (ahead <= HOUR)
    assert late is None or late == f"ts is {ahead / HOUR:.1f} h ahead of its ingestion; at most 1 h is accepted"
    assert placed(opt_out(ts=TS + ahead), timestamp=TS + ahead) is None
    assert placed(opt_out(ts=1), timestamp=TS) is None  # the past is no fault


@pytest.mark.parametrize(
    ("headers", "counts"),
    [
        ([("ingested", b"%d" % (TS + 2 * HOUR))], True),
        ([("ingested", b"%d" % TS)], False),
        ([("trace", b"x"), ("ingested", b"%d" % (TS + 2 * HOUR))], True),
        ([("ingested", b"%d" % TS), ("ingested", b"%d" % (TS + 2 * HOUR))], True),
        ([("ingested", b"%d" % (TS + 2 * HOUR)), ("ingested", b"now")], True),
        ([("Ingested", b"%d" % (TS + 2 * HOUR))], False),
        ([("ingested", None)], False),
        ([("ingested", b"")], False),
        ([("ingested", b"-1")], False),
        ([("ingested", b"1.5e13")], False),
        ([("ingested", b" %d" % (TS + 2 * HOUR))], False),
        ([("ingested", "１７９０".encode())], False),
        ([("ingested", b"9" * 5_000)], False),
        ([("ingested", b"9" * 5_000), ("trace", b"x")], False),
        ([("ingested", b"9" * 18)], True),
        ([], False),
    ],
)
def test_a_header_says_when_it_was_ingested(headers: Headers, counts: bool) -> None:  # noqa: FBT001 - from the table
    assert (placed(opt_out(ts=TS + 3 * HOUR), headers=headers) is None) == counts
    mixed = read([opt_out()] * 3, [b"acme"] * 3, [(), headers, ()], [TS] * 3)
    assert not mixed.dead


def test_an_early_ingestion_outdoes_a_later_timestamp() -> None:
    assert placed(opt_out(), headers=[("ingested", b"1")]) is not None
    assert placed(opt_out(), headers=[("ingested", b"0")]) is not None


def test_lines_of_files_are_checked_neither_for_keys_nor_for_time() -> None:
    assert not read([opt_out(ts=4_102_444_799_999), opt_out(account="other")]).dead


NUMBERS = (
    "+13125550100", "+1", "+", "", "0", "+0123", "+123456789012345", "+1234567890123456", "tel:+13125550100",
    "TEL:+13125550100;ext=1", "tel:13125550100", "sip:a@b", "SIPS:a@b", "anonymous", "Anonymous", "+1 312", "é", '"',
    "\x00", "+１３１２", "tel:", "tel:+", "tel:+0", "sip:", "+13125550100\x00", "urn:service:sos",
)  # fmt: skip


@pytest.mark.parametrize("number", NUMBERS)
def test_a_held_number_is_the_number_that_a_call_shows(number: str) -> None:
    whole = FULL[0] | {"from": number, "account": "acme"}
    columns = read([msgspec.json.encode(whole), b"\n" + msgspec.json.encode(whole)]).columns
    assert columns["caller"].tolist() == [READER.number(number)] * 2


def test_other_texts_are_other_numbers() -> None:
    same, either = ("+13125550100", "tel:+13125550100", "TEL:+13125550100;ext=1"), ("anonymous", "Anonymous")
    assert len({READER.number(number) for number in same}) == len({READER.number(name) for name in either}) == 1
    assert len({READER.number(number) for number in NUMBERS}) == len(NUMBERS) - len(same) - len(either) + 2
