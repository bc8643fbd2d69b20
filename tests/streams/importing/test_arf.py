"""Feedback reports become reports and complaints, and nothing of the mail that they are about goes along."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.cli import run
from streams.email_events import Email
from streams.importing.arf import Headers, _read
from streams.importing.taken_in import EMAIL, Came, Record
from streams.reasons import Rejected
from tests.conftest import SharedBroker
from tests.kafka.cluster import Cluster
from tests.kafka.topics import Topics

REPORT = """\
From: <feedback@fbl.mail.example>
Date: Mon, 21 Sep 2026 14:13:20 +0000
To: <fbl@platform.example>
Message-ID: <20260921.1@fbl.mail.example>
Subject: FW: Ten new teas
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="part"

--part
Content-Type: text/plain; charset="US-ASCII"

This is a report about a mail.

--part
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <bounce@acme.example>
Original-Rcpt-To: <ann@mail.example>
Reported-Domain: acme.example

--part
Content-Type: {content}

From: Acme <news@acme.example>
To: <ann@mail.example>
X-Account: acme
Message-ID: <m1@acme.example>
Subject: Ten new teas

Buy them now, Ann.
--part--
"""


def mail(kind: str = "abuse", content: str = "message/rfc822") -> str:
    return REPORT.format(kind=kind, content=content)


def taken_in(tmp_path: Path, *texts: str, options: tuple[str, ...] = ()) -> tuple[int, dict[str, list[dict[str, Any]]]]:
    """The exit code, and the records by topic, of mails each in a file of its own."""
    files = [tmp_path / f"{n}.eml" for n in range(len(texts))]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text, encoding="utf-8", errors="surrogateescape")
    code = run(["import", "arf", *map(str, files), "--out", str(tmp_path / "out"), *options])
    written = {path.stem: path.read_text().splitlines() for path in (tmp_path / "out").iterdir()}
    return code, {topic: [json.loads(line) for line in lines] for topic, lines in written.items()}


@pytest.mark.parametrize("content", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_names_its_account_where_the_mail_does(tmp_path: Path, content: str) -> None:
    options = ("--account-header", "X-Account", "--trust", "0.6")
    code, records = taken_in(tmp_path, mail(content=content), options=options)
    assert code == 0
    (report,), (complaint,) = records["reports"], records["email"]
    assert report == {
        "id": report["id"], "ts": 1_790_000_000_000, "account": "acme", "channel": "email", "kind": "spam",
        "subject": "news@acme.example", "reporter": "fbl.mail.example", "trust": 0.6, "detail": "feedback report",
    }  # fmt: skip
    assert complaint == {
        "id": report["id"], "account": "acme", "ts": 1_790_000_000_000, "event": "complaint",
        "message": "<m1@acme.example>", "to": "ann@mail.example",
    }  # fmt: skip


def test_without_an_account_it_is_about_who_held_the_address_and_names_nobody_else(tmp_path: Path) -> None:
    code, records = taken_in(tmp_path, mail())
    assert (code, list(records)) == (0, ["reports"])
    assert "account" not in records["reports"][0]
    assert records["reports"][0]["subject"] == "news@acme.example"
    assert not {"ann", "teas", "now"} & set(json.dumps(records).replace("@", " ").replace('"', " ").split())


@pytest.mark.parametrize(("kind", "becomes"), [("fraud", "fraud"), ("virus", "malware"), ("OTHER", "other")])
def test_what_is_no_complaint_is_a_report_of_its_kind_alone(tmp_path: Path, kind: str, becomes: str) -> None:
    _, records = taken_in(tmp_path, mail(kind), options=("--account-header", "X-Account"))
    assert {topic: [one["kind"] for one in of] for topic, of in records.items()} == {"reports": [becomes]}


def test_what_reports_no_abuse_is_left_out_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert taken_in(tmp_path, mail("not-spam"), mail("auth-failure")) == (0, {})
    assert capsys.readouterr().out == "wrote nothing; 2 left out, as they report no abuse\n"


def test_a_mailbox_holds_several_and_said_again_a_report_has_the_same_id(tmp_path: Path) -> None:
    box = "".join(f"From feedback@fbl.example Mon Sep 21 14:13:20 2026\n{one}\n" for one in (mail(), mail()))
    code, records = taken_in(tmp_path, box)
    assert code == 0
    assert len(records["reports"]) == 2
    assert len({report["id"] for report in records["reports"]}) == 1


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("hello", "not a multipart/report"),
        (mail().replace("message/feedback-report", "text/plain"), "without a message/feedback-report"),
        (mail("praise"), "its Feedback-Type is not one of RFC 5965"),
        (mail().replace("Date: Mon, 21 Sep 2026 14:13:20 +0000", "Date: soon"), "no date that can be read"),
        (mail().replace("21 Sep 2026", "21 Sep 2206"), "not as the contract has it"),
        (mail().replace("X-Account: acme", f"X-Account: {'a' * 200}"), "not as the contract has it"),
    ],
)
def test_what_is_broken_is_one_line_and_the_others_are_taken_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, because: str
) -> None:
    code, records = taken_in(tmp_path, text, mail(), options=("--account-header", "X-Account"))
    assert (code, len(records["reports"])) == (1, 1)
    first, last = capsys.readouterr().err.splitlines()
    assert first.startswith(f"ringfence: {tmp_path / '0.eml'}: ")
    assert because in first
    assert "ann@" not in first
    assert last == "ringfence: 1 could not be used; the others are taken in"


def test_files_that_are_there_are_not_written_over(tmp_path: Path) -> None:
    assert taken_in(tmp_path, mail())[0] == 0
    assert taken_in(tmp_path, mail())[0] == 2


@given(st.data())
def test_whatever_is_broken_nothing_but_a_reason_comes_of_it(data: st.DataObject) -> None:
    raw = bytearray(mail().encode())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=8))
    came, said = list[Came](), ""
    try:
        came = list(_read(bytes(raw), Headers("X-Account"), 0.5))
    except Rejected as rejected:
        said = str(rejected)
    assert "ann@mail.example" not in said
    for one in came:
        if isinstance(one, Record) and one.topic == "email":
            assert isinstance(EMAIL.decode(one.value), Email)


def test_sent_at_once_a_report_is_keyed_by_what_it_names(broker: SharedBroker, topics: Topics, tmp_path: Path) -> None:
    topics.create("reports", 3)
    cluster = Cluster(broker.bootstrap, topics.prefix, 3, tmp_path)
    (tmp_path / "one.eml").write_text(mail())
    assert cluster.done("import", "arf", str(tmp_path / "one.eml"), "--send") == "sent 1 reports\n"
    (record,) = cluster.records("reports")
    assert (record.key, record.headers) == (b"news@acme.example", {"ingested": b"1790000000000"})
