"""What a partition of `ringfence.state` holds, for each number of partitions that there have been.

Keys begin with that number: state of so many partitions says nothing of what belongs where when there are others.
"""

from streams.checkpoints.reading import State
from streams.checkpoints.records import Records
from streams.errors import Failed, WrongUsage
from streams.offsets import Offsets

TOPIC = "ringfence.state"

Kept = dict[int, State]  # by number of partitions


def counted(key: str, partitions: int) -> bytes:
    """A key as it stands on the topic.

    >>> counted("manifest/calls/a", 8)
    b'8/manifest/calls/a'
    """
    return f"{partitions}/{key}".encode()


async def kept(records: Records, offsets: Offsets, partition: int) -> Kept:
    """Reads all that is kept in a partition. Raises Failed where that is of a version that did not count."""
    found: Kept = {}
    begin = (await offsets.beginnings(TOPIC, [partition]))[partition]
    end = (await offsets.ends(TOPIC, [partition]))[partition]
    async for batch in records.between(TOPIC, partition, begin, end):
        for whole, value in zip(batch.keys or (), batch.values, strict=True):
            count, _, key = (whole or b"").partition(b"/")
            if not count.isdigit():
                raise Failed(
                    "ringfence.state was written by another version: go back to that, or delete the topic, and workers "
                    "begin at the start of theirs"
                )
            found.setdefault(int(count), State()).put(key, value)
    return found


async def refuse_others(records: Records, offsets: Offsets, own: dict[int, Kept], partitions: int) -> None:
    """Raises WrongUsage where state is kept for another number of partitions than there are.

    `own` has what a worker has read. A partition in which nothing is kept may be new, so others have to tell then.
    """
    for found in own.values():
        _refuse(found, partitions)
    if all(map(numbers, own.values())):
        return
    for partition in range(partitions):
        found = own.get(partition) or await kept(records, offsets, partition)
        _refuse(found, partitions)
        if numbers(found):
            return


def numbers(found: Kept) -> list[int]:
    """The numbers of partitions of which there are checkpoints."""
    return sorted(
        partitions for partitions, state in found.items() if any(saved.manifests for saved in state.topics.values())
    )


def _refuse(found: Kept, partitions: int) -> None:
    there = numbers(found)
    if there and partitions not in there:
        raise WrongUsage(changed(there[-1], partitions))


def changed(before: int, now: int) -> str:
    """What there is to do when topics have another number of partitions than state is kept for."""
    return (
        f"ringfence.state is kept for {before} partitions, the topics have {now}: stop all workers and run "
        "`ringfence rescale`"
    )
