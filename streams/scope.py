"""The smallest thing whose blocking stops what was found: the campaign or the own number behind it, or the subject."""

from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any, NamedTuple

from detectors.base import Detector, Limits, Seen
from detectors.kernel import written
from detectors.layout import parameters
from streams.records import Subject

NEARLY_ALL = 0.9  # of the hits
JUDGED_FROM = (100, 200)  # of the rules that need so many: the numbers at which a share weighs most


class Source(NamedTuple):
    """A campaign or number, and how many of the hits in the window are known to be its own."""

    subject: Subject
    hits: int


def scope(detector: type[Detector], seen: Seen, limits: Limits, sources: list[Source], hits: int) -> Subject | None:
    """The source behind nearly all hits without which there would be no finding; of several that with the fewest.

    `hits` is how many of all hits have been told apart by source; those from before are nobody's. None where no source
    is behind so much of it.
    """
    for source in sorted(sources, key=lambda source: source.hits):
        if source.hits >= NEARLY_ALL * hits and not _found_without(detector, seen, limits, source.hits):
            return source.subject
    return None


def _found_without(detector: type[Detector], seen: Seen, limits: Limits, hits: int) -> bool:
    """Whether the rest could still be a finding, at the size of traffic at which its share would weigh most."""
    assert detector.hits is not None  # noqa: S101 - the loop refuses sources without hits
    span, counter = detector.hits
    others = getattr(getattr(seen, span.name), counter) - hits
    level = written(detector.level)
    for sizes in _sizes(others):
        windows = {
            within.name: SimpleNamespace(
                **{
                    name: min(getattr(getattr(seen, within.name), name), others if name in detector.sources else sizes)
                    for name in names
                }
            )
            for within, names in detector.counts.items()
        }
        given: Mapping[str, Any] = {**windows, "limits": SimpleNamespace(**limits)}
        if level(**{name: given[name] for name in parameters(detector.level)}) > 0:
            return True
    return False


def _sizes(others: int) -> Iterator[int]:
    yield others
    yield from (max(others, least) for least in JUDGED_FROM)
