"""The product as its users run it, without a broker: records in, findings and recommendations out."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec
from kafka.partitioner.default import murmur2

from detectors.policy import load
from streams.claims import number_hashes
from streams.enforcement.stage import Enforcement
from streams.facts import Accounts
from streams.installation import HERE, Installation
from streams.number_lists import DO_NOT_ORIGINATE, NumberList
from streams.raw import RawBatch
from streams.records import Alert, Recommendation, json
from streams.shard import Shard
from streams.stream import STREAMS
from tests.oracle import Event, Finding

POLICY = load()


class Said(NamedTuple):
    """What came out, in order."""

    alerts: list[Alert]
    records: list[Recommendation]

    @property
    def findings(self) -> list[Finding]:
        """The alerts as the oracle puts them."""
        return [
            Finding(a.account, a.detector, a.subject.kind, a.subject.value, a.level, a.crossing or "", a.ts)
            for a in self.alerts
        ]

    @property
    def lines(self) -> tuple[list[bytes], list[bytes]]:
        """Everything that was said, byte for byte, sorted: accounts have no order among each other."""
        return sorted(map(json, self.alerts)), sorted(map(json, self.records))


def partition_of(account: str, partitions: int) -> int:
    """Where Kafka's Java client puts an account."""
    return int(murmur2(account.encode()) & 0x7FFFFFFF) % partitions


def known(records: Iterable[Event]) -> Accounts:
    """What the platform knows of these accounts."""
    accounts = Accounts()
    values = [msgspec.json.encode(record) for record in records]
    dead = accounts.feed(RawBatch("accounts", 0, range(len(values)), values))
    assert not dead, f"not a record by the contract: {dead[0].error}"
    return accounts


def shard(
    records: Iterable[Event] = (),
    partition: int | None = None,
    partitions: int | None = None,
    stream: str = "calls",
    malware: frozenset[str] = frozenset(),
    unwanted: Iterable[str] = (),
) -> Shard:
    """A new shard of a stream; `unwanted` are the lines of a do-not-originate list."""
    installation = Installation(malware=malware, do_not_originate=NumberList(DO_NOT_ORIGINATE, lines=unwanted))
    return Shard(STREAMS[stream], POLICY, known(records), partition, partitions, installation=installation)


def product(
    records: Sequence[Event],
    events: Sequence[Event],
    batch: int = 5_000,
    partitions: int = 1,
    stream: str = "calls",
    malware: frozenset[str] = frozenset(),
    unwanted: Sequence[str] = (),
) -> Said:
    """Everything that is said of a stream, `batch` at a time, each partition by a shard and a stage of its own."""
    said = Said([], [])
    for partition in range(partitions):
        own = [event for event in events if partitions == 1 or partition_of(event["account"], partitions) == partition]
        judging = shard(records, partition, partitions, stream, malware, unwanted)
        stage = Enforcement(POLICY, number_hashes(HERE), HERE.key)
        values = [msgspec.json.encode(event) for event in own]
        for begin in range(0, len(values), batch):
            part = values[begin : begin + batch]
            fed = judging.feed(RawBatch(stream, partition, range(begin, begin + len(part)), part))
            assert not fed.dead, f"not a record by the contract: {fed.dead[0].error}"
            said.alerts.extend(fed.alerts)
            for alert in fed.alerts:
                said.records.extend(stage.alert(alert, judging.known.record(alert.account)))
    return said
