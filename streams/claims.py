"""Numbers that an account was not known to hold, kept with a finding, so that it can be taken back if it does."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from detectors.base import Detector, Seen
from detectors.kernel import Record
from detectors.layout import Layout
from detectors.memory import Memory
from detectors.sightings import TICK
from detectors.tallies import tallies
from streams.installation import Installation
from streams.privacy import pseudonym
from streams.reader import Reader
from streams.records import Claims, Counted
from streams.stream import STREAMS

Holdings = Mapping[int, Sequence[tuple[int, int]]]  # by number, as state has it, from when until when it is held
MOST = 100  # numbers kept with a finding, those counted most often


def number_hashes(installation: Installation) -> Callable[[str], str]:
    """The function from a number's text to its hash, as findings have it."""
    reader = Reader(STREAMS["calls"], installation)

    @lru_cache(maxsize=4096)
    def hashed(number: str) -> str:
        return pseudonym(str(reader.key_of(reader.number(number))), installation.key)

    return hashed


def overlap(start: int, until: int, first: int, last: int) -> bool:
    """Whether a number was held at a time at which it was counted, to the panes that bound that."""
    return start < last and until > first


def uncovered(first: int, last: int, held: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """When a number was counted without being known to be held; None: never, or before and after it was.

    >>> uncovered(0, 10, [(-5, 4)]), uncovered(0, 10, [(7, 20), (-5, 4)]), uncovered(0, 10, [(3, 4)])
    ((4, 10), (4, 7), None)
    """
    for start, until in sorted(held):
        if start <= first:
            first = max(first, until)
    for start, until in sorted(held, key=lambda one: -one[1]):
        if until >= last:
            last = min(last, start)
    return None if first >= last or any(overlap(*one, first, last) for one in held) else (first, last)


def claims(
    detector: type[Detector],
    layout: Layout,
    sightings: Record,
    arena: Memory,
    tick: int,
    seen: Seen,
    at: int,
    secret: str,
    holdings: Callable[[], Holdings],
) -> Claims | None:
    """What a finding may be judged by again; None for detectors whose findings nothing makes unfounded later.

    `at` is the time whose limits it was held against. What columns and state have for a number could be turned back
    into it, so findings have a keyed hash of that, under `secret`. When the account was known to hold a number, as
    `holdings` has it, that has been judged by already, and only what a later record says of the rest is more.
    """
    if detector.claims is None:
        return Claims(at) if detector.revised_by_limit else None
    counter, _ = detector.claims
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    bounds: dict[int, tuple[int, int]] = {}
    for span in sorted(
        detector.claiming(), key=lambda span: -span.ms
    ):  # the bounds are those of the shortest span, as the finest
        seen_here: set[int] = set()
        for tally in tallies(sightings, arena, layout.kinds[f"{detector.id}.{span.name}"], tick):
            found[tally.key][span.name] += tally.number
            start = tally.until * TICK - span.ms
            first, last = bounds[tally.key] if tally.key in seen_here else (start, start)
            bounds[tally.key] = min(first, start), max(last, start + span.pane)
            seen_here.add(tally.key)
    held = holdings()
    unknown = {key: left for key in found if (left := uncovered(*bounds[key], held.get(key, ()))) is not None}
    often = sorted(unknown, key=lambda key: (-max(found[key].values()), key))[:MOST]
    windows = {span.name: dict(vars(getattr(seen, span.name))) for span in detector.counts}
    return Claims(
        at,
        counter,
        windows,
        tuple(Counted(pseudonym(str(key), secret), *unknown[key], dict(found[key])) for key in often),
    )
