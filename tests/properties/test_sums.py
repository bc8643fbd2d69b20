"""Findings on sums are of the traffic alone: not of its order, of its streams, of batches, or of when sums are told."""

import random
from collections import defaultdict
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.ledger import day_of, month_of
from streams.records import Alert
from tests import crossing
from tests.books import SLOT, START, event, summed
from tests.differing import OVER_TOTALS
from tests.properties.knowing import coming, known
from tests.properties.often import examples
from tests.properties.spread import spread
from tests.stories import Record
from tests.story_calls import ms

STREAMS = ("calls", "sms", "usage")
DAY = ms("24h")
TIMES = [0, SLOT - 1, SLOT, DAY - 1, DAY, 30 * DAY - 1, 30 * DAY, 31 * DAY + 5]
MOVED = [0, 1, 2, 3, 298, 500, 997]  # some of them under a hundredth of the limits below, and decisive all the same
COSTS = ["0", "0.0000004", "0.0000005", "0.000001", "0.05", "0.0499995", "7.9", "9.9", "39.95", "49.9999995"]


class Parcel(NamedTuple):
    """Bytes that were moved and a charge, at a time after START."""

    after: int
    moved: int
    cost: str


@st.composite
def parcels(draw: st.DrawFn) -> Parcel:
    return Parcel(draw(st.sampled_from(TIMES)), draw(st.sampled_from(MOVED)), draw(st.sampled_from(COSTS)))


DATES = st.fixed_dictionaries(
    {}, optional={d: st.sampled_from([START + time for time in TIMES]) for d in ("from", "until")}
)


def limits(values: Sequence[float]) -> st.SearchStrategy[object]:
    dated = st.builds(lambda value, dates: {"value": value, **dates}, st.sampled_from(values), DATES)
    return st.sampled_from(values) | st.lists(dated, max_size=3)


LIMITS = st.fixed_dictionaries(
    {}, optional={"bytes_per_day": limits([0, 300, 1_000, 2_000]), "spend_cap": limits([0, 10, 50.5, 100])}
)
DECLARED = st.builds(
    lambda limits, dates: {"id": "launch", "status": "agreed", "limits": limits, **dates},
    st.fixed_dictionaries({}, optional={"bytes_per_day": st.just(1_500), "spend_cap": st.just(60)}),
    DATES,
)
RECORDS = st.builds(
    lambda limits, declared: {"account": "acme", "limits": limits, "declared": declared},
    LIMITS,
    st.lists(DECLARED, max_size=1),
)


def scattered(traffic: Sequence[Parcel], rng: random.Random) -> dict[str, list[Record]]:
    """The traffic in some order on some streams; a transfer has no charge, so that comes as a message then."""
    streams: dict[str, list[Record]] = defaultdict(list)
    for i, parcel in enumerate(rng.sample(traffic, len(traffic))):
        stream, ts = rng.choice(STREAMS), START + parcel.after
        streams[stream].append(event(stream, f"e{i}", ts, parcel.moved, float(parcel.cost)))
        if stream == "usage":
            streams["sms"].append(event("sms", f"c{i}", ts, 0, float(parcel.cost)))
        if rng.random() < 0.3:
            streams[stream].append(streams[stream][-1] | {"bytes_in": 10**6, "bytes": 10**6})  # a duplicate
    return streams


def at(given: object, ts: int) -> float | None:
    """The value of a limit then, as the contract has it."""
    if not isinstance(given, list):
        return given  # type: ignore[return-value]  # a number, or None
    held = [d["value"] for d in given if d.get("from", 0) <= ts < d.get("until", ts + 1)]
    return held[-1] if held else None


def expected(record: Record, traffic: Sequence[Parcel]) -> set[tuple[str, int, int]]:
    """Detector, level and period of every finding: slot by slot, each held to the limit in force when it begins."""
    found = set()
    for name, detector, period in (("bytes_per_day", "bandwidth.quota", day_of), ("spend_cap", "load.spend", month_of)):
        sums: dict[int, int] = defaultdict(int)
        counted = sorted(
            (START + p.after) // SLOT * SLOT for p in traffic if weight(p, name) or p.moved or weight(p, "spend_cap")
        )
        for slot in dict.fromkeys(counted):
            start = period(slot).start
            sums[start] += sum(weight(p, name) for p in traffic if (START + p.after) // SLOT * SLOT == slot)
            usual = at(record["limits"].get(name), max(slot, start))
            announced = [
                event["limits"][name]
                for event in record["declared"]
                if name in event["limits"] and event.get("from", 0) <= slot < event.get("until", slot + 1)
            ]
            held = announced[0] if announced else usual
            found |= {(detector, level, start) for level in range(1, reached(name, sums[start], held) + 1)}
            covered = announced and usual is not None and announced[0] > usual
            found |= {(detector, 0, start)} if covered and reached(name, sums[start], usual) else set()
    return found


def weight(parcel: Parcel, name: str) -> int:
    if name == "bytes_per_day":
        return parcel.moved
    return int(Decimal(parcel.cost).quantize(Decimal("0.000001"), ROUND_HALF_UP) * 1_000_000)


def reached(name: str, total: int, limit: float | None) -> int:
    if limit is None or total == 0:
        return 0
    if name == "bytes_per_day":
        return (total > limit) + (total > limit and total >= 2 * limit)
    return (total >= Decimal(str(limit)) * 800_000) + (total >= Decimal(str(limit)) * 1_000_000)


def gist(alerts: Sequence[Alert]) -> set[tuple[str, int, int]]:
    return {(alert.detector, alert.level, alert.window.start) for alert in alerts}


@examples(50)
@given(RECORDS, st.lists(parcels(), min_size=1, max_size=14), st.integers(0, 2**32))
def test_ids_and_levels_are_of_the_traffic_alone(record: Record, traffic: list[Parcel], seed: int) -> None:
    rng = random.Random(seed)
    whole = summed([record], scattered(traffic, rng))
    assert gist(whole) == expected(record, traffic)
    assert len({alert.id for alert in whole}) == len(whole)
    for batch in (1, 3, 5_000):
        other = summed([record], scattered(traffic, rng), batch, rng.randrange(2**32))
        assert {(a.id, a.level, a.declared) for a in other} == {(a.id, a.level, a.declared) for a in whole}
        assert len(other) == len(whole)


def pooled() -> tuple[list[Record], dict[str, list[Record]]]:
    """Twelve accounts that share a pool and go beyond everything that sums are held against, by limits with dates.

    And others that have a key or a text in common, or one that is reported.
    """
    dated = {
        "bytes_per_day": [{"value": 10**6, "until": START + DAY}, {"value": 3_000, "from": START + DAY}],
        "spend_cap": [{"value": 1_000, "from": 0, "until": START + DAY}, {"value": 4, "from": START + DAY}],
    }
    names = [f"account-{i}" for i in range(12)]
    records = [
        {"account": name, "pool": "shared", "limits": dated, "contract_bps": 1 + i} for i, name in enumerate(names)
    ]
    streams: dict[str, list[Record]] = defaultdict(list)
    for slot in range(440):  # 432 of a month may be over what is contracted for
        for i, name in enumerate(names if slot < 8 else names[:2]):
            ts = START + slot * SLOT + i
            moved = 9_000 if not i and slot < 8 else 400
            streams["usage"].append(event("usage", f"u{slot}", ts, moved, account=name))
            if slot % 20 == 0:
                streams["calls"].append(event("calls", f"c{slot}", ts, 10, 0.5, name))
    for stream, events in crossing.streams().items():
        streams[stream] += events
    return [*records, *crossing.ACCOUNTS], streams


@pytest.mark.parametrize(("batch", "partitions", "workers"), [(1, 4, 3), (7, 1, 1), (7, 12, 3), (5_000, 4, 1)])
def test_ids_and_levels_are_the_same_wherever_sums_are_kept(batch: int, partitions: int, workers: int) -> None:
    records, streams = pooled()
    said = spread(streams, known(records))
    assert {alert.detector for alert in said.alerts} > OVER_TOTALS | {"sms.bulk", "email.bulk"}
    for seed in range(2):
        there = coming(records, random.Random(seed))
        assert spread(streams, there, partitions, workers, batch, seed=seed, deaths=3).gist == said.gist


@examples(20)
@given(RECORDS, st.lists(parcels(), min_size=1, max_size=14), st.integers(0, 2**32))
def test_batches_of_one_stream_change_nothing_at_all(record: Record, traffic: list[Parcel], seed: int) -> None:
    streams = scattered(traffic, random.Random(seed))
    for name, events in streams.items():
        assert summed([record], {name: events}, 1) == summed([record], {name: events})
