"""What is on the output partitions already: which of it a restart would write again."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from streams.checkpoints.records import Records
from streams.offsets import Offsets
from streams.raw import Headers

OUTPUTS = ("alerts", "enforcement", "dead-letter", "ringfence.audit")


class Output(NamedTuple):
    """A record of an output: its id (of a dead letter, its place), and the record that it came of."""

    topic: str
    offset: int
    id: str
    source: str
    at: int


class There(NamedTuple):
    """Ids, and the last offset that a finding, or that anything at all, came of; -1: nothing.

    `found` leaves out findings of whose facts nothing can have been read: they came after that.
    """

    ids: set[str]
    found: int
    last: int


class Written:
    """The outputs of one partition from some offsets on; `ended` is where they had ended before its state was read."""

    def __init__(self, outputs: Iterable[Output], ended: Mapping[str, int]) -> None:
        self.outputs, self.ended = list(outputs), ended

    def of(self, source: str, ends: dict[str, int]) -> "There":
        """What came of a topic and is there behind `ends`."""
        mine = [out for out in self.outputs if out.source == source and out.offset >= ends.get(out.topic, 0)]
        findings = [out.at for out in mine if out.topic != "dead-letter" and out.offset < self.ended[out.topic]]
        ids = {out.id for out in mine}
        return There(ids, max(findings, default=-1), max((out.at for out in mine), default=-1))


async def ended(offsets: Offsets, partition: int) -> dict[str, int]:
    """Where the outputs of a partition end."""
    return {topic: (await offsets.ends(topic, [partition]))[partition] for topic in OUTPUTS}


async def written(
    records: Records, offsets: Offsets, partition: int, begins: dict[str, int], before: Mapping[str, int]
) -> Written:
    """Reads the outputs of a partition from `begins` on, by topic; they ended at `before` when its state was read."""
    outputs = list[Output]()
    for topic in OUTPUTS:
        begin = max(begins.get(topic, 0), (await offsets.beginnings(topic, [partition]))[partition])
        end = (await offsets.ends(topic, [partition]))[partition]
        async for batch in records.between(topic, partition, begin, end):
            made = zip(batch.offsets, batch.headers or (), strict=True)
            outputs += [out for at, headers in made if (out := _output(topic, at, headers, records.names)) is not None]
    return Written(outputs, before)


def _output(topic: str, offset: int, headers: Headers, names: dict[str, str]) -> Output | None:
    about = {name: (value or b"").decode(errors="replace") for name, value in headers}
    source, at = about.get("rf_topic", ""), about.get("rf_offset", "")
    if not source or not at.isdigit():
        return None  # another's, or of a version that did not say
    place = f"{source}/{about.get('rf_partition', '')}/{at}"
    id_ = place if topic == "dead-letter" else about.get("ce_id", "")
    return Output(topic, offset, id_, names.get(source, source), int(at))
