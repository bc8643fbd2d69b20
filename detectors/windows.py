"""Counters that slide over a span: a ring of panes in the arena, of those alone in which something was counted."""

import numpy as np

from detectors.base import Limit
from detectors.kernel import Record, kernel
from detectors.memory import BLOCK, Memory, give_back, take
from detectors.spans import SPANS

LIMITS = {"lateness": Limit("ms", max(span.ms for span in SPANS))}
"""How far an event may be behind its account's clock and still count in the windows that reach back to it."""

TOO_LATE, KEPT_OUT = 1, 2  # of an event's `late`, a bit each: for any window, and of one that it would have counted in

WINDOW = np.dtype([*BLOCK, ("head", "u1"), ("length", "u1"), ("room", "u1"), ("spare", "u1")])
"""The ring of `room` places, its oldest pane at place `head`. A pane is its number and one cell a counter (`stride`
cells in all). The sums over all panes stand beside it, by the counters' names."""


@kernel
def is_closed(event: Record, clock: int, pane: int, panes: int) -> bool:
    """Whether nothing more is counted in the pane of an event: the window has left it, or the event is too late."""
    return bool(event.late & TOO_LATE != 0 or event.ts // pane <= clock // pane - panes)


@kernel
def keeps_out(event: Record, clock: int, pane: int, panes: int) -> bool:
    """The same, of a window that the event would count in; the event then knows that it was late."""
    closed = is_closed(event, clock, pane, panes)
    if closed:
        event.late |= KEPT_OUT
    return closed


@kernel
def oldest(window: Record, stride: int) -> int:
    """Where the oldest pane stands."""
    return window.at + np.int64(window.head) * stride


@kernel
def drop_oldest(window: Record) -> None:
    """Forgets the oldest pane, whose counts the caller has taken off the sums."""
    window.head = window.head + 1 if window.head + 1 < window.room else 0
    window.length -= 1


@kernel
def place(window: Record, i: int, stride: int) -> int:
    """Where the i-th oldest pane stands."""
    turn = np.int64(window.head) + i
    return window.at + (turn if turn < window.room else turn - window.room) * stride


@kernel
def pane_at(window: Record, memory: Memory, pane: int, stride: int) -> int:
    """Where a pane stands; it begins empty, between its neighbours, if nothing was counted in it before."""
    i = window.length
    while i > 0:
        at = place(window, i - 1, stride)
        if memory[at] == pane:
            return at
        if memory[at] < pane:
            break
        i -= 1
    if window.length == window.room:
        grow(window, memory, stride)
    for j in range(window.length, i, -1):  # an event behind the newest pane: rare, and by a few panes
        move(memory, place(window, j - 1, stride), place(window, j, stride), stride)
    window.length += 1
    at = place(window, i, stride)
    memory[at] = pane
    for k in range(1, stride):
        memory[at + k] = 0
    return at


@kernel
def grow(window: Record, memory: Memory, stride: int) -> None:
    """Moves the ring into a block of twice its size."""
    cells = max(2, 2 * window.cells)
    while cells < stride:
        cells *= 2
    at = take(memory, cells)
    for i in range(window.length):
        move(memory, place(window, i, stride), at + i * stride, stride)
    if window.cells:
        give_back(memory, window.at, window.cells)
    window.at, window.cells, window.head, window.room = at, cells, 0, cells // stride


@kernel
def move(memory: Memory, start: int, to: int, stride: int) -> None:
    """Copies one pane."""
    for k in range(stride):
        memory[to + k] = memory[start + k]
