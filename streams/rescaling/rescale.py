"""`ringfence rescale`: what is kept for as many partitions as there were becomes what is kept for those there are now.

All that came while there were fewer is judged first, as it would have been. Then accounts move with their state, and
that is one transaction: whatever fails before its end, what was kept before still is, and it can be run again.
"""

import asyncio
import logging
from contextlib import AsyncExitStack
from typing import NamedTuple

from aiokafka.errors import KafkaError

from detectors.policy import Policy
from streams import topics
from streams.build import build
from streams.checkpoints.kept import TOPIC, kept, numbers
from streams.checkpoints.records import Records
from streams.errors import Failed, WrongUsage
from streams.members import refuse_members
from streams.offsets import Offsets
from streams.placement import Growth
from streams.producers import AtOnce
from streams.rescaling.account_records import copied
from streams.rescaling.after import After
from streams.rescaling.before import Before
from streams.settings import Settings
from streams.topic_table import TOPICS

log = logging.getLogger("ringfence")


class Rescaled(NamedTuple):
    """From how many partitions to how many; `moved`: how many accounts have state, or a record, elsewhere now."""

    before: int
    now: int
    moved: int
    said: str


def rescale(settings: Settings, policy: Policy) -> Rescaled:
    """Makes what is kept for other partitions what is kept for those there are.

    Raises WrongUsage where workers are running, Failed where brokers do not take or give what has to be moved.
    """
    partitions = topics.check(settings, tuple(topic.name for topic in TOPICS))
    refuse_members(settings, "`ringfence rescale`")
    build()
    try:
        return asyncio.run(_rescale(settings, policy, partitions))
    except KafkaError as lost:
        raise Failed(f"{settings.brokers} does not take or give what has to be moved: {lost!r}") from lost


async def _rescale(settings: Settings, policy: Policy, partitions: int) -> Rescaled:
    async with AsyncExitStack() as connected:
        producers, offsets = AtOnce(settings, "rescale"), Offsets(settings)
        await producers.start()  # first, so that nobody waits for a transaction of another that has died
        connected.push_async_callback(producers.stop)
        await offsets.start()
        connected.push_async_callback(offsets.stop)
        before = await _kept_for(settings, offsets, partitions)
        if before == partitions:
            await _forget_others(settings, offsets, producers, partitions)
            return Rescaled(before, partitions, 0, f"state is kept for {before} partitions already: nothing to do")
        growth = Growth(before, partitions)
        old = Before(settings, policy, offsets, growth)
        log.info("judging what came while there were %d partitions", before)
        await old.publisher.start()
        connected.push_async_callback(old.publisher.stop)
        await old.pipeline.during(old.judge())
        read_to = {partition: old.pipeline.accounts.read_to(partition) for partition in range(before)}
        log.info("moving accounts to where they belong of %d partitions", partitions)
        accounts = await copied(settings, offsets, producers, growth, read_to)
        new = After(settings, policy, offsets, growth, producers)
        await new.pipeline.during(new.take_over(old, accounts))
        await producers.transaction.commit()
        await _forget_others(settings, offsets, producers, partitions)
    return Rescaled(
        before, partitions, len(accounts.at), f"state is kept for {partitions} partitions now, not {before}"
    )


async def _kept_for(settings: Settings, offsets: Offsets, partitions: int) -> int:
    """The newest number of partitions that there is state for; where there is none, any will do."""
    async with Records(settings) as records:
        for partition in range(partitions):
            there = numbers(await kept(records, offsets, partition))
            if there:
                if there[-1] > partitions:
                    raise WrongUsage(
                        f"ringfence.state is kept for {there[-1]} partitions, the topics have {partitions}: accounts "
                        "are not put together again; delete that topic, and workers begin at the start of theirs"
                    )
                return partitions if partitions in there else there[-1]
    return partitions


async def _forget_others(settings: Settings, offsets: Offsets, producers: AtOnce, partitions: int) -> None:
    """Deletes what is kept for other numbers of partitions."""
    name, own = settings.topic(TOPIC), b"%d/" % partitions
    everywhere = range(partitions)
    begins, ends = await offsets.beginnings(TOPIC, everywhere), await offsets.ends(TOPIC, everywhere)
    async with Records(settings) as records:
        for partition in everywhere:
            there = dict[bytes, bool]()
            async for batch in records.between(TOPIC, partition, begins[partition], ends[partition]):
                for key, value in zip(batch.keys or (), batch.values, strict=True):
                    if key is not None and not key.startswith(own):
                        there[key] = value is not None
            for key in [key for key, is_there in there.items() if is_there]:
                await producers.send((TOPIC, partition), name, partition, key, None, [])
    await producers.transaction.commit()
