"""Reports that name no account: what is wrong with them is said of them as they came."""

import json
from base64 import b64decode
from pathlib import Path

import msgspec
import pytest

from streams.attribution import attributed, naming, unnamed
from streams.cli import run
from streams.events import AccountRecord
from streams.holders import Holders
from streams.raw import RawBatch
from streams.reader import Reader
from streams.stream import STREAMS
from tests.books import START

HELD = "+13125550100"
ACCOUNT = {"account": "acme", "numbers": [{"number": HELD}]}


def replayed(folder: Path, report: str) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """What is found by a report about a number that is held, and the dead letters."""
    made, out = folder / "in", folder / "out"
    made.mkdir()
    (made / "accounts.ndjson").write_text(json.dumps(ACCOUNT))
    (made / "reports.ndjson").write_text(report)
    assert run(["replay", str(made), "--out", str(out)]) == 0
    found, dead = ((out / f"{name}.ndjson").read_text().splitlines() for name in ("alerts", "dead-letter"))
    return [json.loads(line) for line in found], [json.loads(line) for line in dead]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ('"kind" : "spam", "trust": 1e999', "Number out of range - at `$.trust`"),
        ('"kind" : "spam", "trust": 2', "at `$.trust`"),
        ('"kind" : "nothing", "account": null', "at `$.kind`"),
    ],
)
def test_a_bad_report_is_buried_byte_for_byte(fields: str, why: str, tmp_path: Path) -> None:
    report = f'{{"id" : "r1", "ts": {START},  "subject":"{HELD}", {fields}}}'
    found, (letter,) = replayed(tmp_path, report)
    assert found == []
    assert why in letter["error"]
    assert b64decode(letter["value_base64"]) == report.encode()


def test_what_stands_in_fields_that_nobody_knows_does_not_matter(tmp_path: Path) -> None:
    report = f'{{"id":"r1","ts":{START},"subject":"{HELD}","kind":"spam","trust":0.95,"x":1e999,"y":{{"a":[1]}}}}'
    (alert,), dead = replayed(tmp_path, report)
    assert (alert["account"], alert["detector"], dead) == ("acme", "report.spam", [])


def test_however_deep_something_is_nested_a_report_is_read_or_buried() -> None:
    holders = Holders.of([("acme", msgspec.convert(ACCOUNT, AccountRecord))])
    reader = Reader(STREAMS["reports"])
    outcomes = set()
    for depth in range(700, 1_050):
        report = f'{{"id":"r1","ts":{START},"subject":"{HELD}","kind":"spam","x":{"[" * depth}{"]" * depth}}}'
        raw = RawBatch("reports", 0, [7], [report.encode()])
        found, dead = attributed(raw, unnamed(raw), holders, reader)
        outcomes.add((len(found), len(dead), len(unnamed(raw))))
    assert outcomes <= {(1, 0, 1), (0, 1, 1), (0, 0, 0)}  # the last is left to the reader, which buries it
    assert {(1, 0, 1), (0, 0, 0)} <= outcomes


def test_what_is_no_number_domain_or_url_is_nobodys_whatever_accounts_hold() -> None:
    record = msgspec.convert({"account": "acme", "domains": ["", ".", "shop.example"]}, AccountRecord)
    holders = Holders.of([("acme", record)])
    assert [holders.at(subject, START) for subject in (None, "", "hello", ".")] == [None] * 4
    assert holders.at("https://www.shop.example/x", START) == "acme"


def test_all_else_of_a_report_stays_as_it_is() -> None:
    named = naming(b'{"id":"r1","account":null,"trust":0.30000000000000004,"x":1e999}', "acme")
    assert named == b'{"id":"r1","account":"acme","trust":0.30000000000000004,"x":1e999}'
