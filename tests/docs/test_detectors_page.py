"""The page on the detectors is what they, and the policy, say of themselves."""

import os
import re
from pathlib import Path

import pytest

from detectors.base import catalogue
from detectors.policy import load
from tests.docs.detectors_page import page
from tests.docs.reading import text

PAGE = Path(__file__).parents[2] / "docs" / "detectors.md"


@pytest.fixture(scope="module")
def sections() -> dict[str, str]:
    return dict(re.findall(r"^### (\S+)\n(.*?)(?=^##|\Z)", text("docs/detectors.md"), re.MULTILINE | re.DOTALL))


def test_the_page_is_what_would_be_written() -> None:
    """`RINGFENCE_WRITE_GOLDEN=1` writes it anew, to be read before it is committed."""
    written = page(load())
    if os.environ.get("RINGFENCE_WRITE_GOLDEN"):
        PAGE.write_text(written, encoding="utf-8")
    assert text("docs/detectors.md") == written


def test_every_detector_has_a_section_with_what_it_says_of_itself_and_its_limits(sections: dict[str, str]) -> None:
    assert sections.keys() == {detector.id for detector in catalogue()}
    (of_reports,) = re.findall(r"^## report\n(.*?)(?=^###)", text("docs/detectors.md"), re.MULTILINE | re.DOTALL)
    for detector in catalogue():
        section = sections[detector.id]
        assert "- **Usual false positives**: " in (of_reports if detector.id.startswith("report.") else section)
        assert "- **Blind spots**: " in section
        assert "- **Source**: " in section
        assert [name for name in detector.limited_by() if f"`{name}`" not in section] == []


def test_the_contents_lead_to_every_section(sections: dict[str, str]) -> None:
    headings = re.findall(r"^##+ (.+)$", text("docs/detectors.md"), re.MULTILINE)
    anchors = {re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#(\S+?)\)", text("docs/detectors.md"))) == anchors
    assert len(anchors) == len(headings) > len(sections)
