"""How late an event may come: within that it counts as if it had come in time, and later in no window."""

import random
from typing import NamedTuple

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.base import ACCOUNT
from detectors.spans import MINUTE
from detectors.windows import LIMITS
from streams.facts import Accounts
from streams.raw import RawBatch
from streams.records import json
from streams.shard import Shard
from streams.stream import STREAMS
from tests.oracle import Event
from tests.product import POLICY, known
from tests.stories import START, Record
from tests.traffic import Stream, streams
from tests.traffic.messages import random_messages

LATENESS = (0, 1, 500, 10_001, 11 * MINUTE)
NOW = START + 60 * MINUTE


class Judged(NamedTuple):
    """What came of events: findings byte for byte, how many were late, and the sums of every window."""

    said: list[bytes]
    late: int
    sums: dict[tuple[str, str, str], int]


def judged(stream: str, records: list[Record], events: list[Event], batch: int = 5_000) -> Judged:
    shard = Shard(STREAMS[stream], POLICY, known(records) if records else Accounts())
    said, late, values = [], 0, [msgspec.json.encode(event) for event in events]
    for begin in range(0, len(values), batch):
        part = values[begin : begin + batch]
        fed = shard.feed(RawBatch(stream, 0, range(begin, begin + len(part)), part))
        said += [json(alert) for alert in fed.alerts]
        late += fed.late
    rows = shard.tables[ACCOUNT].rows
    sums = {
        (account, span.name, counter): int(rows[span.name][counter][slot])
        for slot, account in enumerate(shard.names)
        for span, rings in shard.layout.windows(ACCOUNT).items()
        for ring in rings
        for counter in ring.counters
    }
    return Judged(sorted(said), late, sums)


def of_windows(found: Judged) -> Judged:
    """What was said, but for `load.*`, which is exact for legs of any age."""
    return found._replace(said=[one for one in found.said if b'"detector":"load.' not in one])


def limited(records: list[Record], lateness: float) -> list[Record]:
    return [record | {"limits": {**record.get("limits", {}), "lateness": lateness}} for record in records]


def release(person: int, ts: int) -> Event:
    """A call-detail record: an unanswered call that rang for a second."""
    leg = {"id": f"e{person}", "call": f"c{person}", "account": "acme", "event": "end", "direction": "outbound"}
    told = {"ts": ts, "started": ts - 1_000, "talk_ms": 0, "ring_ms": 1_000, "hangup": "caller"}
    return {**leg, **told, "from": "+14155550100", "to": f"+1212{5_550_000 + person}"}


def acme(lateness: float) -> list[Record]:
    return [{"account": "acme", "limits": {"lateness": lateness}}]


@settings(max_examples=25, deadline=None)
@given(streams(), st.sampled_from(LATENESS), st.sampled_from((1, 3, 50)))
def test_batches_change_neither_what_is_said_nor_how_many_are_late(stream: Stream, lateness: int, batch: int) -> None:
    records = limited(stream.accounts, lateness)
    assert judged("calls", records, stream.calls, batch) == judged("calls", records, stream.calls)


@pytest.mark.parametrize("lateness", [0, 60_000])
def test_the_rows_of_one_event_are_one_late_event(lateness: int) -> None:
    send: Event = {"account": "acme", "event": "send", "mail_from": "a@acme.example"}
    late_one = {"ts": NOW - 30_000, "to": [f"{name}@mail.example" for name in "abc"]}
    mails = [send | {"id": "1", "message": "1", "ts": NOW}, send | {"id": "2", "message": "2", **late_one}]
    for batch in (1, 2):
        late = judged("email", acme(lateness), mails, batch).late
        assert late == (lateness == 0)
    accounts, messages = random_messages(5, 500, 2)
    found = {batch: judged("sms", limited(accounts, lateness), messages, batch) for batch in (1, 7, 5_000)}
    assert found[1] == found[7] == found[5_000]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 9 * MINUTE), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_within_lateness_windows_hold_the_same_in_any_order(times: list[int], rng: random.Random) -> None:
    events = [release(i, NOW - 9 * MINUTE + at) for i, at in enumerate(times)]
    last = release(999, NOW)
    ordered = sorted(events, key=lambda event: event["ts"])
    rng.shuffle(events)
    found = judged("calls", acme(9 * MINUTE), [*events, last])
    assert found.sums == judged("calls", acme(9 * MINUTE), [*ordered, last]).sums
    assert sum(found.sums.values())


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, MINUTE), st.integers(1, 5 * MINUTE), st.booleans()), min_size=1, max_size=30),
    st.sampled_from((1, 4, 100)),
)
def test_beyond_it_an_event_is_counted_as_late_and_in_no_window(steps: list[tuple[int, int, bool]], batch: int) -> None:
    lateness, clock, on_time, all_of_them, late = 2 * MINUTE, NOW, list[Event](), list[Event](), 0
    for i, (step, beyond, too_late) in enumerate(steps):
        clock += step
        on_time.append(release(2 * i, clock))
        all_of_them.append(on_time[-1])
        if too_late:
            all_of_them.append(release(2 * i + 1, clock - lateness - beyond))
            late += 1
    found, without = judged("calls", acme(lateness), all_of_them, batch), judged("calls", acme(lateness), on_time)
    assert of_windows(found) == of_windows(Judged(without.said, late, without.sums))


def test_to_the_millisecond() -> None:
    for behind, late in ((1_000, 0), (1_001, 1)):
        assert judged("calls", acme(1_000), [release(1, NOW), release(2, NOW - behind)]).late == late


def test_unless_somebody_sets_it_an_event_counts_as_long_as_a_window_reaches_back_to_it() -> None:
    assert POLICY.settings.limits["lateness"] == LIMITS["lateness"].most
    day = 24 * 60 * MINUTE
    for behind, late in ((9 * MINUTE, 0), (25 * 60 * MINUTE, 1), (31 * day, 1)):
        found = judged("calls", [], [release(1, NOW), release(2, NOW - behind)])
        assert found.late == late
        assert found.sums["acme", "day", "ended"] == 2 - late
