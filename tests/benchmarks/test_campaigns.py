"""What docs/content.md says of campaigns is what is measured, and the measure counts what it says."""

import csv
import os
import re
from pathlib import Path

import pytest

from benchmarks.content.campaigns import measured, table

PROJECT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("RINGFENCE_SHARED", PROJECT / "../shared"))
PAGE = PROJECT / "docs" / "content.md"
FIGURES = re.compile(r"(?<=<!-- campaigns: begin -->\n).*(?=<!-- campaigns: end -->)", re.DOTALL)


def test_the_figures_of_the_page_are_those_of_the_transcripts() -> None:
    source = SHARED / "data" / "robocall_transcripts"
    if not source.is_dir():
        pytest.skip(f"no transcripts at {source}: set RINGFENCE_SHARED to the shared folder")
    figures = "\n" + "\n".join(table(measured(source))) + "\n\n"
    if os.environ.get("RINGFENCE_WRITE_GOLDEN"):
        PAGE.write_text(FIGURES.sub(lambda _: figures, PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    assert FIGURES.search(PAGE.read_text(encoding="utf-8"))[0] == figures  # type: ignore[index]


def test_pairs_are_counted_once_and_only_among_those_whose_campaign_is_known(tmp_path: Path) -> None:
    """Of three calls of one campaign two differ in figures alone; the fourth is of another, the fifth of none."""
    said = [
        "press 1 to pay 50 dollars",
        "press 2 to pay 75 dollars",
        "press one now",
        "your car needs care",
        "press one now",
    ]
    with (tmp_path / "metadata.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["file_name", "language", "transcript"])
        rows.writerows([f"data/{number}.wav", "en", text] for number, text in enumerate(said))
    (tmp_path / "campaign_clusters.csv").write_text("audio_id,cluster_id\n0,7\n1,7\n2,7\n3,8\n")
    found = {one.way: one for one in measured(tmp_path)}
    assert found["one template"][1:] == (1, 1.0, 1 / 3)
    assert found["90% of runs of 3 words the same"][1:] == (1, 1.0, 1 / 3)
