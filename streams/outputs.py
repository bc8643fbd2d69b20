"""Findings and recommendations as they were written: from Kafka, or from the folder of a replay."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import msgspec
from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from streams import topics
from streams.connection import connection
from streams.errors import Failed, WrongUsage
from streams.files import opened
from streams.records import Alert, Recommendation
from streams.settings import Settings

Output = Literal["alerts", "enforcement"]
OutputRecord = Alert | Recommendation
TYPES: dict[Output, type[OutputRecord]] = {"alerts": Alert, "enforcement": Recommendation}

Wanted = Callable[[str], bool]  # of an id


@contextmanager
def consumer(settings: Settings, topic: str, *, beginning: bool, only: int | None = None) -> Iterator[Any]:
    """A consumer of all partitions of a topic, or of one only, at their beginning or at their end."""
    name = settings.topic(topic)
    reading = KafkaConsumer(
        **connection(settings),
        group_id=None,
        enable_auto_commit=False,
        isolation_level="read_committed",  # in strict mode all else may never be
    )
    try:
        partitions = [TopicPartition(name, partition) for partition in reading.partitions_for_topic(name)]
        partitions = [place for place in partitions if only in {None, place.partition}]
        reading.assign(partitions)
        reading.seek_to_beginning(*partitions) if beginning else reading.seek_to_end(*partitions)
        for partition in partitions:
            reading.position(partition)  # "from now on" begins before anything is done
        yield reading
    finally:
        reading.close()


def all_of(settings: Settings, topic: str, only: int | None = None) -> Iterator[Any]:
    """The records of a topic, or of a partition, as far as it goes now. Raises Failed where brokers stop answering."""
    try:
        with consumer(settings, topic, beginning=True, only=only) as reading:
            ends = reading.end_offsets(list(reading.assignment()))
            while any(reading.position(place) < end for place, end in ends.items()):
                for batch in reading.poll(500).values():
                    yield from batch
    except KafkaError as lost:
        raise Failed(f"{settings.brokers} no longer answers: {lost}") from lost


class FromKafka:
    """The outputs on Kafka, as far as they go at present."""

    def __init__(self, settings: Settings) -> None:
        topics.check(settings, ("alerts", "enforcement"))
        self._settings = settings

    def records(self, output: Output, wanted: Wanted) -> Iterator[OutputRecord]:
        """The records whose ids are wanted. Raises Failed where the brokers stop answering."""
        for record in all_of(self._settings, output):
            id_ = dict(record.headers).get("ce_id", b"").decode()
            if record.value is not None and wanted(id_):
                yield msgspec.json.decode(record.value, type=TYPES[output])


class FromFolder:
    """The outputs of a replay."""

    def __init__(self, folder: Path) -> None:
        for output in TYPES:
            if not (folder / f"{output}.ndjson").is_file():
                raise WrongUsage(f"{folder}: is not the output of a replay: it has no {output}.ndjson")
        self._folder = folder

    def records(self, output: Output, wanted: Wanted) -> Iterator[OutputRecord]:
        """The records whose ids are wanted. Raises Failed where a line is none of this output's records."""
        path = self._folder / f"{output}.ndjson"
        for number, line in opened(path):
            try:
                record = msgspec.json.decode(line, type=TYPES[output])
            except msgspec.MsgspecError as wrong:
                raise Failed(f"{path}: line {number} is not a record of {output}: {wrong}") from None
            if wanted(record.id):
                yield record
