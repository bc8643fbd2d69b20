"""The rows that the detectors of one stream need: for each kind of subject one record of all its windows and states."""

import inspect
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from detectors.base import ACCOUNT, TEMPLATE, Detector, Limit
from detectors.eviction import LISTED
from detectors.kernel import written
from detectors.key_use import LAST_KEY
from detectors.notes import NOTES
from detectors.recent import RECENT
from detectors.sightings import FIRST_FREE, MOST_KINDS, SIGHTINGS, TICK
from detectors.spans import SPANS, Span
from detectors.texts import TEXT
from detectors.totals import LIMITS, TOTALS
from detectors.windows import WINDOW

SUBJECT_ROW = [("key", "i8"), ("check", "i8")]
ACCOUNT_ROW = [
    ("clock", "i8"),
    ("off", "i8"),
    ("recent", RECENT),
    ("sightings", SIGHTINGS),
    ("totals", TOTALS),
    ("last_key", LAST_KEY),
]
OTHER_ROW = [
    ("next", "i4"),  # slot + 1 of the account's next subject of the kind, so that a page finds all of its rows
    ("last", "i4"),  # the tick of the last event that concerned it
]


def name_of(detector: type[Detector]) -> str:
    """A detector's id as a name in generated code: `voice.short-calls` is `voice_short_calls`."""
    return detector.id.replace(".", "_").replace("-", "_")


def parameters(kernel: Any) -> tuple[str, ...]:  # noqa: ANN401 - a dispatcher or, uncompiled, a function
    """What a kernel takes, by name."""
    return tuple(inspect.signature(written(kernel)).parameters)


def heads(subject: str) -> str:
    """The field of an account's row that leads to its subjects of a kind."""
    return f"{subject}s"


class Ring(NamedTuple):
    """Counters of one span that are kept together: of ordinary events, of the few that are hits, or of few accounts."""

    name: str
    counters: tuple[str, ...]

    @property
    def stride(self) -> int:
        """Cells of a pane: its number, and its counters."""
        return 1 + len(self.counters)


class Layout:
    """Who is judged on a stream, by which counters: what the generated loop and the shard have to agree on.

    `fields` are what an account's row has besides for the stream, `limits` those that belong to no one detector,
    `event` is what kernels call an event, `parts` whether an event may be several rows, of which each stands for
    `recipients` people.
    """

    def __init__(
        self,
        detectors: Iterable[type[Detector]],
        fields: Iterable[tuple[str, Any]] = (),
        limits: Mapping[str, Limit] | None = None,
        event: str = "call",
        *,
        parts: bool = False,
    ) -> None:
        self.detectors, self.event, self.parts = tuple(detectors), event, parts
        self.fields = tuple(fields)
        self.subjects = (ACCOUNT, *sorted({s for d in self.detectors for s in d.subjects} - {ACCOUNT}))
        self.counters = tuple(sorted({c for d in self.detectors for names in d.counts.values() for c in names}))
        self.limit_names = tuple(
            sorted({name for d in self.detectors for name in d.limits} | {*(limits or ()), *LIMITS})
        )
        own = {f"{d.id}.{kind}" for d in self.detectors for kind in d.kinds}
        claims = {f"{d.id}.{span.name}" for d in self.detectors for span in d.claiming()}
        distinct = {f"{span.name}.{n}" for d in self.detectors for span, names in d.distinct.items() for n in names}
        self.kinds = {name: FIRST_FREE + i for i, name in enumerate(sorted(own | claims | distinct))}
        if FIRST_FREE + len(self.kinds) > MOST_KINDS:
            raise ValueError(f"{len(self.kinds)} kinds of sightings are more than an entry can tell apart")

    def judging(self, subject: str) -> tuple[type[Detector], ...]:
        """The detectors that judge a kind of subject."""
        return tuple(d for d in self.detectors if subject in d.subjects)

    def windows(self, subject: str) -> dict[Span, tuple[Ring, ...]]:
        """For each span the rings of counters that slide over it."""
        found: dict[Span, set[str]] = {}
        for detector in self.judging(subject):
            for span, names in detector.counts.items():
                found.setdefault(span, set()).update(names)
        rare = {name for d in self.detectors for name in d.rarely}
        seldom = {name for d in self.detectors for name in d.seldom_counted()} - rare
        return {
            span: tuple(
                Ring(ring, tuple(sorted(names)))
                for ring, names in (
                    ("often", found[span] - seldom - rare),
                    ("seldom", found[span] & seldom),
                    ("rare", found[span] & rare),
                )
                if names
            )
            for span in SPANS
            if span in found
        }

    def kept(self, subject: str) -> int:
        """For how many ticks what an event leaves behind of a subject can matter: in windows, or as said of it."""
        detectors = self.judging(subject)
        times = [*(d.quiet_after() for d in detectors), *(span.ms for d in detectors for span in d.counts)]
        return -(-max(times) // TICK)

    def distinct(self, span: Span) -> dict[str, str]:
        """The counters over a span that count each key once, and the columns of their keys."""
        return {name: column for d in self.detectors for name, column in d.distinct.get(span, {}).items()}

    def row(self, subject: str) -> np.dtype[Any]:
        """The record of one subject."""
        fields: list[Any] = [*SUBJECT_ROW, *(ACCOUNT_ROW if subject == ACCOUNT else OTHER_ROW), ("notes", NOTES)]
        if subject == ACCOUNT:
            fields += [*self.fields, *((heads(other), LISTED) for other in self.subjects[1:])]
        if subject == TEMPLATE:
            fields.append(("text", TEXT))
        for span, rings in self.windows(subject).items():
            sums = [(name, "i4") for ring in rings for name in ring.counters]
            fields.append((span.name, np.dtype([*((ring.name, WINDOW) for ring in rings), *sums])))
        fields += [(name_of(d), d.state) for d in self.judging(subject) if d.state is not None]
        return np.dtype(fields)

    @property
    def count(self) -> np.dtype[Any]:
        """What one event counts in."""
        return np.dtype([(name, "i4") for name in self.counters] or [("none", "i4")])

    @property
    def figures(self) -> np.dtype[Any]:
        """What `observe` hands to `level`, by detector."""
        fields: list[Any] = [(name_of(d), [(f, "i8") for f in d.figures]) for d in self.detectors if d.figures]
        return np.dtype(fields or [("none", "i8")])

    @property
    def limits(self) -> np.dtype[Any]:
        """One set of limits."""
        return np.dtype([(name, "f8") for name in self.limit_names])
