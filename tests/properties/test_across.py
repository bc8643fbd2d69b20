"""What is found over accounts is of the events alone: not of the order in which stages hear of each other."""

import random
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.spans import DAY
from tests.across import Across
from tests.books import START, event
from tests.stories import Record

STREAMS = ("calls", "sms", "email", "usage")
ACCOUNTS = ("acme", "brick", "cobalt", "dune")
PARTITIONS = 2


class Use(NamedTuple):
    """An account uses a key at a time after START."""

    account: str
    key: str | None
    after: int


USES = st.builds(
    Use,
    st.sampled_from(ACCOUNTS),
    st.sampled_from(["k-1", "k-2", "", None, "鍵"]),
    st.sampled_from([0, 1, DAY - 1, DAY, 3 * DAY, 40 * DAY]),
)


def spread(uses: Sequence[Use], rng: random.Random) -> dict[str, Sequence[Record]]:
    """Each on some stream."""
    streams: dict[str, list[Record]] = defaultdict(list)
    for i, use in enumerate(rng.sample(uses, len(uses))):
        stream, ts = rng.choice(STREAMS), START + use.after
        made = event(stream, f"e{i}", ts, 0, account=use.account)
        streams[stream] += [made | {"api_key": use.key} for _ in range(rng.choice([1, 1, 2]))]
    return dict(streams)


@settings(max_examples=60, deadline=None)
@given(st.lists(USES, min_size=1, max_size=14), st.integers(0, 2**32))
def test_every_account_that_shares_a_key_on_a_day_is_found_once_a_day(uses: list[Use], seed: int) -> None:
    by_day: dict[tuple[str, int], set[str]] = defaultdict(set)
    for use in uses:
        if use.key:
            by_day[use.key, (START + use.after) // DAY * DAY].add(use.account)
    expected = {(a, key, day) for (key, day), accounts in by_day.items() if len(accounts) > 1 for a in accounts}
    ids = set()
    for again in range(2):
        rng = random.Random(seed + again)
        across = Across([], STREAMS, PARTITIONS, seed + again)
        alerts = across.judge(spread(uses, rng))
        assert {(a.account, a.subject.value, a.window.start) for a in alerts} == expected
        assert {(a.detector, a.level, a.crossing) for a in alerts} <= {("account.key-misuse", 1, None)}
        assert len(alerts) == len(expected)
        ids.add(frozenset(alert.id for alert in alerts))
    assert len(ids) == 1
