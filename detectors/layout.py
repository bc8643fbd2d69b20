"""The rows that the detectors of one stream need: for each kind of subject one record of all its windows and states."""

import inspect
from collections.abc import Iterable
from typing import Any

import numpy as np

from detectors.base import ACCOUNT, Detector
from detectors.notes import NOTES
from detectors.recent import RECENT
from detectors.spans import SPANS, Span
from detectors.windows import WINDOW

SUBJECT_ROW = [("key", "i8"), ("check", "i8")]
ACCOUNT_ROW = [("clock", "i8"), ("recent", RECENT), ("campaigns", "i4")]
OTHER_ROW = [("next", "i4")]  # slot + 1 of the account's next subject of the kind, so that a page finds all of its rows


def name_of(detector: type[Detector]) -> str:
    """A detector's id as a name in generated code: `voice.short-calls` is `voice_short_calls`."""
    return detector.id.replace(".", "_").replace("-", "_")


def parameters(kernel: Any) -> tuple[str, ...]:  # noqa: ANN401 - a dispatcher or, uncompiled, a function
    """What a kernel takes, by name."""
    return tuple(inspect.signature(getattr(kernel, "py_func", kernel)).parameters)


class Layout:
    """Who is judged on a stream, by which counters: what the generated loop and the shard have to agree on."""

    def __init__(self, detectors: Iterable[type[Detector]]) -> None:
        self.detectors = tuple(detectors)
        self.subjects = (ACCOUNT, *sorted({s for d in self.detectors for s in d.subjects} - {ACCOUNT}))
        self.counters = tuple(sorted({c for d in self.detectors for names in d.counts.values() for c in names}))
        self.limit_names = tuple(sorted({name for d in self.detectors for name in d.limits}))

    def judging(self, subject: str) -> tuple[type[Detector], ...]:
        """The detectors that judge a kind of subject."""
        return tuple(d for d in self.detectors if subject in d.subjects)

    def windows(self, subject: str) -> dict[Span, tuple[str, ...]]:
        """For each span the counters that slide over it."""
        found: dict[Span, set[str]] = {}
        for detector in self.judging(subject):
            for span, names in detector.counts.items():
                found.setdefault(span, set()).update(names)
        return {span: tuple(sorted(found[span])) for span in SPANS if span in found}

    def row(self, subject: str) -> np.dtype[Any]:
        """The record of one subject."""
        fields: list[Any] = [*SUBJECT_ROW, *(ACCOUNT_ROW if subject == ACCOUNT else OTHER_ROW), ("notes", NOTES)]
        for span, names in self.windows(subject).items():
            fields.append((span.name, np.dtype([*WINDOW, *((name, "i4") for name in names)])))
        fields += [(name_of(d), d.state) for d in self.judging(subject) if d.state is not None]
        return np.dtype(fields)

    @property
    def count(self) -> np.dtype[Any]:
        """What one event counts in."""
        return np.dtype([(name, "i4") for name in self.counters])

    @property
    def figures(self) -> np.dtype[Any]:
        """What `observe` hands to `level`, by detector."""
        fields: list[Any] = [(name_of(d), [(f, "i8") for f in d.figures]) for d in self.detectors if d.figures]
        return np.dtype(fields or [("none", "i8")])

    @property
    def limits(self) -> np.dtype[Any]:
        """One set of limits."""
        return np.dtype([(name, "f8") for name in self.limit_names] or [("none", "f8")])
