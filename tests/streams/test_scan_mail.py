"""Records of `email`: the scanner accepts nothing that msgspec does not, and reads the same of what both accept."""

import random
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.mails import BOUNCE, HARD, MAIL, MOST_RECIPIENTS, NO_WAY, ONE_CLICK
from streams.email_events import Email
from streams.installation import Installation
from streams.raw import RawBatch
from streams.reader import Read, Reader
from streams.stream import STREAMS
from tests.streams.mutations import fields, mutant, whole

LISTED = "a0" * 32
READER = Reader(STREAMS["email"], Installation(malware=frozenset({LISTED})))
DECODER: msgspec.json.Decoder[Email] = msgspec.json.Decoder(Email)
TEXTS = ("id", "account", "campaign", "api_key", "from", "subject", "body")
HOW = {"body_is", *(f"{name}_{part}" for name in TEXTS for part in ("at", "len"))}  # how a record is written
MEANING = [name for name in MAIL.names or () if name not in HOW]

ADDRESSES = (
    "ann@mail.example",
    "ANN@Mail.Example",
    " bob@x.example ",
    "é@x.example",
    "",
    '"a b"@x',
    "＠",
    "a\nb",
    "\x7f",
)
AUTH: tuple[dict[str, Any] | None, ...] = (
    {"dmarc": "pass"},
    {"arc": "PASS", "dmarc": "fail"},
    {"spf": None, "new": 1},
    {},
    None,
)
FILES: tuple[list[dict[str, Any]] | None, ...] = (
    [],
    None,
    [{"sha256": LISTED.upper(), "bytes": 5}],
    [{"name": None}, {"sha256": "x", "type": "text/plain"}],
)
USUAL: dict[str, Any] = {
    "id": "1", "account": "acme", "ts": 1_790_000_000_000, "event": "send", "message": "m1", "campaign": "spring",
    "api_key": "k", "mail_from": "b@x.example", "header_from": "Ann <a@b.example>", "reply_to": None,
    "to": ["ann@mail.example"], "recipients": 1, "subject": "Hi", "body": 'Sale \n "é" at http://x.example/1',
    "bytes": 140, "auth": {"spf": "pass", "dkim": "pass", "dmarc": "fail", "arc": "none"},
    "unsubscribe": "one-click", "attachments": [],
}  # fmt: skip
ODD: tuple[Any, ...] = (None, "", 1, -1, True, 1.5, [], {}, [None], [{}], {"spf": 1}, "x" * 200, 2**70)
addresses = st.sampled_from(ADDRESSES)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "id": st.sampled_from(["1", "x" * 128]),
    "account": st.just("acme"),
    "ts": st.sampled_from([1, 1_790_000_000_000]),
    "event": st.sampled_from(["send", "send", "delivery", "complaint", "unsubscribe", "bounce"]),
    "message": st.sampled_from(["m1", "m2"]),
    "to": addresses | st.lists(addresses, max_size=4),
    "campaign": st.sampled_from([None, "spring", ""]),
    "header_from": st.sampled_from([None, "a@b.example", "Ann <a@B.example>", "x", "", "a@é.example"]),
    "recipients": st.sampled_from([None, 0, 5, 2**53]),
    "subject": st.just("Hi"),
    "body": st.sampled_from([None, "Sale at http://x.example/1\n", "12", "é", ""]),
    "bytes": st.sampled_from([None, 140]),
    "auth": st.sampled_from(AUTH),
    "unsubscribe": st.sampled_from([None, "one-click", "link", "none"]),
    "attachments": st.sampled_from(FILES),
    "bounce": st.sampled_from([None, "hard", "soft"]),
    "code": st.sampled_from([None, 550, 2**70, "5.1.1"]),
    "part": st.sampled_from([3, "x"]),
    "domain": st.just("forged.example"),
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


def read(*values: bytes, keys: Sequence[bytes] | None = None) -> Read:
    if keys is None:
        return READER.read(RawBatch("email", 0, range(len(values)), values))
    return READER.read(RawBatch("email", 0, range(len(values)), values, keys, [()] * len(values), [1] * len(values)))


def accepted(value: bytes) -> bool:
    try:
        value.decode()  # msgspec does not look into fields that it ignores
        DECODER.decode(whole(value))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False
    return True


@pytest.mark.parametrize("seed", range(4))
def test_a_mail_gone_wrong_is_read_as_msgspec_reads_it_or_not_at_all(seed: int) -> None:
    rng, whole = random.Random(seed), fields(USUAL)
    values = [mutant(rng, whole) for _ in range(5_000)]
    right = [accepted(value) for value in values]
    as_came, decoded = read(*values), read(*(b"\n" + value for value in values))
    for found in (as_came, decoded):
        assert sorted({*found.places.tolist()}) == [i for i, is_right in enumerate(right) if is_right]
    for name in MEANING:
        (unlike,) = np.nonzero(as_came.columns[name] != decoded.columns[name])
        assert [(name, values[as_came.places[i]]) for i in unlike] == []
    assert 500 < sum(right) < 4_500


@settings(max_examples=1_500, deadline=None)
@given(records())
def test_it_is_read_as_msgspec_reads_it_whichever_way_it_takes(value: bytes) -> None:
    as_came, decoded = read(value), read(b"\n" + value)  # no usual shape begins so
    right = accepted(value)
    assert [len(found.dead) for found in (as_came, decoded)] == [0 if right else 1] * 2
    assert len(as_came.columns) == len(decoded.columns)
    assert (len(as_came.columns) > 0) == right
    for name in MEANING:
        assert as_came.columns[name].tolist() == decoded.columns[name].tolist(), name


@settings(max_examples=300, deadline=None)
@given(st.lists(records(), max_size=6))
def test_rows_stand_in_the_order_of_their_records(values: list[bytes]) -> None:
    alone = [read(value) for value in values]
    together = read(*values)
    assert together.places.tolist() == [i for i, found in enumerate(alone) for _ in found.columns]
    assert [letter.offset for letter in together.dead] == [i for i, found in enumerate(alone) if found.dead]
    for name in MEANING:
        rows = [row for found in alone for row in found.columns[name].tolist()]
        assert together.columns[name].tolist() == rows, name


def mail(**fields: Any) -> bytes:  # noqa: ANN401 - values of JSON
    """A send."""
    return msgspec.json.encode({"id": "1", "account": "a", "ts": 1, "event": "send", "message": "m", **fields})


def test_a_send_is_a_row_for_each_recipient() -> None:
    columns = read(mail(to=["ann@x.example", "bob@x.example", " Ann@X.Example"], recipients=9)).columns
    assert columns["part"].tolist() == [0, 1]
    assert columns["recipients"].tolist() == [1, 1]
    assert len(set(columns["destination"].tolist())) == 2
    heard = read(b'{"id":"2","account":"a","ts":1,"event":"delivery","message":"m","to":"BOB@x.example"}').columns
    assert heard["destination"][0] == columns["destination"][1]
    assert len(set(columns["id"].tolist())) == 1


@pytest.mark.parametrize(
    ("fields", "recipients"),
    [({"recipients": 7}, 7), ({"to": [], "recipients": 7}, 7), ({}, 0), ({"recipients": 2**53}, MOST_RECIPIENTS)],
)
def test_recipients_whom_nobody_names_are_one_row(fields: dict[str, Any], recipients: int) -> None:
    (row,) = read(mail(**fields)).columns
    assert (row["recipients"], row["destination"], row["part"]) == (recipients, 0, 0)


def test_columns_hold_what_the_record_says() -> None:
    said = {"unsubscribe": "none", "auth": {"arc": "pass", "dmarc": "fail"}, "attachments": FILES[2], "bytes": 99}
    (row,) = read(mail(to=["a@x.example"], **said)).columns
    assert (row["unsubscribe"], row["authentic"], row["dmarc_failed"], row["listed"]) == (NO_WAY, 1, 1, 1)
    assert (row["bytes"], row["caller"], row["template"]) == (99, 0, 0)
    (row,) = read(mail(to=["a@x.example"], unsubscribe="one-click", header_from="A <b@mail.c.example>")).columns
    assert (row["unsubscribe"], row["authentic"], row["listed"]) == (ONE_CLICK, 0, 0)
    assert row["caller"] == READER.number("c.example")
    bounce = b'{"id":"2","account":"a","ts":1,"event":"bounce","message":"m","bounce":"hard","code":550}'
    (row,) = read(bounce).columns
    assert (row["event"], row["bounce"], row["destination"]) == (BOUNCE, HARD, 0)


def test_keys_and_times_are_those_of_records() -> None:
    values = [
        mail(to=["a", "b"]),
        mail(account="b", to=["a", "b"]),
        mail(to=["c", "d", "e"], ts=7_200_000),
        mail(to=["f"]),
    ]
    found = read(*values, keys=[b"a", b"a", b"a", b"a"])
    assert [letter.offset for letter in found.dead] == [1, 2]
    assert found.places.tolist() == [0, 0, 3]
    assert np.array_equal(found.columns["part"], [0, 1, 0])
