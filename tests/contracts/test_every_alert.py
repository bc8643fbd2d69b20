"""What every alert of every detector is like."""

import re

import msgspec
import pytest

from detectors.base import ACCOUNT, Detector
from tests.contracts.telling import every_detector, telling
from tests.stories import POLICY

SHORTEST = 5  # of a number that is looked for: "12" stands in many a figure
PRIVATE = ("from", "to", "pai", "identity", "body", "subject", "reply_to", "mail_from", "header_from")


@every_detector
def test_it_is_what_the_policy_makes_it(detector: type[Detector]) -> None:
    story, row = telling(detector), POLICY.detectors[detector.id]
    assert len({alert.id for alert in story.alerts}) == len(story.alerts)
    for alert in story.own:
        assert 1 <= alert.level <= max(len(row.actions), 1)
        assert (alert.category, alert.severity) == (row.category, row.severity[alert.level - 1])
        assert (alert.version, alert.channel, alert.declared) == (detector.version, detector.channel, None)
        assert alert.subject.kind in detector.subjects
        assert 0 < alert.confidence <= 1


@every_detector
def test_what_it_would_block_is_its_subject_or_a_part_of_the_account_that_is_behind_it(
    detector: type[Detector],
) -> None:
    story = telling(detector)
    for alert in story.own:
        if alert.to_block != alert.subject:
            assert detector.sources
            assert alert.subject.kind == ACCOUNT
            campaigns = {str(event.get("campaign")) for event in story.events}
            parts = {"campaign": campaigns, "number": story.own_numbers}
            assert alert.to_block.value in parts[alert.to_block.kind]


@every_detector
def test_it_says_by_what_it_may_be_judged_again_only_where_more_can_become_known(detector: type[Detector]) -> None:
    for alert in telling(detector).own:
        claims = alert.claims
        assert (claims is None) == (detector.claims is None and not detector.revised_by_limit)
        if claims is None or detector.claims is None:
            continue
        assert claims.counter == detector.claims[0]
        assert claims.windows.keys() == {span.name for span in detector.counts}
        assert claims.counted
        for span, counters in claims.windows.items():
            assert sum(number.windows.get(span, 0) for number in claims.counted) <= counters[claims.counter]
        for number in claims.counted:
            assert max(number.windows.values()) > 0
            assert number.first < number.last


@every_detector
def test_it_names_the_event_that_crossed_and_others_of_its_window(detector: type[Detector]) -> None:
    story = telling(detector)
    happened = {event["id"]: event["ts"] for event in story.events}
    for alert in story.own:
        assert alert.ts == happened[alert.crossing]
        assert alert.window.start <= alert.ts <= alert.window.end
        assert alert.samples[-1] == alert.crossing
        assert len(alert.samples) <= 10
        assert sorted(set(alert.samples), key=lambda sample: story.place[sample]) == list(alert.samples)
        assert all(alert.window.start <= happened[sample] <= alert.window.end for sample in alert.samples)


@every_detector
def test_its_evidence_is_over_a_limit_and_adds_up(detector: type[Detector]) -> None:
    for alert in telling(detector).own:
        assert any(figure.observed >= figure.limit for figure in alert.evidence)
        for figure in alert.evidence:
            assert re.fullmatch(r"[a-z0-9_]+", figure.metric)
            assert figure.unit
            if figure.unit != "share":
                assert {figure.k, figure.n, figure.lower, figure.upper} == {None}
                continue
            assert figure.k is not None
            assert figure.n is not None
            assert figure.lower is not None
            assert figure.upper is not None
            assert figure.observed == pytest.approx(figure.k / figure.n, abs=1e-6)
            assert 0 <= figure.lower <= figure.observed <= figure.upper <= 1


@every_detector
def test_its_summary_is_one_sentence_with_its_figures(detector: type[Detector]) -> None:
    for alert in telling(detector).own:
        assert re.fullmatch(r"[A-Z0-9][^\n]*\.", alert.summary)
        figures = {f"{figure.observed:g}" for figure in alert.evidence} | {str(figure.k) for figure in alert.evidence}
        assert figures & set(re.findall(r"[\d.]*\d", alert.summary))


@every_detector
def test_nobodys_number_is_in_it(detector: type[Detector]) -> None:
    story = telling(detector)
    texts = {event[name] for event in story.events for name in PRIVATE if isinstance(event.get(name), str)}
    numbers = {number.removeprefix("+") for number in story.own_numbers}
    private = {text.removeprefix("+") for text in texts if len(text) >= SHORTEST} - numbers
    assert private or detector.stream == "usage"  # on which nobody is named
    for alert in story.own:
        public = msgspec.json.encode(alert).decode()
        assert [text for text in private if text in public] == []
