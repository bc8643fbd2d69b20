"""Everything that was measured, run by run, and where; written as it comes, so that what ends early is not lost."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import orjson


class Series(NamedTuple):
    """One figure in all its runs. `at` is the place on a curve; None: there is no curve."""

    part: str
    name: str
    unit: str
    at: float | None
    runs: Sequence[float]

    @property
    def median(self) -> float:
        """The run that counts, or what lies between two."""
        return median(self.runs)


class Figures:
    """The figures of one command on one machine; `about` is `machine.about`."""

    def __init__(self, about: Mapping[str, Any], path: Path) -> None:
        self.about, self.path = dict(about), path
        self.missing: dict[str, str] = {}  # what could not be measured, and why
        self._runs: dict[tuple[str, str, str, float | None], list[float]] = {}

    def add(self, part: str, name: str, unit: str, value: float, at: float | None = None) -> None:
        """A run of one figure."""
        self._runs.setdefault((part, name, unit, at), []).append(value)
        self.write()

    def miss(self, what: str, why: str) -> None:
        """Something that could not be measured; of a log, its end."""
        first, *log = why.strip().splitlines() or ["nobody says why"]
        self.missing[what] = " ".join([first, *log[-1:]])
        self.write()

    def series(self, part: str, unit: str | None = None) -> list[Series]:
        """The figures of a part, in the order in which they were first measured."""
        found = [Series(*key, runs) for key, runs in self._runs.items()]
        return [one for one in found if one.part == part and unit in {None, one.unit}]

    def of(self, part: str, name: str, unit: str, at: float | None = None) -> float | None:
        """The median of one figure; None where it was not measured."""
        runs = self._runs.get((part, name, unit, at))
        return median(runs) if runs else None

    def parts(self) -> list[str]:
        """What has been measured of."""
        return list(dict.fromkeys(part for part, *_ in self._runs))

    def write(self) -> None:
        """Writes all of it."""
        found = {
            "about": self.about,
            "missing": self.missing,
            "figures": [Series(*key, runs)._asdict() for key, runs in self._runs.items()],
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_suffix(f".{os.getpid()}")
        draft.write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2))
        draft.replace(self.path)

    @classmethod
    def read(cls, path: Path) -> "Figures":
        """Figures that were written."""
        found = orjson.loads(path.read_bytes())
        figures = cls(found["about"], path)
        figures.missing = found["missing"]
        for one in found["figures"]:
            figures._runs[one["part"], one["name"], one["unit"], one["at"]] = one["runs"]
        return figures
