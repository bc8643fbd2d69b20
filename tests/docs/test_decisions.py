"""Decisions are short, and all of one form."""

import re
from pathlib import Path

import pytest

from tests.docs.reading import PROJECT

DECISIONS = sorted(PROJECT.glob("docs/decisions/*.md"))
LONGEST_DECISION = 30  # lines


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_is_a_numbered_sentence_and_short_points(decision: Path) -> None:
    lines = decision.read_text(encoding="utf-8").splitlines()
    assert re.fullmatch(rf"# {int(decision.name[:4])}\. [A-Z].+[^.]", lines[0])
    assert lines[2], "a paragraph that says what was decided"
    points = [line for line in lines if line.startswith("- ")]
    assert len(points) >= 3
    assert all(point.startswith("- **") for point in points)
    assert len(lines) <= LONGEST_DECISION


def test_decisions_are_numbered_one_after_the_other() -> None:
    assert [int(decision.name[:4]) for decision in DECISIONS] == list(range(1, len(DECISIONS) + 1))
