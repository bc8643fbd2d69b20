"""The wire contract of `sms`: messages sent and received, delivery results, complaints."""

from typing import Literal

import msgspec

from streams.events import Charge, Count, Event, MessageId


class Send(Event, kw_only=True, tag_field="event", tag="send"):
    """The account sends a message. `template` stands for the body where the platform keeps bodies to itself."""

    message: MessageId
    from_: str = msgspec.field(name="from")
    to: str
    body: str | None = None
    template: str | None = None
    segments: Count | None = None
    bytes: Count | None = None
    registered: bool | None = None
    cost: Charge | None = None


class Status(Event, kw_only=True, tag_field="event", tag="status"):
    """What became of a message."""

    message: MessageId
    from_: str = msgspec.field(name="from")
    to: str
    status: Literal["delivered", "undelivered", "unknown-recipient", "filtered", "rejected"] | None = None
    code: str | int | None = None


class Receive(Event, kw_only=True, tag_field="event", tag="receive"):
    """A person, `from`, writes to the account's sender, `to`. `opt` stands for a body that opts out or in again."""

    message: MessageId
    from_: str = msgspec.field(name="from")
    to: str
    body: str | None = None
    opt: Literal["out", "in"] | None = None


class SmsComplaint(Event, kw_only=True, tag_field="event", tag="complaint"):
    """Somebody, `to`, complained of a message, or of the account's messages."""

    message: MessageId | None = None
    from_: str = msgspec.field(name="from")
    to: str


class Verified(Event, kw_only=True, tag_field="event", tag="verified"):
    """The code that a message carried has been entered."""

    message: MessageId


Sms = Send | Status | Receive | SmsComplaint | Verified
