"""What customers are told, in English and Japanese: each action of each category, kept for people to read.

`RINGFENCE_WRITE_GOLDEN=1` writes the files anew, to be read before they are committed.
"""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from detectors.spans import DAY
from streams.events import Decision, NoticeDelivered
from streams.records import Recommendation
from tests.streams.enforcement.findings import ACTING, HOUR, POLICY, T0, finding, staging

GOLDEN = Path(__file__).parents[2] / "golden" / "notices"
FIRST: dict[tuple[str, str], tuple[str, int]] = {
    (row.category, action): (id_, level)
    for id_ in reversed(ACTING)
    for row in (POLICY.detectors[id_],)
    for level, action in reversed(list(enumerate(row.actions, 1)))
    if action != "none"
}  # by category and action the first detector, and its level, that recommends it
CPS, SHORT = "load.calls-per-second", "voice.short-calls"


def decided(what: str, *before: str) -> Recommendation:
    """What a decision leads to on a suspension that earlier ones were made on."""
    stage = staging()
    (record,) = stage.alert(finding(SHORT, level=2), None)
    for day, one in enumerate((*before, what), 1):
        made = Decision(id=one, ts=T0 + day * DAY, recommendation=record.id, account="acme", decision=one)  # type: ignore[arg-type]  # one of those it takes
        (record,) = stage.decision(made, None)
    return record


def unremedied(answer: str | None = None) -> Recommendation:
    """The end of service after a suspension that was not put right, or what a decision on it leads to."""
    stage = staging()
    (record,) = stage.alert(finding(SHORT, level=2), None)
    approve = Decision(id="d1", ts=T0 + HOUR, recommendation=record.id, account="acme", decision="approve")
    (record,) = stage.decision(approve, None)
    stage.delivered(NoticeDelivered(ts=T0 + HOUR, recommendation=record.id), None)
    *_, record = stage.due(T0 + 60 * DAY)
    if answer:
        made = Decision(id="d2", ts=T0 + 60 * DAY, recommendation=record.id, account="acme", decision=answer)  # type: ignore[arg-type]  # as above
        (record,) = stage.decision(made, None)
    return record


def silent(*, again: bool) -> Recommendation:
    """The lift of a throttle whose cause has stopped, or what is recommended when it comes again."""
    stage = staging()
    stage.alert(finding(CPS), None)
    lifted, repeated = stage.alert(finding(CPS, crossing="e2", after=30 * DAY), None)
    return repeated if again else lifted


def recommended(category: str, action: str) -> Recommendation:
    id_, level = FIRST[category, action]
    (record,) = staging().alert(finding(id_, level=level), None)
    return record


TOLD: dict[str, Callable[[], Recommendation]] = {
    **{f"{category}-{action}": partial(recommended, category, action) for category, action in sorted(FIRST)},
    "approved": lambda: decided("approve"),
    "appealed-against": lambda: decided("appeal"),
    "rejected": lambda: decided("reject"),
    "withdrawn": lambda: decided("withdraw"),
    "put-right-before": lambda: decided("remedied"),
    "lifted-as-wrong": lambda: decided("withdraw", "approve"),
    "lifted-as-put-right": lambda: decided("remedied", "approve"),
    "lifted-in-silence": lambda: silent(again=False),
    "found-again": lambda: silent(again=True),
    "service-to-end": unremedied,
    "service-not-to-end": lambda: unremedied("reject"),
}


@pytest.mark.parametrize("name", sorted(TOLD))
def test_the_notice_reads_as_it_was_reviewed(name: str) -> None:
    record = TOLD[name]()
    path = GOLDEN / f"{name}.txt"
    text = f"{record.action}, {record.state}\n\n{record.notice.en}\n\n{record.notice.ja}\n"
    if os.environ.get("RINGFENCE_WRITE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


def test_there_is_a_file_for_each_and_no_other() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == TOLD.keys()
    assert {POLICY.detectors[id_].category for id_ in ACTING} == {category for category, _ in FIRST}


@pytest.mark.parametrize("name", sorted(f"{category}-{action}" for category, action in FIRST))
def test_clauses_are_quoted_in_their_own_language_and_translations_are_marked(name: str) -> None:
    record = TOLD[name]()
    for clause in record.clauses[:1]:
        document = POLICY.documents[clause.document]
        own, other = (
            (record.notice.en, record.notice.ja) if document.language == "en" else (record.notice.ja, record.notice.en)
        )
        translation = document.translations[clause.article]
        assert clause.title in own
        assert translation not in own
        assert clause.title in other
        assert f"{'参考訳：' if document.language == 'en' else 'our translation: '}{translation}" in other


def test_every_article_that_is_cited_has_a_translation() -> None:
    for document in POLICY.documents.values():
        assert document.translations.keys() == document.articles.keys()
