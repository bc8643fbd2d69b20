"""What each limit would find if it were another: the detector that has it alone, over the stream that it judges."""

from collections.abc import Container, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from benchmarks.quality.measures import quality
from benchmarks.quality.outcomes import Account, outcomes
from detectors.base import catalogue
from detectors.policy import Policy
from streams.evaluation import Share
from streams.replay import replay

FACTORS = (0.25, 0.5, 1.0, 2.0, 4.0)
ELSEWHERE = {"bandwidth.share", "load.numbers-per-month"}  # of pools and dates, of which a simulation has none


class Point(msgspec.Struct, frozen=True):
    """A limit and what comes of it: abusive accounts that are found, honest ones that are touched at all."""

    detector: str
    limit: str
    value: float
    found: Share  # warned or more, after the onset
    touched: Share
    suspended: int  # of the honest ones


def points(
    simulated: Path, policy: Policy, days: int, batch: int, detectors: Container[str] | None = None
) -> Iterator[Point]:
    """Judges a simulation again and again, for all limits or those of some `detectors`."""
    for detector in sorted(catalogue(), key=lambda one: one.id):
        limits = policy.detectors[detector.id].limits
        for name, value in limits.items():
            if detector.id in ELSEWHERE or (detectors is not None and detector.id not in detectors):
                continue
            for factor in FACTORS:
                changed = limits | {name: round(value * factor, 6)}
                row = msgspec.structs.replace(policy.detectors[detector.id], limits=changed)
                other = msgspec.structs.replace(policy, detectors=policy.detectors | {detector.id: row})
                accounts = _judged(simulated, detector.stream, other, batch)
                yield _point(detector.id, name, changed[name], accounts, days)


def _judged(simulated: Path, stream: str, policy: Policy, batch: int) -> list[Account]:
    """What comes of one stream of a simulation."""
    with TemporaryDirectory(prefix="ringfence-what-if-") as scratch:
        folder = Path(scratch)
        for name in ("accounts", stream):
            (folder / f"{name}.ndjson").symlink_to((simulated / f"{name}.ndjson").resolve())
        replay(folder, folder / "out", batch, policy)
        return outcomes(simulated, folder / "out", policy, traffic=False)


def _point(detector: str, limit: str, value: float, accounts: list[Account], days: int) -> Point:
    warned = quality(accounts, days, lambda one: one.first("warn", [detector]))
    suspended = quality(accounts, days, lambda one: one.first("suspend", [detector]))
    return Point(detector, limit, value, warned.recall, warned.false, suspended.false.k)
