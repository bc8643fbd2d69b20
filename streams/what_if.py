"""What a change of limits would lead to: the same files judged under the policy and under a layer laid over it."""

from collections.abc import Iterable, Mapping
from math import isfinite
from pathlib import Path

import msgspec

from detectors.base import general_limits, limit_kinds
from detectors.policy import Policy, check
from detectors.tables import one_of, overlay
from streams.difference import Difference, Labels
from streams.errors import WrongUsage
from streams.installation import Installation
from streams.progress import reading
from streams.replay import judged, replay
from streams.runs import run_of

BATCH = 5_000
OPTION = "--limit"


def limits_of(given: Iterable[str]) -> dict[str, float]:
    """Limits by name from NAME=VALUE; raises WrongUsage where one is not that."""
    limits = dict[str, float]()
    for text in given:
        name, equals, value = text.partition("=")
        try:
            limit = float(value)
        except ValueError:
            equals = ""
        if not equals:
            raise WrongUsage(f"{OPTION} {text}: give it as NAME=VALUE, VALUE a number")
        if not isfinite(limit) or limit < 0:
            raise WrongUsage(f"{OPTION} {text}: must be a number from 0")
        if name in limits:
            raise WrongUsage(f"{OPTION} {text}: {name} is given twice")
        limits[name] = limit
    return limits


def changed(policy: Policy, limits: Mapping[str, float]) -> Policy:
    """The policy with one more layer, which holds limits alone; each goes to the table that has it.

    Raises PolicyError where there is no such limit, or none so high can be judged.
    """
    kinds, general = limit_kinds(), general_limits()
    known = {name for of in (*kinds.values(), general) for name in of}
    for name in limits:
        one_of(name, sorted(known), "limit", OPTION)
    rows = {
        id_: msgspec.structs.replace(row, limits=overlay(row.limits, _of(limits, kinds[id_])))
        for id_, row in policy.detectors.items()
    }
    settings = msgspec.structs.replace(policy.settings, limits=overlay(policy.settings.limits, _of(limits, general)))
    layered = msgspec.structs.replace(policy, source=OPTION, settings=settings, detectors=rows)
    check(layered, kinds)
    return layered


def _of(limits: Mapping[str, float], known: Iterable[str]) -> dict[str, float]:
    return {name: limits[name] for name in known if name in limits}


def what_if(
    folder: Path, out: Path, policies: tuple[Policy, Policy], installation: Installation, labels: Labels | None
) -> Difference:
    """Judges the files of `folder` under two policies, into `as-is` and `what-if` of `out`."""
    runs = dict(zip(("as-is", "what-if"), policies, strict=True))
    for name, policy in runs.items():
        with reading(f"judging {name}", judged(folder).values()) as read:
            replay(folder, out / name, BATCH, policy, read, installation=installation)
    before, after = (run_of(out / name) for name in runs)
    return Difference(before, after, labels)
