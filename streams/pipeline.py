"""The stages of a process and what they share: of a worker, and of whoever judges for one that is not there."""

import asyncio
from collections.abc import Coroutine, Iterable

from detectors.policy import Policy
from streams.accounts_reader import AccountsReader
from streams.attributing import Attributing, EveryHolder
from streams.checkpoints.records import Wanted, everything
from streams.committing import Committing
from streams.committing import Offsets as Taken
from streams.controlling import Controlling, Reached
from streams.deciding import Deciding, Recommending
from streams.desk import Desk
from streams.gathering import KINDS, Gathering
from streams.installation import installed
from streams.judging import Judging
from streams.keeping import Keeping
from streams.offsets import Offsets
from streams.publisher import Publisher
from streams.restoring import Restoring
from streams.settings import Settings
from streams.stages import Stage
from streams.stream import STREAMS
from streams.totalling import Totalling


class Pipeline:
    """All stages, in the order in which records pass through them, by contract name.

    `reached` tells control records how far others are. It reads only records that are `wanted`.
    """

    def __init__(
        self,
        settings: Settings,
        policy: Policy,
        publisher: Publisher,
        offsets: Offsets,
        reached: Reached,
        wanted: Wanted = everything,
    ) -> None:
        self.publisher, self.offsets = publisher, offsets
        self.accounts = AccountsReader(settings, policy, publisher, offsets, wanted)
        installation = installed(settings)
        desk = Desk(policy, self.accounts, publisher, offsets, installation)
        self.accounts.changed = desk.changed
        self.attributing = Attributing(policy, self.accounts, publisher, installation, EveryHolder(settings, offsets))
        others = [topic for topic in STREAMS if topic != self.attributing.topic]
        judging = [Judging(topic, policy, self.accounts, publisher, installation) for topic in others]
        self.judging = [*judging, self.attributing]
        self.gathering = [Gathering(topic, publisher) for topic in KINDS]
        self.totalling = Totalling(policy, self.accounts, publisher)
        self.recommending = Recommending(desk)
        self.keeping: list[Keeping] = [*self.judging, *self.gathering, self.totalling, self.recommending]
        before = {stage.topic: stage for stage in self.keeping}
        self.deciding = Deciding(desk)
        self.controlling = Controlling(desk, before, offsets, reached)
        self.recommending.followers = {stage.topic: stage for stage in (self.deciding, self.controlling)}
        stages: Iterable[Stage] = (*self.keeping, self.deciding, self.controlling)
        self.stages = {stage.topic: stage for stage in stages}
        self.restoring = Restoring(settings, list(self.stages.values()), self.accounts, publisher, offsets, wanted)

    async def keep(self, budget: int) -> None:
        """Keeps all that has changed, where there is no group to commit anything for."""

        async def tell_nobody(_: Taken) -> None:
            pass

        committing = Committing(self.stages, self.publisher, tell_nobody, budget)
        await committing.run()
        while any(own.changed for stage in self.keeping for own in stage.checkpoints.values()):
            await committing.run()

    async def during(self, work: Coroutine[object, object, None]) -> None:
        """Does something while account records are read, and ends with whichever fails."""
        await self.accounts.start()
        working, reading = asyncio.create_task(work), asyncio.create_task(self.accounts.run())
        try:
            await asyncio.wait([working, reading], return_when=asyncio.FIRST_COMPLETED)
            if reading.done():
                reading.result()
            await working
        finally:
            for task in (working, reading):
                task.cancel()
            await asyncio.wait([working, reading])
            await self.accounts.stop()
