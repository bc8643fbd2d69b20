"""`make quality`: how often recommendations are right, how soon, and whom they wrong; the same for the same seed.

    python -m benchmarks.quality                                             # some minutes
    python -m benchmarks.quality --settings benchmarks/simulate/whole.toml   # ten thousand accounts for a month

It simulates traffic, judges it by the code of `ringfence replay`, and compares what is recommended with the truth.
"""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from benchmarks.parts import said
from benchmarks.quality import content, report
from benchmarks.quality.comparing import compared
from benchmarks.quality.outcomes import outcomes
from benchmarks.quality.what_if import Point, points
from benchmarks.simulate.settings import Settings, load
from benchmarks.simulate.simulation import simulate
from detectors.policy import Policy
from streams.errors import Failed, WrongUsage
from streams.options import rules_of
from streams.replay import replay
from streams.settings import Settings as Installed

OUT = Path(__file__).parents[1] / "results" / "quality.json"
BATCH = 5_000
SMALLER = 5  # times, for what-if curves


def main(arguments: list[str]) -> int:
    """Measures it and writes the figures, and a page beside them."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.quality", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--settings", type=Path, metavar="FILE", help="of the simulation, in TOML")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--policy", type=Path, metavar="FILE", help="what differs from the packaged policy")
    parser.add_argument("--no-what-if", action="store_true", help="leave out what other limits would find")
    parser.add_argument("--out", type=Path, default=OUT, help="where the figures go, as JSON; the page beside it")
    asked = parser.parse_args(arguments)
    try:
        policy, settings = rules_of(Installed(policy=asked.policy)), load(asked.settings)
        found = measured(settings, asked.seed, policy, what_if=not asked.no_what_if, corpora=content.CORPORA)
    except WrongUsage as wrong:
        print(f"quality: {wrong}", file=sys.stderr)
        return 2
    except Failed as failure:
        print(f"quality: {failure}", file=sys.stderr)
        return 1
    found = msgspec.structs.replace(found, command=" ".join(["python -m benchmarks.quality", *arguments]))
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_bytes(found.json())
    asked.out.with_suffix(".html").write_text(report.html(found), encoding="utf-8")
    print(report.text(found))
    return 0


def measured(settings: Settings, seed: int, policy: Policy, *, what_if: bool, corpora: Path) -> report.Report:
    """Simulates, judges and compares. Raises WrongUsage or Failed."""
    with TemporaryDirectory(prefix="ringfence-quality-") as scratch:
        folder = Path(scratch)
        said("simulating")
        written = simulate(settings, seed, folder)
        said(f"judging {sum(written.records.values()):,} records")
        replay(folder, folder / "out", BATCH, policy)
        said("comparing")
        accounts = outcomes(folder, folder / "out", policy)
    said("content models")
    return report.Report(
        command="",
        seed=seed,
        days=settings.days,
        records=written.records,
        compared=compared(accounts, settings.days),
        what_if=tuple(_what_if(settings, seed, policy)) if what_if else (),
        content=content.measured(corpora),
    )


def _what_if(settings: Settings, seed: int, policy: Policy) -> list[Point]:
    """The curves, over fewer accounts of each kind."""
    smaller = msgspec.structs.replace(
        settings,
        accounts=settings.accounts // SMALLER,
        blatant={kind: -(-n // SMALLER) for kind, n in settings.blatant.items()},
        adapting={kind: -(-n // SMALLER) for kind, n in settings.adapting.items()},
    )
    with TemporaryDirectory(prefix="ringfence-quality-") as scratch:
        folder = Path(scratch)
        simulate(smaller, seed, folder)
        found = []
        for point in points(folder, policy, settings.days, BATCH):
            said(f"what if {point.limit} were {point.value:g}")
            found.append(point)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
