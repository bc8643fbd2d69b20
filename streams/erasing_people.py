"""`ringfence erase --person`: somebody whom accounts called and wrote to, or who complained of them.

Whom they were called or written to by is looked for in the records that are still on topics, since state has people
together with senders and campaigns under one key, too.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from detectors.policy import Policy
from streams.auditing.entry import Entry
from streams.checkpoints.kept import TOPIC as STATE
from streams.checkpoints.of_cases import CasePages
from streams.checkpoints.of_shard import ShardPages
from streams.checkpoints.paged import Paged
from streams.checkpoints.records import Records
from streams.erasing import Erasing
from streams.errors import Failed
from streams.holding.person import held_of
from streams.installation import Installation, installed
from streams.outputs import all_of
from streams.people import Person, beside, named, person
from streams.plucking import pluck
from streams.reader import Reader
from streams.settings import Settings
from streams.stream import STREAMS

OUTPUTS = ("alerts", "enforcement")


class Erased(NamedTuple):
    """In how many pages and places of them somebody was, the cases about them alone, which went, and what is left.

    `left` is by topic how many records hold a hash of theirs, until its retention deletes them.
    """

    pages: int
    places: int
    cases: list[str]
    left: Mapping[str, int]


def erase(settings: Settings, policy: Policy, text: str, by: str, role: str | None, now: int) -> Erased:
    """Erases who has a number or an address, as the platform writes it; `now` is in Unix milliseconds.

    Raises WrongUsage where that is neither or workers are running, Failed where brokers do not take or give what has to
    be written, or where something is left in the state.
    """
    installation = installed(settings)
    somebody = person(text, installation)
    entry = Entry(ts=now, kind="erasure", what="person", by=by, role=role)
    erasing = _OfPerson(settings, policy, somebody, entry, installation)
    erasing.run()
    if held := held_of(all_of(settings, STATE), somebody, erasing.beside):
        raise Failed(f"{STATE} still holds something of them, in {held:,} places; run it again")
    left = Counter(topic for topic in OUTPUTS for one in all_of(settings, topic) if somebody.is_in(one.value or b""))
    return Erased(erasing.pages, erasing.places, erasing.cases, left)


class _OfPerson(Erasing):
    """`beside` is what records of a stream name with them."""

    def __init__(
        self, settings: Settings, policy: Policy, somebody: Person, entry: Entry, installation: Installation
    ) -> None:
        super().__init__(settings, policy, entry)
        self.person, self.installation, self.places = somebody, installation, 0
        self.cases: list[str] = []
        self.beside: dict[str, set[int]] = defaultdict(set)

    async def forget(self) -> int:
        for stream, keys in self.person.keys.items():
            if keys:
                await self._read(stream)
        for stage, partition, _ in self.states():

            def change(state: Paged, topic: str = stage.topic) -> None:
                if isinstance(state, ShardPages):
                    self.places += pluck(state.shard, self.person, self.beside[topic])
                elif isinstance(state, CasePages):
                    self.cases += state.cases.docket.forget_somebody(self.person.hashes)

            self.change(stage, partition, change)
        return 0

    async def _read(self, stream: str) -> None:
        """With what records of a stream name them."""
        reader, everywhere = Reader(STREAMS[stream], self.installation), set(range(self.partitions))
        begins, ends = await self.offsets.beginnings(stream, everywhere), await self.offsets.ends(stream, everywhere)
        async with Records(self.settings) as records:
            for partition in everywhere:
                async for raw in records.between(stream, partition, begins[partition], ends[partition]):
                    columns = reader.read(raw).columns
                    self.beside[stream] |= beside(columns[named(columns, self.person.keys[stream], stream)])
