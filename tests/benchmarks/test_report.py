import doctest
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest

from benchmarks import machine, plots, report
from benchmarks.figures import Figures
from benchmarks.peers import counting, environments
from benchmarks.peers.ours import STATELESS, WHOLE
from benchmarks.traffic import made

ABOUT = {"command": "python -m benchmarks", "machine": "2 x CPU", "versions": {"python": "3.11"}, "load": 0.1}


@pytest.fixture
def found(tmp_path: Path) -> Figures:
    """Three runs of ours beside one other engine; in the second a neighbour slowed both down."""
    figures = Figures(ABOUT, tmp_path / "bench.json")
    for ours, other in ((100.0, 50.0), (40.0, 10.0), (120.0, 40.0)):
        figures.add("peers", WHOLE.name, "records/s", ours)
        figures.add("peers", WHOLE.name, "CPU s a million", 5.0)
        figures.add("peers", "Other", "records/s", other)
        figures.add("peers", "Other", "CPU s a million", 9.0)
    figures.add("peers", STATELESS.name, "records/s", 110.0)
    for share in (10, 50):
        figures.add("latency", "p50", "ms", 12.0, share)
        figures.add("latency", "max", "ms", 80.0, share)
    figures.add("scale", "accounts", "µs an event", 1.0, 1_000)
    figures.add("scale", "accounts", "µs an event", 2.0, 100_000)
    figures.miss("Third", "pip: no such version")
    return figures


def test_ratios_are_of_the_same_run_and_medians_count(found: Figures) -> None:
    assert "| Other | 40 | 10 – 50 | 9 | 3.0 |" in report.text(found)


def test_what_was_not_measured_says_why_and_what_not_in_this_run_says_so(found: Figures) -> None:
    text = report.text(found)
    assert "Not measured: Third (pip: no such version)." in text
    assert "not measured in this run" in text
    assert "`python -m benchmarks`" in text
    assert "2 x CPU" in text


def test_figures_are_read_as_they_were_written(found: Figures) -> None:
    assert report.text(Figures.read(found.path)) == report.text(found)


def test_the_page_has_the_plots_and_asks_nobody_for_anything(found: Figures) -> None:
    links: list[str] = []

    class Links(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            links.extend(f"{tag} {name}={value}" for name, value in attrs if name in {"src", "href"})
            assert tag not in {"script", "link", "img"}

    page = report.page(found)
    Links().feed(page)
    assert links == []
    assert page.count("<svg") == 4  # pace, processor, one curve, latency
    assert "Other" in page


def test_tables_replace_those_between_the_marks_and_nothing_else(found: Figures, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    for name in ("README.md", "docs/performance.md"):
        (tmp_path / name).write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n", encoding="utf-8")
    for _ in range(2):
        report.publish(found, tmp_path)
    for name in ("README.md", "docs/performance.md"):
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert text.startswith(f"before\n{report.BEGIN}\n")
        assert text.endswith(f"\n{report.END}\nafter\n")
        assert "old" not in text
        assert "| Other |" in text


def test_the_documents_have_the_marks() -> None:
    for name in ("README.md", "docs/performance.md"):
        text = (report.PROJECT / name).read_text(encoding="utf-8")
        assert text.count(report.BEGIN) == text.count(report.END) == 1


@pytest.mark.parametrize("module", [counting, environments, machine, made, plots], ids=lambda module: module.__name__)
def test_examples_are_true(module: ModuleType) -> None:
    ran = doctest.testmod(module)
    assert ran.attempted > 0
    assert ran.failed == 0
