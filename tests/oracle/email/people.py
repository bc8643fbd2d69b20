"""The rows about people who do not want mail, or are not there."""

from collections.abc import Iterator
from fractions import Fraction

from tests.oracle.complained import complained
from tests.oracle.email.mail import Mail
from tests.oracle.facts import Facts
from tests.oracle.keyed import Distinct
from tests.oracle.shares import DAY, is_over, sliding
from tests.oracle.verdict import Verdict

WEEK = 7 * DAY
LEAST = 200  # people, of whom a share says something


class Complaints:
    """People who complained, of those whom mail was delivered to."""

    id = "email.complaints"
    window = WEEK

    def __init__(self) -> None:
        self._delivered, self._complained = Distinct(WEEK), Distinct(WEEK)

    def judge(self, heard: Mail, facts: Facts) -> Iterator[Verdict]:
        """One verdict of the account."""
        complains = heard.what == "complaint" and heard.known
        if heard.what != "delivery" and not complains:
            return
        if complains:
            self._complained.add_all(heard.people, heard.ts, heard.clock)
        if self._delivered.add_all(heard.people, heard.ts, heard.clock):
            k, n = self._complained.count(heard.clock), self._delivered.count(heard.clock)
            limits = facts.limits("email_complaint_share", heard.ts)
            effective, ordinary = (complained(k, n, LEAST, limit) for limit in (limits.effective, limits.ordinary))
            yield Verdict(("account", heard.event["account"]), effective, ordinary, limits.declared)


class Recipients:
    """Whom mail was sent to, and to whom of them it bounced, over a window."""

    def __init__(self, length: int) -> None:
        self._named, self._bounced, self._unnamed_bounced = Distinct(length), Distinct(length), Distinct(length)
        self._unnamed = sliding(length)

    def add(self, mail: Mail) -> bool:
        """Counts a send, or a bounce; False where it counts nowhere."""
        ts, clock = mail.ts, mail.clock
        if mail.what == "send":
            if mail.unnamed:
                return self._unnamed.add(ts, clock, mail.unnamed)
            return self._named.add_all(mail.people, ts, clock)
        if not mail.bounces:
            return False
        (self._unnamed_bounced if mail.of_unnamed else self._named).add_all(mail.people, ts, clock)
        return self._bounced.add_all(mail.people, ts, clock)

    def sent_to(self, clock: int) -> int:
        """Recipients, those who have no names as often as they were sent to."""
        return self._named.count(clock) + sum(self._unnamed.totals(clock))

    def bounced_of(self, clock: int) -> tuple[int, int]:
        """To how many it bounced, of how many, who hold everybody to whom it did."""
        unnamed = max(sum(self._unnamed.totals(clock)), self._unnamed_bounced.count(clock))
        return self._bounced.count(clock), self._named.count(clock) + unnamed


class Bounces:
    """Mail to addresses that nobody has."""

    id = "email.bounces"
    window = WEEK

    def __init__(self) -> None:
        self._recipients = Recipients(WEEK)

    def judge(self, heard: Mail, facts: Facts) -> Iterator[Verdict]:
        """One verdict of the account."""
        if self._recipients.add(heard):
            k, n = self._recipients.bounced_of(heard.clock)
            limits = facts.limits("bounce_share", heard.ts)
            effective, ordinary = (_level(k, n, limit) for limit in (limits.effective, limits.ordinary))
            yield Verdict(("account", heard.event["account"]), effective, ordinary, limits.declared)


def _level(k: int, n: int, limit: Fraction) -> int:
    """2 over ten per cent."""
    if n < LEAST or not is_over(k, n, limit):
        return 0
    return 2 if is_over(k, n, Fraction(10, 100)) else 1


class AfterUnsubscribe:
    """Mail to people who had unsubscribed from it."""

    id = "email.after-unsubscribe"
    window = WEEK

    def __init__(self) -> None:
        self._people = Distinct(WEEK)

    def judge(self, heard: Mail, facts: Facts) -> Iterator[Verdict]:
        """One verdict of the account at each such mail, and none at any other."""
        if not (heard.offers or facts.is_marketing):
            return
        if self._people.add_all(heard.left, heard.ts, heard.clock):
            level = 2 if self._people.count(heard.clock) >= 10 else 1
            yield Verdict(("account", heard.event["account"]), level, level)
