"""Feedback reports of mailbox providers, RFC 5965: mails with a part that says what somebody says of another mail.

Of the mail that it is about nothing is taken but the headers that are asked for and its author's address.
"""

import mailbox
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from streams.errors import Failed
from streams.identity import identity
from streams.importing.taken_in import Broken, Came, LeftOut, record
from streams.reasons import Rejected

KINDS = {"abuse": "spam", "fraud": "fraud", "virus": "malware", "other": "other"}
HARMLESS = ("not-spam", "auth-failure")  # RFC 6430 and 6591: no complaints of what an account did
FROM_LINE = b"From "  # before each mail of an mbox


class Headers(NamedTuple):
    """In which headers of its mails the platform says whose they are and what it calls them."""

    account: str | None = None
    message: str = "Message-ID"


def reports(paths: list[Path], headers: Headers, trust: float | None) -> Iterator[Came]:
    """What comes of mails in files and mailboxes. Raises Failed where one cannot be read."""
    for path in paths:
        for number, raw in _mails(path):
            where = str(path) if number is None else f"{path}: mail {number}"
            try:
                yield from _read(raw, headers, trust)
            except Rejected as rejected:
                yield Broken(f"{where}: {rejected}")
            except RecursionError:
                yield Broken(f"{where}: nested too deeply")


def _mails(path: Path) -> Iterator[tuple[int | None, bytes]]:
    """The mails of a mailbox with their numbers, or the one that the file is."""
    try:
        with path.open("rb") as file:
            several = file.read(len(FROM_LINE)) == FROM_LINE
        if not several:
            yield None, path.read_bytes()
            return
        with closing(mailbox.mbox(path, create=False)) as box:
            for number, key in enumerate(box.iterkeys(), 1):
                yield number, box.get_bytes(key)
    except OSError as unreadable:
        raise Failed(f"{path}: cannot be read: {unreadable.strerror}") from None


def _read(raw: bytes, headers: Headers, trust: float | None) -> Iterator[Came]:
    mail = message_from_bytes(raw)
    feedback, original = _parts(mail)
    kind = (_said(feedback, "Feedback-Type") or "").lower()
    if kind in HARMLESS:
        yield LeftOut()
        return
    if kind not in KINDS:
        raise Rejected("its Feedback-Type is not one of RFC 5965")
    ts = _time(_said(mail, "Date") or _said(feedback, "Arrival-Date") or _said(feedback, "Received-Date"))
    id_ = identity("arf", _said(mail, "Message-ID") or blake2b(raw).hexdigest())
    account = _said(original, headers.account) if headers.account else None
    author = parseaddr(_said(original, "From") or _said(feedback, "Original-Mail-From") or "")[1]
    reporter = parseaddr(_said(mail, "From") or "")[1].rpartition("@")[2].lower()
    subject = author or _said(feedback, "Reported-Domain") or _said(feedback, "Reported-URI")
    if account is None and subject is None:
        raise Rejected("it says neither whose mail it is about nor from whom that was")
    yield record(
        "reports",
        {
            "id": id_, "ts": ts, "account": account, "channel": "email", "kind": KINDS[kind], "subject": subject,
            "reporter": reporter or None, "trust": trust, "detail": "feedback report",
        },
    )  # fmt: skip
    message = _said(original, headers.message)
    if kind == "abuse" and account is not None and message is not None:
        to = parseaddr(_said(feedback, "Original-Rcpt-To") or "")[1] or None
        yield record(
            "email",
            {"id": id_, "account": account, "ts": ts, "event": "complaint", "message": message, "to": to},
        )


def _parts(mail: Message) -> tuple[Message, Message]:
    """The fields of the feedback, and the headers of the mail that it is about (RFC 5965, 2)."""
    if mail.get_content_type() != "multipart/report" or not mail.is_multipart():
        raise Rejected("not a multipart/report")
    feedback = original = None
    for part in mail.get_payload():
        if not isinstance(part, Message):
            continue
        kind = part.get_content_type()
        if kind == "message/feedback-report":
            feedback = feedback or _within(part)
        elif kind in {"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"}:
            original = original or _within(part)
    if feedback is None:
        raise Rejected("a multipart/report without a message/feedback-report")
    return feedback, original or Message()


def _within(part: Message) -> Message:
    """The mail, or the headers, that a part holds."""
    if part.is_multipart():
        inner = part.get_payload(0)
        return inner if isinstance(inner, Message) else Message()
    content = part.get_payload(decode=True)
    return message_from_bytes(content if isinstance(content, bytes) else b"")


def _said(mail: Message, name: str) -> str | None:
    """A header on one line; None: it is not there, or says nothing."""
    value = mail.get(name)
    return " ".join(str(value).split()) or None if value is not None else None


def _time(date: str | None) -> int:
    try:
        at = parsedate_to_datetime(date or "")
        return round((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1000)
    except (ValueError, TypeError, OverflowError):
        raise Rejected("no date that can be read") from None
