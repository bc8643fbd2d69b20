"""The wire contract of `email`: mail sent, and what became of it."""

from typing import Literal

import msgspec

from streams.events import Count, Event, MessageId


class Authentication(msgspec.Struct, kw_only=True):
    """What mail authentication found, in the words of RFC 8601."""

    spf: str | None = None
    dkim: str | None = None
    dmarc: str | None = None
    arc: str | None = None


class Attachment(msgspec.Struct, kw_only=True):
    """One file that a mail carries. `sha256` is in hexadecimal digits."""

    name: str | None = None
    type: str | None = None
    bytes: Count | None = None
    sha256: str | None = None


class Mail(Event, kw_only=True, tag_field="event"):
    """What every event is about. A message may be one mail, or one to many people."""

    message: MessageId


class Send(Mail, kw_only=True, tag_field="event", tag="send"):
    """The account sends a message to everybody in `to`, or to as many as `recipients` says."""

    mail_from: str | None = None
    header_from: str | None = None
    reply_to: str | None = None
    to: list[str] | None = None
    recipients: Count | None = None
    subject: str | None = None
    body: str | None = None
    bytes: Count | None = None
    auth: Authentication | None = None
    unsubscribe: Literal["one-click", "link", "none"] | None = None
    attachments: list[Attachment] | None = None


class Delivery(Mail, kw_only=True, tag_field="event", tag="delivery"):
    """A message has reached somebody's mailbox."""

    to: str | None = None


class MailComplaint(Mail, kw_only=True, tag_field="event", tag="complaint"):
    """Somebody, `to`, reported a message as unwanted."""

    to: str | None = None


class Unsubscribe(Mail, kw_only=True, tag_field="event", tag="unsubscribe"):
    """Somebody, `to`, wants no more mail: of the campaign, where there is one, or at all."""

    to: str | None = None


class Bounce(Mail, kw_only=True, tag_field="event", tag="bounce"):
    """A message came back: `hard` where it will not reach this address at any time."""

    to: str | None = None
    bounce: Literal["hard", "soft"] | None = None
    code: str | int | None = None


Email = Send | Delivery | MailComplaint | Unsubscribe | Bounce
