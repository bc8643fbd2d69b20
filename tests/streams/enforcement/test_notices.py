"""The wording files are whole in both languages, and what they give is kept as golden files for people to read."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from streams.enforcement.figures import over
from streams.enforcement.notices import wording
from streams.records import Alert, Recommendation, Subject, SubjectKind
from tests.streams.enforcement.findings import DETECTORS, HOUR, POLICY, finding, staging

OWN_NUMBER = Subject("number", "+13125550100")
GOLDEN = Path(__file__).parents[2] / "golden"
HISTORIES: dict[str, Callable[[], list[Alert]]] = {
    "spoofing-suspended-at-once": lambda: [finding("voice.unowned-caller-id")],
    "spoofing-found-three-ways": lambda: [
        finding("voice.unowned-caller-id"),
        finding("voice.invalid-caller-id", after=HOUR),
        finding("voice.failed-verification", after=2 * HOUR),
    ],
    "caller-id-rotation-warned-of": lambda: [finding("voice.caller-id-rotation")],
    "campaign-that-abandons-calls": lambda: [finding("voice.abandoned-calls", level=2, campaign="spring")],
    "short-calls-warned-of": lambda: [finding("voice.short-calls")],
    "short-calls-of-a-number-suspended": lambda: [finding("voice.short-calls", level=2, scope=OWN_NUMBER)],
    "early-hangups-warned-of": lambda: [finding("voice.early-hangups")],
    "sequential-dialing-suspended": lambda: [finding("voice.sequential-dialing")],
    "repeat-calls-warned-of": lambda: [finding("voice.repeat-calls")],
    "wangiri-suspended-at-once": lambda: [finding("voice.wangiri", scope=OWN_NUMBER)],
    "unwanted-suspended": lambda: [finding("voice.unwanted"), finding("voice.unwanted", level=2, after=HOUR)],
    "after-opt-out-warned-of": lambda: [finding("voice.after-opt-out")],
    "flooding-throttled": lambda: [finding("voice.flooding")],
    "calls-per-second-throttled": lambda: [finding("load.calls-per-second")],
    "calls-per-second-suspended": lambda: [
        finding("load.calls-per-second"),
        finding("load.calls-per-second", level=2, after=60_000),
    ],
    "concurrent-outbound-throttled": lambda: [finding("load.concurrent-outbound")],
    "shared-key-replaced": lambda: [finding("account.key-misuse")],
}


def last(name: str) -> Recommendation:
    """What the findings of a history lead to in the end."""
    stage = staging()
    return [record for alert in HISTORIES[name]() for record in stage.alert(alert, None)][-1]


@pytest.mark.parametrize("name", sorted(HISTORIES))
def test_the_recommendation_reads_as_it_was_reviewed(name: str) -> None:
    """`RINGFENCE_WRITE_GOLDEN=1` writes the files anew, to be read before they are committed."""
    path = GOLDEN / f"{name}.json"
    record = json.dumps(msgspec.to_builtins(last(name)), indent=1, ensure_ascii=False) + "\n"
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
    record = last(name)
    notice = record.notice
    for text in (notice.en, notice.ja):
        assert not set("{}") & set(text)
    figures = over(record.evidence)
    for figure in figures:
        shown = figure.evidence.k if figure.evidence.k is not None else figure.evidence.observed
        assert f"{shown:g}" in notice.en
        assert f"{shown:g}" in notice.ja
