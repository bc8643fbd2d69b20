"""Behaviour models made from folders of traffic with labels, and measured with such folders."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score

from models.behaviour.artifact import KIND, save
from models.behaviour.features import FEATURES
from models.behaviour.model import FEWEST, Model
from models.behaviour.training import train
from models.training import FOLDS, Refused
from streams.behaviour.account_hours import AccountHours
from streams.behaviour.labelled import Labelled, Truth, all_of, labelled
from streams.behaviour.ranking import ranked
from streams.errors import WrongUsage
from streams.model_training import versions

FIRST = 20  # in a queue, of which is counted how many are abusive
CARD = """# Behaviour model

Says how much an hour of an account is like known abuse, and how far it is outside of what honest hours look like. It
ranks what detectors have found and says what stands out; it is never a reason for anything by itself.

| trained on | records | honest accounts | hours | abusive accounts | hours |
| --- | ---: | ---: | ---: | ---: | ---: |
{sets}

- Logistic regression over {features} figures of an hour, as far as they are out of the ordinary: that adds to
  likeness or does nothing; only incoming calls, replies and codes that are entered take from it. Probabilities are
  calibrated on accounts that were held out, in {folds} folds, at the share of abuse that there is above.
- Hours of fewer than {fewest} calls, messages and mails are not scored; hours of abusers before the onset are left out.
- The packaged model has seen simulated traffic only: `python -m benchmarks.simulate sim-11 --seed 11`, the same for
  12 and 13, then `ringfence models train behaviour sim-11 sim-12 sim-13 --out FOLDER`. One of your own learns from
  folders of your traffic with `labels.ndjson`, lines {{account, honest, onset?, kind?}}.
- Versions: {versions}.
"""


class Measured(NamedTuple):
    """How well accounts are ranked: of how many, how many abusive, and how many of the first are."""

    accounts: int
    abusive: int
    average_precision: float
    auc: float
    first: int


def trained(folders: Sequence[Path], out: Path) -> Path:
    """Trains a model and writes it, what is known of it, and a card for people. Raises WrongUsage."""
    sets = [labelled(folder) for folder in folders]
    rows, accounts, abusive = all_of(sets)
    try:
        model = train(rows, accounts, abusive)
    except Refused as refused:
        raise WrongUsage(f"{', '.join(one.name for one in sets)}: {refused}") from None
    about: dict[str, Any] = {"kind": KIND, "data": [_counted(one) for one in sets], "versions": versions()}
    path = out / f"{KIND}.skops"
    save(model, path, about)
    path.with_suffix(".md").write_text(card(about), encoding="utf-8")
    return path


def card(about: dict[str, Any]) -> str:
    """What a model is, for people."""
    columns = ("set", "records", "honest", "honest_hours", "abusive", "abusive_hours")
    return CARD.format(
        sets="\n".join(f"| {' | '.join(str(of[name]) for name in columns)} |" for of in about["data"]),
        features=len(FEATURES),
        folds=FOLDS,
        fewest=FEWEST,
        versions=", ".join(f"{name} {version}" for name, version in about["versions"].items()),
    )


def evaluated(model: Model, folders: Sequence[Path]) -> dict[str, Measured]:
    """How well a model ranks the accounts of each folder."""
    sets = {str(folder): labelled(folder) for folder in folders}
    return {name: measured(*truth_and_ranks(model, one)) for name, one in sets.items()}


def table(found: dict[str, Measured]) -> Iterator[str]:
    """The same for people, in Markdown."""
    yield f"| set | accounts | abusive | average precision | ROC AUC | abusive of the first {FIRST} |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for name, of in found.items():
        yield f"| {name} | {of.accounts} | {of.abusive} | {of.average_precision:.3f} | {of.auc:.3f} | {of.first} |"


def truth_and_ranks(model: Model, one: Labelled) -> tuple[list[Truth], NDArray[np.float64]]:
    """Accounts that are honest or whose abuse has begun, and their ranks; those of which nothing is said come last."""
    places = ranked(model, AccountHours(one.rows, one.names, {}, {}))
    known = sorted(one.truth.values(), key=lambda truth: truth.account)
    return known, np.array([places[of.account].rank if of.account in places else -np.inf for of in known])


def measured(truth: Sequence[Truth], ranks: NDArray[np.float64]) -> Measured:
    """How well ranks order accounts; of equal ranks the abusive come last."""
    abusive = np.array([not one.honest for one in truth], np.bool_)
    if not 0 < abusive.sum() < len(abusive):
        raise WrongUsage("labels: accounts of both kinds are needed to measure with, honest ones and others")
    finite = np.maximum(ranks, -1e9)
    first = abusive[np.lexsort((abusive, -finite))][:FIRST]
    precision, auc = (round(float(of(abusive, finite)), 6) for of in (average_precision_score, roc_auc_score))
    return Measured(len(abusive), int(abusive.sum()), precision, auc, int(first.sum()))


def _counted(one: Labelled) -> dict[str, Any]:
    those, abusive = one.learned_from(), one.abusive()
    sides = {"honest": one.rows[those & ~abusive], "abusive": one.rows[those & abusive]}
    hours = {f"{side}_hours": len(rows) for side, rows in sides.items()}
    return (
        {"set": one.name, "records": one.records} | {s: len(np.unique(r["account"])) for s, r in sides.items()} | hours
    )
