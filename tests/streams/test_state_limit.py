"""State that would be too much ends a command with one line, before it is there."""

from pathlib import Path

import msgspec
import pytest

from streams import replay
from streams.cli import run
from streams.errors import Failed
from streams.facts import Accounts
from streams.installation import Installation
from streams.paging import page, restore
from streams.raw import RawBatch
from streams.shard import Shard
from streams.state_limit import half_of_memory
from streams.stream import STREAMS
from tests.stories import POLICY


def complaints(accounts: int) -> list[bytes]:
    common = {"ts": 1_790_000_000_000, "event": "complaint", "to": "+14155550100"}
    return [msgspec.json.encode({"id": f"{i}", "account": f"a{i}", **common}) for i in range(accounts)]


def shard(installation: Installation) -> Shard:
    return Shard(STREAMS["calls"], POLICY, Accounts(), 0, 1, installation=installation)


def feed(to: Shard, values: list[bytes]) -> None:
    to.feed(RawBatch("calls", 0, range(len(values)), values))


def test_a_shard_that_would_outgrow_the_limit_says_which_and_how_large_and_what_to_do() -> None:
    begins = shard(Installation()).state_bytes
    one = shard(Installation(most=2 * begins))
    with pytest.raises(Failed) as failed:
        feed(one, complaints(50_000))
    assert f"calls/0: its state of {one.state_bytes:,} bytes needs " in str(failed.value)
    assert f"of at most {2 * begins:,}" in str(failed.value)
    assert "RINGFENCE_STATE_LIMIT" in str(failed.value)
    assert one.state_bytes <= 2 * begins


def test_all_shards_of_a_process_count_for_as_long_as_they_are_there() -> None:
    begins = shard(Installation()).state_bytes
    together = Installation(most=4 * begins)
    others = [shard(together) for _ in range(3)]
    with pytest.raises(Failed, match="start more workers"):
        feed(shard(together), complaints(3_000))
    others.clear()
    feed(shard(together), complaints(3_000))


def test_state_that_is_taken_over_counts_as_well() -> None:
    whole = shard(Installation())
    feed(whole, complaints(3_000))
    pages = [page(whole, number) for number in range(12)]
    small = shard(Installation(most=shard(Installation()).state_bytes))
    for one in pages[:4]:
        restore(small, one)
    with pytest.raises(Failed, match=r"^calls/0: its state of [0-9,]+ bytes needs "):
        restore(small, pages[4])


def test_a_replay_ends_with_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "calls.ndjson").write_bytes(b"\n".join(complaints(20_000)))
    monkeypatch.setenv("RINGFENCE_STATE_LIMIT", "2000000")
    assert run(["replay", str(tmp_path), "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err.splitlines()
    assert [line for line in said if "of at most 2,000,000: start more workers" in line] == said[-1:]


def test_memory_that_runs_out_all_the_same_is_one_line_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(replay, "replay", full)
    (tmp_path / "calls.ndjson").write_bytes(b"")
    assert run(["replay", str(tmp_path), "--out", str(tmp_path / "out")]) == 1
    assert capsys.readouterr().err.startswith("ringfence: no memory is left for this process; ")


def test_what_a_container_may_use_counts_where_it_is_less_than_the_machine_has(tmp_path: Path) -> None:
    whole = half_of_memory(())
    limits = tmp_path / "memory.max", tmp_path / "none"
    for text, half in (("max\n", whole), (f"{1 << 62}\n", whole), ("1000000\n", 500_000)):
        limits[0].write_text(text)
        assert half_of_memory(limits) == half
