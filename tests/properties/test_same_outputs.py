"""The order of each account's events is all that counts: not how they are cut, spread, mixed, or sent again."""

import random
from collections import Counter, defaultdict, deque
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.differing import OVER_TOTALS
from tests.oracle import Event
from tests.properties.knowing import Record, coming, known
from tests.properties.often import examples
from tests.properties.spread import Said, spread
from tests.properties.traffic import TRAFFIC, whole
from tests.traffic import Stream, streams
from tests.traffic.mails import mail_streams
from tests.traffic.messages import message_streams

BATCHES, PARTITIONS, WORKERS = (1, 7, 5_000), (1, 4, 12), (1, 3)
REMEMBERED = 64  # ids of an account
DEATHS = 3  # about

SMALL = {"calls": streams(), "sms": message_streams(), "email": mail_streams()}
every_stream = pytest.mark.parametrize("stream", sorted(TRAFFIC))


def mixed(events: Sequence[Event], rng: random.Random) -> list[Event]:
    """The accounts' events in another order among each other, the same within each."""
    own: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        own[event["account"]].append(event)
    turns = [account for account, events in own.items() for _ in events]
    rng.shuffle(turns)
    left = {account: iter(events) for account, events in own.items()}
    return [next(left[account]) for account in turns]


def repeatable(events: Sequence[Event]) -> set[tuple[str, str]]:
    """Accounts and ids of events that surely counted: the ids that came once, of first attempts, first ends and others.

    Another event under an old id may by itself be a duplicate or not; one of a leg that is known already leaves no id.
    """
    came = Counter((event["account"], event["id"]) for event in events)
    firsts: dict[tuple[str, str, str], Event] = {}
    for event in events:
        leg = event["account"], str(event.get("call", event["id"]))
        kind = event.get("event", "report")
        if (*leg, "end") not in firsts or kind != "attempt":
            firsts.setdefault((*leg, kind), event)
    return {key for key in ((event["account"], event["id"]) for event in firsts.values()) if came[key] == 1}


def with_duplicates(events: Sequence[Event], rng: random.Random, odds: float) -> list[Event]:
    """The events, some ids of which come again within their account's last 64, as they were or with other content."""
    out: list[Event] = []
    recent: dict[str, deque[Event]] = defaultdict(lambda: deque(maxlen=REMEMBERED))
    counted = repeatable(events)
    for event in events:
        own = recent[event["account"]]
        out.append(event)
        own.append(event)
        while rng.random() < odds:
            again = rng.choice(own)
            if (again["account"], again["id"]) not in counted:
                continue
            changed = {"ts": again["ts"] + rng.choice((-1, 1, 10**9))} if rng.random() < 0.5 else {}
            out.append(again | changed)
    return out


def judged(records: Sequence[Record], events: Mapping[str, Sequence[Event]]) -> Said:
    said = spread(events, known(records))
    assert said.alerts, "traffic in which nothing is found shows nothing"
    return said


@pytest.fixture(scope="module")
def all_streams() -> tuple[list[Record], dict[str, list[Event]], Said]:
    """Traffic on all streams, and what is said of it."""
    records, events = whole(31, 700, 5)
    said = judged(records, events)
    assert {alert.channel for alert in said.alerts} >= {"voice", "sms", "email"}
    assert {alert.detector for alert in said.alerts} & OVER_TOTALS
    return records, events, said


@pytest.mark.parametrize("workers", WORKERS)
@pytest.mark.parametrize("partitions", PARTITIONS)
@pytest.mark.parametrize("batch", BATCHES)
def test_neither_batches_nor_partitions_nor_workers_change_what_is_said(
    all_streams: tuple[list[Record], dict[str, list[Event]], Said], batch: int, partitions: int, workers: int
) -> None:
    records, events, said = all_streams
    seed = 100 * partitions + 10 * workers + batch % 10
    there = coming(records, random.Random(seed))
    other = spread(events, there, partitions, workers, batch, seed=seed, deaths=DEATHS)
    assert other.gist == said.gist


@every_stream
@pytest.mark.parametrize("seed", [32, 33])
def test_how_accounts_are_mixed_changes_nothing(stream: str, seed: int) -> None:
    records, events = TRAFFIC[stream](seed, 3_500, 8)
    rng = random.Random(seed)
    said = judged(records, {stream: events})
    for batch, partitions in ((613, 1), (5_000, 5)):
        assert spread({stream: mixed(events, rng)}, known(records), partitions, 1, batch).gist == said.gist


@every_stream
@pytest.mark.parametrize("seed", [35, 36])
def test_ids_that_come_again_change_nothing(stream: str, seed: int) -> None:
    records, events = TRAFFIC[stream](seed, 3_500, 8)
    again = with_duplicates(events, random.Random(seed), 0.3)
    assert len(again) > 1.2 * len(events)
    assert spread({stream: again}, known(records)).gist == judged(records, {stream: events}).gist


@pytest.mark.parametrize("stream", sorted(SMALL))
@pytest.mark.parametrize("seed", [38, 39])
def test_the_first_half_of_a_stream_has_the_findings_of_the_whole_that_cross_in_it(stream: str, seed: int) -> None:
    records, events = TRAFFIC[stream](seed, 3_500, 8)
    all_of_it = judged(records, {stream: events})
    place = {(event["account"], event["id"], event["ts"]): i for i, event in reversed(list(enumerate(events)))}
    for end in (100, len(events) // 3, len(events) // 2, len(events) - 1):
        part = spread({stream: events[:end]}, known(records))
        assert part.alerts == [
            a for a in all_of_it.alerts if a.crossing is None or place[a.account, a.crossing, a.ts] < end
        ]
        assert part.records == all_of_it.records[: len(part.records)]


@examples(12)
@given(
    st.sampled_from(sorted(SMALL)).flatmap(lambda name: st.tuples(st.just(name), SMALL[name])),
    st.sampled_from(BATCHES),
    st.sampled_from(PARTITIONS),
    st.sampled_from(WORKERS),
    st.integers(0, 2**16),
)
def test_the_same_is_said_of_a_small_stream_however_it_comes(
    of: tuple[str, Stream], batch: int, partitions: int, workers: int, seed: int
) -> None:
    name, stream = of
    rng = random.Random(seed)
    said = spread({name: stream.calls}, known(stream.accounts))
    other, there = with_duplicates(mixed(stream.calls, rng), rng, 0.1), coming(stream.accounts, rng)
    assert spread({name: other}, there, partitions, workers, batch, seed=seed, deaths=DEATHS).gist == said.gist
    end = rng.randrange(len(stream.calls) + 1)
    part = spread({name: stream.calls[:end]}, known(stream.accounts), batch=batch)
    assert part.alerts == said.alerts[: len(part.alerts)]
    assert part.records == said.records[: len(part.records)]
