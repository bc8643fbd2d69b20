"""Records of `sms`: the scanner accepts nothing that msgspec does not, and reads the same of what both accept."""

from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.messages import MESSAGE, NO_STATUS
from detectors.texts import LIKE_SPAM
from streams.raw import RawBatch
from streams.reader import Read, Reader
from streams.sms_events import Sms
from streams.stream import STREAMS
from tests.streams.mutations import whole

READER = Reader(STREAMS["sms"])
DECODER: msgspec.json.Decoder[Sms] = msgspec.json.Decoder(Sms)
TEXTS = ("id", "account", "campaign", "from", "to", "body")
HOW = {"body_is", *(f"{name}_{part}" for name in TEXTS for part in ("at", "len"))}  # how a record is written
MEANING = [name for name in MESSAGE.names or () if name not in HOW]

NUMBERS = ("+13125550100", "+819012345678", "tel:+1-312-555-0100", "ACME", "", "12345", "sip:a@b.example")
PRIZE = "WINNER!! You have been selected to receive a 900 prize. Call 09061701461 now to claim it"
BODIES = (
    "STOP",
    "stop!",
    "Sale at http://x.example/1",
    "Code 12",
    "12",
    "",
    "停止",
    "a\nb",
    'say "hi"',
    "é 7",
    PRIZE,
    PRIZE[:40] + "\n" + PRIZE[40:],
    None,
)
ODD: tuple[Any, ...] = (None, "", 1, -1, True, 1.5, [], {}, "x" * 200, 2**70)
numbers = st.sampled_from(NUMBERS)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "id": st.sampled_from(["1", "x" * 128]),
    "account": st.just("acme"),
    "ts": st.sampled_from([1, 1_790_000_000_000]),
    "event": st.sampled_from(["send", "status", "receive", "complaint", "verified"]),
    "message": st.sampled_from(["m1", "m2"]),
    "from": numbers,
    "to": numbers,
    "campaign": st.sampled_from([None, "spring", ""]),
    "body": st.sampled_from(BODIES),
    "template": st.sampled_from([None, "t-1", "0123456789abcdef", ""]),
    "segments": st.sampled_from([None, 1]),
    "bytes": st.sampled_from([None, 140]),
    "registered": st.sampled_from([None, True, False]),
    "cost": st.sampled_from([None, 0, 0.05, 1e-7]),
    "status": st.sampled_from(["delivered", "unknown-recipient"]),
    "code": st.sampled_from([None, 30005, 2**70, "30005"]),
    "opt": st.sampled_from([None, "out", "in"]),
    "unheard": st.sampled_from([[], {"of": 1}, "é"]),
}


@st.composite
def records(draw: st.DrawFn) -> bytes:
    """A record that is right, or nearly."""
    record = {name: draw(strategy) for name, strategy in FIELDS.items()}
    for name in draw(st.lists(st.sampled_from(sorted(FIELDS)), max_size=4)):
        record.pop(name, None)
    for name in draw(st.lists(st.sampled_from(sorted(FIELDS)), max_size=1)):
        record[name] = draw(st.sampled_from(ODD))
    return msgspec.json.encode(record)


def read(value: bytes) -> Read:
    return READER.read(RawBatch("sms", 0, [0], [value]))


def accepted(value: bytes) -> bool:
    try:
        DECODER.decode(whole(value))
    except msgspec.MsgspecError:
        return False
    return True


@settings(max_examples=1_500, deadline=None)
@given(records())
def test_it_is_read_as_msgspec_reads_it_whichever_way_it_takes(value: bytes) -> None:
    as_came, decoded = read(value), read(b"\n" + value)  # no usual shape begins so
    right = accepted(value)
    assert (len(as_came.columns), len(as_came.dead)) == ((1, 0) if right else (0, 1))
    assert (len(decoded.columns), len(decoded.dead)) == ((1, 0) if right else (0, 1))
    if right:
        for name in MEANING:
            assert as_came.columns[name][0] == decoded.columns[name][0], name


def test_a_status_that_says_nothing_is_a_record_of_which_nothing_came() -> None:
    bare = {"id": "1", "account": "acme", "ts": 1, "event": "status", "message": "m", "from": "ACME", "to": NUMBERS[0]}
    for value in (bare, bare | {"status": None}):
        assert read(msgspec.json.encode(value)).columns["status"].tolist() == [NO_STATUS]


def test_nobody_says_themselves_what_their_text_reads_like() -> None:
    said = b'{"id":"1","account":"a","ts":1,"event":"send","message":"m","from":"A","to":"B","registered":false,'
    for more in (b'"body":"Hi, see you at seven at home","content":2}', b'"body":null,"template":"t","content":2}'):
        for value in (said + more, b"\n" + said + more):
            assert read(value).columns["content"][0] != LIKE_SPAM
    prize = said + b'"body":"%b"}' % PRIZE.encode()
    assert [read(value).columns["content"][0] for value in (prize, b"\n" + prize)] == [LIKE_SPAM, LIKE_SPAM]
