"""Notifications of Amazon SES, lines of JSON, as they come over SNS or by event publishing: what became of mails.

https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html has their fields.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from streams.files import opened
from streams.identity import identity
from streams.importing.taken_in import Broken, Came, LeftOut, Record, record
from streams.reasons import Rejected, decoded

KINDS = {"fraud": "fraud", "virus": "malware"}  # complaints that are about more than being unwanted
REPORTER = "amazonses.com"


class Place(NamedTuple):
    """Where a mail says whose it is: in a tag of event publishing, or in a header that notifications show."""

    tag: str | None = None
    header: str | None = None


class Header(msgspec.Struct):
    """A header of the mail."""

    name: str
    value: str


class Mail(msgspec.Struct, rename="camel"):
    """The mail that a notification is about."""

    message_id: str
    headers: list[Header] = []
    tags: dict[str, list[str]] = {}


class Recipient(msgspec.Struct, rename="camel"):
    """Whom it is about."""

    email_address: str
    status: str | None = None


class Bounce(msgspec.Struct, rename="camel"):
    """A mail came back."""

    bounce_type: str
    bounced_recipients: list[Recipient]
    timestamp: datetime
    feedback_id: str


class Complaint(msgspec.Struct, rename="camel"):
    """Somebody complained."""

    complained_recipients: list[Recipient]
    timestamp: datetime
    feedback_id: str
    complaint_feedback_type: str | None = None


class Delivery(msgspec.Struct, rename="camel"):
    """A mail has arrived."""

    timestamp: datetime
    recipients: list[str]


class Notification(msgspec.Struct, rename="camel"):
    """One of these, by its type, which event publishing calls otherwise."""

    mail: Mail
    notification_type: str | None = None
    event_type: str | None = None
    bounce: Bounce | None = None
    complaint: Complaint | None = None
    delivery: Delivery | None = None


class Envelope(msgspec.Struct):
    """What SNS puts around a notification."""

    message: str | None = msgspec.field(name="Message", default=None)


ENVELOPE = msgspec.json.Decoder(Envelope)
NOTIFICATION = msgspec.json.Decoder(Notification)


def notifications(paths: list[Path], place: Place, trust: float | None) -> Iterator[Came]:
    """What comes of the lines of files. Raises Failed where one cannot be read."""
    for path in paths:
        for number, line in opened(path):
            try:
                message = decoded(line, ENVELOPE).message
                yield from _read(decoded(message.encode() if message is not None else line, NOTIFICATION), place, trust)
            except (Rejected, UnicodeEncodeError) as rejected:
                said = rejected if isinstance(rejected, Rejected) else "invalid UTF-8"
                yield Broken(f"{path}: line {number}: {said}")


def _read(notification: Notification, place: Place, trust: float | None) -> Iterator[Came]:
    kind = notification.notification_type or notification.event_type
    mail, bounce = notification.mail, notification.bounce
    complaint, delivery = notification.complaint, notification.delivery
    if kind == "Bounce" and bounce:
        account, word = _account(mail, place), "hard" if bounce.bounce_type == "Permanent" else "soft"
        for i, whom in enumerate(bounce.bounced_recipients):
            event = {"event": "bounce", "to": whom.email_address, "bounce": word, "code": whom.status}
            yield _event(mail, account, bounce.feedback_id, i, bounce.timestamp, event)
    elif kind == "Complaint" and complaint:
        if complaint.complaint_feedback_type == "not-spam":
            yield LeftOut()
            return
        account = _account(mail, place)
        for i, whom in enumerate(complaint.complained_recipients):
            event = {"event": "complaint", "to": whom.email_address}
            yield _event(mail, account, complaint.feedback_id, i, complaint.timestamp, event)
        if worse := KINDS.get(complaint.complaint_feedback_type or ""):
            yield record(
                "reports",
                {
                    "id": identity("ses", complaint.feedback_id), "ts": _ms(complaint.timestamp), "account": account,
                    "channel": "email", "kind": worse, "reporter": REPORTER, "trust": trust,
                },
            )  # fmt: skip
    elif kind == "Delivery" and delivery:
        account = _account(mail, place)
        for i, whom_to in enumerate(delivery.recipients):
            about = f"{mail.message_id}/{delivery.timestamp.isoformat()}"
            yield _event(mail, account, about, i, delivery.timestamp, {"event": "delivery", "to": whom_to})
    elif kind in {"Bounce", "Complaint", "Delivery"}:
        raise Rejected(f"a {kind} that has none")
    else:
        yield LeftOut()


def _event(mail: Mail, account: str, about: str, place: int, at: datetime, fields: dict[str, Any]) -> Record:
    own = {"id": identity("ses", about, str(place)), "account": account, "ts": _ms(at), "message": mail.message_id}
    return record("email", own | fields)


def _account(mail: Mail, place: Place) -> str:
    """Whose mail it was; raises Rejected where it does not say so."""
    if place.tag is not None and (tagged := mail.tags.get(place.tag)):
        return tagged[0]
    if place.header is not None:
        for header in mail.headers:
            if header.name.lower() == place.header.lower():
                return header.value.strip()
    raise Rejected("its mail does not say whose it is: see --account-tag and --account-header")


def _ms(at: datetime) -> int:
    return round((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1000)
