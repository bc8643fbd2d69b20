"""What a subject's detectors have said of it and when, and the events they would show: kept where there is something.

A detector speaks at a level above the one it last spoke at, or when its subject has been under the limit for a while
(`Detector.quiet_after`). That is kept twice: under the account's limits, and under the ordinary ones for declared
events.
"""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import FAILED, Record, kernel, written
from detectors.memory import BLOCK, Memory, double, give_back, load, store, take

NOTES = np.dtype([*BLOCK, ("notes", "i4")])
"""A list of notes, one a detector."""

# Cells of a note
DETECTOR, SAID, ORDINARY_SAID, RING, RING_CELLS, STRIDE, HEAD, LENGTH, OVER, ORDINARY_OVER, EMERGENCY = (
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    10,
    12,
)
NOTE = 14

WAITING = 8  # added to the level of what is no finding, but waits for evidence from another stream

SAMPLE = 3  # cells before the text of a sample: its length, and the account's clock at it
SAMPLES = 10  # ids kept of the events that a detector reports

FOUND = np.dtype([("detector", "i4"), ("subject", "i4"), ("slot", "i4"), ("level", "i4")])
"""One finding of the event just judged: numbers of the detector, the kind of subject, its row, and the level."""


@kernel
def note_of(notes: Record, memory: Memory, detector: int) -> int:
    """Where a detector's note is; it is made where there is none."""
    for i in range(notes.notes):
        if memory[notes.at + i * NOTE + DETECTOR] == detector:
            return notes.at + i * NOTE
    if (notes.notes + 1) * NOTE > notes.cells:
        double(notes, memory, notes.notes * NOTE, 16)
    note = notes.at + notes.notes * NOTE
    notes.notes += 1
    memory[note + DETECTOR] = detector
    return note


@kernel
def already_said(memory: Memory, said: int, over: int, level: int, clock: int, quiet: int) -> int:
    """The level said before in this stretch over the limit; from now on it is at least `level`."""
    before = memory[said]
    if clock - load(memory, over) >= quiet:
        before = 0
    memory[said] = max(before, level)
    store(memory, over, clock)
    return before


@kernel
def speak(
    notes: Record,
    memory: Memory,
    detector: int,
    subject: int,
    slot: int,
    level: int,
    ordinary: int,
    covered: bool,  # noqa: FBT001 - kernels take their arguments by position
    apart: bool,  # noqa: FBT001 - as above
    clock: int,
    quiet: int,
    found: NDArray[np.void],
    n: int,
) -> int:
    """Appends what the detector says at this event to the `n` findings there are, and returns their new number.

    A level below 0 says that it cannot judge. `covered`: a declared event sets the limits, so what the ordinary ones
    alone would find is a finding of level 0. `apart`: who is at a level is not at those below.
    """
    if level < 0 or ordinary < 0:
        found[n].detector, found[n].subject, found[n].slot, found[n].level = detector, subject, slot, FAILED
        return n + 1
    note = note_of(notes, memory, detector)
    if level > 0:
        first = already_said(memory, note + SAID, note + OVER, level, clock, quiet) + 1
        for new in range(max(first, level) if apart else first, level + 1):
            found[n].detector, found[n].subject, found[n].slot, found[n].level = detector, subject, slot, new
            n += 1
    if ordinary > 0:
        before = already_said(memory, note + ORDINARY_SAID, note + ORDINARY_OVER, ordinary, clock, quiet)
        if covered and before < ordinary and level < ordinary:
            found[n].detector, found[n].subject, found[n].slot, found[n].level = detector, subject, slot, 0
            n += 1
    return n


@kernel
def wait_for_evidence(
    notes: Record,
    memory: Memory,
    detector: int,
    own: int,
    subject: int,
    slot: int,
    level: int,
    clock: int,
    quiet: int,
    found: NDArray[np.void],
    n: int,
) -> int:
    """Appends that a level of the detector waits, unless that was said in the last `quiet` ms; the number of findings.

    `own` is the number of a note of its own: that it waits is no part of what the detector has said.
    """
    note = note_of(notes, memory, own)
    if memory[note + SAID] > 0 and clock - load(memory, note + OVER) < quiet:
        return n
    memory[note + SAID] = level
    store(memory, note + OVER, clock)
    found[n].detector, found[n].subject, found[n].slot, found[n].level = detector, subject, slot, WAITING + level
    return n + 1


@kernel
def note_emergency(notes: Record, memory: Memory, detector: int, clock: int) -> None:
    """Notes that the detector would report a call to an emergency number."""
    store(memory, note_of(notes, memory, detector) + EMERGENCY, clock)


@kernel
def sample(
    notes: Record, memory: Memory, detector: int, clock: int, text: NDArray[np.uint8], at: int, length: int
) -> None:
    """Keeps the id at `text[at : at + length]` as the newest sample of a detector, forgetting the oldest of ten."""
    note = note_of(notes, memory, detector)
    stride = SAMPLE + (length + 3) // 4
    if stride > memory[note + STRIDE]:
        widen(memory, note, stride)
    ring, stride = memory[note + RING], memory[note + STRIDE]
    place = (memory[note + HEAD] + memory[note + LENGTH]) % SAMPLES
    if memory[note + LENGTH] == SAMPLES:
        memory[note + HEAD] = (memory[note + HEAD] + 1) % SAMPLES
    else:
        memory[note + LENGTH] += 1
    cell = ring + place * stride
    memory[cell] = length
    store(memory, cell + 1, clock)
    for i in range(SAMPLE, stride):
        memory[cell + i] = 0
    for i in range(length):
        memory[cell + SAMPLE + i // 4] |= np.int32(text[at + i]) << (8 * (i % 4))


@kernel
def sample_once(
    notes: Record, memory: Memory, detector: int, clock: int, text: NDArray[np.uint8], at: int, length: int
) -> None:
    """The same, of an event of which several rows may be hits: where an earlier one has left the newest, that stays."""
    note = note_of(notes, memory, detector)
    if memory[note + LENGTH] > 0:
        newest = (memory[note + HEAD] + memory[note + LENGTH] - 1) % SAMPLES
        cell = memory[note + RING] + newest * memory[note + STRIDE]
        alike = memory[cell] == length and load(memory, cell + 1) == clock
        i = 0
        while alike and i < length:
            alike = (memory[cell + SAMPLE + i // 4] >> (8 * (i % 4))) & 255 == text[at + i]
            i += 1
        if alike:
            return
    sample(notes, memory, detector, clock, text, at, length)


@kernel
def widen(memory: Memory, note: int, stride: int) -> None:
    """Makes room for longer ids."""
    old, narrow = memory[note + RING], memory[note + STRIDE]
    ring = take(memory, SAMPLES * stride)
    for i in range(memory[note + LENGTH]):
        place = (memory[note + HEAD] + i) % SAMPLES
        for j in range(narrow):
            memory[ring + place * stride + j] = memory[old + place * narrow + j]
    if old:
        give_back(memory, old, memory[note + RING_CELLS])
    memory[note + RING], memory[note + RING_CELLS], memory[note + STRIDE] = ring, SAMPLES * stride, stride


def find_note(notes: Record, arena: Memory, detector: int) -> int | None:
    """Where a detector's note is, if it has one."""
    places = range(int(notes["at"]), int(notes["at"]) + int(notes["notes"]) * NOTE, NOTE)
    return next((note for note in places if arena[note + DETECTOR] == detector), None)


def samples(notes: Record, arena: Memory, detector: int, since: int) -> list[bytes]:
    """The ids kept for a detector from the time `since` on, the oldest first."""
    note = find_note(notes, arena, detector)
    if note is None or not arena[note + RING]:
        return []
    ring, stride = int(arena[note + RING]), int(arena[note + STRIDE])
    places = [(int(arena[note + HEAD]) + i) % SAMPLES for i in range(int(arena[note + LENGTH]))]
    cells = [ring + place * stride for place in places]
    recent = [cell for cell in cells if written(load)(arena, cell + 1) >= since]
    return [arena[cell + SAMPLE : cell + stride].tobytes()[: int(arena[cell])] for cell in recent]


def last_emergency(notes: Record, arena: Memory, detector: int) -> int:
    """The account's clock when the detector last saw a call to an emergency number that it would report; 0: never."""
    note = find_note(notes, arena, detector)
    return 0 if note is None else int(written(load)(arena, note + EMERGENCY))
