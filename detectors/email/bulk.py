"""One mail to very many people who did not want it."""

from collections.abc import Iterator

from detectors.base import TEMPLATE, Detector, Limits, Seen
from detectors.evidence import Evidence, count, share
from detectors.kernel import COUNTED, HIT, PASSED, Record, kernel
from detectors.mail_counts import COUNTERS, ENOUGH, EVIDENT, PEOPLE, counted, evident, sent_to, unwanted
from detectors.mails import SEND
from detectors.spans import ONE_DAY
from detectors.texts import AGAINST, SENT

MANY = 1000  # recipients


class Bulk(Detector):
    """One template to 1,000 recipients or more in a day, with evidence among its own mail that it was not wanted.

    Evidence are complaints or hard bounces over their warning limits and of ten people, ten people who had unsubscribed
    before; from an account whose use is marketing, that half of it or more gives no way to unsubscribe; that a
    content model takes half or more of what was scored for spam; or a report as for `sms.bulk`. A complaint about a
    message that is not known belongs to the last template sent to that person.

    Usual false positives: newsletters are as many and as alike, so neither is evidence. What remains are honest ones to
    an old list, or that read like spam: see which evidence the finding has.
    Blind spots: texts that differ in more than digits, amounts and links; mail whose text is not passed on.
    Source: Gmail's and Yahoo's requirements for bulk senders; RFC 2369 and 8058 on unsubscribing; the 1,000 is ours.
    """

    id = "email.bulk"
    stream, channel, window = "email", "email", ONE_DAY.ms
    subjects = (TEMPLATE,)
    also_limited_by = EVIDENT
    counts = {ONE_DAY: COUNTERS}
    distinct = {ONE_DAY: dict.fromkeys(PEOPLE, "destination")}
    hits = (ONE_DAY, "mails")

    @staticmethod
    @kernel
    def observe(mail: Record, count: Record) -> int:
        """Counts what is said of the template."""
        if mail.template == 0 or not counted(mail, count):
            return PASSED
        return HIT if mail.event == SEND else COUNTED

    @staticmethod
    @kernel
    def level(day: Record, limits: Record) -> int:
        """1 with evidence."""
        return 1 if day.recipients + day.unnamed >= MANY and evident(day, limits) else 0

    @staticmethod
    @kernel
    def spread(day: Record) -> int:
        """1 with whatever evidence."""
        return 1 if day.recipients + day.unnamed >= MANY else 0

    @staticmethod
    @kernel
    def text(mail: Record, day: Record, limits: Record, late_day: bool) -> int:  # noqa: FBT001 - as all kernels
        """Whether it is sent, and whether there is evidence against it; nothing of what comes a day late."""
        if late_day:
            return 0
        said = AGAINST if unwanted(day, limits) else 0
        return said | SENT if mail.event == SEND else said

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """How many recipients, and what became of the mail to them, as far as there is any of it."""
        day = seen.day
        recipients = day.recipients + day.unnamed
        yield count("recipients_of_one_template_in_24_hours", recipients, limit=MANY, unit="recipients")
        if day.complained:
            limit = limits["email_complaint_share"]
            yield share("complaint_share_in_24_hours", day.complained, day.delivered, limit=limit)
        if day.bounced:
            people, limit = int(sent_to(day.recipients, day.unnamed, day.bounced_unnamed)), limits["bounce_share"]
            yield share("hard_bounce_share_in_24_hours", day.bounced, people, limit=limit)
        if day.unsubscribed_people:
            number = day.unsubscribed_people
            yield count("unsubscribed_people_written_to_in_24_hours", number, limit=ENOUGH, unit="people")
        if day.like_spam:
            half = (day.scored + 1) // 2
            yield count("mails_that_read_like_spam_in_24_hours", day.like_spam, limit=half, unit="mails")
        if day.without_way:
            half = (day.mails + 1) // 2
            yield count("marketing_without_a_way_to_unsubscribe_in_24_hours", day.without_way, limit=half, unit="mails")

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """How many recipients, and what became of it."""
        day = seen.day
        return (
            f"One text went to {day.recipients + day.unnamed} recipients within 24 hours: {day.complained} complained, "
            f"to {day.bounced} it bounced for good, {day.unsubscribed_people} had unsubscribed before, and "
            f"{day.without_way} of {day.mails} mails were marketing without a way to unsubscribe"
            + (f"; {day.like_spam} of {day.scored} that were scored read like spam." if day.like_spam else ".")
        )
