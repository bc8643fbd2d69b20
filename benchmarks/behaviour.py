"""How well the behaviour model ranks accounts of simulated platforms that it was not trained on; the same for a seed.

    python -m benchmarks.behaviour                  # two minutes
    python -m benchmarks.behaviour --seeds 31 32 --settings mine.toml

It simulates a platform for each seed and ranks its accounts by the packaged model, by how much they do, and, for each
kind, by a model that has never seen an account of that kind. All figures are of simulated traffic.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.parts import said
from benchmarks.simulate.settings import Settings, load
from benchmarks.simulate.simulation import simulate
from benchmarks.tables import Table, markdown
from models.behaviour.counting import done
from models.behaviour.model import Model
from models.behaviour.training import uncalibrated
from streams.behaviour.labelled import Labelled, Truth, all_of, labelled
from streams.behaviour.ranking import model_of
from streams.behaviour.training import FIRST, Measured, measured, truth_and_ranks
from streams.errors import WrongUsage

TRAINED_ON, HELD_OUT = (11, 12, 13), (31, 32)
DRAWS = 500  # of accounts with replacement, for 95 % intervals
Ranks = NDArray[np.float64]


class Accounts(NamedTuple):
    """Accounts of several platforms, with the truth about each and a rank."""

    truth: list[Truth]
    ranks: Ranks


def main(arguments: list[str]) -> int:
    """Measures, and prints tables."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.behaviour", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--settings", type=Path, metavar="FILE", help="of the simulation, in TOML")
    parser.add_argument("--seeds", type=int, nargs="+", default=HELD_OUT)
    parser.add_argument("--trained-on", type=int, nargs="+", default=TRAINED_ON, help="of models that lack a kind")
    asked = parser.parse_args(arguments)
    try:
        settings = load(asked.settings)
        held, learned = (_simulated(settings, seeds) for seeds in (asked.seeds, asked.trained_on))
        print("\n\n".join(markdown(one) for one in tables(held, learned)))
    except WrongUsage as wrong:
        print(f"behaviour: {wrong}", file=sys.stderr)
        return 2
    return 0


def tables(held: Sequence[Labelled], learned: Sequence[Labelled]) -> Iterator[Table]:
    """Every table: all accounts, abusers by kind, and honest accounts by kind."""
    packaged = ranks(held, model_of(None))
    ways = {
        "by the model": packaged,
        "by calls, messages and mails in the busiest hour": _together(held, _busiest),
        "by calls, messages and mails in all": _together(held, _in_all),
    }
    heading = ("", "average precision", "ROC AUC", f"abusive of the first {FIRST}")
    note = f"{len(packaged.truth):,} accounts, {sum(not t.honest for t in packaged.truth)} of them abusive."
    yield "Simulated: accounts ranked", heading, [[name, *_row(one)] for name, one in ways.items()], note
    abusers, honest = _kinds(packaged, honest=False), _kinds(packaged, honest=True)
    unseen = {kind: _without(held, learned, kind) for kind in (*abusers, *honest)}
    columns = ("ROC AUC", "by amount", "kind unseen")
    rows = [_kind(kind, packaged, ways, unseen[kind]) for kind in abusers]
    yield (
        "Simulated: abusers by kind", ("abusers", "accounts", *columns), rows,
        "Beside all honest accounts; unseen: by a model that was trained without that kind.",
    )  # fmt: skip
    rows = [_kind(kind, packaged, ways, unseen[kind]) for kind in honest]
    yield (
        "Simulated: honest accounts by kind", ("honest", "accounts", *columns), rows,
        "Beside all abusers; what is far under 1 is ranked among them.",
    )  # fmt: skip


def ranks(held: Sequence[Labelled], model: Model) -> Accounts:
    """The accounts of platforms, ranked by a model."""
    return _together(held, lambda one: truth_and_ranks(model, one)[1])


def intervals(one: Accounts) -> list[tuple[float, float]]:
    """What holds average precision, ROC AUC and the first in a queue of 95 in 100 draws of as many accounts."""
    rng, found = np.random.default_rng(1), list[tuple[float, ...]]()
    for _ in range(DRAWS):
        drawn = rng.integers(0, len(one.truth), len(one.truth))
        of = measured([one.truth[i] for i in drawn], one.ranks[drawn])
        found.append((of.average_precision, of.auc, of.first))
    low, high = np.percentile(found, (2.5, 97.5), axis=0)
    return list(zip(low.tolist(), high.tolist(), strict=True))


def _simulated(settings: Settings, seeds: Sequence[int]) -> list[Labelled]:
    found = []
    for seed in seeds:
        said(f"simulating seed {seed}")
        with TemporaryDirectory(prefix="ringfence-behaviour-") as scratch:
            simulate(settings, seed, Path(scratch))
            found.append(labelled(Path(scratch)))
    return found


def _together(held: Sequence[Labelled], of: Callable[[Labelled], Ranks]) -> Accounts:
    truth = [sorted(one.truth.values(), key=lambda t: t.account) for one in held]
    return Accounts([one for some in truth for one in some], np.concatenate([of(one) for one in held]))


def _busiest(one: Labelled) -> Ranks:
    return _amounts(one, np.maximum)


def _in_all(one: Labelled) -> Ranks:
    return _amounts(one, np.add)


def _amounts(one: Labelled, gather: np.ufunc) -> Ranks:
    found = np.zeros(len(one.names))
    gather.at(found, one.rows["account"], done(one.rows))
    of_name = dict(zip(one.names, found.tolist(), strict=True))
    return np.array([of_name.get(name, 0.0) for name in sorted(one.truth)])


def _without(held: Sequence[Labelled], learned: Sequence[Labelled], kind: str) -> Accounts:
    """The accounts ranked by a model of which no account of the kind was in the training."""
    said(f"without {kind}")
    lacking = [
        one._replace(truth={name: truth for name, truth in one.truth.items() if truth.kind != kind}) for one in learned
    ]
    return ranks(held, uncalibrated(*all_of(lacking)))


def _kinds(accounts: Accounts, *, honest: bool) -> list[str]:
    return sorted({one.kind for one in accounts.truth if one.honest is honest})


def _kind(kind: str, packaged: Accounts, ways: dict[str, Accounts], unseen: Accounts) -> list[str]:
    """A kind beside everybody of the other side."""
    (honest,) = {one.honest for one in packaged.truth if one.kind == kind}
    those = [i for i, one in enumerate(packaged.truth) if one.kind == kind or one.honest is not honest]
    size = sum(one.kind == kind for one in packaged.truth)
    amount = ways["by calls, messages and mails in the busiest hour"]
    return [kind, f"{size}", *(f"{_some(one, those).auc:.3f}" for one in (packaged, amount, unseen))]


def _some(one: Accounts, those: Sequence[int]) -> Measured:
    return measured([one.truth[i] for i in those], one.ranks[those])


def _row(one: Accounts) -> list[str]:
    found, (precision, auc, first) = measured(one.truth, one.ranks), intervals(one)
    return [
        f"{found.average_precision:.3f} ({precision[0]:.3f} to {precision[1]:.3f})",
        f"{found.auc:.3f} ({auc[0]:.3f} to {auc[1]:.3f})",
        f"{found.first} ({first[0]:.0f} to {first[1]:.0f})",
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
