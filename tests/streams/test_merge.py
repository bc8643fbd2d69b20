"""Files as input: what is read of each format, and in which order."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from streams.errors import Failed, WrongUsage
from streams.merge import Run, found, runs, time_of


def timed(*times: object) -> bytes:
    return b"".join(json.dumps({"ts": ts}).encode() + b"\n" for ts in times)


def taken(folder: Path, size: int = 1000) -> list[tuple[str, int]]:
    """Topic and line number of each line, in the order in which they come."""
    return [(run.topic, number) for run in runs(found(folder), size) for number in run.numbers]


def test_lines_come_in_the_order_of_time_and_ties_in_that_of_the_topics(tmp_path: Path) -> None:
    (tmp_path / "control.ndjson").write_bytes(timed(5, 20))
    (tmp_path / "calls.ndjson").write_bytes(timed(5, 10, 30))
    assert taken(tmp_path) == [("calls", 1), ("control", 1), ("calls", 2), ("control", 2), ("calls", 3)]


def test_half_of_an_emoji_leaves_a_line_its_time() -> None:
    assert time_of(b'{"body":"hi \\ud83d","ts":5}') == time_of(b'{"ts":5,"\\udc00":1}') == 5


def test_no_line_overtakes_an_earlier_one_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "calls.ndjson").write_bytes(timed(10, 5, 20))
    (tmp_path / "sms.ndjson").write_bytes(timed(7, 12))
    assert taken(tmp_path) == [("sms", 1), ("calls", 1), ("calls", 2), ("sms", 2), ("calls", 3)]


@pytest.mark.parametrize(
    "bad", [b"{", b'{"ts": "5"}', b'{"ts": 99999999999999}', b"[" * 50_000, b"\xff", b'{"ts": true}']
)
def test_a_line_whose_time_cannot_be_read_follows_the_one_before_it(bad: bytes, tmp_path: Path) -> None:
    (tmp_path / "calls.ndjson").write_bytes(timed(10) + bad + b"\n" + timed(20))
    (tmp_path / "sms.ndjson").write_bytes(timed(15))
    assert taken(tmp_path) == [("calls", 1), ("calls", 2), ("sms", 1), ("calls", 3)]


@given(calls=st.lists(st.integers(1, 9)), sms=st.lists(st.integers(1, 9)), size=st.integers(1, 5))
def test_the_size_of_a_run_changes_neither_lines_nor_order(
    calls: list[int], sms: list[int], size: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("in")
    (folder / "calls.ndjson").write_bytes(timed(*calls))
    (folder / "sms.ndjson").write_bytes(timed(*sms))
    assert all(1 <= len(run.values) <= size for run in runs(found(folder), size))
    assert taken(folder, size) == taken(folder)
    assert len(taken(folder)) == len(calls) + len(sms)


def test_blank_lines_are_numbered_but_are_no_records(tmp_path: Path) -> None:
    (tmp_path / "calls.ndjson").write_bytes(b'{"a":1}\n\n  \n{"a":2}')
    assert list(runs(found(tmp_path), 10)) == [Run("calls", [1, 4], [b'{"a":1}', b'{"a":2}'])]


def test_bytes_are_kept_as_they_are(tmp_path: Path) -> None:
    odd = b' {"a": "\xff\\u0000"}\r'
    (tmp_path / "calls.ndjson").write_bytes(odd + b"\n")
    assert [run.values for run in runs(found(tmp_path), 10)] == [[odd]]


def test_compressed_lines_are_the_same_lines(tmp_path: Path) -> None:
    frames = zstandard.compress(timed(1, 2)) + zstandard.compress(timed(3))
    (tmp_path / "calls.ndjson.zst").write_bytes(frames)
    assert [run.values for run in runs(found(tmp_path), 10)] == [[b'{"ts": 1}', b'{"ts": 2}', b'{"ts": 3}']]


def test_rows_of_parquet_are_records_without_what_is_null(tmp_path: Path) -> None:
    moment = datetime(2026, 9, 21, 15, 0, 0, 123_000, UTC)
    limits = pa.array([[("cps", 5.0)], None], pa.map_(pa.string(), pa.float64()))
    numbers = pa.array([[{"number": "+14155550100", "until": None}], None])
    columns = {"account": ["a", "b"], "created": [moment, None], "limits": limits, "numbers": numbers}
    pq.write_table(pa.table(columns), tmp_path / "accounts.parquet")
    (run,) = runs(found(tmp_path), 10)
    assert list(map(json.loads, run.values)) == [
        {"account": "a", "created": 1_790_002_800_123, "limits": {"cps": 5.0}, "numbers": [{"number": "+14155550100"}]},
        {"account": "b"},
    ]


def test_columns_of_parquet_that_python_has_no_values_for_are_read_all_the_same(tmp_path: Path) -> None:
    """Nanoseconds, years of five digits, whole numbers as floats, empty maps, and columns that say nothing here."""
    held = pa.list_(pa.struct([("from", pa.timestamp("ns")), ("until", pa.timestamp("ms", "Asia/Tokyo"))]))
    columns = {
        "ts": pa.array([Decimal(5), Decimal(10000000000000000000)], pa.decimal128(38, 0)),
        "started": pa.array([7.0, None], pa.float64()),
        "cost": pa.array([0.25, 1e300]),
        "limits": pa.array([[], [("cps", 5.0)]], pa.map_(pa.string(), pa.float64())),
        "numbers": pa.array([[{"from": 1_700_000_000_000_000_001, "until": 253_402_300_799_999}], None], held),
        "note": pa.array([1, None], pa.duration("ns")),
        "at": pa.array([1, None], pa.time64("ns")),
        "country": pa.array(["JP", None]).dictionary_encode(),
    }
    pq.write_table(pa.table(columns), tmp_path / "accounts.parquet")
    (run,) = runs(found(tmp_path), 10)
    first, second = map(json.loads, run.values)
    numbers = [{"from": 1_700_000_000_000, "until": 253_402_300_799_999}]
    assert first == {
        "ts": 5,
        "started": 7,
        "cost": 0.25,
        "limits": {},
        "numbers": numbers,
        "note": 1,
        "at": 1,
        "country": "JP",
    }
    assert second == {"ts": 1e19, "cost": 1e300, "limits": {"cps": 5}}
    assert b'"started":7,' in run.values[0]


def test_a_text_of_parquet_that_is_none_is_a_record_that_cannot_be_read_and_no_failure(tmp_path: Path) -> None:
    texts = pa.array([b"acme", b"\xff"], pa.binary()).view(pa.string())
    pq.write_table(pa.table({"account": texts}), tmp_path / "accounts.parquet")
    (run,) = runs(found(tmp_path), 10)
    assert run.values == [b'{"account":"acme"}', b'{"account":"\xff"}']


def test_what_is_told_of_reading_adds_up_to_the_files(tmp_path: Path) -> None:
    (tmp_path / "calls.ndjson").write_bytes(timed(*range(1, 1000)))
    (tmp_path / "sms.ndjson.zst").write_bytes(zstandard.compress(timed(*range(1, 1000))))
    read: list[int] = []
    for _ in runs(found(tmp_path), 100, read.append):
        pass
    assert sum(read) == sum(path.stat().st_size for path in tmp_path.iterdir())


@pytest.mark.parametrize("name", ["calls.ndjson.zst", "calls.parquet"])
def test_a_file_that_is_not_what_its_name_says_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"plain text, and a good deal of it\n")
    with pytest.raises(Failed, match=name):
        taken(tmp_path)


def test_two_files_of_one_topic_are_one_too_many(tmp_path: Path) -> None:
    (tmp_path / "calls.ndjson").touch()
    (tmp_path / "calls.ndjson.zst").touch()
    with pytest.raises(WrongUsage, match=r"calls\.ndjson and calls\.ndjson\.zst both hold calls"):
        found(tmp_path)


def test_a_folder_without_input_says_what_it_could_hold(tmp_path: Path) -> None:
    (tmp_path / "call.ndjson").touch()
    with pytest.raises(WrongUsage, match=r"holds none of calls\.ndjson, sms\.ndjson"):
        found(tmp_path)
    with pytest.raises(WrongUsage, match="there is no such folder"):
        found(tmp_path / "none")
