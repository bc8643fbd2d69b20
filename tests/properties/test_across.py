"""What is found over accounts is of the events alone: not of the order in which stages hear of each other."""

import random
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.spans import DAY
from detectors.texts import AGAINST, FROM_UNREGISTERED, SENT
from streams.campaigns import Text, Texts
from streams.pairing import Fired
from streams.placement import home
from tests.across import Across
from tests.books import START, event
from tests.detectors.account.test_key_misuse import STORY
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


def spread(uses: Sequence[Use], rng: random.Random) -> dict[str, list[Record]]:
    """Each on some stream."""
    streams: dict[str, list[Record]] = defaultdict(list)
    for i, use in enumerate(rng.sample(uses, len(uses))):
        stream, ts = rng.choice(STREAMS), START + use.after
        made = event(stream, f"e{i}", ts, 0, account=use.account)
        streams[stream] += [made | {"api_key": use.key} for _ in range(rng.choice([1, 1, 2]))]
    return streams


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
        alerts = Across([], STREAMS, PARTITIONS, seed + again).judge(spread(uses, rng))
        assert {(a.account, a.subject.value, a.window.start) for a in alerts} == expected
        assert {(a.detector, a.level, a.crossing) for a in alerts} <= {("account.key-misuse", 1, None)}
        assert len(alerts) == len(expected)
        ids.add(frozenset(alert.id for alert in alerts))
    assert len(ids) == 1


SENDERS = ("acme", "brick", "cobalt", "dune", "elm", "fig", "gold")
RECORDS = [{"account": "brick", "use": "otp"}, {"account": "cobalt", "use": "marketing"}]
(REPORT,) = STORY.said()
BITS = st.sampled_from([SENT, SENT, SENT | FROM_UNREGISTERED, AGAINST, SENT | AGAINST])
TEXTS = st.builds(
    lambda text, account, after, bits: Text(text, account, (START + after) // DAY * DAY, START + after, bits),
    st.sampled_from(["sms/0a1b", "email/0a1b", "sms/0a1c"]),
    st.sampled_from(SENDERS),
    st.sampled_from([0, 0, 0, 1, DAY - 1, DAY, 9 * DAY]),
    BITS,
)
FIRED = st.tuples(st.sampled_from(SENDERS), st.sampled_from([-8 * DAY, -DAY, 7 * DAY, 7 * DAY + 1, 15 * DAY]))


def found(texts: Sequence[Text], fired: Sequence[tuple[str, int]]) -> set[tuple[str, str, int, int]]:
    """Account, text, level and day of every finding, by the contract."""
    wanted = set()
    for name, day in {(text.text, text.day) for text in texts}:
        own = [text for text in texts if text.text == name]
        sent = [text for text in own if text.day == day and text.bits & SENT]
        first = {text.account: min(t.ts for t in sent if t.account == text.account) for text in sent}
        evident = {t.account for t in own if t.bits & AGAINST and t.day in (day, day + DAY)} & first.keys()
        evident |= {a for a, ts in fired if a in first and abs(START + ts - first[a]) <= 7 * DAY}
        unregistered = {text.account for text in sent if text.bits & FROM_UNREGISTERED} - {"brick"}
        if len(first) >= 5 and evident:
            subject = name.partition("/")[2]  # of which an id is, so one text on two streams is said once
            wanted |= {(account, subject, 1, day) for account in first}
            wanted |= {(account, subject, 2, day) for account in evident | unregistered & first.keys()}
    return wanted


@settings(max_examples=100, deadline=None)
@given(st.lists(TEXTS, min_size=14, max_size=30), st.lists(FIRED, max_size=3), st.integers(0, 2**32))
def test_everybody_who_sends_one_text_is_found_by_what_all_of_them_did(
    texts: list[Text], fired: list[tuple[str, int]], seed: int
) -> None:
    expected, ids = found(texts, fired), set()
    for again in range(2):
        rng, across = random.Random(seed + again), Across(RECORDS, (), PARTITIONS, seed + again)
        for text in rng.sample(texts, len(texts)):
            stream = text.text.partition("/")[0]
            across.tell((stream, home(text.account, PARTITIONS)), [Texts((text,))] * rng.choice([1, 1, 2]))
        for account, after in fired:
            alert = msgspec.structs.replace(REPORT, account=account, id=f"{account}{after}", ts=START + after)
            across.tell(("reports", home(account, PARTITIONS)), [Fired(account, alert)])
        alerts = across.judge({})
        said = {(a.account, a.subject.value, a.level, a.window.start) for a in alerts}
        assert said == expected
        assert len(alerts) == len(expected)
        ids.add(frozenset(alert.id for alert in alerts))
    assert len(ids) == 1
