"""The wording files are whole in both languages, and what they give is kept as golden files for people to read."""

import json
import os
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from streams.enforcement.figures import over
from streams.enforcement.notices import wording
from streams.enforcement.stage import Enforcement
from streams.records import Alert, Recommendation, SubjectKind
from tests.streams.enforcement.findings import DETECTORS, HOUR, POLICY, finding

GOLDEN = Path(__file__).parents[2] / "golden"
HISTORIES: dict[str, list[Alert]] = {
    "spoofing-suspended-at-once": [finding("voice.unowned-caller-id")],
    "spoofing-found-three-ways": [
        finding("voice.unowned-caller-id"),
        finding("voice.invalid-caller-id", after=HOUR),
        finding("voice.failed-verification", after=2 * HOUR),
    ],
    "campaign-that-abandons-calls": [finding("voice.abandoned-calls", level=2, campaign="spring")],
    "short-calls-warned-of": [finding("voice.short-calls")],
    "early-hangups-warned-of": [finding("voice.early-hangups")],
    "calls-per-second-throttled": [finding("load.calls-per-second")],
    "calls-per-second-suspended": [
        finding("load.calls-per-second"),
        finding("load.calls-per-second", level=2, after=60_000),
    ],
}


def last(alerts: list[Alert]) -> Recommendation:
    stage = Enforcement(POLICY)
    return [record for alert in alerts for record in stage.alert(alert, None)][-1]


@pytest.mark.parametrize("name", sorted(HISTORIES))
def test_the_recommendation_reads_as_it_was_reviewed(name: str) -> None:
    """`RINGFENCE_WRITE_GOLDEN=1` writes the files anew, to be read before they are committed."""
    path = GOLDEN / f"{name}.json"
    record = json.dumps(msgspec.to_builtins(last(HISTORIES[name])), indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("RINGFENCE_WRITE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(record, "utf-8")
    assert record == path.read_text("utf-8")


def test_both_languages_have_the_same_words() -> None:
    en, ja = (msgspec.to_builtins(wording(language)) for language in ("en", "ja"))
    for part in ("measure", "figure", "unit", "span", "where", "scope"):
        assert en[part].keys() == ja[part].keys()
    for part in ("where", "scope"):
        assert en[part].keys() == set(get_args(SubjectKind))


@pytest.mark.parametrize("detector", sorted(DETECTORS))
def test_every_figure_has_words_for_its_unit(detector: str) -> None:
    units = {figure.evidence.unit for figure in over(finding(detector).evidence)} - {"share"}
    throttle = POLICY.detectors[detector].throttle
    for language in ("en", "ja"):
        known = wording(language).unit.keys()
        assert units <= known
        assert throttle is None or throttle.unit in known


@pytest.mark.parametrize("name", sorted(HISTORIES))
def test_notices_leave_no_brace_and_say_the_same_figures_in_both_languages(name: str) -> None:
    notice = last(HISTORIES[name]).notice
    for text in (notice.en, notice.ja):
        assert not set("{}") & set(text)
    figures = over(HISTORIES[name][0].evidence)
    for figure in figures:
        shown = figure.evidence.k if figure.evidence.k is not None else figure.evidence.observed
        assert f"{shown:g}" in notice.en
        assert f"{shown:g}" in notice.ja
