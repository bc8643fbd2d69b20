"""Mail under the domains of others."""

from collections.abc import Iterator

from detectors.base import Detector, Limits, Seen
from detectors.evidence import Evidence, count, share
from detectors.kernel import COUNTED, HIT, PASSED, Record, kernel
from detectors.mails import SEND
from detectors.rates import wilson_lower
from detectors.spans import ONE_HOUR
from detectors.standing import NOT_HELD, UNKNOWN_HOLDER

MANY, SHARE = 10, 0.05  # mails in an hour, and their share


class ForgedSender(Detector):
    """Mail whose `From` shows a domain that is not the account's, and which neither DMARC nor ARC vouches for.

    Level 2 at 10 in an hour where the 95 % Wilson lower bound of their share of mail exceeds 5 %; level 1 at as much
    mail under a domain of its own that failed DMARC. Domains are compared as organisational ones. An account that the
    platform has no record of is not judged.

    Usual false positives: forwarders and mailing lists that no ARC seal vouches for, and domains that are not in the
    account's record yet: a record that later has them withdraws the finding. Its own domain with DMARC set up wrongly
    is warned of and no more.
    Blind spots: names in `From` that imitate others beside an address of one's own; domains that look alike; a `From`
    without a domain.
    Source: RFC 7489 (DMARC) on organisational domains and alignment, RFC 8617 (ARC); the 10 and the 5 % are ours.
    """

    id = "email.forged-sender"
    stream, channel, window = "email", "email", ONE_HOUR.ms
    counts = {ONE_HOUR: ("mails", "forged", "own_failed")}
    seldom = ("own_failed",)
    hits = (ONE_HOUR, "forged")
    claims = ("forged", "shown")
    where = "mail.event == 0"
    levels_apart = True

    @staticmethod
    @kernel
    def observe(mail: Record, count: Record) -> int:
        """Counts mail, and that under the domains of others or under its own without being from there."""
        if mail.event != SEND or mail.recipients == 0:
            return PASSED
        count.mails = mail.recipients
        if mail.owned == UNKNOWN_HOLDER:
            return PASSED
        if mail.owned == NOT_HELD and not mail.authentic:
            count.forged = mail.recipients
            return HIT
        if mail.owned != NOT_HELD and mail.caller != 0 and mail.dmarc_failed:
            count.own_failed = mail.recipients
        return COUNTED

    @staticmethod
    @kernel
    def level(hour: Record) -> int:
        """2 for the domains of others, 1 for its own."""
        if hour.forged >= MANY and wilson_lower(hour.forged, hour.mails) > SHARE:
            return 2
        return 1 if hour.own_failed >= MANY and wilson_lower(hour.own_failed, hour.mails) > SHARE else 0

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """What the level is of, by number and by share."""
        if seen.level > 1:
            metric, k = "forged", seen.hour.forged
        else:
            metric, k = "own_domain_failing_dmarc", seen.hour.own_failed
        yield count(f"{metric}_mails_in_1_hour", k, limit=MANY, unit="mails")
        yield share(f"{metric}_share_in_1_hour", k, seen.hour.mails, limit=SHARE)

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """How many of how many."""
        hour = seen.hour
        if seen.level > 1:
            said = "showed a domain that is not the account's, without DMARC or ARC vouching for it"
            return f"{hour.forged} of {hour.mails} mails within one hour {said}."
        return (
            f"{hour.own_failed} of {hour.mails} mails within one hour showed a domain of the account and failed DMARC."
        )
