"""What may be committed, and what a deliverer makes of records that nobody should have written."""

import asyncio
from random import Random
from types import SimpleNamespace

import msgspec
import pytest
from aiokafka.structs import TopicPartition
from hypothesis import given
from hypothesis import strategies as st

from streams.delivery.counting import Deliveries
from streams.delivery.deliverer import Deliverer, read
from streams.delivery.posting import Posting
from streams.delivery.under_way import UnderWay
from streams.delivery.webhook import Webhook
from streams.reasons import Rejected
from streams.settings import Settings
from tests.streams.test_tail import recommendation


@given(st.sets(st.integers(0, 50), min_size=1), st.randoms(use_true_random=False))
def test_the_position_is_behind_all_that_is_done_with_and_never_behind_what_is_not(
    offsets: set[int], chance: Random
) -> None:
    partition, left = UnderWay(min(offsets)), sorted(offsets)
    for offset in left:
        partition.take(offset)
    order = list(left)
    chance.shuffle(order)
    for offset in order:
        partition.done(offset)
        left.remove(offset)
        assert partition.position == (left[0] if left else max(offsets) + 1)
    assert len(partition) == 0


class Consumer:
    """One that notes where it is sent back to."""

    def __init__(self) -> None:
        self.sought = list[tuple[TopicPartition, int]]()

    def seek(self, place: TopicPartition, offset: int) -> None:
        self.sought.append((place, offset))


def test_records_of_a_partition_that_has_just_come_are_read_again_and_not_passed_over() -> None:
    async def taken() -> list[tuple[TopicPartition, int]]:
        channel = Webhook(Posting("http://127.0.0.1/", 1), [b""])
        deliverer = Deliverer(Settings(), channel, None, Deliveries(), beginning=True)
        deliverer._consumer = consumer = Consumer()
        deliverer._take([SimpleNamespace(topic="enforcement", partition=2, offset=offset) for offset in (7, 8)])
        await channel.close()
        return consumer.sought

    assert asyncio.run(taken()) == [(TopicPartition("enforcement", 2), 7)]


@pytest.mark.parametrize("fields", [{"id": "a\nwebhook-id: b"}, {"id": ""}, {"id": "é"}, {"ts": 0}, {"ts": 2**62}])
def test_a_record_that_cannot_be_named_or_dated_is_rejected(fields: dict[str, object]) -> None:
    with pytest.raises(Rejected, match="not as the contract has it"):
        read(msgspec.json.encode(recommendation(**fields)))


@pytest.mark.parametrize("value", [None, b"{", b"[]", b'{"id":"\\ud800"}'])
def test_what_is_no_recommendation_is_rejected(value: bytes | None) -> None:
    with pytest.raises(Rejected):
        read(value)


def test_a_lone_surrogate_does_not_come_in() -> None:
    value = msgspec.json.encode(recommendation()).replace(b"Dear", b"\\ud800")
    assert "\ufffd" in read(value).notice.en
