"""The generated modules of a stream, and those that all streams share."""

from functools import cache
from pathlib import Path
from types import ModuleType

import detectors
import streams
from detectors.loop import Loop
from streams.kernel_cache import module
from streams.stream import STREAMS, Stream

DETECTORS, STREAMS_FOLDER = Path(detectors.__path__[0]), Path(streams.__path__[0])

HEAD = """\
import numba
import numpy as np
from detectors.kernel import borrowed

kernel = numba.njit(error_model='numpy', cache=True, nogil=True)
"""

SCANNER = """
from streams.letter_text import fingerprints
from streams.number_text import keyed, number_of
from streams.scan import scan_object
from streams.template_text import template_of
from streams.words import hashed
from {columns} import fill


@kernel
def scan(text, bounds, lenient, keys, multiplier, plans, seed, events, taken, kinds, begins, lengths):
    '''Fills a row for each record text[bounds[i, 0] : bounds[i, 1]] of the usual shape, and says which those are.
    `kinds`, `begins` and `lengths` have room for what is found of each field.'''
    text, bounds, keys = borrowed(text), borrowed(bounds), borrowed(keys)
    plans, events = borrowed(plans), borrowed(events)
    kinds, begins, lengths = borrowed(kinds), borrowed(begins), borrowed(lengths)
    for i in range(len(bounds)):
        taken[i] = scan_object(
            text, bounds[i, 0], bounds[i, 1], lenient, keys, multiplier, kinds, begins, lengths
        ) and fill(events[i], text, lenient, kinds, begins, lengths, plans, seed)


@kernel
def alike(keys, bounds, text, events, same):
    '''Says of each record whether its key is its account, byte by byte.'''
    for i in range(len(bounds)):
        begin, length = events[i].account_at, events[i].account_len
        same[i] = length > 0 and length == bounds[i, 1] - bounds[i, 0]
        j = 0
        while same[i] and j < length:
            same[i] = keys[bounds[i, 0] + j] == text[begin + j]
            j += 1


@kernel
def numbered(text, length, plans, seed):
    '''What the number in text[:length] is, what columns have for it, and the key of that.'''
    kind, number = number_of(text, 0, length, plans, seed)
    return kind, number, keyed(number, seed)


@kernel
def key_of(number, seed):
    '''The key of what columns have as a number.'''
    return keyed(number, seed)


@kernel
def template(text, length, seed):
    '''The fingerprint of the body in text[:length], in ASCII.'''
    return template_of(text, 0, length, seed)


@kernel
def hash_of(text, length, seed):
    '''The hash of text[:length].'''
    return hashed(text, 0, length, seed)


@kernel
def templates(text, begins, lengths, table, seed, found, done):
    '''The fingerprints of bodies in any letters, but for those that are not done.'''
    fingerprints(borrowed(text), borrowed(begins), borrowed(lengths), borrowed(table), seed, found, done)
"""

PLACER = """
from detectors.eviction import taken
from detectors.fetching import look_ahead_to_place
from detectors.subjects import find, mixed
from detectors.tallies import total


@kernel
def tallied(accounts, slot, memory, kind, of, key, tick):
    '''How often an account was seen with a key of something, as far as that still counts.'''
    accounts, memory = borrowed(accounts), borrowed(memory)
    return total(accounts[slot].sightings, memory, kind, mixed(of, key), tick)


@kernel
def place(events, start, index, accounts, used, newcomers, n):
    '''Sets the slot of each event from `start` on, and makes rows for new accounts, whose first events it adds to the
    `n` newcomers there are. Returns where it stopped, at the end or for want of rows, and the number of newcomers.'''
    events, index, accounts = borrowed(events), borrowed(index), borrowed(accounts)
    for i in range(start, len(events)):
        look_ahead_to_place(events, i, index, accounts)
        slot = find(index, accounts, events[i].account, events[i].check)
        if slot < 0:
            if used[USED] == len(accounts) and used[FREE] == 0:
                return i, n
            place = -1 - slot
            slot = taken(accounts, used)
            index[place] = slot + 1
            accounts[slot].key, accounts[slot].check = events[i].account, events[i].check
            newcomers[n] = i
            n += 1
        events[i].slot = slot
    return len(events), n
"""


PACKER = """
from detectors import eviction, packing, plucking, subjects


@kernel
def measured(rows, memory, owners):
    '''How many cells the blocks of all rows have.'''
    return packing.measured(rows, memory, owners)


@kernel
def taken_out(rows, memory, owners, cells):
    '''Copies them.'''
    packing.taken_out(rows, memory, owners, cells)


@kernel
def take_all(memory, lengths, least, cells, used):
    '''Blocks for cells: where they are, and how many of these are used.'''
    return packing.take_all(memory, lengths, least, cells, used)


@kernel
def fill(index, keys, start, stop):
    '''Puts rows into an index.'''
    subjects.fill(index, keys, start, stop)


@kernel
def hand_back(index, keys, checks, words, used, slots, memory, owners):
    '''Gives back the rows in some slots.'''
    for slot in slots:
        eviction.hand_back(index, keys, checks, words, used, slot, memory, owners)


@kernel
def pluck(seen, memory, keys):
    '''Takes sightings of keys out of an account; how many these were.'''
    return plucking.pluck(seen[0], memory, keys)


@kernel
def left_of(memory, at, entries, keys):
    '''Takes the entries of keys out of a list; how many are left.'''
    return plucking.left_of(memory, at, entries, keys)


@kernel
def pairs(others, keys, found):
    '''The keys of each of others with each of some.'''
    plucking.pairs(others, keys, found)
"""


UNPACKER = """
from streams import record_batches


@kernel
def lay_out(text, at, stop, first, time, offsets, times, keys, values, heads):
    '''Says of the records of a batch where they are.'''
    text, offsets, times = borrowed(text), borrowed(offsets), borrowed(times)
    keys, values, heads = borrowed(keys), borrowed(values), borrowed(heads)
    return record_batches.lay_out(text, at, stop, first, time, offsets, times, keys, values, heads)


@kernel
def ingestion(text, heads, times, part):
    '''Puts the times of ingestion that headers say into `times`.'''
    record_batches.ingestion(borrowed(text), borrowed(heads), borrowed(times), borrowed(part))
"""


@cache
def judging(name: str) -> ModuleType:
    """The module of a stream's detectors: `judge`, `place`, and `tallied`."""
    stream: Stream = STREAMS[name]
    text = Loop(name, stream.layout, stream.arrival.__name__).text() + PLACER
    return module(f"judge_{name}", text, DETECTORS.rglob("*.py"))


@cache
def reading(name: str) -> ModuleType:
    """The module of a stream's reader, with what `SCANNER` has. It knows no detectors."""
    stream: Stream = STREAMS[name]
    text = HEAD + SCANNER.format(columns=stream.reading.__name__)
    return module(f"read_{name}", text, [*_kernels(), *DETECTORS.glob("*.py")])


@cache
def packing() -> ModuleType:
    """The module that packs pages: `measured`, `taken_out`, and for the way back `take_all` and `fill`.

    And what takes rows, and keys of people, out: `hand_back`, `pluck`, `left_of`, `pairs`.
    """
    return module("pack", HEAD + PACKER, DETECTORS.glob("*.py"))


@cache
def unpacking() -> ModuleType:
    """The module that reads what brokers return: `lay_out`, `ingestion`."""
    return module("unpack", HEAD + UNPACKER, [*_kernels(), *DETECTORS.glob("*.py")])


def _kernels() -> list[Path]:
    """The sources here that have compiled code."""
    return [source for source in STREAMS_FOLDER.glob("*.py") if b"detectors.kernel" in source.read_bytes()]
