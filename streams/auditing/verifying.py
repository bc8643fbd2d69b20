"""Whether the audit log is whole: every entry is as it was written, behind the one that it was written behind."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec

from streams import topics
from streams.auditing.entry import DECODER, TOPIC, Entry, written
from streams.errors import Failed, WrongUsage
from streams.outputs import all_of
from streams.reasons import Rejected, decoded
from streams.settings import Settings


class Head(msgspec.Struct, frozen=True):
    """How far the chain of a partition goes: how many entries, and the hash of the last."""

    entries: int
    hash: str


class Verified(msgspec.Struct, frozen=True):
    """What was found: `broken` is the first place that is, in a line; `repeated`, how many records say one again."""

    whole: bool
    entries: int
    repeated: int
    heads: dict[str, Head]  # by partition
    broken: str | None


class Stored(NamedTuple):
    """A record of the log."""

    partition: int
    offset: int
    value: bytes


def stored(settings: Settings) -> list[Stored]:
    """All records of the log, partition by partition. Raises Failed where the brokers stop answering."""
    topics.check(settings, (TOPIC,))
    return sorted(Stored(record.partition, record.offset, record.value or b"") for record in all_of(settings, TOPIC))


def entries(records: Iterable[Stored]) -> list[tuple[int, Entry]]:
    """Partitions and entries, without those that are said again. Raises Failed where something is no entry."""
    seen = dict[tuple[int, str], Entry]()
    for record in records:
        entry = _read(record)
        if entry is None:
            raise Failed(f"{_place(record)}: is no entry; see `ringfence audit verify`")
        seen.setdefault((record.partition, entry.hash), entry)
    return [(partition, entry) for (partition, _), entry in seen.items()]


def verified(records: Iterable[Stored], before: dict[str, Head] | None = None) -> Verified:
    """Reads the chains to their ends. `before` is how far they went once, which nobody could have cut off here."""
    chains, seen, repeated, broken = dict[int, list[str]](), set[tuple[int, str]](), 0, list[str]()
    for record in records:
        chain = chains.setdefault(record.partition, [])
        entry = _read(record)
        if entry is not None and (record.partition, entry.hash) in seen and entry.sum() == entry.hash:
            repeated += 1  # by a worker that had been stopped for longer than its session: see reliability.md
            continue
        wrong = _wrong(entry, record, chain)
        if wrong:
            broken.append(f"{_place(record)}: {wrong}")
        if entry is not None:
            chain.append(entry.hash)
            seen.add((record.partition, entry.hash))
    heads = {str(partition): Head(len(chain), chain[-1]) for partition, chain in chains.items() if chain}
    broken += [said for partition, head in (before or {}).items() if (said := _cut(partition, head, chains))]
    return Verified(not broken, sum(map(len, chains.values())), repeated, heads, broken[0] if broken else None)


def heads(file: Path) -> dict[str, Head]:
    """How far chains went, as `ringfence audit verify --json` said it once. Raises WrongUsage."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=Verified).heads
    except OSError as unreadable:
        raise WrongUsage(f"{file}: cannot be read: {unreadable.strerror}") from None
    except msgspec.MsgspecError as wrong:
        raise WrongUsage(f"{file}: is not what `ringfence audit verify --json` writes: {wrong}") from None


def _read(record: Stored) -> Entry | None:
    try:
        entry = decoded(record.value, DECODER)
    except Rejected:
        return None
    return entry if written(entry) == record.value else None


def _wrong(entry: Entry | None, record: Stored, chain: list[str]) -> str | None:
    """What is wrong with a record behind those of a chain."""
    if entry is None:
        return "is no entry" if record.value else "holds nothing"
    if entry.hash != entry.sum():
        return f"entry {entry.seq} is not as it was written"
    if entry.seq > len(chain):
        return f"entry {entry.seq} stands where {len(chain)} is due: what was before it is gone"
    if entry.seq < len(chain) or entry.previous != (chain[-1] if chain else ""):
        return f"entry {entry.seq} was not written behind the one before it"
    return None


def _cut(partition: str, before: Head, chains: dict[int, list[str]]) -> str | None:
    chain = chains.get(int(partition), [])
    if len(chain) < before.entries:
        return f"{TOPIC} {partition}: has {len(chain)} entries, and had {before.entries}: its end is gone"
    if chain[before.entries - 1] != before.hash:
        return f"{TOPIC} {partition}: entry {before.entries - 1} is another one than it was"
    return None


def _place(record: Stored) -> str:
    return f"{TOPIC} {record.partition}: offset {record.offset}"
