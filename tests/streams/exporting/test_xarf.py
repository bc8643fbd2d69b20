"""Reports have every field that the schemas of XARF 4 require, and hold nothing of the people who were written to."""

import base64
import json
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from streams.cli import run
from streams.records import Subject
from tests.streams.exporting.outputs import folder
from tests.streams.test_tail import alert, recommendation

WHO = {"org": "Platform", "contact": "abuse@platform.example", "domain": "platform.example"}
# what xarf-spec 4.2.0 requires, by its schemas xarf-core and types/messaging-spam
REQUIRED = {
    "xarf_version", "report_id", "timestamp", "reporter", "sender", "source_identifier", "category", "type", "protocol",
}  # fmt: skip
OF_SMTP = {"smtp_from", "source_port"}
SOURCES = {"spamtrap", "user_complaint", "automated_filter", "honeypot", "content_analysis", "reputation_feed"}
OF_EVIDENCE = {"content_type", "payload", "description", "hash", "size"}

SMS = recommendation(
    id="r1", category="sms-spam", state="approved", scope=Subject("number", "+13125550100"), findings=["a1"]
)
MAIL = recommendation(id="r2", case="k2", category="email-spam", state="approved", findings=["a2"])
ALERTS = [
    alert(detector="sms.opt-outs", samples=["s1"]),
    alert(id="a2", detector="email.bulk", samples=["e1", "e2", "e3"]),
]
SENT = [
    {"id": "e1", "message": "m1", "mail_from": "news@acme.example", "to": ["ann@mail.example"]},
    {"id": "e0", "message": "m0", "mail_from": "bounce+ann=mail.example@acme.example", "to": ["ann@mail.example"]},
    {"id": "e9", "message": "m9", "mail_from": "news@acme.example", "to": ["bob@mail.example"]},
]
COMPLAINTS = [
    {"id": "e2", "message": "m9", "to": "bob@mail.example"},
    {"id": "e3", "message": "m0", "to": "ann@mail.example"},
]


@pytest.fixture(autouse=True)
def _configured(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("ORGANIZATION", WHO["org"]), ("CONTACT", WHO["contact"]), ("DOMAIN", WHO["domain"])):
        monkeypatch.setenv(f"RINGFENCE_REPORTER_{name}", value)


@pytest.fixture
def judged(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    rest = {"account": "acme", "ts": 1}
    sends = [rest | {"event": "send"} | one for one in SENT]
    complaints = [rest | {"event": "complaint"} | one for one in COMPLAINTS]
    lines = [json.dumps(one) for one in (*sends, *complaints)]
    (tmp_path / "in" / "email.ndjson").write_text("\n".join([*lines, "{"]))
    return tmp_path / "in"


def reports(tmp_path: Path, *records: Any, options: tuple[str, ...] = ()) -> list[dict[str, Any]]:  # noqa: ANN401 - of records
    out, file = folder(tmp_path / "out", ALERTS, records), tmp_path / "reports.ndjson"
    assert run(["export", "xarf", str(file), "--from", str(out), *options]) == 0
    return [json.loads(line) for line in file.read_text().splitlines()]


def check(report: dict[str, Any]) -> None:
    """What the schemas ask of a report."""
    assert report.keys() >= REQUIRED | (OF_SMTP if report["protocol"] == "smtp" else set())
    assert (report["xarf_version"], report["category"], report["type"]) == ("4.2.0", "messaging", "spam")
    assert UUID(report["report_id"]).version == 4
    assert report["reporter"] == report["sender"] == WHO
    assert report["evidence_source"] in SOURCES
    assert len(report["description"]) <= 1000
    assert 0 <= report["confidence"] <= 1
    for evidence in report["evidence"]:
        assert evidence.keys() == OF_EVIDENCE
        assert len(base64.b64decode(evidence["payload"])) == evidence["size"]
    for tag in report["tags"]:
        space, _, predicate = tag.partition(":")
        assert (space, set(predicate) <= set("abcdefghijklmnopqrstuvwxyz0123456789_+-")) == ("detector", True)


def test_a_case_of_messages_is_a_report_of_the_number(tmp_path: Path) -> None:
    (report,) = reports(tmp_path, SMS)
    check(report)
    assert (report["protocol"], report["source_identifier"]) == ("sms", "+13125550100")
    assert (report["timestamp"], report["evidence_source"]) == ("2026-09-21T15:00:00.000Z", "user_complaint")
    assert report["tags"] == ["detector:sms-opt-outs"]
    assert "acme" not in json.dumps(report)  # whose customer it is, is nobody's business


def test_a_case_of_mail_names_its_envelope_sender_and_no_recipient(tmp_path: Path, judged: Path) -> None:
    (report,) = reports(tmp_path, MAIL, options=("--input", str(judged)))
    check(report)
    assert (report["smtp_from"], report["source_identifier"], report["source_port"]) == (
        "news@acme.example", "acme.example", 25,
    )  # fmt: skip
    assert "ann" not in json.dumps(report)


def test_it_is_the_same_report_until_more_is_found(tmp_path: Path) -> None:
    over = msgspec.structs.replace(SMS, id="r5", supersedes="r1", ts=SMS.ts + 1)
    more = msgspec.structs.replace(SMS, id="r6", supersedes="r1", findings=("a1", "a5"))
    ids = []
    for number, later in enumerate((None, over, more)):
        (tmp_path / str(number)).mkdir()
        (report,) = reports(tmp_path / str(number), SMS, *([later] if later else []))
        ids.append((report["report_id"], report["timestamp"]))
    assert ids[0] == ids[1]
    assert ids[2][0] != ids[0][0]


def test_what_nobody_decided_on_goes_to_nobody_unless_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    waiting = recommendation(id="r1", category="sms-spam", scope=SMS.scope)
    assert reports(tmp_path, waiting) == []
    assert "1 cases left out, since nobody has decided on them" in capsys.readouterr().err
    (tmp_path / "asked").mkdir()
    assert len(reports(tmp_path / "asked", waiting, options=("--undecided",))) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "rejected"}, {"state": "withdrawn"}, {"state": "lifted", "action": "lift"}, {"shadow": True},
        {"category": "voice-dialing"}, {"category": "sms-spoofing"}, {"category": "email-forgery"},
    ],
)  # fmt: skip
def test_what_was_taken_back_and_what_may_be_somebody_elses_is_not_reported(
    tmp_path: Path, fields: dict[str, Any]
) -> None:
    of = {"category": "sms-spam", "state": "approved", "scope": SMS.scope} | fields
    assert reports(tmp_path, recommendation(**of), options=("--undecided",)) == []


def test_mail_of_which_nothing_says_from_whom_it_was_is_left_out_and_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert reports(tmp_path, MAIL) == []
    assert "1 cases left out, since nothing says from whom it came: see --input" in capsys.readouterr().err


def test_without_saying_who_reports_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RINGFENCE_REPORTER_CONTACT")
    out, file = folder(tmp_path / "out", ALERTS, [SMS]), tmp_path / "reports.ndjson"
    assert run(["export", "xarf", str(file), "--from", str(out)]) == 2
    assert not file.exists()
