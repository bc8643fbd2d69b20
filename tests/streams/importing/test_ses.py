"""Notifications of Amazon SES become events of `email`, one for each person they are about."""

import json
from pathlib import Path
from typing import Any

import pytest

from streams.cli import run

MAIL = {
    "timestamp": "2026-09-21T14:00:00.000Z",
    "messageId": "0000014644fe5ef6",
    "source": "news@acme.example",
    "destination": ["ann@mail.example"],
    "tags": {"ses:from-domain": ["acme.example"], "account": ["acme"]},
    "headers": [{"name": "Subject", "value": "Ten new teas"}, {"name": "X-Account", "value": "acme"}],
}
BOUNCE = {
    "notificationType": "Bounce",
    "bounce": {
        "bounceType": "Permanent", "bounceSubType": "General", "timestamp": "2026-09-21T14:13:20.000Z",
        "feedbackId": "f1", "bouncedRecipients": [
            {"emailAddress": "ann@mail.example", "status": "5.1.1", "diagnosticCode": "smtp; 550 no such user"},
            {"emailAddress": "bob@mail.example"},
        ],
    },
    "mail": MAIL,
}  # fmt: skip
COMPLAINT = {
    "eventType": "Complaint",
    "complaint": {
        "complainedRecipients": [{"emailAddress": "ann@mail.example"}], "timestamp": "2026-09-21T14:13:21.000Z",
        "feedbackId": "f2", "complaintFeedbackType": "abuse",
    },
    "mail": MAIL,
}  # fmt: skip
DELIVERY = {
    "notificationType": "Delivery",
    "delivery": {"timestamp": "2026-09-21T14:13:19.000Z", "recipients": ["ann@mail.example"]},
    "mail": MAIL,
}


def taken_in(
    tmp_path: Path, *lines: object, options: tuple[str, ...] = ("--account-tag", "account")
) -> tuple[int, Any]:
    file = tmp_path / "ses.ndjson"
    file.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines))
    code = run(["import", "ses", str(file), "--out", str(tmp_path / "out"), *options])
    written = {path.stem: path.read_text().splitlines() for path in (tmp_path / "out").glob("*")}
    return code, {topic: [json.loads(line) for line in lines] for topic, lines in written.items()}


def test_each_person_is_an_event_of_their_own_in_the_order_of_time(tmp_path: Path) -> None:
    code, records = taken_in(tmp_path, BOUNCE, COMPLAINT, DELIVERY)
    assert (code, list(records)) == (0, ["email"])
    told = [(one["event"], one["to"], one.get("bounce"), one.get("code")) for one in records["email"]]
    assert told == [
        ("delivery", "ann@mail.example", None, None),
        ("bounce", "ann@mail.example", "hard", "5.1.1"),
        ("bounce", "bob@mail.example", "hard", None),
        ("complaint", "ann@mail.example", None, None),
    ]
    assert {(one["account"], one["message"]) for one in records["email"]} == {("acme", "0000014644fe5ef6")}
    assert len({one["id"] for one in records["email"]}) == 4
    assert "teas" not in json.dumps(records)


def test_what_came_over_sns_is_the_same(tmp_path: Path) -> None:
    _, plain = taken_in(tmp_path / "", BOUNCE)
    (other := tmp_path / "sns").mkdir()
    assert taken_in(other, {"Type": "Notification", "Message": json.dumps(BOUNCE)})[1] == plain


def test_an_account_may_stand_in_a_header(tmp_path: Path) -> None:
    code, records = taken_in(tmp_path, BOUNCE, options=("--account-header", "x-account"))
    assert (code, records["email"][0]["account"]) == (0, "acme")


@pytest.mark.parametrize(("kind", "reported"), [("abuse", []), ("virus", ["malware"]), ("fraud", ["fraud"])])
def test_a_complaint_of_more_than_being_unwanted_is_a_report_too(
    tmp_path: Path, kind: str, reported: list[str]
) -> None:
    of = COMPLAINT | {"complaint": COMPLAINT["complaint"] | {"complaintFeedbackType": kind}}  # type: ignore[operator]
    _, records = taken_in(tmp_path, of)
    assert [one["kind"] for one in records.get("reports", ())] == reported
    assert len(records["email"]) == 1


def test_soft_is_whatever_is_not_for_good(tmp_path: Path) -> None:
    of = BOUNCE | {"bounce": BOUNCE["bounce"] | {"bounceType": "Transient"}}  # type: ignore[operator]
    assert taken_in(tmp_path, of)[1]["email"][0]["bounce"] == "soft"


@pytest.mark.parametrize(
    ("line", "because"),
    [
        ("{", "malformed JSON"),
        ({"notificationType": "Bounce", "mail": MAIL}, "a Bounce that has none"),
        (BOUNCE | {"mail": MAIL | {"tags": {}}}, "does not say whose it is"),
        ({"Type": "Notification", "Message": "{"}, "malformed JSON"),
    ],
)
def test_what_is_broken_is_one_line_and_the_others_are_taken_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: object, because: str
) -> None:
    code, records = taken_in(tmp_path, line, COMPLAINT)
    assert (code, len(records["email"])) == (1, 1)
    first, _ = capsys.readouterr().err.splitlines()
    assert first.startswith(f"ringfence: {tmp_path / 'ses.ndjson'}: line 1: ")
    assert because in first


def test_what_says_nothing_of_a_person_is_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    not_spam = COMPLAINT | {"complaint": COMPLAINT["complaint"] | {"complaintFeedbackType": "not-spam"}}  # type: ignore[operator]
    assert taken_in(tmp_path, {"eventType": "Send", "mail": MAIL}, not_spam) == (0, {})
    assert "2 left out" in capsys.readouterr().out


def test_without_saying_what_names_the_account_it_is_wrong_usage(tmp_path: Path) -> None:
    assert taken_in(tmp_path, BOUNCE, options=())[0] == 2
