"""One partition: who belongs to it, what spoils its state, and what must not."""

import msgspec
import pytest

from streams.facts import FirstUse
from streams.fed import Fed
from streams.paging import page
from streams.raw import RawBatch
from streams.shard import Shard
from streams.stream import STREAMS
from tests.oracle import Event
from tests.product import known, partition_of, product, shard
from tests.stories import POLICY
from tests.streams.test_reader import BAD
from tests.traffic import random_traffic

START = 1_790_000_000_000
HELD, FOREIGN = "+13125550100", "+14155550111"
LAST = 4_102_444_799_999
STRANGE = [
    "a", "A", "a ", " a", "a\x00", "\x00", "a\x00b", 'a"b', "a\\b", "a\\u0000", "a\nb", "a/b", "{}", "{0}", "%s",
    "<b>&amp;</b>", "é", "e\u0301", "日本", "\U0001f600", "\u202e", "\x7f", "a" * 128, "a" * 127 + "b", "é" * 128,
    "\x00" * 128, "null", "0",
]  # fmt: skip


def attempt(account: str, i: int, **fields: object) -> Event:
    event = {"id": f"{i}", "account": account, "ts": START + i, "event": "attempt", "call": f"c{i}"}
    return event | {"direction": "outbound", "from": HELD, "to": "+12125550123"} | fields


def feed(to: Shard, calls: list[Event], keyed: bool = False, offset: int = 0) -> Fed:  # noqa: FBT001, FBT002
    values = [msgspec.json.encode(call) for call in calls]
    keys = [call["account"].encode() for call in calls] if keyed else None
    return to.feed(RawBatch("calls", to.partition or 0, range(offset, offset + len(values)), values, keys))


def test_accounts_of_any_name_are_accounts_of_their_own() -> None:
    records: list[Event] = [{"account": name, "numbers": [{"number": HELD}]} for name in STRANGE]
    calls = [attempt(name, i) for i in range(4) for name in STRANGE]
    for batch in (1, 5, 1_000):
        said = product(records, calls, batch)
        assert [(a.account, a.detector, a.crossing) for a in said.alerts] == [
            (name, "load.calls-per-second", "3") for name in STRANGE
        ]
        assert [record.account for record in said.records] == STRANGE
        assert len({alert.id for alert in said.alerts}) == len({record.case for record in said.records}) == len(STRANGE)


def test_campaigns_of_any_name_are_campaigns_of_their_own() -> None:
    ends = [
        attempt(
            "acme",
            i,
            event="end",
            id=f"{i}-{j}",
            call=f"c{i}-{j}",
            started=START,
            talk_ms=9_000,
            dialer=True,
            answered_by="human",
            campaign=name,
        )
        for i in range(100)
        for j, name in enumerate(["", *STRANGE])
    ]
    for batch in (7, 10_000):
        found = [
            a.subject.value for a in product([], ends, batch).alerts if (a.subject.kind, a.level) == ("campaign", 1)
        ]
        assert found == STRANGE


def test_samples_are_ids_as_they_came() -> None:
    few = [attempt("acme", i, id=id, **{"from": "12"}, network="video") for i, id in enumerate(STRANGE[-10:])]
    (alert,) = product([], few).alerts
    assert alert.crossing == STRANGE[-1]
    assert list(alert.samples) == STRANGE[-6:]  # kept from the fifth on
    ids = [*(f"{i}" for i in range(100 - len(STRANGE))), *STRANGE]
    ended: Event = {"event": "end", "started": START, "talk_ms": 9_000, "dialer": True, "answered_by": "human"}
    many = [attempt("acme", i, **ended | {"id": id}) for i, id in enumerate(ids)]
    found = [alert for alert in product([], many).alerts if alert.detector == "voice.abandoned-calls"]
    assert [list(alert.samples) for alert in found] == [STRANGE[-10:]] * 2


def test_samples_are_of_the_window_that_the_finding_names() -> None:
    day = 9 * 10**7
    first = [attempt("acme", i, **{"from": "12"}, network="video") for i in range(30)]
    later = [attempt("acme", day + i, id=f"{i}-", **{"from": "12"}, network="video") for i in range(12)]
    _, again = product([], [*first, *later]).alerts
    assert list(again.samples) == [f"{i}-" for i in range(4, 10)]  # none of the stretch before


@pytest.mark.parametrize("partitions", [1, 4, 12])
def test_a_record_in_another_partition_than_its_keys_is_refused(partitions: int) -> None:
    for partition in range(partitions):
        judging = shard((), partition, partitions)
        calls = [attempt(name, i) for i, name in enumerate(STRANGE * 2)]
        fed = feed(judging, calls, keyed=True, offset=100)
        elsewhere = [i for i, call in enumerate(calls) if partition_of(call["account"], partitions) != partition]
        assert [letter.offset for letter in fed.dead] == [100 + i for i in elsewhere]
        assert [letter.key for letter in fed.dead] == [calls[i]["account"].encode() for i in elsewhere]
        assert fed.events == len(calls) - len(elsewhere)
        for letter, i in zip(fed.dead, elsewhere, strict=True):
            home = partition_of(calls[i]["account"], partitions)
            assert (
                f"partition {partition} does not hold this account: murmur2 of its key gives {home} of {partitions}"
                in letter.error
            )
            assert "partitioner=murmur2_random" in letter.error
        assert feed(judging, calls, keyed=True).dead != [] or elsewhere == []


def test_partitions_are_those_of_kafkas_java_client() -> None:
    known_homes = {"21": -973932308, "foobar": -790332482, "a-little-bit-long-string": -985981536}
    for key, hashed in known_homes.items():  # from org.apache.kafka.common.utils.UtilsTest
        assert partition_of(key, 12) == (hashed & 0x7FFFFFFF) % 12


def test_bad_records_among_good_ones_change_nothing() -> None:
    accounts, calls = random_traffic(5, 3_000, 5)
    clean, troubled = shard(accounts), shard(accounts)
    wanted = feed(clean, calls)
    values: list[bytes | None] = [msgspec.json.encode(call) for call in calls]
    for i, bad in enumerate(BAD.values()):
        values[100 * i : 100 * i] = [bad]
    found = troubled.feed(RawBatch("calls", 0, range(len(values)), values))
    assert found.alerts == wanted.alerts != []
    assert len(found.dead) == len(BAD)
    assert [page(troubled, 0)] == [page(clean, 0)]


def test_the_first_and_last_times_that_there_are() -> None:
    for ts in (1, LAST):
        calls = [attempt("acme", i, ts=ts, **{"from": "12"}) for i in range(10)]
        said = product([], calls)
        assert [(a.detector, a.ts) for a in said.alerts] == [
            ("load.calls-per-second", ts),
            ("voice.invalid-caller-id", ts),
        ]
        assert len(said.records) == 2
    both = [attempt("acme", i, ts=1 + (LAST - 1) * (i % 2), **{"from": "12"}, network="video") for i in range(20)]
    assert [a.ts for a in product([], both).alerts] == [LAST]  # the first ones are too late to count


def test_new_facts_are_used_from_the_next_batch_on_and_said_to_be() -> None:
    accounts = known([{"account": "acme", "numbers": [{"number": HELD}]}])
    judging = Shard(STREAMS["calls"], POLICY, accounts)
    calls = [attempt("acme", i, ts=START + 20_000 * i, **{"from": FOREIGN}) for i in range(9)]
    first = feed(judging, calls, offset=50)
    assert first.first_uses == [FirstUse("acme", 0, 50)]
    assert feed(judging, [attempt("b", 1)], offset=59).first_uses == []
    newer = msgspec.json.encode({"account": "acme", "numbers": [{"number": HELD}, {"number": FOREIGN}]})
    accounts.feed(RawBatch("accounts", 0, [7], [newer]))
    more = [attempt("acme", 9 + i, ts=START + 20_000 * (9 + i), **{"from": FOREIGN}) for i in range(9)]
    second = feed(judging, more, offset=60)
    assert second.first_uses == [FirstUse("acme", 7, 60, before=0)]
    assert second.alerts == []


def test_accounts_that_nothing_is_known_of_are_named_before_they_are_judged() -> None:
    judging = shard([{"account": "acme"}])
    values = [msgspec.json.encode(attempt(name, i)) for i, name in enumerate(["acme", "b", "b", "é"])]
    assert judging.read(RawBatch("calls", 0, range(4), values)).unknown_accounts == ["b", "é"]
    assert judging.read(RawBatch("calls", 0, range(4), values)).unknown_accounts == []


def test_one_account_may_do_a_hundred_times_what_others_do() -> None:
    quiet = [attempt(f"a{i % 50}", i, ts=START + 400 * i) for i in range(500)]
    loud = [attempt("loud", 1_000 + i, ts=START + i // 200, id=f"l{i}") for i in range(40_000)]
    alone, together = product([], quiet), product([], sorted(quiet + loud, key=lambda call: call["ts"]))
    assert [a for a in together.alerts if a.account != "loud"] == alone.alerts
    assert {a.account for a in together.alerts} == {"loud"}
