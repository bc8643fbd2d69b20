"""A shard that is taken over at any record goes on as if nothing had happened, whenever account records had come."""

import random

from hypothesis import given
from hypothesis import strategies as st

from streams.internal import Internal
from streams.judging import as_before
from streams.records import Alert, json
from tests.oracle import Event
from tests.properties.keeper import Keeper, heir, lines
from tests.properties.often import examples
from tests.properties.traffic import TRAFFIC


@examples(30)
@given(st.sampled_from(sorted(TRAFFIC)), st.integers(0, 2**32), st.integers(1, 400), *[st.integers(0, 400)] * 2)
def test_it_goes_on_as_if_nothing_had_happened(stream: str, seed: int, batch: int, kept_at: int, died_at: int) -> None:
    rng = random.Random(seed)
    records, events = TRAFFIC[stream](rng.randrange(10_000), 400, 6)
    kept_at, died_at = min(kept_at, died_at), max(kept_at, died_at)
    # each account's record comes at some time, and may come again with other limits
    limits = [{"cps": limit, "bytes_per_day": 10**6 * limit} for limit in (1, 3, 50)]
    versions = [record | {"limits": limit} for record in records for limit in limits]
    coming = sorted((rng.randrange(450), i) for i in range(len(versions)))
    facts: list[tuple[int, object]] = []
    first, said, kept = Keeper(stream), list[Alert | Internal](), list[bytes]()
    at = 0
    while at < min(died_at, len(events)):
        while coming and coming[0][0] <= at:
            _, i = coming.pop(0)
            facts.append((len(facts), versions[i]))
            first.hear(*facts[-1])
        end = min(at + rng.randint(1, batch), died_at, len(events))
        if at <= kept_at:
            end = min(end, kept_at) if end > kept_at > at else end
            if at == kept_at or not kept:
                kept, saved_at = first.state(), at
        said += first.judge(lines(stream, 0, events, at, end))
        at = end
    if not kept:
        return
    facts += [(len(facts) + n, versions[i]) for n, (_, i) in enumerate(coming)]
    second, again = heir(first, kept, saved_at, facts), list[Alert | Internal]()
    begin = max(saved_at - rng.randrange(50), 0)  # the oldest page may be older than this one
    while begin < at:
        end = min(begin + rng.randint(1, 400), at)
        again += second.judge_again(lines(stream, 0, events, begin, end))
        begin = end
    before, since = list(map(json, said)), list(map(json, again))
    there = set(since)
    assert [one for one in before if one in there] == since
    assert second.state() == first.state()


def test_a_thousand_newcomers_are_one_batch() -> None:
    keeper = Keeper("calls")
    events: list[Event] = [
        {"id": "e", "account": f"a{i}", "ts": 1_790_000_000_000, "event": "complaint", "to": "+13125550100"}
        for i in range(1_000)
    ]
    for i in range(1_000):
        keeper.hear(i, {"account": f"a{i}"})
    keeper.judge(lines("calls", 0, events, 0, 1_000))
    second = heir(keeper, [], 0, [(i, {"account": f"a{i}"}) for i in range(1_000)])
    recorded = second.shard.facts.recorded
    assert recorded is not None
    assert len(list(as_before(second.shard, recorded, lines("calls", 0, events, 0, 1_000)))) == 1
