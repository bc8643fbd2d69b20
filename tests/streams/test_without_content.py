"""`content = off`: as if bodies and subjects had never been sent, whichever way a record is read."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.policy import load
from streams.facts import Accounts
from streams.installation import Installation, installed
from streams.raw import RawBatch
from streams.reader import Read, Reader
from streams.replay import replay
from streams.settings import Settings
from streams.shard import Shard
from streams.stream import STREAMS
from tests.streams.mutations import Fields, fields, written
from tests.streams.tokens import TOKENS

TS = 1_790_000_000_000
OFF = {name: Reader(STREAMS[name], Installation(content_read=False)) for name in ("sms", "email")}
ON = {name: Reader(STREAMS[name]) for name in ("sms", "email")}
COMMON: dict[str, Any] = {"id": "e1", "account": "acme", "ts": TS, "message": "m1"}
PARTIES = {"from": "+13125550100", "to": "+12125550123"}
EVENTS: dict[str, list[dict[str, Any]]] = {
    "sms": [
        COMMON | PARTIES | {"event": "send", "template": "spring", "registered": False},
        COMMON | PARTIES | {"event": "receive"},
        COMMON | PARTIES | {"event": "receive", "opt": "out"},
        COMMON | {"event": "verified"},
    ],
    "email": [
        COMMON | {"event": "send", "to": ["ann@mail.example", "bob@mail.example"], "unsubscribe": "none"},
        COMMON | {"event": "delivery", "to": "ann@mail.example"},
    ],
}
TEXTS = (b'"STOP"', b'"You have won a prize"', b'"\\u0053TOP"', '"停止"'.encode(), b'{"a":[{}]}', *TOKENS)


@st.composite
def written_with_content(draw: st.DrawFn, stream: str) -> tuple[bytes, bytes]:
    """A record with content in it, as it may be written, and the same without."""
    bare = fields(draw(st.sampled_from(EVENTS[stream])))
    whole: Fields = list(bare)
    for name in draw(st.lists(st.sampled_from([b'"body"', b'"subject"', b'"bod\\u0079"']), min_size=1)):
        whole.insert(draw(st.integers(0, len(whole))), (name, draw(st.sampled_from(TEXTS))))
    strange = [(b'"x"', value) for name, value in whole if (name, value) not in bare]
    return written(whole), written([*bare, *strange])


def read(reader: Reader, value: bytes) -> Read:
    return reader.read(RawBatch(reader.stream.name, 0, [7], [value]))


def meaning(found: Read) -> list[Any]:
    """What columns say, but for where texts stand."""
    names = [name for name in found.columns.dtype.names or () if not name.endswith(("_at", "_len"))]
    return [found.columns[name].tolist() for name in names]


@pytest.mark.parametrize("stream", EVENTS)
@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_a_record_is_what_it_is_with_an_unknown_field_in_the_place_of_its_content(
    stream: str, data: st.DataObject
) -> None:
    whole, bare = data.draw(written_with_content(stream))
    due = read(ON[stream], bare)
    for value in (whole, b"\n" + whole):  # no usual shape begins so
        found = read(OFF[stream], value)
        assert meaning(found) == meaning(due)
        assert len(found.dead) == len(due.dead)


@pytest.mark.parametrize("stream", EVENTS)
def test_a_record_that_cannot_be_used_is_buried_without_what_it_says(stream: str) -> None:
    value = json.dumps(COMMON | {"event": "send", "ts": "now", "body": "You have won a prize"}).encode()
    (letter,) = read(OFF[stream], value).dead
    (shown,) = read(ON[stream], value).dead
    assert shown.value == value
    assert letter.value is None
    assert letter.error == f"{shown.error}; the record is withheld, since content is off"
    assert letter._replace(value=value, error=shown.error) == shown


def test_a_record_of_another_partition_is_buried_without_what_it_says() -> None:
    value = msgspec.json.encode(EVENTS["sms"][0] | {"body": "You have won a prize"})
    shards = [
        Shard(STREAMS["sms"], load(), Accounts(), p, 2, installation=Installation(content_read=False)) for p in (0, 1)
    ]
    letters = [letter for shard in shards for letter in shard.feed(RawBatch("sms", 0, [7], [value])).dead]
    assert [letter.value for letter in letters] == [None]


def test_calls_that_cannot_be_used_come_out_as_they_came_in() -> None:
    reader = Reader(STREAMS["calls"], Installation(content_read=False))
    assert read(reader, b"{").dead[0].value == b"{"


def run(folder: Path, out: Path, *, content: bool = True) -> dict[str, bytes]:
    replay(folder, out, 100, load(), installation=installed(Settings(content=content)))
    return {path.name: path.read_bytes() for path in out.iterdir() if path.suffix == ".ndjson"}


def test_what_needs_no_content_is_found_as_ever_and_what_does_needs_a_template(tmp_path: Path) -> None:
    def sends(account: str, **said: str) -> list[dict[str, Any]]:
        return [
            COMMON | {"id": f"{account}{i}", "account": account, "ts": TS + 1_000 * i, "event": "send"}
            | {"from": "+13125550100", "message": f"{account}{i}", "to": f"+1212555{i:04}", **said}
            for i in range(220)
        ]  # fmt: skip

    def stops(account: str, **said: str) -> list[dict[str, Any]]:
        return [
            COMMON | {"id": f"{account}s{i}", "account": account, "ts": TS + 300_000 + i, "event": "receive"}
            | {"message": f"s{i}", "from": f"+1212555{i:04}", "to": "+13125550100", **said}
            for i in range(40)
        ]  # fmt: skip

    by_body = [*sends("bodies", body="Sale today at our shop"), *stops("bodies", body="STOP")]
    by_name = [*sends("names", template="sale"), *stops("names", opt="out")]
    flood = [event | {"to": "+12125559999"} for event in sends("flood", body="Sale today at our shop")]
    for name in ("in", "bare"):
        (tmp_path / name).mkdir()
    events = sorted([*by_body, *by_name, *flood], key=lambda event: event["ts"])
    for name, dropped in (("in", set[str]()), ("bare", {"body"})):
        lines = [json.dumps({k: v for k, v in event.items() if k not in dropped}) for event in events]
        (tmp_path / name / "sms.ndjson").write_text("".join(f"{line}\n" for line in lines))
    off = run(tmp_path / "in", tmp_path / "off", content=False)
    assert off == run(tmp_path / "bare", tmp_path / "never")
    found = {(alert["account"], alert["detector"]) for alert in map(json.loads, off["alerts.ndjson"].splitlines())}
    assert {("names", "sms.bulk"), ("names", "sms.opt-outs"), ("flood", "sms.flooding")} <= found
    assert not {detector for account, detector in found if account == "bodies"} & {"sms.bulk", "sms.opt-outs"}
    on = run(tmp_path / "in", tmp_path / "on")["alerts.ndjson"]
    assert ("bodies", "sms.bulk") in {(a["account"], a["detector"]) for a in map(json.loads, on.splitlines())}
