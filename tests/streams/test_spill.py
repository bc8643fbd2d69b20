"""State on disk is the same state, and leaves nothing behind."""

import re
from pathlib import Path

import pytest

from detectors.memory import TOP, enlarged, memory
from streams import spill
from streams.errors import WrongUsage
from streams.facts import Accounts
from streams.installation import Installation
from streams.paging import page
from streams.raw import RawBatch
from streams.shard import Shard
from streams.stream import STREAMS
from tests.stories import POLICY, told
from tests.traffic.messages import random_messages


def shard(folder: Path | None, records: list[bytes]) -> Shard:
    installation, accounts = Installation(folder=folder), Accounts()
    installation.arena = spill.into(folder, least=0)
    assert not accounts.feed(RawBatch("accounts", 0, range(len(records)), records))
    return Shard(STREAMS["sms"], POLICY, accounts, installation=installation)


def test_what_is_found_and_what_is_kept_is_the_same(tmp_path: Path) -> None:
    _, events = random_messages(3, 4_000, 8, "mixed")
    inside, outside = shard(None, []), shard(tmp_path, [])
    alerts = told(inside, events)
    assert alerts
    assert told(outside, events) == alerts
    assert int(outside.memory[TOP]) > len(memory())  # it had to grow, into a file
    assert page(outside, 0) == page(inside, 0)
    assert not list(tmp_path.iterdir())


def test_it_is_the_file_that_holds_it(tmp_path: Path) -> None:
    arena = enlarged(memory(), 1 << 20, spill.into(tmp_path, least=1))
    arena[-1] = 7
    maps = Path("/proc/self/maps").read_text("utf-8")
    assert re.search(rf"^[0-9a-f-]+ rw-s .* {re.escape(str(tmp_path))}/.*\(deleted\)$", maps, re.MULTILINE)


def test_a_folder_that_cannot_be_used_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match=r"^RINGFENCE_SPILL_FOLDER: .*nowhere: state cannot be kept there: No such"):
        spill.into(tmp_path / "nowhere")
