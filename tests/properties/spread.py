"""A whole deployment without a broker: partitions in the hands of workers, which die; events and account records."""

import random
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from streams.api_keys import ApiKeys, KeyUse
from streams.campaigns import Campaigns, Texts
from streams.claims import number_hashes
from streams.complete import Complete
from streams.enforcement.stage import Enforcement
from streams.events import AccountRecord
from streams.fact_judging import FactJudge
from streams.installation import HERE
from streams.internal import Internal
from streams.pairing import Fired
from streams.pools import Draw, Pools
from streams.records import Alert, Recommendation
from streams.totals import OfAccount, Totals
from tests.differing import Differing
from tests.oracle import Event
from tests.product import partition_of
from tests.properties.keeper import Keeper, heir, lines
from tests.properties.knowing import Version, moment
from tests.stories import POLICY

CHECKPOINTS = 30  # of all partitions and streams together
BEFORE = 50  # records, at most, that are read again from before a checkpoint: the oldest page may be older

Versions = Mapping[str, Sequence[Version]]
Streams = Mapping[str, Sequence[Event]]


class Said(NamedTuple):
    """What came out."""

    alerts: list[Alert]
    records: list[Recommendation]

    @property
    def gist(self) -> tuple[list[bytes], list[bytes]]:
        """What of it is always the same, all of it but figures of findings over totals; accounts have no order."""
        alerts, records = ([msgspec.to_builtins(one) for one in said] for said in self)
        differing = Differing.of(alerts, records)
        alerts, records = ([msgspec.json.encode(differing.gist(one)) for one in said] for said in (alerts, records))
        return sorted(alerts), sorted(records)


class Part:
    """One partition of all topics, in somebody's hands."""

    def __init__(
        self, number: int, partitions: int, streams: Streams, versions: Versions, tell: Callable[[Internal], None]
    ) -> None:
        self.streams, self.tell = streams, tell
        self.keepers = {stream: Keeper(stream, number, partitions) for stream in streams}
        self.at = dict.fromkeys(streams, 0)
        self.kept: dict[str, tuple[list[bytes], int]] = {stream: ([], 0) for stream in streams}
        self.waiting = {account: deque(own) for account, own in versions.items()}
        self.facts: list[tuple[int, object]] = []
        self.judge, self.books = FactJudge(POLICY), Totals(POLICY)
        self.cases = Enforcement(POLICY, number_hashes(HERE), HERE.key)
        self.known: set[str] = set()  # findings that are on the output
        self.said = Said([], [])

    @property
    def left(self) -> list[str]:
        """The streams of which it has not judged all."""
        return [stream for stream, events in self.streams.items() if self.at[stream] < len(events)]

    def step(self, stream: str, count: int, rng: random.Random, kept: float) -> None:
        """Judges so many events more, after the account records that have to be there by then.

        With odds of `kept` each, one more record comes early, a checkpoint is made, and what is left of sums is told.
        """
        keeper, begin = self.keepers[stream], self.at[stream]
        end = min(begin + count, len(self.streams[stream]))
        self.learn(self.streams[stream][begin:end])
        early = [own for own in self.waiting.values() if own]
        if early and rng.random() < kept:
            self.know(rng.choice(early).popleft().record)
        self.hear(keeper.judge(lines(stream, keeper.partition, self.streams[stream], begin, end)))
        self.at[stream] = end
        if rng.random() < kept:
            self.kept[stream] = keeper.state(), end
        if rng.random() < kept:
            self.hear(keeper.shard.rest())

    def learn(self, events: Sequence[Event]) -> None:
        """Takes the records of accounts that are needed for these events."""
        latest: dict[str, int] = defaultdict(int)
        for event in events:
            latest[event["account"]] = max(latest[event["account"]], moment(event))
        for account, newest in latest.items():
            waiting = self.waiting.get(account, ())
            while waiting and waiting[0].needed <= newest:
                self.know(waiting.popleft().record)

    def know(self, record: Mapping[str, object]) -> None:
        """An account record comes."""
        offset = len(self.facts)
        self.facts.append((offset, record))
        for keeper in self.keepers.values():
            keeper.hear(offset, record)
        for _, facts in keeper.accounts.drained():
            self.hear(self.judge.judge(facts))
            self.said.records.extend(self.cases.facts(facts.account, facts, f"accounts/{facts.account}/{offset}"))

    def hear(self, said: Iterable[Alert | Internal]) -> None:
        """Takes what is said of its accounts; what is on the output already is left out."""
        for one in said:
            if not isinstance(one, Alert):
                self.tell(one)
            elif one.id not in self.known:
                self.known.add(one.id)
                self.said.alerts.append(one)
                self.said.records.extend(self.cases.alert(one, self.record(one.account)))

    def add(self, one: OfAccount) -> None:
        """Takes what is told to the books of an account."""
        self.hear(self.books.take(one, self.record(one.account)))

    def record(self, account: str) -> AccountRecord | None:
        """What is known of an account."""
        return next(iter(self.keepers.values())).accounts.record(account)

    def taken_over(self, rng: random.Random) -> None:
        """Whoever had it is dead, and another goes on from the last checkpoints."""
        for stream, keeper in self.keepers.items():
            kept, at = self.kept[stream]
            new = self.keepers[stream] = heir(keeper, kept, at, self.facts)
            begin, until = max(at - rng.randrange(BEFORE), 0), self.at[stream]
            while begin < until:
                end = min(begin + rng.randint(1, 400), until)
                self.hear(new.judge_again(lines(stream, keeper.partition, self.streams[stream], begin, end)))
                begin = end
            new.go_on()


class Group:
    """So many workers, each with its share of so many partitions."""

    def __init__(self, streams: Streams, versions: Versions, partitions: int, workers: int) -> None:
        self.pools, self.keys, self.campaigns = Pools(range(partitions)), ApiKeys(partitions), Campaigns(partitions)
        self.partitions = partitions
        self.parts = [
            Part(
                number,
                partitions,
                {name: [e for e in events if self.home(e["account"]) == number] for name, events in streams.items()},
                {account: own for account, own in versions.items() if self.home(account) == number},
                self.tell,
            )
            for number in range(partitions)
        ]
        self.hands = [self.parts[worker::workers] for worker in range(workers)]

    def home(self, account: str) -> int:
        """The partition of an account."""
        return partition_of(account, self.partitions)

    def tell(self, one: Internal) -> None:
        """Takes what is told to whoever looks over streams and accounts."""
        match one:
            case Draw():
                self.pools.take(one)
            case Complete():
                self.told(self.pools.complete(one))
                for gathered in (self.keys, self.campaigns):
                    gathered.complete(one)
            case KeyUse():
                self.told(self.keys.take(one))
            case Texts():
                self.told(self.campaigns.take(one))
            case _:
                if isinstance(one, Fired):
                    self.told(self.campaigns.take(one))
                self.parts[self.home(one.account)].add(one)

    def told(self, internal: Iterable[Internal]) -> None:
        """The same of several."""
        for one in internal:
            self.tell(one)

    def work(self, batch: int, rng: random.Random, deaths: int) -> None:
        """Judges everything, `batch` events at a time; about so often a worker dies, at any record."""
        batches = sum(-(-len(events) // batch) for part in self.parts for events in part.streams.values())
        while busy := [hand for hand in self.hands if any(part.left for part in hand)]:
            hand = rng.choice(busy)
            part = rng.choice([part for part in hand if part.left])
            dies = rng.random() < deaths / batches
            part.step(rng.choice(part.left), rng.randint(1, batch) if dies else batch, rng, CHECKPOINTS / batches)
            if dies:
                own = [hand.pop() for _ in range(len(hand))]
                for each in own:
                    each.taken_over(rng)
                rng.choice(self.hands).extend(own)


def spread(
    streams: Streams,
    versions: Versions,
    partitions: int = 1,
    workers: int = 1,
    batch: int = 5_000,
    *,
    seed: int = 0,
    deaths: int = 0,
) -> Said:
    """What is said in all."""
    group, rng = Group(streams, versions, partitions, workers), random.Random(seed)
    group.work(batch, rng, deaths)
    for part in group.parts:
        for keeper in part.keepers.values():
            part.hear(keeper.shard.rest())
    newest = max((moment(event) for events in streams.values() for event in events), default=0)
    for number in range(partitions):
        group.tell(Complete(number, newest))
    return Said(
        [alert for part in group.parts for alert in part.said.alerts],
        [record for part in group.parts for record in part.said.records],
    )
