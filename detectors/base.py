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

ACCOUNT, CAMPAIGN, DESTINATION, PREFIX, TEMPLATE = "account", "campaign", "destination", "prefix", "template"
Seen = SimpleNamespace  # what a detector saw, by window and counter (`seen.day.short`) and by figure (`seen.burst`)
Limits = Mapping[str, float]


class Limit(NamedTuple):
    """The kind of a limit that may be replaced: its unit, and the largest value that can be judged.

    `optional`: the policy need not give it; an account that has none of its own is then not judged.
    """

    unit: str
    most: float
    optional: bool = False


SHARE = Limit("share", 1.0)


class Detector:
    """Watches one event at a time and says how far over its limits the subject of the event is.

    A subclass is never instantiated; it is a declaration:

    `id`, `version`, `stream`
        Its name, which is also its file's; the version of its rule, part of every id it gives; the topic it reads.
    `subjects`
        Whom it judges: the account, each campaign of it, each destination that it calls, or prefix of such.
    `window`
        The longest time it looks back, in ms; None: none. After max(window, 1 h) under its limit it may speak again
        (24 h without). What is kept of another subject than the account may be gone by then.
    `limits`
        The names of the limits that an account or a declared event may replace; their values are in `policy.toml`.
    `also_limited_by`
        The names of other detectors' limits that its rule refers to.
    `counts`
        Counters that slide over spans: `{ONE_DAY: ("answered", "short")}`. Counters of one name on one stream are one
        counter.
    `distinct`
        Which counters of `counts` count each person, number or the like once however often it comes, and by which
        column: `{ONE_DAY: {"reached": "destination"}}`.
    `hits`, `sampled_from`
        The counter, as (span, name), that counts its hits; from the fifth on, or so, the ids of the events are kept as
        samples. None: from the first hit.
    `seldom`
        Counters that few events count in, besides that of hits, sources and claims: they are kept apart, so that others
        need not carry them.
    `rarely`
        Counters that few accounts count in at all: they are kept apart from both, so that others pay for none of them.
    `where`
        A condition in terms of `call` outside of which `observe` is not even called and says PASSED; for speed.
    `sources`
        The counters that hits make, where the caller number or the campaign behind most of them may be the smallest
        thing to block.
    `claims`
        The counter that counts what an account has no claim to, as far as is known, and the column with what that is:
        a number that turns out to be the account's is taken off again. `revised_by_limit`: whether a limit that turns
        out to have been another one makes its findings unfounded.
    `kinds`
        Its own kinds of `detectors.sightings`, for what counters do not tell: `kind_<name>` in kernels.
    `state`, `figures`
        Fields of its own row of an account, where counters are not enough, and of what `observe` hands to `level`;
        `ordinary_<figure>` is a figure under the ordinary limits. A figure `at` is the time whose limits count, where
        that is not the event's own.
    `observe(call, …)`
        A kernel that sees every event of the stream: sets `count.<counter>` to 1 for what the event counts in, keeps
        `row` up to date, and returns PASSED, COUNTED (it is to be judged) or HIT (it is also one of those that it
        reports).
    `begin_anew(row)`
        A kernel, where what its row has of an account is not bounded by a time of its own: forgets that when the
        account was quiet for `detectors.totals.KEPT`, by when nothing else of it counts but what is kept for good.
    `level(…)`
        A kernel: 0, 1 or 2 under the given limits, FAILED where it cannot tell: it is then off for the account. Called
        with the account's limits, and with the ordinary ones while a declared event is in force; so it changes nothing.
    `spread(…)`
        A kernel, where reports may be the evidence that its rule asks for: the level with whatever evidence.
    `text(…)`
        A kernel: what is told of a template to who looks for one text from many accounts, bits of `detectors.texts`.
    `levels_apart`
        Whether who is at level 2 is not at level 1 as well, as its levels are of different things.
    `of_emergencies`
        Whether it judges what goes to emergency services as well, at severity critical.
    `over_totals`
        Whether it judges sums over all streams in the second stage (`detectors.over_totals`) and has no kernels.
    `over_facts`
        Whether it judges account records as they are read (`detectors.over_facts`) and has no kernels.
    `evidence(seen, limits)`, `summary(seen, limits)`
        The figures behind a finding of `seen.level`, and one sentence with them.

    Kernels take what they name: `call`, `clock` (the account's newest ts), `tick` (the same in ticks), `count`, `row`,
    `account`, `memory`, `limits`, `ordinary`, `figures`, `side` (0: the account's limits, 1: the ordinary ones), each
    span of `counts` by its name (`day.short`) and whether the event is older than it (`late_day`), and of account facts
    `fact`, `holdings`, `segments`, `limit_rows`, and `column`, of those rows the values of the detector's one limit.
    """

    id: ClassVar[str]
    version: ClassVar[int] = 1
    stream: ClassVar[str]
    channel: ClassVar[str]
    subjects: ClassVar[tuple[str, ...]] = (ACCOUNT,)
    window: ClassVar[int | None]
    limits: ClassVar[Mapping[str, Limit]] = {}
    also_limited_by: ClassVar[tuple[str, ...]] = ()
    counts: ClassVar[Mapping[Span, tuple[str, ...]]] = {}
    distinct: ClassVar[Mapping[Span, Mapping[str, str]]] = {}
    hits: ClassVar[tuple[Span, str] | None] = None
    sampled_from: ClassVar[int] = 5
    seldom: ClassVar[tuple[str, ...]] = ()
    rarely: ClassVar[tuple[str, ...]] = ()
    sources: ClassVar[tuple[str, ...]] = ()
    claims: ClassVar[tuple[str, str] | None] = None
    where: ClassVar[str] = ""
    revised_by_limit: ClassVar[bool] = False
    kinds: ClassVar[tuple[str, ...]] = ()
    state: ClassVar[np.dtype[Any] | None] = None
    figures: ClassVar[tuple[str, ...]] = ()
    levels_apart: ClassVar[bool] = False
    of_emergencies: ClassVar[bool] = False
    over_totals: ClassVar[bool] = False
    over_facts: ClassVar[bool] = False
    confidence: ClassVar[float] = 0.95

    observe: ClassVar[Any]
    level: ClassVar[Any]
    abstract: ClassVar[bool]

    def __init_subclass__(cls, *, abstract: bool = False) -> None:
        """`abstract`: what several detectors have in common, and no detector itself."""
        cls.abstract = abstract

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """The figures that are over their limits."""
        raise NotImplementedError

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """One sentence with its numbers, without a name, a number or a text of anybody."""
        raise NotImplementedError

    @classmethod
    def threshold(cls, level: int, limit: float) -> float:
        """What its first figure has to come to for a level, where a limit is not that itself."""
        return limit

    @classmethod
    def seldom_counted(cls) -> tuple[str, ...]:
        """The counters of hits and the like, which few events count in."""
        hits = (cls.hits[1],) if cls.hits else ()
        return (*cls.seldom, *hits, *cls.sources)

    @classmethod
    def claiming(cls) -> tuple[Span, ...]:
        """The spans over which what the account has no claim to is kept by number."""
        return tuple(span for span, names in cls.counts.items() if cls.claims and cls.claims[0] in names)

    @classmethod
    def limited_by(cls) -> tuple[str, ...]:
        """The names of all limits that it is held against."""
        return (*cls.limits, *cls.also_limited_by)

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
    found, left = list[type[Detector]](), Detector.__subclasses__()
    while left:
        kind = left.pop()
        left += kind.__subclasses__()
        found += [] if kind.abstract else [kind]
    return tuple(sorted(found, key=lambda detector: detector.id))


def of_stream(stream: str) -> tuple[type[Detector], ...]:
    """The detectors that read one topic, by id."""
    return tuple(detector for detector in catalogue() if detector.stream == stream)


def limit_kinds() -> dict[str, dict[str, Limit]]:
    """For each detector the limits it knows, by name: what a policy file is checked against."""
    return {detector.id: dict(detector.limits) for detector in catalogue()}


def highest_limits() -> dict[str, float]:
    """The largest value of each limit, by name, that can be judged."""
    kinds = [*limit_kinds().values(), general_limits()]
    return {name: kind.most for limits in kinds for name, kind in limits.items()}


def general_limits() -> dict[str, Limit]:
    """The limits that belong to a stream and to no one detector, by name: the table `[policy.limits]`."""
    modules = map(importlib.import_module, ("detectors.calls", "detectors.windows"))
    return {name: limit for module in modules for name, limit in module.LIMITS.items()}
