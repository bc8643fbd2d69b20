"""Input from files: `<topic>.ndjson`, `.ndjson.zst` or `.parquet` in one folder, taken together in the order of time.

A line is what a record's value is on Kafka, byte for byte. What it lacks of a time never moves it: it follows the line
before it, and no line overtakes an earlier one of its file.
"""

from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Sequence
from heapq import heapify, heappop, heappush
from itertools import count, islice
from pathlib import Path
from typing import NamedTuple

import msgspec

from streams.errors import WrongUsage
from streams.events import YEAR_2100
from streams.files import SUFFIXES, Line, Read, opened
from streams.reasons import with_whole_letters
from streams.topic_table import INPUTS


class Run(NamedTuple):
    """Consecutive lines of one topic. Numbers count from 1, blank lines too, though they are no records."""

    topic: str
    numbers: list[int]
    values: list[bytes]


class Stretch(NamedTuple):
    """Lines of one topic, and which of all lines each of them is, in the order of time."""

    topic: str
    numbers: list[int]
    values: list[bytes]
    places: list[int]

    def place(self, number: int) -> int:
        """Which of all lines the one of this number is."""
        return self.places[bisect_left(self.numbers, number)]


def strangers(folder: Path) -> list[str]:
    """Files of a folder that look like input and are of no topic."""
    known = {topic + suffix for topic in INPUTS for suffix in SUFFIXES}
    return sorted(path.name for path in folder.iterdir() if path.name.endswith(SUFFIXES) and path.name not in known)


class _Stamp(msgspec.Struct):
    ts: object = None


_stamp = msgspec.json.Decoder(_Stamp).decode


def found(folder: Path, topics: Sequence[str] = INPUTS) -> dict[str, Path]:
    """The file of each topic that there is one for, in the order of `topics`.

    Raises WrongUsage where there is no folder, no file at all, or more than one for a topic.
    """
    if not folder.is_dir():
        raise WrongUsage(f"{folder}: there is no such folder")
    files: dict[str, Path] = {}
    for topic in topics:
        there = [path for suffix in SUFFIXES if (path := folder / (topic + suffix)).is_file()]
        if len(there) > 1:
            raise WrongUsage(f"{there[0]} and {there[1].name} both hold {topic}: keep one of them")
        if there:
            files[topic] = there[0]
    if not files:
        raise WrongUsage(f"{folder}: holds none of {', '.join(topic + SUFFIXES[0] for topic in topics)}")
    return files


def runs(files: dict[str, Path], size: int, read: Read | None = None) -> Iterator[Run]:
    """All lines of the files, merged by `ts`, ties in the order of `files`; at most `size` lines a run.

    `read` is told how many more bytes of the files have been read.
    """
    if len(files) == 1:
        yield from _chunks(files, size, read)
        return
    sources = [_Source(topic, opened(path, read)) for topic, path in files.items()]
    heap = [(source.ts, place) for place, source in enumerate(sources) if source.head is not None]
    heapify(heap)
    while heap:
        _, place = heappop(heap)
        source, run = sources[place], Run(sources[place].topic, [], [])
        # on with the same file for as long as its next line comes before everybody else's
        while source.head is not None and len(run.values) < size and not (heap and heap[0] < (source.ts, place)):
            number, value = source.head
            run.numbers.append(number)
            run.values.append(value)
            source.advance()
        if source.head is not None:
            heappush(heap, (source.ts, place))
        yield run


def stretches(merged: Iterable[Run], size: int, alone: Container[str]) -> Iterator[list[Stretch]]:
    """Consecutive lines by topic, about `size` in all, so that each topic's can be judged at once.

    What is of topics that stand `alone` is by itself, since it changes what comes of other topics' lines behind it.

    >>> lines = [("calls", 1, b"a"), ("sms", 1, b"b"), ("calls", 2, b"c"), ("control", 1, b"d")]
    >>> merged = (Run(topic, [number], [value]) for topic, number, value in lines)
    >>> for together in stretches(merged, 10, {"control"}):
    ...     print([(stretch.topic, stretch.numbers, stretch.places) for stretch in together])
    [('calls', [1, 2], [0, 2]), ('sms', [1], [1])]
    [('control', [1], [3])]
    """
    held, place = dict[str, Stretch](), count()
    for run in merged:
        if held and (run.topic in alone or sum(len(stretch.values) for stretch in held.values()) >= size):
            yield list(held.values())
            held = {}
        stretch = held.setdefault(run.topic, Stretch(run.topic, [], [], []))
        stretch.numbers.extend(run.numbers)
        stretch.values.extend(run.values)
        stretch.places.extend(islice(place, len(run.values)))
        if run.topic in alone:
            yield list(held.values())
            held = {}
    if held:
        yield list(held.values())


def _chunks(files: dict[str, Path], size: int, read: Read | None) -> Iterator[Run]:
    """One file needs no times."""
    for topic, path in files.items():
        lines = opened(path, read)
        while chunk := list(islice(lines, size)):
            yield Run(topic, [number for number, _ in chunk], [value for _, value in chunk])


class _Source:
    """One file and its next line, `head`; `ts` is the latest time of it and all lines before it."""

    def __init__(self, topic: str, lines: Iterator[Line]) -> None:
        self.topic = topic
        self.ts = 0
        self._lines = lines
        self.advance()

    def advance(self) -> None:
        """Goes to the next line."""
        self.head = next(self._lines, None)
        if self.head is not None:
            self.ts = max(self.ts, time_of(self.head[1]))


def time_of(value: bytes) -> int:
    """The `ts` of a record, 0 where none can be read.

    >>> time_of(b'{"ts": 5}'), time_of(b'{"ts": "5"}'), time_of(b'{')
    (5, 0, 0)
    """
    try:
        ts = _stamp(with_whole_letters(value)).ts
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return 0
    return ts if type(ts) is int and 0 < ts < YEAR_2100 else 0
