"""Traffic of an account that has been suspended or terminated."""

from collections.abc import Iterator
from typing import ClassVar

from detectors import mails, messages
from detectors.base import Detector, Limits, Seen
from detectors.calls import INBOUND
from detectors.evidence import Evidence
from detectors.kernel import HIT, PASSED, Record, kernel
from detectors.spans import HOUR, MINUTE

GRACE = 60  # minutes


@kernel
def judged(ts: int, fact: Record, figures: Record) -> int:
    """Whether something that the account did comes too late."""
    if ts <= fact.barred_from:
        return PASSED
    figures.late = ts - fact.barred_from
    return HIT


class Active(Detector, abstract=True):
    """What the streams have in common: the finding of each is its own, as each is blocked by a system of its own."""

    id = "account.active-while-suspended"
    window = None
    figures = ("late",)
    confidence = 1.0
    what: ClassVar[str]

    @staticmethod
    @kernel
    def level() -> int:
        """1: what is judged at all is too late."""
        return 1

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """How long after."""
        minutes = round((seen.late + HOUR) / MINUTE, 6)
        yield Evidence("minutes_after_the_account_was_barred", minutes, float(GRACE), "minutes")

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """The same in words."""
        minutes = round((seen.late + HOUR) / MINUTE, 6)
        return f"The account {cls.what} {minutes:g} minutes after it had been suspended or terminated."


class ActiveInCalls(Active):
    """Outbound calls and forwards more than an hour after the account was suspended or terminated.

    Judged by `status_from` of the account's record, stream by stream; without that date it is not. What others send to
    the account does not count, and neither do calls for help, which stay possible. An alert for the operator: something
    has not been told of the suspension.

    Usual false positives: a call set up before and known from its end alone, and a `status_from` that is earlier than
    what the systems were told. It blocks nobody.
    Blind spots: calls that were set up before; accounts whose record has no date.
    Source: none; whoever is suspended has no traffic. The hour is ours.
    """

    stream, channel = "calls", "voice"
    what = "placed a call"
    where = "call.ts > fact.barred_from"

    @staticmethod
    @kernel
    def observe(call: Record, fact: Record, figures: Record) -> int:
        """Judges what the account sets up."""
        if not call.sets_up or call.direction == INBOUND or call.emergency:
            return PASSED
        return judged(call.ts, fact, figures)


class ActiveInMessages(Active):
    """The same of messages that it sends.

    Usual false positives: messages that the platform had queued before and sent later.
    Blind spots: as for calls.
    Source: as for calls.
    """

    stream, channel = "sms", "sms"
    what = "sent a message"
    where = "message.ts > fact.barred_from"

    @staticmethod
    @kernel
    def observe(message: Record, fact: Record, figures: Record) -> int:
        """Judges what the account sends."""
        return judged(message.ts, fact, figures) if message.event == messages.SEND else PASSED


class ActiveInMail(Active):
    """The same of mail that it sends.

    Usual false positives: mail that the platform had queued before and sent later.
    Blind spots: as for calls.
    Source: as for calls.
    """

    stream, channel = "email", "email"
    what = "sent mail"
    where = "mail.ts > fact.barred_from"

    @staticmethod
    @kernel
    def observe(mail: Record, fact: Record, figures: Record) -> int:
        """Judges what the account sends."""
        return judged(mail.ts, fact, figures) if mail.event == mails.SEND else PASSED


class ActiveInUsage(Active):
    """The same of bytes that other services move for it.

    Usual false positives: a long transfer of before that is told when it ends.
    Blind spots: as for calls.
    Source: as for calls.
    """

    stream, channel = "usage", "usage"
    what = "moved data"
    where = "transfer.ts > fact.barred_from"

    @staticmethod
    @kernel
    def observe(transfer: Record, fact: Record, figures: Record) -> int:
        """Judges every transfer."""
        return judged(transfer.ts, fact, figures)
