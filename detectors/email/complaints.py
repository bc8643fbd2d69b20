"""People who report an account's mail as unwanted."""

from collections.abc import Iterator

from detectors.base import SHARE, Detector, Limits, Seen
from detectors.complained import figures, level_of
from detectors.evidence import Evidence
from detectors.kernel import COUNTED, HIT, PASSED, Record, kernel
from detectors.mail_counts import COUNTED_FROM, counted
from detectors.mails import COMPLAINT, DELIVERY
from detectors.spans import SEVEN_DAYS


class Complaints(Detector):
    """People who complained, of those whom mail was delivered to in seven days.

    From 200 people delivered to and 3 unhappy ones on: level 1 where the 95 % Wilson lower bound of their share exceeds
    `email_complaint_share`, level 2 from 10 people on where it also exceeds 0.5 %. Each person counts once, and only
    those whom the account wrote to in the last 30 days can complain.

    Usual false positives: people who forgot that they had signed up, and those who press the button to unsubscribe.
    Three of a few hundred are enough for the warning, but for no suspension.
    Blind spots: mailbox providers without a feedback loop; people who delete what they did not want.
    Source: Gmail's and Yahoo's requirements for bulk senders (below 0.1 %, never 0.3 %); RFC 5965 for feedback loops.
    """

    id = "email.complaints"
    stream, channel, window = "email", "email", SEVEN_DAYS.ms
    limits = {"email_complaint_share": SHARE}
    counts = {SEVEN_DAYS: ("delivered", "complained")}
    distinct = {SEVEN_DAYS: {"delivered": "destination", "complained": "destination"}}
    seldom = ("complained",)
    hits = (SEVEN_DAYS, "complained")
    sampled_from = 1
    sources = ("complained",)

    @staticmethod
    @kernel
    def observe(mail: Record, count: Record) -> int:
        """Counts people delivered to, and those who complain."""
        if (mail.event != DELIVERY and mail.event != COMPLAINT) or not counted(mail, count):
            return PASSED
        return HIT if mail.event == COMPLAINT else COUNTED

    @staticmethod
    @kernel
    def level(seven_days: Record, limits: Record) -> int:
        """By the lower bound of the share."""
        return level_of(seven_days.complained, seven_days.delivered, COUNTED_FROM, limits.email_complaint_share)

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """How many people, and their share."""
        week, limit = seen.seven_days, limits["email_complaint_share"]
        yield from figures(week.complained, week.delivered, seen.level, limit, "7_days")

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """Both figures."""
        week = seen.seven_days
        return f"{week.complained} of {week.delivered} people whom mail was delivered to within 7 days complained."
