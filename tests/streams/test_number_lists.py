import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from types import SimpleNamespace
from typing import Any, cast

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.cli import run
from streams.errors import WrongUsage
from streams.facts import Accounts
from streams.installation import Installation
from streams.judging import Judging
from streams.metrics import Metrics
from streams.number_lists import DO_NOT_ORIGINATE, NumberList
from streams.raw import RawBatch
from streams.records import Alert
from tests.stories import FOREIGN, POLICY, account

NOW = 1_790_000_000_000


def written(path: Path, *lines: str) -> Path:
    """The file, put in the place of the one before."""
    draft = path.with_suffix(".new")
    draft.write_text("\n".join(lines))
    draft.replace(path)
    return path


def lists(of: NumberList, *numbers: int, ts: int = NOW) -> list[bool]:
    return list(map(bool, of.lists(np.array(numbers), np.full(len(numbers), ts))))


def test_numbers_and_what_they_begin_with_a_line_each(tmp_path: Path) -> None:
    text = "# of today", "", "+18005550100  # a bank", "  +1888555*  ", "+44*"
    of = NumberList(DO_NOT_ORIGINATE, written(tmp_path / "list", *text))
    assert lists(of, 18005550100, 18005550101, 1800555010, 18885550000, 1888555, 188855, 442079460000, 4) == [
        *(True, False, False),
        *(True, True, False),
        *(True, False),
    ]
    assert (
        lists(NumberList(DO_NOT_ORIGINATE), 18005550100)
        == lists(NumberList(DO_NOT_ORIGINATE, written(tmp_path / "list")), 4)
        == [False]
    )


def test_an_entry_counts_by_its_dates(tmp_path: Path) -> None:
    lines = "+1 from 2026-12-01 until 2026-12-02", "+1 from 2027-01-01T08:00+09:00", "+1* until 2020-01-01"
    of = NumberList(DO_NOT_ORIGINATE, written(tmp_path / "list", *lines))
    moments = {
        "2019-12-31T23:59:59.999Z": True,
        "2020-01-01T00:00Z": False,
        "2026-11-30T23:59:59.999Z": False,
        "2026-12-01T00:00Z": True,
        "2026-12-01T23:59:59.999Z": True,
        "2026-12-02T00:00Z": False,
        "2026-12-31T22:59:59Z": False,
        "2026-12-31T23:00Z": True,
    }
    times = [int(datetime.fromisoformat(text).timestamp() * 1000) for text in moments]
    assert [lists(of, 1, ts=ts)[0] for ts in times] == list(moments.values())


PERIOD = st.tuples(st.integers(0, 9), st.integers(1, 9)).map(lambda of: (of[0], of[0] + of[1]))
LISTED = st.tuples(st.integers(1, 1_300), st.booleans(), PERIOD)


@given(st.lists(LISTED, max_size=30), st.lists(st.tuples(st.integers(1, 13_000), st.integers(0, 20)), min_size=1))
def test_a_number_is_listed_where_any_line_says_so(
    lines: list[tuple[int, bool, tuple[int, int]]], asked: list[tuple[int, int]]
) -> None:
    def date(day: int) -> str:
        return datetime.fromtimestamp(day * 86_400, UTC).date().isoformat()

    of = NumberList(
        DO_NOT_ORIGINATE,
        lines=(f"+{digits}{'*' * more} from {date(begin)} until {date(end)}" for digits, more, (begin, end) in lines),
    )
    numbers, days = np.array(asked).T
    expected = [
        any(
            begin <= day < end and (str(number).startswith(str(digits)) if more else number == digits)
            for digits, more, (begin, end) in lines
        )
        for number, day in asked
    ]
    assert of.lists(numbers, days * 86_400_000).tolist() == expected


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("18005550100", "give one number"),
        ("+0123", "give one number"),
        ("+1234567890123456", "give one number"),
        ("+1 800 555 0100", "give one number"),
        ("+1800*555", "give one number"),
        ("+1 from 2026-12-01 to 2027-01-01", "give one number"),
        ("+1 from tomorrow", "a date is written"),
        ("+1 from 2026-13-01", "a date is written"),
        ("+1 until 2026-02-30", "a date is written"),
        ("+1 from 2027-01-01 until 2026-01-01", "ends before it begins"),
    ],
)
def test_a_line_that_is_wrong_is_named(tmp_path: Path, line: str, wrong: str) -> None:
    with pytest.raises(WrongUsage, match=rf"^do_not_originate_list: .*list: line 2: [^\n]*{wrong}[^\n]*$"):
        NumberList(DO_NOT_ORIGINATE, written(tmp_path / "list", "# first", line))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match=r"do_not_originate_list: .*none: cannot be read: No such file"):
        NumberList(DO_NOT_ORIGINATE, tmp_path / "none")
    (tmp_path / "bytes").write_bytes(b"\xff")
    with pytest.raises(WrongUsage, match=r"do_not_originate_list: .*bytes: not text in UTF-8"):
        NumberList(DO_NOT_ORIGINATE, tmp_path / "bytes")


def test_a_file_that_has_changed_is_read_again(tmp_path: Path) -> None:
    of = NumberList(DO_NOT_ORIGINATE, written(tmp_path / "list", "+1"))
    written(tmp_path / "list", "+2")
    assert lists(of, 1, 2) == [True, False]
    of.refresh()
    assert lists(of, 1, 2) == [False, True]


def test_a_file_that_has_not_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of = NumberList(DO_NOT_ORIGINATE, written(tmp_path / "list", "+1"))
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: pytest.fail("it was read again"))
    of.refresh()
    NumberList(DO_NOT_ORIGINATE).refresh()


def test_a_list_stays_as_it_was_where_the_new_one_is_wrong_which_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "ringfence")
    path = written(tmp_path / "list", "+1")
    of = NumberList(DO_NOT_ORIGINATE, path)
    for change in (lambda: written(path, "+1", "+x"), path.unlink):
        caplog.clear()
        change()
        of.refresh()
        of.refresh()
        assert lists(of, 1) == [True]
        (said,) = caplog.messages
        assert said.startswith(f"do_not_originate_list: {path}: ")
        assert said.endswith("; the list stays as it was")
    written(path, "+2")
    of.refresh()
    assert lists(of, 1, 2) == [False, True]


def test_a_worker_judges_the_next_batch_by_the_new_list(tmp_path: Path) -> None:
    path, said = written(tmp_path / "list", "+2"), list[str]()

    async def nothing(*_: object) -> None: ...

    async def alerts(_: object, found: Sequence[Alert], __: int) -> None:
        said.extend(alert.detector for alert in found)

    publisher = SimpleNamespace(
        alerts=alerts, first_uses=nothing, internal=nothing, dead_letters=nothing, metrics=Metrics()
    )
    accounts = SimpleNamespace(table=lambda _: Accounts(), refresh=nothing)
    lists = Installation(do_not_originate=NumberList(DO_NOT_ORIGINATE, path))
    stage = Judging("calls", POLICY, cast("Any", accounts), cast("Any", publisher), lists)
    stage.assign([0], 1)
    stage.checkpoints = {0: cast("Any", SimpleNamespace(position=0))}
    values = [msgspec.json.encode(event) for event in account().attempts(30, "5s").each(caller=FOREIGN).events]
    asyncio.run(stage._take(RawBatch("calls", 0, range(15), values[:15])))
    assert said == []
    written(path, FOREIGN)
    asyncio.run(stage._take(RawBatch("calls", 0, range(15, 30), values[15:])))
    assert said == ["voice.invalid-caller-id"]


def test_a_hundred_thousand_entries_cost_a_batch_nearly_nothing() -> None:
    rng = np.random.default_rng(1)
    listed = rng.integers(10**10, 10**11, 100_000)
    of = NumberList(DO_NOT_ORIGINATE, lines=[*map("+{}".format, listed), *map("+{}*".format, listed[:1_000] // 10**4)])
    callers = np.concatenate([rng.integers(10**10, 10**11, 4_990), listed[:10]])
    of.lists(callers, np.full(5_000, NOW))
    begun = process_time()
    for _ in range(10):
        assert of.lists(callers, np.full(5_000, NOW))[-10:].all()
    assert process_time() - begun < 0.1


@pytest.mark.parametrize(("line", "code", "findings"), [(FOREIGN, 0, 1), ("+1000", 0, 0), ("+x", 2, 0)])
def test_replay_takes_it_from_the_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, code: int, findings: int
) -> None:
    (tmp_path / "in").mkdir()
    story = account().attempts(30, "5s").each(caller=FOREIGN)
    (tmp_path / "in" / "calls.ndjson").write_bytes(b"\n".join(map(msgspec.json.encode, story.events)))
    monkeypatch.setenv("RINGFENCE_DO_NOT_ORIGINATE_LIST", str(written(tmp_path / "list", line)))
    assert run(["replay", str(tmp_path / "in"), "--out", str(tmp_path / "out")]) == code
    alerts = tmp_path / "out" / "alerts.ndjson"
    assert (alerts.read_bytes().count(b'"voice.invalid-caller-id"') if alerts.exists() else 0) == findings
