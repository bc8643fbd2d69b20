"""The row about one mail that is sent to very many."""

from collections.abc import Iterator
from fractions import Fraction

from tests.oracle.content import of_mail
from tests.oracle.email.mail import Mail
from tests.oracle.email.people import LEAST, Recipients
from tests.oracle.facts import Facts
from tests.oracle.keyed import Distinct
from tests.oracle.shares import DAY, is_over, sliding
from tests.oracle.verdict import Verdict

ENOUGH = 10  # people, who are evidence


class Text:
    """What is counted of one template."""

    def __init__(self) -> None:
        self._recipients = Recipients(DAY)
        self._delivered, self._complained, self._left = Distinct(DAY), Distinct(DAY), Distinct(DAY)
        self._scored = sliding(DAY)  # mails by a content model, and what it takes for spam
        self._mails = sliding(DAY)  # mails, and marketing among them that says nothing of unsubscribing

    def add(self, mail: Mail, *, marketing: bool) -> bool:
        """Counts the event; False where it counts nowhere."""
        ts, clock = mail.ts, mail.clock
        match mail.what:
            case "send":
                if mail.mails:
                    no_way = marketing and mail.event.get("unsubscribe") == "none"
                    self._mails.add(ts, clock, mail.mails, mail.mails if no_way else 0)
                reads = of_mail(mail.event)
                if reads is not None and mail.mails:
                    self._scored.add(ts, clock, mail.mails, mail.mails if reads else 0)
                if mail.offers or marketing:
                    self._left.add_all(mail.left, ts, clock)
                return self._recipients.add(mail)
            case "delivery":
                return self._delivered.add_all(mail.people, ts, clock)
            case "complaint" if mail.known:
                self._complained.add_all(mail.people, ts, clock)
                return self._delivered.add_all(mail.people, ts, clock)
            case _:
                return self._recipients.add(mail)

    def is_bulk(self, clock: int, complaints: Fraction, bounces: Fraction) -> bool:
        """Whether it went to so many, and there is evidence under these limits that they did not want it."""
        return self._recipients.sent_to(clock) >= 1_000 and self._is_unwanted(clock, complaints, bounces)

    def _is_unwanted(self, clock: int, complaints: Fraction, bounces: Fraction) -> bool:
        scored, like_spam = self._scored.totals(clock) or (0, 0)
        mails, no_way = self._mails.totals(clock) or (0, 0)
        complained = self._complained.count(clock), self._delivered.count(clock), complaints
        bounced = *self._recipients.bounced_of(clock), bounces
        return (
            self._left.count(clock) >= ENOUGH
            or (like_spam > 0 and 2 * like_spam >= scored)
            or (no_way > 0 and 2 * no_way >= mails)
            or any(k >= ENOUGH and n >= LEAST and is_over(k, n, limit) for k, n, limit in (complained, bounced))
        )


class Bulk:
    """One mail to very many, and there is evidence that they do not want it."""

    id = "email.bulk"
    window = DAY

    def __init__(self) -> None:
        self._texts: dict[str, Text] = {}

    def judge(self, heard: Mail, facts: Facts) -> Iterator[Verdict]:
        """One verdict of the template."""
        if heard.template is None:
            return
        text = self._texts.setdefault(heard.template, Text())
        if text.add(heard, marketing=facts.is_marketing):
            limits = [facts.limits(name, heard.ts) for name in ("email_complaint_share", "bounce_share")]
            effective = int(text.is_bulk(heard.clock, *(limit.effective for limit in limits)))
            ordinary = int(text.is_bulk(heard.clock, *(limit.ordinary for limit in limits)))
            yield Verdict(("template", heard.template), effective, ordinary, any(limit.declared for limit in limits))
