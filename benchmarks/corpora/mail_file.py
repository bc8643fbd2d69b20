"""A mail as it lies in a file, to what the contract's `send` has of it. However broken it is, something comes of it."""

import email
import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from hashlib import sha256
from typing import cast

from benchmarks.corpora.corpus import Event

BROKEN = (AttributeError, IndexError, LookupError, TypeError, ValueError)  # what `email` raises of mails that are
RESULT = re.compile(r"\b(spf|dkim|dmarc|arc)\s*=\s*(\w+)", re.IGNORECASE)
COMMENT = re.compile(r"\([^()]*\)")


def send(raw: bytes) -> Event:
    """The fields of a `send` that a mail's own text says; who receives it is not among them."""
    mail = email.message_from_bytes(raw, policy=default)
    return {
        "mail_from": _envelope(mail),
        "header_from": _header(mail, "From"),
        "reply_to": _header(mail, "Reply-To"),
        "subject": _header(mail, "Subject"),
        "body": _body(mail),
        "bytes": len(raw),
        "auth": _authentication(mail),
        "unsubscribe": _unsubscribing(mail),
        "attachments": list(_attachments(mail)),
    }


def _header(mail: EmailMessage, name: str) -> str | None:
    """The first header of a name: as it is meant, or as it stands where that cannot be told."""
    try:
        value = mail[name]
    except BROKEN:
        value = next(value for key, value in mail.raw_items() if key.lower() == name.lower())
    return None if value is None else _whole(str(value))


def _envelope(mail: EmailMessage) -> str | None:
    """The sender of the envelope: as it was delivered, else as the mailbox's line before the headers says."""
    said = _header(mail, "Return-Path")
    if said is None:
        said = _whole(mail.get_unixfrom() or "").removeprefix("From ").partition(" ")[0] or None
    return None if said is None else said.strip().strip("<>")


def _body(mail: EmailMessage) -> str | None:
    """Its text, plain if there is such."""
    try:
        part = mail.get_body(("plain", "html"))
    except BROKEN:
        part = None
    if part is None:
        return None
    try:
        return _whole(part.get_content())
    except BROKEN:  # a charset that nobody knows
        return _bytes(cast("EmailMessage", part)).decode("latin-1")


def _authentication(mail: EmailMessage) -> Event | None:
    """What the last server to have looked found; of several signatures that passed, if one did."""
    found: Event = {}
    for method, result in RESULT.findall(COMMENT.sub("", _header(mail, "Authentication-Results") or "")):
        if found.get(method.lower()) != "pass":
            found[method.lower()] = result.lower()
    return found or None


def _unsubscribing(mail: EmailMessage) -> str:
    if _header(mail, "List-Unsubscribe") is None:
        return "none"
    return "link" if _header(mail, "List-Unsubscribe-Post") is None else "one-click"


def _attachments(mail: EmailMessage) -> Iterator[Event]:
    for part in mail.walk():
        try:
            name, kept = part.get_filename(), part.get_content_disposition() == "attachment"
        except BROKEN:
            continue
        if (name or kept) and not part.is_multipart():
            data = _bytes(part)
            said = {"name": None if name is None else _whole(name), "type": part.get_content_type()}
            yield said | {"bytes": len(data), "sha256": sha256(data).hexdigest()}


def _bytes(part: EmailMessage) -> bytes:
    """What a part holds, decoded if it can be."""
    try:
        data = part.get_payload(decode=True)
    except BROKEN:
        data = None
    return data if isinstance(data, bytes) else b""


def _whole(text: str) -> str:
    """Text without the halves of letters that stand for bytes of no known charset; JSON has none."""
    return text.encode("utf-8", "replace").decode()
