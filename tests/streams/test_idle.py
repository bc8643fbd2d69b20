"""Who is let go of when they have been idle, who is not, and what becomes of their slots."""

from functools import partial
from pathlib import Path

import msgspec
import pytest

from detectors.base import ACCOUNT
from detectors.memory import TOP
from detectors.spans import DAY
from streams import shard as shards
from streams.checkpoints.of_shard import ShardPages
from streams.checkpoints.paged import Page
from streams.cli import run
from streams.facts import FirstUse
from streams.idle import IDLE, Idle
from streams.paging import page, pages
from streams.raw import RawBatch
from streams.shard import ACCOUNTS_A_PAGE, Shard
from tests.oracle import Event
from tests.product import partition_of, shard

START = 1_790_000_000_000
LATER = START + IDLE + 2 * DAY
NUMBER = "+13125550100"
ANY = partial(Idle, least=1, share=1 << 30)


def attempt(account: str, id: str, ts: int, **fields: object) -> Event:
    event = {"id": id, "account": account, "ts": ts, "event": "attempt", "call": id, "direction": "outbound"}
    return event | {"from": NUMBER, "to": "+12125550123"} | fields


def fed(to: Shard, *events: Event, at: int = 0) -> list[str]:
    """Judges events from an offset on; returns who left."""
    values = [msgspec.json.encode(event) for event in events]
    of = to.feed(RawBatch("calls", to.partition or 0, range(at, at + len(values)), values))
    assert not of.dead
    return list(of.left)


def letting_go(**limits: object) -> Shard:
    """A shard that lets everybody go who may."""
    judging = shard([{"account": "a", "limits": limits}])
    judging.idle = ANY()
    return judging


def test_who_has_been_idle_for_93_days_is_let_go_of_and_comes_again_as_a_newcomer() -> None:
    judging = letting_go()
    fed(judging, attempt("a", "1", START), attempt("b", "2", START + DAY))
    assert fed(judging, attempt("b", "3", START + IDLE), at=2) == []
    assert fed(judging, attempt("c", "4", LATER), at=3) == ["a"]
    assert [judging.names, list(judging.slots)] == [["", "b", "c"], ["b", "c"]]
    used = judging.feed(RawBatch("calls", 0, [4], [msgspec.json.encode(attempt("a", "5", LATER + DAY))])).first_uses
    assert used == [FirstUse("a", 0, 4)]
    assert judging.names == ["a", "b", "c"]


def test_what_is_kept_for_good_keeps_its_account() -> None:
    """Whoever opted out has done so for good, and what was off stays off."""
    judging = letting_go()
    fed(judging, *(attempt(name, name, START) for name in ("a", "off", "gone")))
    fed(judging, {"id": "o", "account": "a", "ts": START + 1, "event": "opt-out", "to": "+12125550123"}, at=3)
    judging.tables[ACCOUNT].rows["off"][judging.slots["off"]] = 1
    assert fed(judging, attempt("c", "c", LATER), at=4) == []  # they did something since it looked last
    assert fed(judging, attempt("c", "d", LATER + DAY), at=5) == ["gone"]
    found = judging.feed(RawBatch("calls", 0, [6], [msgspec.json.encode(attempt("a", "again", LATER))])).alerts
    assert [(alert.account, alert.detector) for alert in found] == [("a", "voice.after-opt-out")]


def test_sums_that_have_not_been_told_are_told_first() -> None:
    judging = letting_go(spend_cap=1_000_000)
    ended: Event = {"event": "end", "started": START, "talk_ms": 9_000, "cost": 5}
    fed(judging, attempt("a", "1", START, **ended))
    assert fed(judging, attempt("c", "2", LATER), at=1) == []
    assert [total.account for total in judging.rest()] == ["a"]
    assert fed(judging, attempt("c", "3", LATER + 2 * DAY), at=2) == ["a"]
    assert judging.rest() == []


def test_one_clock_that_is_wrong_makes_nobody_leave() -> None:
    judging = letting_go()
    fed(judging, *(attempt(f"a{i}", f"{i}", START + i) for i in range(200)))
    assert fed(judging, attempt("wrong", "w", START + 3_650 * DAY), at=200) == []
    assert fed(judging, *(attempt(f"a{i}", f"-{i}", START + 2 * DAY + i) for i in range(100)), at=201) == []
    assert len(judging.slots) == 201


def test_whose_records_are_only_behind_their_time_stays_as_long_as_they_come() -> None:
    judging = letting_go()
    fed(judging, attempt("c", "c", LATER))
    for day in range(10):
        old, new = attempt("a", f"a{day}", START + day), attempt("c", f"c{day}", LATER + day * DAY)
        assert fed(judging, old, new, at=1 + 2 * day) == []
    assert fed(judging, attempt("c", "c10", LATER + 10 * DAY), at=21) == ["a"]


def test_who_did_something_that_a_restart_would_read_again_stays() -> None:
    judging = letting_go()
    judging.again = 0
    fed(judging, attempt("a", "1", START), at=5)
    fed(judging, attempt("c", "2", LATER), at=6)
    judging.again = 4
    assert fed(judging, attempt("c", "3", LATER + 5 * DAY), at=7) == []
    for at, again in ((8, 6), (9, 8)):
        judging.again = again
        assert fed(judging, attempt("c", f"{at}", LATER + at * DAY), at=at) == []
    judging.again = 9
    assert fed(judging, attempt("c", "10", LATER + 10 * DAY), at=10) == ["a"]


def test_few_are_not_worth_their_pages() -> None:
    judging = shard()
    judging.idle = Idle(least=3, share=2)
    fed(judging, *(attempt(f"a{i}", f"{i}", START) for i in range(4)))
    several = [attempt(f"b{i}", f"b{i}", LATER) for i in range(5)]
    assert fed(judging, *several, at=4) == []  # 4 of 9
    assert len(fed(judging, *(attempt(f"b{i}", f"c{i}", LATER + IDLE + DAY) for i in range(2)), at=9)) == 7


def test_their_room_is_used_again() -> None:
    judging, sizes = letting_go(), list[tuple[int, int]]()
    for round_ in range(5):
        at = START + round_ * (IDLE + 2 * DAY)
        ends: Event = {"event": "end", "talk_ms": 1, "dialer": True, "answered_by": "human"}
        several = [
            attempt(f"a{round_}-{i}", f"{round_}-{i}-{k}", at + DAY * k, campaign=f"c{k}", **ends, started=at)
            for k in range(2)
            for i in range(300)
        ]
        fed(judging, *several, at=600 * round_)
        sizes.append((len(judging.names), int(judging.memory[TOP])))
    assert sizes[2] == sizes[3] == sizes[4]
    assert len(judging.slots) == 300


def test_an_account_that_belongs_elsewhere_is_refused_when_it_comes_again() -> None:
    home = partition_of("a", 4)
    judging = shard(partition=(home + 1) % 4, partitions=4)
    judging.idle = ANY()
    own = next(name for name in map(str, range(99)) if partition_of(name, 4) == judging.partition)

    def refused(account: str, ts: int, at: int) -> int:
        raw = RawBatch("calls", judging.partition or 0, [at], [msgspec.json.encode(attempt(account, f"{at}", ts))])
        return len(judging.feed(raw).dead)

    assert (refused("a", START, 0), refused(own, START, 1), refused(own, LATER, 2)) == (1, 0, 0)
    assert judging.slots.keys() == {own}
    assert not judging.foreign
    assert refused("a", LATER, 3) == 1


def test_of_an_account_on_two_pages_the_one_that_was_kept_last_counts() -> None:
    """It left one page and came again on the other, which was kept before the first was kept without it."""
    before, after, filler = letting_go(), letting_go(), letting_go()
    fed(before, attempt("a", "1", START), attempt("b", "2", START))
    fed(after, attempt("c", "3", LATER), *(attempt("a", f"{i}", LATER + i) for i in range(4, 7)))
    fed(filler, *(attempt(f"f{i}", f"{i}", START) for i in range(ACCOUNTS_A_PAGE)))
    older, newer, full = (Page(at, page(of, 0)) for at, of in ((10, before), (20, after), (5, filler)))
    for order in ((older, newer, full), (newer, full, older)):
        heir = letting_go()
        ShardPages(heir).restore({str(number): one for number, one in enumerate(order)})
        assert len(heir.slots) == 3 + ACCOUNTS_A_PAGE
        assert int(heir.tables[ACCOUNT].rows["clock"][heir.slots["a"]]) == LATER + 6
        assert heir.taken[heir.slots["a"]] == 20
        assert heir.touched_pages() == [order.index(older)]
        fed(heir, attempt("a", "7", LATER + 7), attempt("new", "8", LATER + 7), at=30)
        assert len(heir.slots) == 4 + ACCOUNTS_A_PAGE
        assert heir.slots["new"] == order.index(older) * ACCOUNTS_A_PAGE
        again = letting_go()
        ShardPages(again).restore({str(number): Page(40, page(heir, number)) for number in range(pages(heir))})
        assert again.slots.keys() == heir.slots.keys()


def test_a_replay_is_the_same_for_who_was_let_go_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also what was due by the last that they did."""
    burst = [attempt("burst", f"b{i}", START + 200 * i) for i in range(6)]
    others = [attempt(f"o{day}", f"o{day}", START + day * DAY) for day in range(1, 400)]
    calls = [*burst, *others[:9], attempt("burst", "last", START + 10 * DAY), *others[10:]]
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "calls.ndjson").write_bytes(b"\n".join(map(msgspec.json.encode, calls)))
    (folder / "control.ndjson").write_bytes(b'{"event":"tick","ts":%d}' % START)

    def replayed(out: str) -> list[bytes]:
        assert run(["replay", str(folder), "--out", str(tmp_path / out), "--batch", "7"]) == 0
        return [(tmp_path / out / f"{name}.ndjson").read_bytes() for name in ("alerts", "enforcement", "dead-letter")]

    stay = replayed("stay")
    left = list[str]()

    class Listed(Idle):
        def let_go(self, *given: object) -> dict[str, int]:
            gone = super().let_go(*given)  # type: ignore[arg-type]
            left.extend(gone)
            return gone

    monkeypatch.setattr(shards, "Idle", partial(Listed, least=1, share=1 << 30))
    assert replayed("go") == stay
    assert b'"action":"lift"' in stay[1]
    assert "burst" in left
