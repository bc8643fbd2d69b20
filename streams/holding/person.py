"""Whether `ringfence.state` holds anything of a person: every cell of it is looked at, and every text."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

import numpy as np

from detectors.base import ACCOUNT
from detectors.layout import Layout
from detectors.plucking import Keys
from streams import paging
from streams.checkpoints.of_cases import LAYOUT
from streams.checkpoints.reading import states_of
from streams.people import Person
from streams.plucking import SMALL, together
from streams.stream import STREAMS


def held_of(records: Iterable[Any], person: Person, beside: Mapping[str, AbstractSet[int]]) -> int:
    """In how many places their keys or hashes stand, alone or with a key of what is `beside` them, by stream."""
    count = 0
    for _, state in states_of(records):
        for topic, saved in state.topics.items():
            if topic in STREAMS and person.keys.get(topic):
                own, layout = np.array(sorted(person.keys[topic]), np.int64), STREAMS[topic].layout
                known = np.array(sorted({*SMALL, *person.keys[topic], *beside.get(topic, ())}), np.int64)
                for page in saved.newest(paging.layout_id(layout)).pages.values():
                    others = np.concatenate([known, *_subjects(page.data, layout, known)])
                    count += keys_in(page.data, np.concatenate([own, together(others, own)]))
            elif topic == "alerts":
                count += sum(person.is_in(page.data) for page in saved.newest(LAYOUT).pages.values())
    return count


def _subjects(data: bytes, layout: Layout, known: Keys) -> Iterator[Keys]:
    """The keys of the campaigns and the like on a page, and of those that may have been there."""
    for kind, subjects in paging.DECODER.decode(data).subjects.items():
        keys = np.frombuffer(subjects.rows, layout.row(kind))["key"]
        yield together(keys, known) if kind == ACCOUNT else keys


def keys_in(data: bytes, wanted: Keys) -> int:
    """How many 64-bit values in rows and blocks of a page are some of those; values begin at any cell."""
    count = 0
    for subjects in paging.DECODER.decode(data).subjects.values():
        for part in (subjects.rows, subjects.cells):
            for begin in (0, 4):
                values = np.frombuffer(part[begin : begin + (len(part) - begin) // 8 * 8], np.int64)
                count += int(np.count_nonzero(np.isin(values, wanted)))
    return count
