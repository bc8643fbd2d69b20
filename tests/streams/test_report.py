"""What a replay came to: the counts for programs, the page for people."""

import json
from html.parser import HTMLParser

import pytest

from streams.raw import DeadLetter
from streams.records import Alert, Recommendation
from streams.report import Report, page
from tests.oracle import Event
from tests.product import Said, product
from tests.streams.replaying import accounts, calls

HOSTILE = "<script>alert(1)</script>\"'&{{7*7}}"
ELEMENTS_WITHOUT_END = {"meta", "br"}


def reported(said: Said, dead: tuple[str, ...] = ()) -> Report:
    report = Report(skipped=("sms",))
    report.count("accounts", 4)
    for count in (100, 60):
        report.count("calls", count)
    for error in dead:
        report.dead(DeadLetter("calls", 0, 1, None, b"", (), None, error))
    for alert in said.alerts:
        report.alert(alert)
    for record in said.records:
        report.recommendation(record)
    return report


class Page(HTMLParser):
    """The text of a page and the elements in it; fails where these are not closed in order."""

    def __init__(self, html: bytes) -> None:
        super().__init__()
        self.text, self.elements = "", list[str]()
        self._open: list[str] = []
        self.feed(html.decode())
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not [name for name, value in attrs if name.startswith("on") or (value or "").startswith("http")]
        self.elements.append(tag)
        if tag not in ELEMENTS_WITHOUT_END:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def said() -> Said:
    return product(accounts(), calls())


def last_of_each_case(said: Said) -> dict[str, Recommendation]:
    return {record.case: record for record in said.records}


def test_figures_are_counts_of_what_was_written(said: Said) -> None:
    report = json.loads(reported(said, ("late", "late", "early")).json())
    assert report["records"] == {"accounts": 4, "calls": 160}
    assert report["not_judged"] == ["sms"]
    assert report["dead_letters"] == [
        {"topic": "calls", "error": "early", "records": 1, "lines": [1]},
        {"topic": "calls", "error": "late", "records": 2, "lines": [1, 1]},
    ]
    assert {(row["detector"], row["level"]): row["alerts"] for row in report["alerts"]} == {
        key: sum((alert.detector, alert.level) == key for alert in said.alerts)
        for key in {(alert.detector, alert.level) for alert in said.alerts}
    }
    assert sum(report["recommendations"].values()) == len(said.records)
    assert sorted(case["recommendation"] for case in report["cases"]) == sorted(
        record.id for record in last_of_each_case(said).values()
    )
    strength = ["warn", "throttle", "suspend"]
    places = [strength.index(case["action"]) for case in report["cases"]]
    assert places == sorted(places, reverse=True)
    assert len(set(places)) > 1


def test_a_superseded_recommendation_is_counted_and_not_shown(said: Said) -> None:
    superseded = {record.supersedes for record in said.records} - {None}
    assert superseded
    shown = page(reported(said)).decode()
    assert not [id for id in superseded if id and f"Recommendation <code>{id}" in shown]


def test_the_page_says_what_is_recommended_and_why(said: Said) -> None:
    read = Page(page(reported(said, ("malformed JSON",))))
    for record in last_of_each_case(said).values():
        for part in (
            record.account,
            record.reason,
            record.counterfactual,
            record.id,
            record.notice.en,
            record.notice.ja,
        ):
            assert " ".join(part.split()) in " ".join(read.text.split())
        for clause in record.clauses:
            assert f"{clause.document} {clause.article} ({clause.title})" in read.text
    assert "callsmalformed JSON1" in read.text
    assert "160records of calls" in read.text
    assert "Not judged, as no detector reads them: sms." in read.text
    assert not {"script", "link", "img", "iframe"} & set(read.elements)  # it needs nothing from anywhere


def test_late_events_are_counted_by_topic() -> None:
    report = Report()
    report.late.update({"sms": 1_200, "calls": 1, "email": 0})
    assert json.loads(report.json())["late_events"] == {"calls": 1, "sms": 1_200}
    read = Page(page(report)).text
    assert "1 late event of calls: " in read
    assert "1,200 late events of sms: " in read
    assert "of email" not in read


def test_an_empty_report_says_so() -> None:
    empty = Report()
    assert json.loads(empty.json())["cases"] == []
    assert "None: nothing that was judged is over a limit." in Page(page(empty)).text


def test_names_that_customers_chose_are_text() -> None:
    events: list[Event] = [
        call | {"account": HOSTILE, "campaign": HOSTILE, "id": f"{HOSTILE}{call['id']}"} for call in calls()
    ]
    report = reported(product([], events), (HOSTILE,))
    assert {record.scope.value for record in report.cases.values()} == {HOSTILE}
    shown = page(report)
    assert b"<script>" not in shown
    assert HOSTILE in Page(shown).text
    assert json.loads(report.json())["cases"][0]["account"] == HOSTILE


def test_the_same_outcome_gives_the_same_bytes(said: Said) -> None:
    first, second = reported(said, ("b", "a")), reported(said, ("a", "b"))
    assert (first.json(), page(first)) == (second.json(), page(second))


def test_a_report_holds_alerts_of_level_zero_apart() -> None:
    (burst,) = [record for record in accounts() if record["account"] == "burst"]
    declared = [{"id": "d", "status": "agreed", "limits": {"cps": 50}}]
    said = product([burst | {"declared": declared}], [call for call in calls() if call["account"] == "burst"])
    assert [(type(alert), alert.level) for alert in said.alerts] == [(Alert, 0)]
    report = reported(said)
    assert json.loads(report.json())["alerts"] == [{"detector": "load.calls-per-second", "level": 0, "alerts": 1}]
    assert "0 (covered by a declared event)" in Page(page(report)).text
