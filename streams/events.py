"""The wire contract: every record that comes in, as msgspec structs.

What a struct accepts is what the contract accepts; nothing else in the product judges input. Unknown fields are
ignored, and everything that the contract does not require may be absent or null.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

YEAR_2100 = 4_102_444_800_000
LARGEST = 2**53  # the largest integer that every JSON implementation keeps exact

Id = Annotated[str, Meta(min_length=1, max_length=128)]
Since = Annotated[int, Meta(ge=0, le=2**63 - 1)]
Until = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
Timestamp = Annotated[int, Meta(gt=0, lt=YEAR_2100)]
Count = Annotated[int, Meta(ge=0, le=LARGEST)]
Charge = Annotated[float, Meta(ge=0, le=1e9)]
SipStatus = Annotated[int, Meta(ge=0, le=999)]
MessageId = Annotated[str, Meta(min_length=1)]
Direction = Literal["outbound", "inbound", "forward"]


class Event(msgspec.Struct, kw_only=True, tag_field="event"):
    """What every event of `calls`, `sms`, `email` and `usage` carries. Times are Unix milliseconds, UTC."""

    id: Id
    account: Id
    ts: Timestamp
    api_key: str | None = None
    campaign: str | None = None


class Leg(Event, kw_only=True, tag_field="event"):
    """What the attempt and the end of one call have in common."""

    call: Annotated[str, Meta(min_length=1)]
    direction: Direction
    from_: str = msgspec.field(name="from")
    to: str
    network: Literal["pstn", "sip", "app", "video"] | None = None
    access: Literal["api", "sip-trunk"] | None = None
    media: Literal["voice", "fax"] | None = None


class Attempt(Leg, kw_only=True, tag_field="event", tag="attempt"):
    """A call is set up."""

    attest: Literal["A", "B", "C"] | None = None
    verstat: str | None = None
    identity: str | None = None
    pai: str | None = None


class End(Leg, kw_only=True, tag_field="event", tag="end"):
    """A call is released: the call-detail record. Durations are milliseconds."""

    started: Timestamp
    talk_ms: Count
    sip: SipStatus | None = None
    ring_ms: Count | None = None
    answered_by: Literal["human", "machine", "fax"] | None = None
    dialer: bool | None = None
    treatment: Literal["agent", "message"] | None = None
    greeting_ms: Count | None = None
    agent_ms: Count | None = None
    hangup: Literal["caller", "callee", "network"] | None = None
    voicemail: bool | None = None
    pages: Count | None = None
    bytes: Count | None = None
    cost: Charge | None = None


class CallComplaint(Event, kw_only=True, tag_field="event", tag="complaint"):
    """Somebody complained of a call of the account."""

    to: str


class CallOptOut(Event, kw_only=True, tag_field="event", tag="opt-out"):
    """Somebody wants no more calls of the account."""

    to: str


Calls = Attempt | End | CallComplaint | CallOptOut


class HeldNumber(msgspec.Struct, kw_only=True):
    """A number that an account holds, or has verified, from `from` until `until` (None: open)."""

    number: str
    country: str | None = None
    from_: Since | None = msgspec.field(name="from", default=None)
    until: Until | None = None


class DatedLimit(msgspec.Struct, kw_only=True):
    """A limit that replaces the policy's from `from` until `until` (None: open)."""

    value: Annotated[float, Meta(ge=0)]
    from_: Since | None = msgspec.field(name="from", default=None)
    until: Until | None = None


class DeclaredEvent(msgspec.Struct, kw_only=True):
    """High load that the customer announced; its limits hold while it is agreed and in force."""

    id: Id
    submitted: int | None = None
    status: Literal["agreed", "pending", "refused"]
    from_: Since | None = msgspec.field(name="from", default=None)
    until: Until | None = None
    limits: dict[str, Annotated[float, Meta(ge=0)]] | None = None


class AccountRecord(msgspec.Struct, kw_only=True):
    """What the platform knows of one account. The latest record of a key wins."""

    account: Id
    status: Literal["active", "trial", "suspended", "terminated"] | None = None
    status_from: int | None = None
    created: int | None = None
    country: str | None = None
    locale: Literal["en", "ja"] | None = None
    terms: list[str] | None = None
    use: Literal["conversational", "contact-center", "notifications", "otp", "marketing", "emergency"] | None = None
    numbers: list[HeldNumber] | None = None
    caller_ids: list[HeldNumber] | None = None
    sender_ids: list[str] | None = None
    domains: list[str] | None = None
    limits: dict[str, Annotated[float, Meta(ge=0)] | list[DatedLimit]] | None = None
    declared: list[DeclaredEvent] | None = None
    contract_bps: Count | None = None
    pool: str | None = None
    api_keys: list[str] | None = None


Verdict = Literal["approve", "reject", "withdraw", "remedied", "appeal"]


class Decision(msgspec.Struct, kw_only=True):
    """What a reviewer decided on a recommendation."""

    id: Id
    ts: Timestamp
    recommendation: Id | None = None
    account: Id | None = None
    decision: Verdict | None = None
    by: str | None = None
    role: str | None = None
    reason: str | None = None


class Tick(msgspec.Struct, kw_only=True, tag_field="event", tag="tick"):
    """Time has passed: what is due by `ts` happens."""

    ts: Timestamp


class NoticeDelivered(msgspec.Struct, kw_only=True, tag_field="event", tag="notice-delivered"):
    """The customer has the notice of a recommendation."""

    ts: Timestamp
    recommendation: Id
    by: str | None = None
    role: str | None = None


class EmergencyPeriod(msgspec.Struct, kw_only=True, tag_field="event", tag="emergency"):
    """A disaster or the like, in a region or for some accounts."""

    ts: Timestamp
    region: str | None = None
    accounts: list[Id] | None = None
    from_: Since | None = msgspec.field(name="from", default=None)
    until: Until | None = None
    by: str | None = None
    role: str | None = None

    @property
    def begin(self) -> int:
        """From when on it counts: when it was said, where nothing else is."""
        return self.ts if self.from_ is None else self.from_


Control = Tick | NoticeDelivered | EmergencyPeriod
