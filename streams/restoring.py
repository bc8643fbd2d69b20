"""How a worker takes over partitions: from what was kept of them, to where it goes on as if nothing had happened."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from streams.accounts_reader import AccountsReader, Known
from streams.checkpoints.kept import kept, refuse_others
from streams.checkpoints.reading import State
from streams.checkpoints.records import Records, Wanted, everything
from streams.checkpoints.saved import Manifest
from streams.checkpoints.written import OUTPUTS, There, Written, ended, written
from streams.keeping import Keeping
from streams.offsets import Offsets
from streams.producers import Source
from streams.publisher import Publisher
from streams.recovery import Recovery
from streams.settings import Settings
from streams.stages import Stage

FOLLOWERS = ("decisions", "control")  # topics that move cases as `alerts` does
CASES = "alerts"  # the topic whose checkpoints hold these, and how far `accounts` has been reported

log = logging.getLogger("ringfence")


class Restoring:
    """Takes over partitions. `stages` are all there are; those that keep state know where the others go on."""

    def __init__(
        self,
        settings: Settings,
        stages: Sequence[Stage],
        accounts: AccountsReader,
        publisher: Publisher,
        offsets: Offsets,
        wanted: Wanted = everything,
    ) -> None:
        self.settings, self.stages, self.accounts = settings, stages, accounts
        self.publisher, self.offsets, self.wanted, self.recovery = publisher, offsets, wanted, Recovery()
        self.began: dict[Source, int] = {}  # where checkpoints had come to, by topic and partition

    async def forget(self) -> None:
        """Drops all partitions: others may have had them since, and the lease is over."""
        for stage in self.stages:
            stage.assign((), 0)
        await self.accounts.assign((), 0, {})
        await self.publisher.forget()

    async def take_over(self, shares: Mapping[str, set[int]], count: int, generation: int) -> None:
        """Has the stages keep these partitions of their topics, of `count`, and no others.

        Those that are new go on from their newest checkpoint that is whole. Raises Failed where one cannot be read,
        WrongUsage where what is kept is of another number of partitions.
        """
        everywhere = set[int]().union(*shares.values())
        fresh = {p for stage in self.stages for p in shares[stage.topic] - stage.positions.keys()}
        keeping = [stage for stage in self.stages if isinstance(stage, Keeping)]
        await self.publisher.keep((stage.topic, p) for stage in keeping for p in shares[stage.topic])
        async with Records(self.settings, self.wanted) as records, self.recovery.of(len(fresh)):
            # first: who had a partition may still write, and a finding without the facts behind it would be another
            before = {partition: await ended(self.offsets, partition) for partition in sorted(fresh)}
            found = {partition: await kept(records, self.offsets, partition) for partition in sorted(fresh)}
            await refuse_others(records, self.offsets, found, count)
            states = {partition: own.get(count, State()) for partition, own in found.items()}
            for partition, state in states.items():  # before anything is read of which something could come again
                newest = _newest(state)
                ends = newest.ends if newest else {}
                there = await written(records, self.offsets, partition, ends, before[partition])
                self._suppress("accounts", partition, there, ends)
            await self.accounts.assign(
                everywhere, count, {partition: _known(state) for partition, state in states.items()}
            )
            new = {stage.topic: stage.assign(shares[stage.topic], count) for stage in self.stages}
            for checkpoint in (own for stage in keeping for own in stage.checkpoints.values()):
                checkpoint.renew(generation)
            for partition, state in states.items():
                own = [stage for stage in keeping if partition in new[stage.topic]]
                await self._restore(records, partition, state, own, generation, before[partition])
                self.recovery.partitions -= 1
        for stage in self.stages:
            stage.open()

    async def _restore(
        self,
        records: Records,
        partition: int,
        state: State,
        stages: Iterable[Keeping],
        generation: int,
        before: Mapping[str, int],
    ) -> None:
        for topic, end in (await ended(self.offsets, partition)).items():
            self.publisher.ends[topic, partition] = max(self.publisher.ends[topic, partition], end)
        after = {stage: state.topics[stage.topic].newest(stage.state(partition).layout) for stage in stages}
        ends = {stage: restored.manifest.ends for stage, restored in after.items()}
        begins = {topic: min((e.get(topic, 0) for e in ends.values()), default=0) for topic in OUTPUTS}
        there = await written(records, self.offsets, partition, begins, before)
        for stage, restored in after.items():
            pages, went = restored.pages, restored.manifest.positions
            stage.state(partition).restore(pages)
            self.recovery.restored(len(pages), sum(len(page.data) for page in pages.values()))
            beginnings = await self._positions(stage, partition)
            positions = {topic: max(went.get(topic, 0), begin) for topic, begin in beginnings.items()}
            self.began |= {(topic, partition): position for topic, position in positions.items()}
            own = self._suppress(stage.topic, partition, there, ends[stage])
            # what comes of facts names the record before which they were known, which may never come
            end = (await self.offsets.ends(stage.topic, [partition]))[partition]
            own = own._replace(found=min(own.found, end - 1), last=min(own.last, end - 1))
            stage.begin(partition, restored, positions, generation, own.last + 1)
            if stage.topic == CASES:
                for topic in FOLLOWERS:
                    self._suppress(topic, partition, there, ends[stage])
            begin = positions[stage.topic]
            until = max([own.found + 1, *(page.at for page in pages.values())])
            self.recovery.reading_again(partial(_left, stage, partition, until))
            await stage.replay(partition, state, own.found + 1, records)
            if went or own.found >= 0:
                again = stage.positions[partition] - begin
                log.info("%s %d: took over %d pages, and %d records again", stage.topic, partition, len(pages), again)

    def _suppress(self, topic: str, partition: int, there: Written, ends: dict[str, int]) -> There:
        """Has nothing sent again that is there; returns what is."""
        own = there.of(topic, ends)
        self.publisher.suppress((topic, partition), own.ids)
        return own

    async def _positions(self, stage: Keeping, partition: int) -> dict[str, int]:
        """Where topics begin, for want of a checkpoint: a position of the group alone is not believed."""
        topics = (stage.topic, *(FOLLOWERS if stage.topic == CASES else ()))
        return {topic: (await self.offsets.beginnings(topic, [partition]))[partition] for topic in topics}


def _left(stage: Stage, partition: int, until: int) -> int:
    """How many records are still to be read again."""
    return until - stage.positions.get(partition, until)


def _known(state: State) -> Known:
    """What reading the accounts of a partition has to know."""
    uses = (use for saved in state.topics.values() for own in saved.first_uses.values() for use in own)
    wanted = {offset for use in uses for offset in (use.accounts_offset, use.before) if offset is not None}
    newest = _newest(state)
    return Known(newest.positions.get("accounts", 0) if newest else 0, wanted)


def _newest(state: State) -> Manifest | None:
    """The newest manifest of cases: what it says of `accounts` holds, whether its pages are whole or not."""
    return max(state.topics[CASES].manifests.values(), key=lambda manifest: manifest.version, default=None)
