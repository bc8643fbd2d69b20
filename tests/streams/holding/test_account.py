"""Who asks what is held of an account is given that, and nothing of any other."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from detectors.policy import load
from streams.holding.account import _about, from_folder
from streams.outputs import FromFolder
from streams.replay import replay

EXAMPLE = Path(__file__).parents[3] / "docs" / "example"
MINE = {"kind": "total", "account": "acme", "stream": "sms"}
EMERGENCY = {"kind": "emergency", "accounts": ["acme", "globex"]}
RECORDS: list[tuple[Any, bytes | None, Any]] = [
    (MINE, b"acme", MINE),
    (MINE | {"account": "globex"}, b"globex", None),
    (MINE | {"account": "globex"}, b"acme", None),  # whatever its key says
    ({"id": "d", "decision": "approve"}, b"acme", {"id": "d", "decision": "approve"}),
    ({"id": "d", "decision": "approve"}, b"globex", None),
    ({"id": "d"}, None, None),
    (EMERGENCY, None, EMERGENCY | {"accounts": ["acme"]}),
    (EMERGENCY | {"accounts": ["globex"]}, None, None),
    (
        {"kind": "texts", "texts": [["sms/1", "acme", 0, 1, 3], ["sms/1", "globex", 0, 1, 3]]},
        None,
        {"kind": "texts", "texts": [["sms/1", "acme", 0, 1, 3]]},
    ),
    ({"kind": "texts", "texts": [["sms/1", "globex", 0, 1, 3]]}, None, None),
    (["acme"], b"acme", None),
]


@pytest.mark.parametrize(("record", "key", "due"), RECORDS)
def test_a_record_is_shown_as_far_as_it_is_about_the_account(record: Any, key: bytes | None, due: Any) -> None:  # noqa: ANN401 - JSON
    assert _about(json.dumps(record).encode(), key, "acme") == due


def test_what_cannot_be_read_is_about_nobody() -> None:
    assert _about(b"{", b"acme", "acme") is None
    assert _about(None, b"acme", "acme") is None


def test_what_a_replay_found_is_told_by_account(tmp_path: Path) -> None:
    replay(EXAMPLE, tmp_path, 100, load())
    for topic in ("alerts", "enforcement"):
        written = [json.loads(line) for line in (tmp_path / f"{topic}.ndjson").read_bytes().splitlines()]
        accounts = {record["account"] for record in written}
        assert len(accounts) > 1
        for account in accounts:
            lines = json.loads(msgspec.json.encode(list(from_folder(FromFolder(tmp_path), account))))
            told = [line["record"] for line in lines if line["topic"] == topic]
            assert told == [record for record in written if record["account"] == account]
    assert list(from_folder(FromFolder(tmp_path), "nobody")) == []
