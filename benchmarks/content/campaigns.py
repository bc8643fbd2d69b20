"""How well texts tell campaigns: `python -m benchmarks.content.campaigns FROM`, of transcripts of robocalls.

Recordings that sound alike are of one campaign. Held against that, of all pairs of transcripts: those with one
template, and those of which so many of the runs of three words are the same (Jaccard), masked as templates are. MinHash
estimates the latter, so that is the best that candidates by it come to.
"""

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer

from streams.body_text import fingerprint, masked

SHINGLE = 3  # words
ALIKE = (0.9, 0.8, 0.7, 0.5)
SEED = np.uint64(0)
WORD = r"\S+"

Pairs = NDArray[np.bool_]  # (texts, texts): whether two are taken for one campaign


class Measured(NamedTuple):
    """What a way of telling campaigns finds: pairs, how many of them are right, and how many of the right are found."""

    way: str
    pairs: int
    precision: float
    recall: float


def measured(folder: Path) -> Iterator[Measured]:
    """Each way, with the transcripts and clusters of a folder as published."""
    texts, campaigns = _clustered(folder)
    truth = campaigns[:, None] == campaigns[None, :]
    yield _measured("one template", _same_template(texts), truth)
    alike = _jaccard([masked(text) for text in texts])
    for share in ALIKE:
        yield _measured(f"{share:.0%} of runs of {SHINGLE} words the same", alike >= share, truth)


def table(found: Iterator[Measured]) -> list[str]:
    """The same as lines of Markdown."""
    head = ["| taken for one campaign | pairs | precision | recall |", "| --- | ---: | ---: | ---: |"]
    return head + [f"| {one.way} | {one.pairs:,} | {one.precision:.2f} | {one.recall:.2f} |" for one in found]


def _clustered(folder: Path) -> tuple[list[str], NDArray[np.int64]]:
    """The English transcripts of which a campaign is known, and its number."""
    with (folder / "campaign_clusters.csv").open(encoding="utf-8", newline="") as file:
        campaign = {row["audio_id"]: int(row["cluster_id"]) for row in csv.DictReader(file)}
    with (folder / "metadata.csv").open(encoding="utf-8", newline="") as file:
        known = [
            (row["transcript"], campaign[audio])
            for row in csv.DictReader(file)
            if row["language"] == "en" and (audio := Path(row["file_name"]).stem) in campaign
        ]
    return [text for text, _ in known], np.array([number for _, number in known], np.int64)


def _same_template(texts: list[str]) -> Pairs:
    prints = np.array([fingerprint(text, SEED) for text in texts])
    return np.asarray(prints[:, None] == prints[None, :])


def _jaccard(texts: list[str]) -> NDArray[np.float64]:
    """Of each two texts the share of their distinct runs of words that both have; 0 for two that have none."""
    runs = CountVectorizer(ngram_range=(SHINGLE, SHINGLE), binary=True, token_pattern=WORD).fit_transform(texts)
    both = (runs @ runs.T).toarray().astype(np.float64)
    each = np.diag(both)
    return np.asarray(both / np.maximum(each[:, None] + each[None, :] - both, 1))


def _measured(way: str, said: Pairs, truth: Pairs) -> Measured:
    upper = np.triu_indices(len(truth), 1)
    found, right = said[upper], truth[upper]
    hits = int((found & right).sum())
    return Measured(way, int(found.sum()), hits / max(int(found.sum()), 1), hits / max(int(right.sum()), 1))


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.content.campaigns", description=__doc__)
    parser.add_argument(
        "source", type=Path, metavar="FROM", help="a folder with metadata.csv and campaign_clusters.csv"
    )
    print("\n".join(table(measured(parser.parse_args().source))))


if __name__ == "__main__":
    main()
