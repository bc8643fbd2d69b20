"""Writes the compiled loop of a stream: for each event, each detector in turn.

It is text, because numba's file cache works for functions of a module and not for closures, and because straight-line
code over named counters is what a person would write for speed. `streams.compiled` puts it into a module named by a
hash of all it rests on.
"""

from collections.abc import Iterator

from detectors.base import ACCOUNT, Detector
from detectors.layout import Layout, heads, name_of, parameters
from detectors.sightings import TICK
from detectors.spans import Span

DONE, SPOKE, NEEDS_MEMORY, NEEDS_ROWS = 0, 1, 2, 3  # why the loop returned

ROOM = 1 << 15  # cells that one event can take at most, apart from the growth of large blocks
GROWING = 4  # blocks as large as the largest that one event can double

HEAD = """\
'''Generated from the detectors of `{stream}`; see detectors/loop.py.'''
import numba
import numpy as np
from numpy import int64
from detectors.kernel import HIT, PASSED
from detectors.memory import LARGEST, TOP
from detectors.notes import note_emergency, sample, speak
from detectors.recent import is_known, keep
from detectors.sightings import SOURCE, TICK, latest, tally
from detectors.standing import segment_at
from detectors.subjects import enter, mixed
from detectors.windows import drop_oldest, oldest, pane_at
{imports}

kernel = numba.njit(error_model='numpy', cache=True, nogil=True)  # so that the next fetch is unpacked meanwhile
"""

WINDOW = """\

@kernel
def slide_{name}(window, memory, pane):
    while window.length > 0:
        at = oldest(window, {stride})
        if memory[at] > pane - {panes}:
            break
{subtract}
        drop_oldest(window, {stride})


@kernel
def add_{name}(window, memory, pane, count):
    at = pane_at(window, memory, pane, {stride})
{add}
"""

TAKE_OFF = """\

@kernel
def take_off_{name}_{counter}(window, memory, pane):
    memory[pane_at(window, memory, pane, {stride}) + {place}] -= 1
    window.{counter} -= 1
"""

JUDGE = """\

@kernel
def judge(
    events, start, stop, text, facts, holdings, segments, emergency, limit_rows, {tables},
    memory, counts, figures, found,
):
    '''Judges events[start:stop]; returns the next event, why it stopped, how many findings the last made.'''
    count, figure = counts[0], figures[0]
    for i in range(start, stop):
        if memory[TOP] + {room} + {growing} * memory[LARGEST] > len(memory):
            return i, {needs_memory}, 0
{capacity}
        call = events[i]
        slot = call.slot
        account = accounts[slot]
        if is_known(account.recent, memory, call.id):
            continue
        fact = facts[slot]
        clock = max(account.clock, call.ts)
        segment = segments[segment_at(fact, segments, call.ts)]
        limits, ordinary = limit_rows[segment.limits], limit_rows[segment.ordinary]
        if not arrive(call, account, memory, fact, holdings, emergency, clock, limits):
            continue
        keep(account.recent, memory, call.id)
        account.clock = clock
        tick = clock // TICK
        plain = segment.limits == segment.ordinary
        n = 0
{reset}
{observe}
{subjects}
        if n:
            return i + 1, {spoke}, n
    return stop, {done}, 0
"""


SOURCES = ("account", "shown", "campaign")  # columns by which hits are tallied: all of them, by caller, by campaign


def source(detector: int, column: str) -> int:
    """What sets the tallies of a detector's hits by a column apart."""
    return detector * len(SOURCES) + SOURCES.index(column)


def indented(lines: Iterator[str] | list[str], by: int) -> str:
    """Lines of one level of the generated text."""
    return "\n".join(" " * by + line for line in lines)


class Loop:
    """The text of one stream's loop. The module `arrival` has the kernel `arrive`, which sees every event first."""

    def __init__(self, stream: str, layout: Layout, arrival: str) -> None:
        self.stream, self.layout, self.arrival = stream, layout, arrival
        self.number = {detector: i for i, detector in enumerate(layout.detectors)}

    def text(self) -> str:
        """The module."""
        imports = [f"from {d.__module__} import {d.__name__}" for d in self.layout.detectors]
        aliases = [f"{name_of(d)}_{k} = {d.__name__}.{k}" for d in self.layout.detectors for k in ("observe", "level")]
        others = self.layout.subjects[1:]
        return (
            HEAD.format(
                stream=self.stream, imports="\n".join([f"from {self.arrival} import arrive", *imports, "", *aliases])
            )
            + "".join(
                self.window(s, span, names)
                for s in self.layout.subjects
                for span, names in self.layout.windows(s).items()
            )
            + JUDGE.format(
                tables=", ".join(["accounts", *(f"{s}s, {s}_index, {s}_used" for s in others)]),
                room=ROOM,
                growing=2 * GROWING,
                needs_memory=NEEDS_MEMORY,
                spoke=SPOKE,
                done=DONE,
                capacity=indented(
                    [
                        line
                        for s in others
                        for line in (
                            f"if {s}_used[0] == len({s}s):",
                            f"    return i, {NEEDS_ROWS}, {self.layout.subjects.index(s)}",
                        )
                    ],
                    8,
                ),
                reset=indented([f"count.{name} = 0" for name in self.layout.counters], 8),
                observe=indented(
                    [f"{name_of(d)} = {self.observed(d, ACCOUNT)}" for d in self.layout.detectors if d.state is None], 8
                ),
                subjects=indented([line for s in self.layout.subjects for line in self.subject(s)], 8),
            )
        )

    def window(self, subject: str, span: Span, names: tuple[str, ...]) -> str:
        """The functions of one window."""
        stride, name = 1 + len(names), f"{subject}_{span.name}"
        places = dict(zip(names, range(1, stride), strict=True))
        lines = [
            line
            for counter, i in places.items()
            for line in (f"memory[at + {i}] += count.{counter}", f"window.{counter} += count.{counter}")
        ]
        return WINDOW.format(
            name=name,
            stride=stride,
            panes=span.panes,
            subtract=indented([f"window.{counter} -= memory[at + {i}]" for counter, i in places.items()], 8),
            add=indented(lines, 4),
        ) + "".join(
            TAKE_OFF.format(name=name, counter=counter, stride=stride, place=places[counter])
            for counter in self.layout.distinct(span)
            if counter in places
        )

    def arguments(self, detector: type[Detector], kernel: str, subject: str, limits: str, side: int) -> str:
        """What a kernel names, as the loop has it."""
        given = {
            "row": f"{subject}.{name_of(detector)}",
            "figures": f"figure.{name_of(detector)}",
            "limits": limits,
            "side": f"{side}",
            **{span.name: f"{subject}.{span.name}" for span in detector.counts},
            "column": ", ".join(f"limit_rows.{limit}" for limit in detector.limits),
            **{f"kind_{kind}": f"int64({self.layout.kinds[f'{detector.id}.{kind}']})" for kind in detector.kinds},
        }
        return ", ".join(given.get(name, name) for name in parameters(getattr(detector, kernel)))

    def observed(self, detector: type[Detector], subject: str) -> str:
        """A call of `observe`."""
        return f"{name_of(detector)}_observe({self.arguments(detector, 'observe', subject, 'limits', 0)})"

    def subject(self, subject: str) -> Iterator[str]:
        """One kind of subject: its row, its windows, then its detectors' levels."""
        judging = self.layout.judging(subject)
        pad = ""
        if subject != ACCOUNT:
            wanted = " or ".join(f"{name_of(d)} != PASSED" for d in judging)
            yield f"if call.{subject} != 0 and ({wanted}):"
            pad = "    "
            head, key = f"account.{heads(subject)}", f"mixed(account.key, call.{subject})"
            tables = f"{subject}_index, {subject}s, {subject}_used"
            yield pad + f"{subject}_slot, {head} = enter({tables}, {head}, slot, {key})"
            yield pad + f"{subject} = {subject}s[{subject}_slot]"
        for detector in judging:
            if detector.state is not None:
                yield pad + f"{name_of(detector)} = {self.observed(detector, subject)}"
        for span, names in self.layout.windows(subject).items():
            yield from (pad + line for line in self.counted(subject, span, names))
        for detector in judging:
            yield from (pad + line for line in self.judged(detector, subject))

    def counted(self, subject: str, span: Span, names: tuple[str, ...]) -> Iterator[str]:
        """Counts an event in one window; what counts once a key is first taken off where it was counted before."""
        window, name = f"{subject}.{span.name}", f"{subject}_{span.name}"
        once = {counter: column for counter, column in self.layout.distinct(span).items() if counter in names}
        yield f"late_{span.name} = call.ts // {span.pane} <= clock // {span.pane} - {span.panes}"
        yield f"if {' + '.join(f'count.{counter}' for counter in names)} > 0:"
        yield f"    slide_{name}({window}, memory, clock // {span.pane})"
        yield f"    if not late_{span.name}:"
        for counter, column in once.items():
            key = f"call.{column}" if subject == ACCOUNT else f"mixed({subject}.key, call.{column})"
            kind, ticks = f"int64({self.layout.kinds[f'{span.name}.{counter}']})", span.pane // TICK
            yield f"        new_{counter} = count.{counter}"
            yield f"        if new_{counter}:"
            yield f"            until = (call.ts // {span.pane} + {span.panes}) * {ticks}"
            yield f"            before = latest(account.sightings, memory, {kind}, {key}, until, tick)"
            yield "            if before >= until:"
            yield f"                count.{counter} = 0"
            yield "            elif before > 0:"
            yield f"                take_off_{name}_{counter}({window}, memory, before // {ticks} - {span.panes})"
        yield f"        add_{name}({window}, memory, call.ts // {span.pane}, count)"
        yield from (f"        count.{counter} = new_{counter}" for counter in once)

    def judged(self, detector: type[Detector], subject: str) -> Iterator[str]:
        """One detector: whether it is at or over a limit, what it says, and what it would show."""
        name, number = name_of(detector), f"int64({self.number[detector]})"  # a bare one would be a type of its own
        in_time = " or ".join(f"not late_{span.name}" for span in detector.counts)
        yield f"if {name} != PASSED" + (f" and ({in_time}):" if in_time else ":")
        sampled = ""
        if detector.hits is not None:
            span, counter = detector.hits
            sampled = f" and {subject}.{span.name}.{counter} >= {detector.sampled_from}"
        yield f"    if {name} == HIT{sampled}:"
        yield f"        sample({subject}.notes, memory, {number}, clock, text, call.id_at, call.id_len)"
        if detector.sources and subject == ACCOUNT:
            yield from (f"        {line}" for line in self.sources(detector))
        if detector.claims and subject == ACCOUNT:
            yield f"    if {name} == HIT:"
            yield from (f"        {line}" for line in self.claims(detector))
        yield f"    if {name} == HIT and call.emergency:"
        yield f"        note_emergency({subject}.notes, memory, {number}, clock)"
        yield from (f"    {line}" for line in self.levels(detector, subject))
        slot = "slot" if subject == ACCOUNT else f"{subject}_slot"
        kind, quiet = f"int64({self.layout.subjects.index(subject)})", f"int64({detector.quiet_after()})"
        yield "    if level > 0 or usual > 0:"
        yield (
            f"        n = speak({subject}.notes, memory, {number}, {kind}, {slot}, level, usual, covered, clock, "
            f"{quiet}, found, n)"
        )

    def levels(self, detector: type[Detector], subject: str) -> Iterator[str]:
        """The level under the account's limits, that under the ordinary ones, and whether a declared event differs."""
        name, lasting, usual = name_of(detector), "limits", "ordinary"
        if "at" in detector.figures:
            sides = ("at", "ordinary_at" if "ordinary_at" in detector.figures else "at")
            for side, figure in zip(("then", "usually"), sides, strict=True):
                yield f"{side} = segments[segment_at(fact, segments, figure.{name}.{figure})]"
            lasting, usual = "limit_rows[then.limits]", "limit_rows[usually.ordinary]"
        yield f"level = {name}_level({self.arguments(detector, 'level', subject, lasting, 0)})"
        # what a detector keeps of two sides, or judges by two times, may differ where the limits do not
        same = "" if "side" in parameters(detector.level) or "at" in detector.figures else "level if plain else "
        yield f"usual = {same}{name}_level({self.arguments(detector, 'level', subject, usual, 1)})"
        declared = "limit_rows[usually.limits]" if "at" in detector.figures else "limits"
        yield f"covered = {' or '.join(f'{declared}.{limit} != {usual}.{limit}' for limit in detector.limits) or 'False'}"

    def claims(self, detector: type[Detector]) -> Iterator[str]:
        """Tallies by number what may turn out to be the account's, in each window that counts it."""
        counter, column = detector.claims or ("", "")
        for span, names in detector.counts.items():
            if counter in names:
                kind = f"int64({self.layout.kinds[f'{detector.id}.{span.name}']})"
                yield f"if not late_{span.name}:"
                yield f"    until = (call.ts // {span.pane} + {span.panes}) * {span.pane // TICK}"
                yield f"    tally(account.sightings, memory, {kind}, call.{column}, until, tick)"

    def sources(self, detector: type[Detector]) -> Iterator[str]:
        """Tallies where the hits of a detector come from, once they are sampled."""
        if detector.hits is None:
            raise ValueError(f"{detector.id}: has sources, so it needs hits to say over which span they count")
        span = detector.hits[0]
        yield f"until = (call.ts // {span.pane} + {span.panes}) * {span.pane // TICK}"
        for column in SOURCES:
            yield f"if call.{column} != 0:"
            key = f"mixed(int64({source(self.number[detector], column)}), call.{column})"
            yield f"    tally(account.sightings, memory, SOURCE, {key}, until, tick)"
