"""The packaged models are what docs/content.md says of them, with corpora that took no part in their training."""

import os
import re
from pathlib import Path

import pytest

from benchmarks.content.corpora import write
from benchmarks.quality.content import of_packaged
from models.content import KINDS
from models.training import campaign
from streams.labelled import labelled
from streams.model_training import table

PROJECT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("RINGFENCE_SHARED", PROJECT / "../shared"))
PAGE = PROJECT / "docs" / "content.md"
FIGURES = re.compile(r"(?<=<!-- content: begin -->\n).*(?=<!-- content: end -->)", re.DOTALL)


@pytest.fixture(scope="module")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = SHARED / "data"
    if not source.is_dir():
        pytest.skip(f"no corpora at {source}: set RINGFENCE_SHARED to the shared folder")
    folder = tmp_path_factory.mktemp("corpora")
    write(source, folder)
    return folder


def test_the_figures_of_the_page_are_those_of_the_packaged_models(corpora: Path) -> None:
    figures = "\n" + "\n".join(table(of_packaged(corpora))) + "\n\n"
    if os.environ.get("RINGFENCE_WRITE_GOLDEN"):
        PAGE.write_text(FIGURES.sub(lambda _: figures, PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    assert FIGURES.search(PAGE.read_text(encoding="utf-8"))[0] == figures  # type: ignore[index]


def test_no_campaign_is_on_both_sides(corpora: Path) -> None:
    for kind in KINDS:
        sides = {
            part: {campaign(one.text) for file in corpora.glob(f"{kind}-{part}-*.ndjson") for one in labelled(file)}
            for part in ("train", "test")
        }
        shared = sides["train"] & sides["test"]
        assert len(shared) <= len(sides["test"]) // 50, kind  # of sets by others: what begins alike by chance
