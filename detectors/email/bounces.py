"""Mail to addresses that nobody has."""

from collections.abc import Iterator

from detectors.base import SHARE, Detector, Limits, Seen
from detectors.evidence import Evidence, share
from detectors.kernel import COUNTED, HIT, PASSED, Record, kernel
from detectors.mail_counts import COUNTED_FROM, counted, sent_to
from detectors.mails import BOUNCE, SEND
from detectors.rates import wilson_lower
from detectors.spans import SEVEN_DAYS

BLATANT = 0.10  # share: level 2


class Bounces(Detector):
    """Recipients whose mail bounced for good, of all recipients in seven days, as lists have that were bought.

    From 200 recipients on: level 1 where the 95 % Wilson lower bound of their share exceeds `bounce_share`, level 2
    where it also exceeds 10 %. Each address counts once, however often it is tried; recipients of whom only the number
    is known count as often as they are sent to.

    Usual false positives: a mailbox provider's outage reported as `hard`, a company that gave up its domain, and the
    first mail to an old list. See whether all of them are of one domain.
    Blind spots: providers that accept all mail and drop it; lists that were cleaned before.
    Source: Amazon SES, as other mailing services, reviews senders from 5 % of hard bounces on and pauses them at 10 %.
    """

    id = "email.bounces"
    stream, channel, window = "email", "email", SEVEN_DAYS.ms
    limits = {"bounce_share": SHARE}
    counts = {SEVEN_DAYS: ("recipients", "unnamed", "bounced", "bounced_unnamed")}
    distinct = {SEVEN_DAYS: dict.fromkeys(("recipients", "bounced", "bounced_unnamed"), "destination")}
    seldom = ("unnamed", "bounced_unnamed")
    hits = (SEVEN_DAYS, "bounced")
    sources = ("bounced",)

    @staticmethod
    @kernel
    def observe(mail: Record, count: Record) -> int:
        """Counts recipients, and those whose mail bounces for good."""
        if (mail.event != SEND and mail.event != BOUNCE) or not counted(mail, count):
            return PASSED
        return HIT if mail.event == BOUNCE else COUNTED

    @staticmethod
    @kernel
    def level(seven_days: Record, limits: Record) -> int:
        """By the lower bound of the share."""
        people = sent_to(seven_days.recipients, seven_days.unnamed, seven_days.bounced_unnamed)
        if people < COUNTED_FROM:
            return 0
        lower = wilson_lower(seven_days.bounced, people)
        if lower <= limits.bounce_share:
            return 0
        return 2 if lower > BLATANT else 1

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """The share."""
        limit = BLATANT if seen.level > 1 else limits["bounce_share"]
        yield share("hard_bounce_share_in_7_days", seen.seven_days.bounced, cls.people(seen), limit=limit)

    @classmethod
    def people(cls, seen: Seen) -> int:
        """The recipients that the share is of."""
        return int(sent_to(seen.seven_days.recipients, seen.seven_days.unnamed, seen.seven_days.bounced_unnamed))

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """Both figures."""
        return f"Mail to {seen.seven_days.bounced} of {cls.people(seen)} recipients within 7 days bounced for good."
