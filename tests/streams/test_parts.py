"""Events of several rows: a record is one event however many recipients it has, wherever a batch or the loop stops."""

from typing import Any

import msgspec
import pytest

from streams.facts import Accounts
from streams.paging import page, pages
from streams.raw import RawBatch
from streams.shard import Shard
from streams.stream import STREAMS
from tests.mail_stories import FORGED, Mailing, account
from tests.stories import POLICY, Varying, opened, told

OTHERS = "Bank <a@bank.example>"
PEOPLE = Varying(lambda i: list(range(i, i + 30)))
LEFT = account("busy", use="marketing").mails(40).each(people=PEOPLE).unsubscriptions(40).pause("3d")
STORY = LEFT.mails(40).each(people=PEOPLE, header_from=OTHERS, auth=FORGED, unsubscribe="none")


def state(of: Shard) -> list[bytes]:
    return [page(of, number) for number in range(pages(of))]


def judged(story: Mailing, events: list[dict[str, Any]], batch: int = 100_000) -> tuple[list[Any], list[bytes]]:
    shard = opened("email", story.records)
    return told(shard, events, batch), state(shard)


@pytest.mark.parametrize("batch", [1, 7, 60])
def test_batches_change_nothing(batch: int) -> None:
    whole = judged(STORY, STORY.events)
    assert {alert.detector for alert in whole[0]} >= {"email.after-unsubscribe", "email.forged-sender"}
    assert judged(STORY, STORY.events, batch) == whole


@pytest.mark.parametrize("distance", [0, 1, 63])  # 64 events are remembered, not 64 rows
@pytest.mark.parametrize("batch", [1, 100_000])
def test_a_send_that_comes_twice_changes_nothing_for_any_of_its_recipients(distance: int, batch: int) -> None:
    events = STORY.events
    twice = [e for i, event in enumerate(events) for e in ([event, events[i - distance]] if i >= distance else [event])]
    assert judged(STORY, twice, batch) == judged(STORY, events)


def test_a_send_that_comes_again_with_other_recipients_is_the_same_still() -> None:
    events = STORY.events
    other = [
        event | {"to": [*event["to"], "new@mail.example"]} if event["event"] == "send" else event for event in events
    ]
    woven = [each for pair in zip(events, other, strict=True) for each in pair]
    assert judged(STORY, woven) == judged(STORY, events)


def test_a_mail_to_very_many_is_judged_to_its_end_though_the_memory_grows_meanwhile() -> None:
    everybody = list(range(60_000))
    story = account(use="marketing").mails(1).each(people=everybody, outcome=None, unsubscribe="none")
    (alert,) = judged(story, story.events * 2)[0]
    assert (alert.detector, alert.evidence[0].observed) == ("email.bulk", len(everybody))
    shard = opened("email", story.records)
    told(shard, story.events * 2)
    assert shard.tables["account"].rows["seven_days"]["recipients"][0] == len(everybody)


def test_an_event_counts_once_for_its_account_and_its_dead_letter_comes_once() -> None:
    shard = Shard(STREAMS["email"], POLICY, Accounts(), partition=0, partitions=4)
    names = [f"account-{i}" for i in range(40)]
    story = account().mails(1).each(people=[1, 2, 3], outcome=None)
    (event,) = story.events
    values = [msgspec.json.encode(event | {"account": name}) for name in names]
    fed = shard.feed(RawBatch("email", 0, range(len(values)), values, [name.encode() for name in names]))
    assert 0 < len({letter.offset for letter in fed.dead}) == len(fed.dead) < len(names)
    assert fed.events == len(names) - len(fed.dead)
