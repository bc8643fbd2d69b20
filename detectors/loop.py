"""Writes the compiled loop of a stream: for each event, each detector in turn.

It is text, because numba's file cache works for functions of a module and not for closures, and because straight-line
code over named counters is what a person would write for speed. `streams.compiled` puts it into a module named by a
hash of all it rests on.
"""

from collections.abc import Iterator

from detectors.base import ACCOUNT, Detector
from detectors.layout import Layout, name_of, parameters
from detectors.notes import SAMPLED_FROM
from detectors.spans import Span

DONE, SPOKE, NEEDS_MEMORY, NEEDS_ROWS = 0, 1, 2, 3  # why the loop returned

ROOM = 1 << 15  # cells that one event can take at most, apart from twice the largest block there is

HEAD = """\
'''Generated from the detectors of `{stream}`; see detectors/loop.py.'''
import numba
import numpy as np
from numpy import int64
from detectors.kernel import HIT, PASSED
from detectors.memory import LARGEST, TOP
from detectors.notes import note_emergency, sample, speak
from detectors.recent import is_new
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

JUDGE = """\

@kernel
def judge(
    events, start, stop, text, facts, holdings, segments, emergency, limit_rows, {tables},
    memory, counts, figures, found,
):
    '''Judges events[start:stop]; returns the next event, why it stopped, how many findings the last made.'''
    count, figure = counts[0], figures[0]
    for i in range(start, stop):
        if memory[TOP] + {room} + 2 * memory[LARGEST] > len(memory):
            return i, {needs_memory}, 0
{capacity}
        call = events[i]
        slot = call.slot
        account = accounts[slot]
        if not is_new(account.recent, memory, call.id):
            continue
        fact = facts[slot]
        stand(call, fact, holdings, emergency)
        segment = segments[segment_at(fact, segments, call.ts)]
        limits, ordinary = limit_rows[segment.limits], limit_rows[segment.ordinary]
        plain = segment.limits == segment.ordinary
        account.clock = max(account.clock, call.ts)
        clock = account.clock
        n = 0
{reset}
{observe}
{subjects}
        if n:
            return i + 1, {spoke}, n
    return stop, {done}, 0
"""


def indented(lines: Iterator[str] | list[str], by: int) -> str:
    """Lines of one level of the generated text."""
    return "\n".join(" " * by + line for line in lines)


class Loop:
    """The text of one stream's loop."""

    def __init__(self, stream: str, layout: Layout, standing: str) -> None:
        self.stream, self.layout, self.standing = stream, layout, standing
        self.number = {detector: i for i, detector in enumerate(layout.detectors)}

    def text(self) -> str:
        """The module."""
        imports = [f"from {d.__module__} import {d.__name__}" for d in self.layout.detectors]
        aliases = [f"{name_of(d)}_{k} = {d.__name__}.{k}" for d in self.layout.detectors for k in ("observe", "level")]
        others = self.layout.subjects[1:]
        return (
            HEAD.format(
                stream=self.stream, imports="\n".join([f"from {self.standing} import stand", *imports, "", *aliases])
            )
            + "".join(
                self.window(s, span, names)
                for s in self.layout.subjects
                for span, names in self.layout.windows(s).items()
            )
            + JUDGE.format(
                tables=", ".join(["accounts", *(f"{s}s, {s}_index, {s}_used" for s in others)]),
                room=ROOM,
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
        """The two functions of one window."""
        stride = 1 + len(names)
        return WINDOW.format(
            name=f"{subject}_{span.name}",
            stride=stride,
            panes=span.panes,
            subtract=indented([f"window.{name} -= memory[at + {i}]" for i, name in enumerate(names, 1)], 8),
            add=indented(
                [
                    line
                    for i, name in enumerate(names, 1)
                    for line in (f"memory[at + {i}] += count.{name}", f"window.{name} += count.{name}")
                ],
                4,
            ),
        )

    def arguments(self, detector: type[Detector], kernel: str, subject: str, limits: str) -> str:
        """What a kernel names, as the loop has it."""
        given = {
            "row": f"{subject}.{name_of(detector)}",
            "figures": f"figure.{name_of(detector)}",
            "limits": limits,
            "side": "0" if limits == "limits" else "1",
            **{span.name: f"{subject}.{span.name}" for span in detector.counts},
        }
        return ", ".join(given.get(name, name) for name in parameters(getattr(detector, kernel)))

    def observed(self, detector: type[Detector], subject: str) -> str:
        """A call of `observe`."""
        return f"{name_of(detector)}_observe({self.arguments(detector, 'observe', subject, 'limits')})"

    def subject(self, subject: str) -> Iterator[str]:
        """One kind of subject: its row, its windows, then its detectors' levels."""
        judging = self.layout.judging(subject)
        pad = ""
        if subject != ACCOUNT:
            wanted = " or ".join(f"{name_of(d)} != PASSED" for d in judging)
            yield f"if call.{subject} != 0 and ({wanted}):"
            pad = "    "
            key = f"mixed(account.key, call.{subject})"
            yield pad + f"{subject}_slot = enter({subject}_index, {subject}s, {subject}_used, account, slot, {key})"
            yield pad + f"{subject} = {subject}s[{subject}_slot]"
        for detector in judging:
            if detector.state is not None:
                yield pad + f"{name_of(detector)} = {self.observed(detector, subject)}"
        for span, names in self.layout.windows(subject).items():
            counted = " + ".join(f"count.{name}" for name in names)
            yield pad + f"late_{span.name} = call.ts // {span.pane} <= clock // {span.pane} - {span.panes}"
            yield pad + f"if {counted} > 0:"
            yield pad + f"    slide_{subject}_{span.name}({subject}.{span.name}, memory, clock // {span.pane})"
            yield pad + f"    if not late_{span.name}:"
            yield (
                pad + f"        add_{subject}_{span.name}({subject}.{span.name}, memory, call.ts // {span.pane}, count)"
            )
        for detector in judging:
            yield from (pad + line for line in self.judged(detector, subject))

    def judged(self, detector: type[Detector], subject: str) -> Iterator[str]:
        """One detector: whether it is at or over a limit, what it says, and what it would show."""
        name, number = name_of(detector), f"int64({self.number[detector]})"  # a bare one would be a type of its own
        in_time = " or ".join(f"not late_{span.name}" for span in detector.counts)
        yield f"if {name} != PASSED" + (f" and ({in_time}):" if in_time else ":")
        sampled = ""
        if detector.hits is not None:
            span, counter = detector.hits
            sampled = f" and {subject}.{span.name}.{counter} >= {SAMPLED_FROM}"
        yield f"    if {name} == HIT{sampled}:"
        yield f"        sample({subject}.notes, memory, {number}, clock, text, call.id_at, call.id_len)"
        yield f"    if {name} == HIT and call.emergency:"
        yield f"        note_emergency({subject}.notes, memory, {number}, clock)"
        yield f"    level = {name}_level({self.arguments(detector, 'level', subject, 'limits')})"
        same = (
            "" if "side" in parameters(detector.level) else "level if plain else "
        )  # what it keeps of two sides may differ
        yield f"    usual = {same}{name}_level({self.arguments(detector, 'level', subject, 'ordinary')})"
        covered = " or ".join(f"limits.{limit} != ordinary.{limit}" for limit in detector.limits) or "False"
        slot = "slot" if subject == ACCOUNT else f"{subject}_slot"
        kind, quiet = f"int64({self.layout.subjects.index(subject)})", f"int64({detector.quiet_after()})"
        yield "    if level > 0 or usual > 0:"
        yield (
            f"        n = speak({subject}.notes, memory, {number}, {kind}, {slot}, level, usual, {covered}, clock, "
            f"{quiet}, found, n)"
        )
