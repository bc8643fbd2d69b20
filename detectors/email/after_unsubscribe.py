"""Mail to people who have unsubscribed."""

from collections.abc import Iterator

from detectors.base import Detector, Limits, Seen
from detectors.evidence import Evidence, count
from detectors.kernel import HIT, PASSED, Record, kernel
from detectors.mail_counts import counted
from detectors.mails import SEND
from detectors.spans import SEVEN_DAYS

PEOPLE = 10  # written to in spite of it within seven days, at which a warning is no longer enough


class AfterUnsubscribe(Detector):
    """Mail to people who had unsubscribed more than 48 hours before: from its campaign, or from all mail.

    Level 1 at any such mail, level 2 at ten people within seven days. Only mail that offers unsubscribing, or of an
    account whose use is marketing, as nobody unsubscribes from their receipts. What people say holds for good; only
    those whom the account wrote to in the last 30 days can unsubscribe.

    Usual false positives: people who signed up again, of which no event tells, and mail filters that open every link.
    Up to nine people are a warning.
    Blind spots: newsletters that offer no way out of an account of another use; people written to under two addresses.
    Source: Gmail's and Yahoo's requirements for bulk senders: unsubscriptions are honoured within 48 hours; RFC 8058.
    """

    id = "email.after-unsubscribe"
    stream, channel, window = "email", "email", SEVEN_DAYS.ms
    counts = {SEVEN_DAYS: ("after_unsubscribe", "unsubscribed_people")}
    distinct = {SEVEN_DAYS: {"unsubscribed_people": "destination"}}
    hits = (SEVEN_DAYS, "after_unsubscribe")
    seldom = ("unsubscribed_people",)
    sampled_from = 1
    sources = ("after_unsubscribe", "unsubscribed_people")
    where = "mail.event == 0"
    confidence = 1.0

    @staticmethod
    @kernel
    def observe(mail: Record, count: Record) -> int:
        """Counts such mails, and the people."""
        if mail.event != SEND or not mail.unsubscribed or not counted(mail, count):
            return PASSED
        count.after_unsubscribe = 1
        return HIT

    @staticmethod
    @kernel
    def level(seven_days: Record) -> int:
        """2 for ten people."""
        if seven_days.after_unsubscribe == 0:
            return 0
        return 2 if seven_days.unsubscribed_people >= PEOPLE else 1

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """How many people."""
        limit, people = PEOPLE if seen.level > 1 else 1, seen.seven_days.unsubscribed_people
        yield count("unsubscribed_people_written_to_in_7_days", people, limit=limit, unit="people")

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """People and mails."""
        mails, people = seen.seven_days.after_unsubscribe, seen.seven_days.unsubscribed_people
        return (
            f"{mails} mail{'s' if mails != 1 else ''} within 7 days went to {people} "
            f"{'people' if people != 1 else 'person'} who had unsubscribed more than 48 hours before."
        )
