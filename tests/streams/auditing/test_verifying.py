"""The audit log tells what was done to it."""

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.policy import load
from streams.auditing.entry import Entry, sum_of, told, written
from streams.auditing.verifying import Stored, entries, heads, verified
from streams.errors import Failed, WrongUsage


def chain(count: int, partition: int = 0) -> list[Stored]:
    found, last = list[Stored](), None
    for i in range(count):
        said = Entry(ts=1_000 * i, kind="decision", what="approve", by="ito", id=f"{partition}-{i}", account="acme")
        last = said.behind(last)
        found.append(Stored(partition, 2 * i, written(last)))
    return found


def changed(record: Stored, **fields: object) -> Stored:
    entry = msgspec.json.decode(record.value, type=Entry)
    return record._replace(value=written(msgspec.structs.replace(entry, **fields)))


def resealed(record: Stored) -> Stored:
    """What somebody would write who knows how hashes are made, in the place of an entry."""
    entry = msgspec.json.decode(record.value, type=Entry)
    entry = msgspec.structs.replace(entry, by="nobody", hash="")
    return record._replace(value=written(msgspec.structs.replace(entry, hash=entry.sum())))


WHOLE = [*chain(5), *chain(3, partition=1)]
DONE: dict[str, tuple[Callable[[list[Stored]], Sequence[Stored]], str]] = {
    "changed": (lambda log: [*log[:2], changed(log[2], by="nobody"), *log[3:]], "0: offset 4: entry 2 is not as it"),
    "changed with its hash": (lambda log: [*log[:2], resealed(log[2]), *log[3:]], "0: offset 6: entry 3 was not writ"),
    "taken out": (lambda log: [*log[:2], *log[3:]], "0: offset 6: entry 3 stands where 2 is due: what was before it"),
    "cut off before": (lambda log: log[1:], "0: offset 2: entry 1 stands where 0 is due: what was before it is gone"),
    "swapped": (lambda log: [*log[:1], log[2], log[1], *log[3:]], "0: offset 4: entry 2 stands where 1 is due"),
    "put in": (lambda log: [*log[:2], Stored(0, 3, b'{"seq":2}'), *log[2:]], "0: offset 3: is no entry"),
    "emptied": (lambda log: [*log[:2], log[2]._replace(value=b""), *log[3:]], "0: offset 4: holds nothing"),
    "written otherwise": (
        lambda log: [*log[:2], log[2]._replace(value=log[2].value + b" "), *log[3:]],
        "0: offset 4: is no entry",
    ),
    "in another partition": (
        lambda log: [*log[:5], log[5], log[3]._replace(partition=1, offset=1), *log[6:]],
        "1: offset 1: entry 3 stands where 1 is due",
    ),
}


def test_what_was_written_is_whole() -> None:
    found = verified(WHOLE)
    assert (found.whole, found.entries, found.repeated, found.broken) == (True, 8, 0, None)
    assert {partition: head.entries for partition, head in found.heads.items()} == {"0": 5, "1": 3}


@pytest.mark.parametrize("what", DONE)
def test_the_first_place_that_is_not_as_it_was_is_named(what: str) -> None:
    do, said = DONE[what]
    found = verified(do(list(WHOLE)))
    assert not found.whole
    assert (found.broken or "").startswith(f"ringfence.audit {said}")


def test_what_a_worker_said_twice_breaks_nothing() -> None:
    found = verified([*WHOLE[:3], WHOLE[1], *WHOLE[3:]])
    assert (found.whole, found.entries, found.repeated) == (True, 8, 1)
    assert entries([*WHOLE[:3], WHOLE[1], *WHOLE[3:]]) == entries(WHOLE)


def test_an_end_that_was_cut_off_shows_against_how_far_it_went_once(tmp_path: Path) -> None:
    once = tmp_path / "once.json"
    once.write_bytes(msgspec.json.encode(verified(WHOLE)))
    assert verified([*WHOLE[:3], *WHOLE[5:]]).whole  # nothing in the log itself tells
    cut = verified([*WHOLE[:3], *WHOLE[5:]], heads(once))
    assert cut.broken == "ringfence.audit 0: has 3 entries, and had 5: its end is gone"
    other = [Stored(0, i, written(entry)) for i, entry in enumerate(_begun_again())]
    assert verified([*other, *WHOLE[5:]], heads(once)).broken == "ringfence.audit 0: entry 4 is another one than it was"
    assert verified([*WHOLE[:5], *chain(4, 1)], heads(once)).whole
    with pytest.raises(WrongUsage, match="no-such-file"):
        heads(tmp_path / "no-such-file")


def _begun_again() -> list[Entry]:
    last, found = None, []
    for i in range(6):
        last = Entry(ts=i, kind="policy", what="in force").behind(last)
        found.append(last)
    return found


def test_what_is_no_entry_is_not_listed_but_named() -> None:
    with pytest.raises(Failed, match=r"ringfence\.audit 0: offset 3: is no entry"):
        entries([*WHOLE[:2], Stored(0, 3, b"{}")])


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_no_byte_can_change(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(WHOLE) - 1))
    value = bytearray(WHOLE[place].value)
    at, to = data.draw(st.integers(0, len(value) - 1)), data.draw(st.integers(0, 255))
    same = value[at] == to
    value[at] = to
    found = verified([*WHOLE[:place], WHOLE[place]._replace(value=bytes(value)), *WHOLE[place + 1 :]])
    assert found.whole == same


def test_a_policy_is_the_same_one_wherever_its_file_is(tmp_path: Path) -> None:
    ours = tmp_path / "ours.toml"
    ours.write_text('["load.calls-per-second"]\nlimits = { cps = 5.0 }\n')
    elsewhere = tmp_path / "elsewhere.toml"
    elsewhere.write_text(ours.read_text() + "# by kim\n")
    assert sum_of(load(ours)) == sum_of(load(elsewhere)) != sum_of(load())


def test_an_entry_cannot_write_to_a_terminal_what_it_likes() -> None:
    assert "\x1b" not in told(Entry(ts=0, kind="decision", what="approve", by="\x1b[2J"))
