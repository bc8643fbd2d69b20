"""What makes a topic a stream: its event types, its columns, and where its kernels are."""

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from detectors import call_arrival, mail_arrival, message_arrival, plain_arrival
from detectors.base import Limit, of_stream
from detectors.calls import CALL
from detectors.calls import LIMITS as CALL_LIMITS
from detectors.layout import Layout
from detectors.mails import MAIL
from detectors.messages import MESSAGE
from detectors.reports import REPORTED
from detectors.transfers import MOVED
from detectors.windows import LIMITS
from streams import calls_columns, email_columns, reports_columns, sms_columns, usage_columns
from streams.address_text import organisational
from streams.email_events import Email
from streams.events import AccountRecord, Calls, HeldNumber
from streams.installation import Reading
from streams.local_time import set_hours
from streams.number_lists import set_listed
from streams.passports import set_passports
from streams.reports_events import Report
from streams.sms_events import Sms
from streams.usage_events import Usage

Complete = Callable[[NDArray[Any], NDArray[np.uint8], Reading], None]


class Stream(NamedTuple):
    """One input topic that detectors read."""

    name: str
    event: str  # what kernels call an event of it
    events: Any  # the msgspec type of its records
    columns: np.dtype[Any]
    reading: ModuleType  # has the kernel `fill`, and FIELDS that it finds
    arrival: ModuleType  # has the kernels `arrive` and `look_ahead`, and what an account's row has for them as ACCOUNT
    limits: Mapping[str, Limit]  # those that belong to no one detector
    canonical: Callable[[Any, Reading], list[bytes]]  # a record as the scanner reads it, a row for each
    held: Callable[[AccountRecord], list[HeldNumber]]  # what may stand in `from`, and when
    complete: Complete  # sets the columns that take more than the scanner
    example: bytes  # a record of it, of the account "a"
    unread: frozenset[str] = frozenset()  # fields that are passed over

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that its records may have."""
        return tuple(self.reading.FIELDS)

    @property
    def layout(self) -> Layout:
        """The rows of its detectors."""
        parts = "part" in (self.columns.names or ())
        return Layout(of_stream(self.name), self.arrival.ACCOUNT, self.limits, self.event, parts=parts)


def numbers(record: AccountRecord) -> list[HeldNumber]:
    """The numbers that an account holds or has verified."""
    return [*(record.numbers or ()), *(record.caller_ids or ())]


def senders(record: AccountRecord) -> list[HeldNumber]:
    """Its numbers, and the alphanumeric senders that it may use."""
    return [*numbers(record), *(HeldNumber(number=sender) for sender in record.sender_ids or ())]


def domains(record: AccountRecord) -> list[HeldNumber]:
    """The organisational domains that it may send mail from."""
    return [HeldNumber(number=organisational(domain)) for domain in record.domains or ()]


def complete_as_it_is(_: NDArray[Any], _text: NDArray[np.uint8], _given: Reading) -> None:
    """Columns that the scanner has filled."""


def complete_calls(calls: NDArray[Any], text: NDArray[np.uint8], given: Reading) -> None:
    """What time it was for who was called, whether anybody may call so, and what is signed of a call."""
    set_hours(calls)
    set_listed(calls, "listed", given.do_not_originate)
    set_listed(calls, "premium", given.premium)
    set_passports(calls, text, given.certificates)


def as_it_is(record: Any, _: Reading) -> list[bytes]:  # noqa: ANN401 - a record of any stream
    """The record as msgspec writes it."""
    return [msgspec.json.encode(record)]


CALLS = Stream(
    name="calls",
    event="call",
    events=Calls,
    columns=CALL,
    reading=calls_columns,
    arrival=call_arrival,
    limits={**CALL_LIMITS, **LIMITS},
    canonical=as_it_is,
    held=numbers,
    complete=complete_calls,
    example=b'{"id":"1","account":"a","ts":1,"event":"attempt","call":"c","direction":"outbound","from":"+14155550100","to":"911"}',
)

SMS = Stream(
    name="sms",
    event="message",
    events=Sms,
    columns=MESSAGE,
    reading=sms_columns,
    arrival=message_arrival,
    limits=LIMITS,
    canonical=as_it_is,
    held=senders,
    complete=sms_columns.complete,
    example=b'{"id":"1","account":"a","ts":1,"event":"send","message":"m","from":"+14155550100","to":"+14155550101","body":"hello"}',
)

EMAIL = Stream(
    name="email",
    event="mail",
    events=Email,
    columns=MAIL,
    reading=email_columns,
    arrival=mail_arrival,
    limits=LIMITS,
    canonical=email_columns.flat,
    held=domains,
    complete=email_columns.complete,
    example=b'{"id":"1","account":"a","ts":1,"event":"send","message":"m","header_from":"a@a.example","body":"hello"}',
)

USAGE = Stream(
    name="usage",
    event="transfer",
    events=Usage,
    columns=MOVED,
    reading=usage_columns,
    arrival=plain_arrival,
    limits=LIMITS,
    canonical=as_it_is,
    held=numbers,
    complete=complete_as_it_is,
    example=b'{"id":"1","account":"a","ts":1,"event":"transfer","service":"turn","bytes_in":1,"bytes_out":1}',
)

REPORTS = Stream(
    name="reports",
    event="report",
    events=Report,
    columns=REPORTED,
    reading=reports_columns,
    arrival=plain_arrival,
    limits=LIMITS,
    canonical=as_it_is,
    held=numbers,
    complete=complete_as_it_is,
    example=b'{"id":"1","account":"a","ts":1,"kind":"spam","reporter":"r","trust":0.5}',
)

STREAMS: Mapping[str, Stream] = {stream.name: stream for stream in (CALLS, SMS, EMAIL, USAGE, REPORTS)}
