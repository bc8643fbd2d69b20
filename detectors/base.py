"""The contract of a detector, and the catalogue of those there are."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any, ClassVar, NamedTuple

import numpy as np

import detectors
from detectors.evidence import Evidence
from detectors.spans import HOUR, Span

ACCOUNT, CAMPAIGN = "account", "campaign"
Seen = SimpleNamespace  # what a detector saw, by window and counter (`seen.day.short`) and by figure (`seen.burst`)
Limits = Mapping[str, float]


class Limit(NamedTuple):
    """The kind of a limit that may be replaced: its unit, and the largest value that a kernel can judge."""

    unit: str
    most: float


SHARE = Limit("share", 1.0)


class Detector:
    """Watches one event at a time and says how far over its limits the subject of the event is.

    A subclass is never instantiated; it is a declaration:

    `id`, `version`, `stream`
        Its name, which is also its file's; the version of its rule, part of every id it gives; the topic it reads.
    `subjects`
        Whom it judges: the account, or each campaign of it too.
    `window`
        The longest time it looks back, in ms; None: none. After max(window, 1 h) under its limit it may speak again
        (24 h without).
    `limits`
        The names of the limits that an account or a declared event may replace; their values are in `policy.toml`.
    `counts`
        Counters that slide over spans: `{ONE_DAY: ("answered", "short")}`. Counters of one name on one stream are one
        counter.
    `hits`
        The counter, as (span, name), behind whose fifth count the ids of the events are kept as samples; None: from
        the first hit.
    `state`, `figures`
        Fields of its own row of an account, where counters are not enough, and of what `observe` hands to `level`;
        `ordinary_<figure>` is a figure under the ordinary limits.
    `observe(call, …)`
        A kernel that sees every event of the stream: sets `count.<counter>` to 1 for what the event counts in, keeps
        `row` up to date, and returns PASSED, COUNTED (it is to be judged) or HIT (it is also one of those that it
        reports).
    `level(…)`
        A kernel: 0, 1 or 2 under the given limits. Called with the account's limits, and with the ordinary ones while
        a declared event is in force; so it changes nothing.
    `evidence(seen, limits)`, `summary(seen, limits)`
        The figures behind a finding, and one sentence with them.

    Kernels take what they name: `call`, `clock` (the account's newest ts), `count`, `row`, `memory`, `limits`,
    `ordinary`, `figures`, `side` (0: the account's limits, 1: the ordinary ones), and each span of `counts` by its
    name (`day.short`).
    """

    id: ClassVar[str]
    version: ClassVar[int] = 1
    stream: ClassVar[str]
    channel: ClassVar[str]
    subjects: ClassVar[tuple[str, ...]] = (ACCOUNT,)
    window: ClassVar[int | None]
    limits: ClassVar[Mapping[str, Limit]] = {}
    counts: ClassVar[Mapping[Span, tuple[str, ...]]] = {}
    hits: ClassVar[tuple[Span, str] | None] = None
    state: ClassVar[np.dtype[Any] | None] = None
    figures: ClassVar[tuple[str, ...]] = ()
    confidence: ClassVar[float] = 0.95

    observe: ClassVar[Any]
    level: ClassVar[Any]

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """The figures that are over their limits."""
        raise NotImplementedError

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """One sentence with its numbers, without a name, a number or a text of anybody."""
        raise NotImplementedError

    @classmethod
    def quiet_after(cls) -> int:
        """How long, in ms, its subject must have been under the limit before it speaks of it again."""
        return 24 * HOUR if cls.window is None else max(cls.window, HOUR)


@cache
def catalogue() -> tuple[type[Detector], ...]:
    """Every detector there is, by id: one for each module of the packages below `detectors`."""
    for package in pkgutil.iter_modules(detectors.__path__, "detectors."):
        if package.ispkg:
            for module in pkgutil.iter_modules(importlib.import_module(package.name).__path__, package.name + "."):
                importlib.import_module(module.name)
    return tuple(sorted(Detector.__subclasses__(), key=lambda detector: detector.id))


def of_stream(stream: str) -> tuple[type[Detector], ...]:
    """The detectors that read one topic, by id."""
    return tuple(detector for detector in catalogue() if detector.stream == stream)


def limit_kinds() -> dict[str, dict[str, Limit]]:
    """For each detector the limits it knows, by name: what a policy file is checked against."""
    return {detector.id: dict(detector.limits) for detector in catalogue()}
