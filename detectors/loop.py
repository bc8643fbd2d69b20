"""Writes the compiled loop of a stream: for each event, each detector in turn.

It is text, because numba's file cache works for functions of a module and not for closures, and because straight-line
code over named counters is what a person would write for speed. `streams.compiled` puts it into a module named by a
hash of all it rests on.
"""

from collections.abc import Iterator

from detectors.base import ACCOUNT
from detectors.layout import Layout, Ring, name_of
from detectors.lines import Lines
from detectors.pages import owners as owners_of
from detectors.pages import placed
from detectors.spans import Span

DONE, SPOKE, NEEDS_MEMORY, NEEDS_ROWS = 0, 1, 2, 3  # why the loop returned

ROOM = 1 << 15  # cells that one event can take at most, apart from the growth of large blocks
RECENT = ("recent",)  # what `look_ahead` of an arrival has fetched in whole
GROWING = 5  # blocks as large as the largest that one event can double

HEAD = """\
'''Generated from the detectors of `{stream}`; see detectors/loop.py.'''
import numba
import numpy as np
from numpy import int64
from detectors.eviction import FREE, USED, enter
from detectors.fetching import LISTS, look_ahead_at_facts
from detectors.kernel import HIT, PASSED, borrowed, fetch
from detectors.key_use import note_key
from detectors.memory import LARGEST, TOP
from detectors.notes import note_emergency, sample, sample_once, speak, wait_for_evidence
from detectors.recent import is_known, keep
from detectors.sightings import SOURCE, TICK, latest
from detectors.standing import segment_at
from detectors.subjects import mixed
from detectors.tallies import tally, tally_many
from detectors.texts import gather
from detectors.totals import add_up
from detectors.windows import KEPT_OUT, TOO_LATE, drop_oldest, is_closed, oldest, pane_at
{imports}

kernel = numba.njit(error_model='numpy', cache=True, nogil=True)  # so that the next fetch is unpacked meanwhile
"""

SLIDE = """\

@kernel
def slide_{name}(window, memory, pane):
{rings}
"""

SLIDE_RING = """\
    ring = window.{ring}
    while ring.length > 0:
        at = oldest(ring, {stride})
        if memory[at] > pane - {panes}:
            break
{subtract}
        drop_oldest(ring)
"""

ADD = """\

@kernel
def add_{name}_{ring}(window, memory, pane, count):
    at = pane_at(window.{ring}, memory, pane, {stride})
{add}
"""

TAKE_OFF = """\

@kernel
def take_off_{name}_{counter}(window, memory, pane):
    memory[pane_at(window.{ring}, memory, pane, {stride}) + {place}] -= 1
    window.{counter} -= 1
"""

ARRAYS = ("events", "order", "text", "facts", "holdings", "segments", "emergency", "limit_rows")
STATE = ("memory", "counts", "figures", "found", "told", "begun", "keyed", "gathered", "used")

JUDGE = """\

@kernel
def judge(events, start, stop, {arrays}):
    '''Judges the events at order[start:stop]: the next place, why it stopped, how many findings the last made.'''
{borrow}
    count, figure = counts[0], figures[0]
    for i in range(start, stop):
        if memory[TOP] + {room} + {growing} * memory[LARGEST] > len(memory):
            return i, {needs_memory}, 0
{capacity}
        look_ahead(events, order, i, stop, accounts, memory)
        look_ahead_at_facts(events, order, i, stop, facts, holdings, segments)
        if i + LISTS < stop:
            ahead = accounts[events[order[i + LISTS]].slot]
{ahead}
        {event} = events[order[i]]
        slot = {event}.slot
        account = accounts[slot]
{known}
        fact = facts[slot]
        clock = max(account.clock, {event}.ts)
        segment = segments[segment_at(fact, segments, {event}.ts)]
        limits, ordinary = limit_rows[segment.limits], limit_rows[segment.ordinary]
        if clock - {event}.ts > limits.lateness:
            {event}.late = TOO_LATE
{keep}
        if not arrive({event}, account, memory, fact, holdings, emergency, clock, limits):
            continue
{begin_anew}
        account.clock = clock
        tick = clock // TICK
        plain = segment.limits == segment.ordinary
        if fact.totalled and {exempt}({event}.bytes > 0 or {event}.cost > 0):
            add_up({event}, order[i], slot, account.totals, memory, clock, limits, told, begun, used)
        if {event}.api_key != 0:
            note_key({event}, order[i], slot, account.last_key, account.sightings, memory, clock, keyed, used)
        n = 0
{reset}
{observe}
{subjects}
        if n:
            return i + 1, {spoke}, n
    return stop, {done}, 0
"""


ONE_ROW = (
    ["if is_known(account.recent, memory, {event}.id):", "    continue"],
    ["keep(account.recent, memory, {event}.id)"],
)
PARTS = (
    [
        "if {event}.part == 0:",
        "    {event}.again, {event}.judged_by = is_known(account.recent, memory, {event}.id), 0",
        "else:  # the rows of an event are never told apart, so that the one before this is of the same event",
        "    {event}.again, {event}.judged_by = events[order[i - 1]].again, events[order[i - 1]].judged_by",
        "if {event}.again:",
        "    continue",
    ],
    [
        "if {event}.part == 0:",
        "    keep(account.recent, memory, {event}.id)",
        "last = i + 1 == stop or events[order[i + 1]].part == 0",
    ],
)  # how an event is known again, one of several rows by its first, whose decision the others follow; which is the last


def indented(lines: Iterator[str] | list[str], by: int) -> str:
    """Lines of one level of the generated text."""
    return "\n".join(" " * by + line for line in lines)


class Loop:
    """The text of one stream's loop.

    The module `arrival` has the kernels `arrive`, which sees every row first, and `look_ahead`, which has fetched
    what events to come will need. Where events have parts, `arrive` says True of each of them or of none.
    """

    def __init__(self, stream: str, layout: Layout, arrival: str) -> None:
        self.stream, self.layout, self.arrival = stream, layout, arrival
        self.lines = Lines(layout)

    def text(self) -> str:
        """The module."""
        imports = [f"from {d.__module__} import {d.__name__}" for d in self.layout.detectors]
        aliases = [
            f"{name_of(d)}_{kernel} = {d.__name__}.{kernel}"
            for d in self.layout.detectors
            for kernel in ("begin_anew", "observe", "level", "spread", "text")
            if hasattr(d, kernel)
        ]
        others = self.layout.subjects[1:]
        tables = ["accounts", *(f"{s}{table}" for s in others for table in ("s", "_words", "_index", "_used"))]
        arrays = [*ARRAYS, *tables, *STATE]
        owners = [f"{s}_owners = np.array({placed(self.layout.row(s)).tolist()}, np.int64)" for s in others]
        known, keep = PARTS if self.layout.parts else ONE_ROW
        return (
            HEAD.format(
                stream=self.stream,
                imports="\n".join([f"from {self.arrival} import arrive, look_ahead", *imports, "", *aliases, *owners]),
            )
            + "".join(
                self.window(s, span, rings)
                for s in self.layout.subjects
                for span, rings in self.layout.windows(s).items()
            )
            + JUDGE.format(
                event=self.layout.event,
                exempt="not call.emergency and " if self.stream == "calls" else "",
                known=indented(known, 8).format(event=self.layout.event),
                keep=indented(keep, 8).format(event=self.layout.event),
                begin_anew=indented(list(self.lines.beginnings()), 8),
                arrays=", ".join(arrays[1:]),
                borrow=indented([f"{array} = borrowed({array})" for array in arrays], 4),
                room=ROOM,
                growing=2 * GROWING,
                ahead=indented(
                    [
                        f"fetch(memory, ahead.{'.'.join(path)}.at)"
                        for path in owners_of(self.layout.row(ACCOUNT))
                        if path != RECENT
                    ],
                    12,
                ),
                needs_memory=NEEDS_MEMORY,
                spoke=SPOKE,
                done=DONE,
                capacity=indented(
                    [
                        line
                        for s in others
                        for line in (
                            f"if {s}_used[USED] == len({s}s) and {s}_used[FREE] == 0:",
                            f"    return i, {NEEDS_ROWS}, {self.layout.subjects.index(s)}",
                        )
                    ],
                    8,
                ),
                reset=indented([f"count.{name} = 0" for name in self.layout.counters], 8),
                observe=indented(list(self.lines.observations()), 8),
                subjects=indented([line for s in self.layout.subjects for line in self.lines.subject(s)], 8),
            )
        )

    def window(self, subject: str, span: Span, rings: tuple[Ring, ...]) -> str:
        """The functions of one window."""
        name, once = f"{subject}_{span.name}", self.layout.distinct(span)
        slides, functions = [], []
        for ring in rings:
            places = dict(enumerate(ring.counters, 1))
            less = [f"window.{counter} -= memory[at + {i}]" for i, counter in places.items()]
            more = [
                line
                for i, counter in places.items()
                for line in (f"memory[at + {i}] += count.{counter}", f"window.{counter} += count.{counter}")
            ]
            own = {"ring": ring.name, "stride": ring.stride, "panes": span.panes}
            slides.append(SLIDE_RING.format(**own, subtract=indented(less, 8)))
            functions.append(ADD.format(**own, name=name, add=indented(more, 4)))
            functions += [
                TAKE_OFF.format(**own, name=name, counter=counter, place=i)
                for i, counter in places.items()
                if counter in once
            ]
        return SLIDE.format(name=name, rings="".join(slides)) + "".join(functions)
