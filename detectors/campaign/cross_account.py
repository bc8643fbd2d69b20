"""One text from many accounts, so that each of them stays small."""

from collections.abc import Iterator

from detectors.base import Limits, Seen
from detectors.evidence import Evidence, count
from detectors.over_accounts import OverAccounts

MANY = 5  # accounts
SPARED = frozenset({"otp", "notifications"})  # uses for which an unregistered sender alone is not enough


class CrossAccount(OverAccounts):
    """One template that five accounts or more sent in one UTC day, with evidence in one of them that it was not wanted.

    Evidence is what `sms.bulk` has it to be, and of mail what people say: complaints, bounces, mail to those who had
    unsubscribed. Level 1 is everybody's who sent it, level 2 theirs who have evidence of their own, or sent it from
    unregistered senders and for anything but codes and notifications. Evidence counts for the day and the one before.

    Usual false positives: firms whose texts come from one library, as codes that differ in digits alone. Those without
    evidence of their own, who send from registered senders or codes and notifications, are an alert for the operator
    and no more.
    Blind spots: texts that differ in more than digits, amounts and links; one text in messages and in mail.
    Source: CTIA Messaging Principles and Best Practices, 5.3.4, on spreading messages; the 5 is ours.
    """

    id = "campaign.cross-account"
    confidence = 0.9

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """How many accounts sent it, and how many of them have evidence."""
        yield count("accounts_that_sent_one_text_in_1_day", seen.accounts, limit=MANY, unit="accounts with a text")
        yield count("accounts_of_these_with_evidence_against_it", seen.evident, limit=1, unit="accounts with evidence")

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """The same in words."""
        return (
            f"One text went out from {seen.accounts} accounts in one day (UTC), and in {seen.evident} of them there is "
            "evidence that it was not wanted."
        )
