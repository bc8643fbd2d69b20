"""Numbers that an account was not known to hold, kept with a finding, so that it can be taken back if it does."""

from collections import defaultdict
from typing import Any

from detectors.base import Detector, Seen
from detectors.layout import Layout
from detectors.memory import Memory
from detectors.sightings import TICK, tallies
from streams.records import Claims, Counted

MOST = 100  # numbers kept with a finding, those counted most often


def value_of(key: int) -> str:
    """A number's keyed hash, as findings have it.

    >>> value_of(-1)
    'ffffffffffffffff'
    """
    return f"{key & 0xFFFFFFFFFFFFFFFF:016x}"


def claims(
    detector: type[Detector], layout: Layout, sightings: Any, arena: Memory, tick: int, seen: Seen  # noqa: ANN401
) -> Claims | None:
    """What a finding counted by number, as of now; None for detectors that count nothing of the kind."""
    if detector.claims is None:
        return None
    counter, _ = detector.claims
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    bounds: dict[int, tuple[int, int]] = {}
    for span, names in detector.counts.items():
        if counter not in names:
            continue
        for tally in tallies(sightings, arena, layout.kinds[f"{detector.id}.{span.name}"], tick):
            found[tally.key][span.name] += tally.count
            start = tally.until * TICK - span.ms
            first, last = bounds.get(tally.key, (start, start))
            bounds[tally.key] = min(first, start), max(last, start + span.pane)
    often = sorted(found, key=lambda key: (-max(found[key].values()), key))[:MOST]
    windows = {span.name: dict(vars(getattr(seen, span.name))) for span in detector.counts}
    return Claims(counter, windows, tuple(Counted(value_of(key), *bounds[key], dict(found[key])) for key in often))
