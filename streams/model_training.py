"""Models made from files of labelled texts, measured with them, and shown."""

import importlib.metadata
import platform
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.artifact import Unusable, save, summary
from models.content import FEWEST_WORDS, Model, calibrated
from models.training import FOLDS, MOST_FALSE, Labelled, Refused, distinct, train
from streams.decided import decided
from streams.errors import WrongUsage
from streams.evaluation import Measured, Share, measure
from streams.labelled import by_language, labelled

VERSIONS = ("ringfence", "scikit-learn", "numpy", "scipy", "skops")
CARD = """# Content model: {kind}

Says how much a text is like spam that people labelled. It knows nothing of who sent it to whom, or whether it was
wanted: it is evidence beside others, and never a reason by itself.

| trained on | spam | not spam | alike or of both labels, left out |
| --- | ---: | ---: | ---: |
{sets}

- Logistic regression over words, pairs of words, four bytes in a row, and how a text is written: its length, capitals
  and digits. Probabilities are calibrated on campaigns that were held out, in {folds} folds.
- {threshold}
- Abstains of texts of fewer than {words} words, or of whose words less than {known:.0%} were in training.
- Versions: {versions}.
"""
THRESHOLD = (
    "Suspend threshold {:.6f}: at most {:.2%} of held-out legitimate texts that were sent reach it, of any large set."
)
NO_THRESHOLD = "No suspend threshold, as there were too few legitimate texts to fix one: no text is enough to suspend."


def trained(
    kind: str,
    files: Sequence[Path],
    out: Path,
    judged: tuple[Path, Path] | None = None,
    written: Sequence[Path] = (),
) -> Path:
    """Trains a model from files and writes it, what is known of it, and a card for people. Raises WrongUsage.

    `judged` are the folders of a run and of what it judged, whose decisions are labels as well; `written`: files of
    texts that nobody sent, which teach and fix no threshold.
    """
    names = [file.name for file in (*files, *written)]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise WrongUsage(f"{twice}: two files have this name, by which sets are told apart; give one another")
    sets = {file.name: labelled(file) for file in files}
    sets |= {file.name: labelled(file, written=True) for file in written}
    if judged is not None:
        sets["decisions"] = decided(kind, *judged)
    texts = [one for those in sets.values() for one in those]
    try:
        model = train(kind, texts)
    except Refused as refused:
        raise WrongUsage(f"{', '.join(sets)}: {refused}") from None
    about = {"kind": kind, "data": [_counted(name, those) for name, those in sets.items()], "versions": versions(),
             "threshold": _probability(model), "least_known": model.least_known}  # fmt: skip
    path = out / f"{kind}.skops"
    save(model, path, about)
    path.with_suffix(".md").write_text(card(model, about), encoding="utf-8")
    return path


def card(model: Model, about: dict[str, Any]) -> str:
    """What a model is, for people."""
    sets = "\n".join(
        f"| {of['set']}{', written for it' if of.get('written') else ''} | {of['spam']} | {of['ham']} | {of['alike']} |"
        for of in about["data"]
    )
    return CARD.format(
        kind=model.kind,
        sets=sets,
        folds=FOLDS,
        threshold=NO_THRESHOLD if model.threshold is None else THRESHOLD.format(_probability(model), MOST_FALSE),
        known=model.least_known,
        words=FEWEST_WORDS,
        versions=", ".join(f"{name} {version}" for name, version in about["versions"].items()),
    )


def evaluated(model: Model, files: Sequence[Path]) -> dict[str, Measured]:
    """What a model gets right of each file, or of each language in one."""
    return {name: measure(model, texts) for file in files for name, texts in by_language(file).items()}


def table(measured: dict[str, Measured]) -> Iterator[str]:
    """The same for people, in Markdown."""
    yield "| set | not spam | false positives | unjudged | spam | caught | unjudged |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for name, of in measured.items():
        good = (of.false.n, _share(of.false), _share(of.legitimate_unjudged, whole=False))
        bad = (of.caught.n, _share(of.caught), _share(of.spam_unjudged, whole=False))
        yield f"| {name} | {' | '.join(map(str, (*good, *bad)))} |"


def shown(path: Path) -> str:
    """The card that lies beside a model, whose sum is checked. Raises WrongUsage."""
    try:
        summary(path)
        return path.with_suffix(".md").read_text(encoding="utf-8")
    except Unusable as unusable:
        raise WrongUsage(str(unusable)) from None
    except OSError as unreadable:
        raise WrongUsage(f"{path.with_suffix('.md')}: cannot be read: {unreadable.strerror}") from None


def _share(of: Share, *, whole: bool = True) -> str:
    if of.n == 0:
        return ""
    return f"{of.k / of.n:.2%}" + (f" ({of.lower:.2%} to {of.upper:.2%})" if whole else "")


def _probability(model: Model) -> float | None:
    return None if model.threshold is None else float(calibrated(model, np.array([model.threshold]))[0])


def _counted(name: str, texts: Sequence[Labelled]) -> dict[str, Any]:
    once = distinct(texts)
    spam = sum(one.spam for one in once)
    counts = {"set": name, "spam": spam, "ham": len(once) - spam, "alike": len(texts) - len(once)}
    return counts | ({"written": True} if once and once[0].written else {})


def versions() -> dict[str, str]:
    """What a model is made with."""
    return {"python": platform.python_version(), **{name: importlib.metadata.version(name) for name in VERSIONS}}
