"""The rows about one text that is sent to many, or by many."""

from collections.abc import Iterator
from fractions import Fraction

from tests.oracle.content import of_message
from tests.oracle.facts import Facts, Limits
from tests.oracle.keyed import Distinct
from tests.oracle.shares import DAY, Window, is_over, sliding
from tests.oracle.sms.heard import Heard
from tests.oracle.verdict import Verdict

SHARES = ("opt_out_share", "sms_complaint_share", "unknown_share")
LARGE = 50  # messages of one sender are not more than this


class Text:
    """What is counted of one template."""

    def __init__(self) -> None:
        self.written, self._stopped, self._complained = Distinct(DAY), Distinct(DAY), Distinct(DAY)
        self._heard_of = sliding(DAY)  # statuses, and those of unknown recipients
        self._unknown, self._disregarded = Distinct(DAY), Distinct(DAY)
        self._senders, self._large = Distinct(DAY), Distinct(DAY)
        self._scored = sliding(DAY)  # by a content model, and what it takes for spam
        self._by_sender: dict[str, Window] = {}

    def add(self, heard: Heard) -> bool:
        """Counts the event; False where it counts nowhere."""
        person, ts, clock = heard.person, heard.ts, heard.clock
        if heard.what == "status":
            is_unknown = heard.event["status"] == "unknown-recipient"
            if is_unknown:
                self._unknown.add(person, ts, clock)
            return self._heard_of.add(ts, clock, 1, is_unknown)
        if (heard.what == "receive" and not heard.stops) or not self.written.add(person, ts, clock):
            return False
        if heard.stops:
            self._stopped.add(person, ts, clock)
        if heard.what == "complaint":
            self._complained.add(person, ts, clock)
        if heard.disregards:
            self._disregarded.add(person, ts, clock)
        reads = of_message(heard.event) if heard.what == "send" else None
        if reads is not None:
            self._scored.add(ts, clock, 1, reads)
        if heard.what == "send" and heard.event.get("registered") is False:
            self._sent_by(heard)
        return True

    def _sent_by(self, heard: Heard) -> None:
        sender, ts, clock = heard.sender, heard.ts, heard.clock
        messages = self._by_sender.setdefault(sender, sliding(DAY))
        messages.add(ts, clock, 1)
        self._senders.add(sender, ts, clock)
        if sum(messages.totals(clock)) > LARGE:
            self._large.add(sender, ts, clock)

    def small_senders(self, clock: int) -> int:
        """Unregistered senders of no more messages than a small one has."""
        return self._senders.count(clock) - self._large.count(clock)

    def is_unwanted(self, clock: int, opt_outs: Fraction, complaints: Fraction, unknown: Fraction) -> bool:
        """Whether there is evidence under these limits."""
        n = self.written.count(clock)
        k_of_people = ((self._stopped, opt_outs), (self._complained, complaints))
        scored, like_spam = self._scored.totals(clock) or (0, 0)
        statuses, nowhere = self._heard_of.totals(clock) or (0, 0)
        return (
            any(n >= 100 and k.count(clock) >= 10 and is_over(k.count(clock), n, limit) for k, limit in k_of_people)
            or (statuses >= 100 and self._unknown.count(clock) >= 10 and is_over(nowhere, statuses, unknown))
            or self._disregarded.count(clock) >= 10
            or (like_spam > 0 and 2 * like_spam >= scored)
        )


class OfTexts:
    """A row that judges a template at each event that counts for it."""

    id: str
    window = DAY

    def __init__(self) -> None:
        self._texts: dict[str, Text] = {}

    def judge(self, heard: Heard, facts: Facts) -> Iterator[Verdict]:
        """One verdict of the template."""
        if heard.template is None:
            return
        text = self._texts.setdefault(heard.template, Text())
        if text.add(heard):
            limits = [facts.limits(name, heard.ts) for name in SHARES]
            effective = self.level(text, heard.clock, [limit.effective for limit in limits])
            ordinary = self.level(text, heard.clock, [limit.ordinary for limit in limits])
            yield Verdict(("template", heard.template), effective, ordinary, _is_declared(limits))

    @staticmethod
    def level(text: Text, clock: int, shares: list[Fraction]) -> int:
        """The level of a text under these limits."""
        raise NotImplementedError


def _is_declared(limits: list[Limits]) -> bool:
    return any(limit.declared for limit in limits)


class Bulk(OfTexts):
    """One text to many, and there is evidence that they do not want it."""

    id = "sms.bulk"

    @staticmethod
    def level(text: Text, clock: int, shares: list[Fraction]) -> int:
        """1 from two hundred people on."""
        return int(text.written.count(clock) >= 200 and text.is_unwanted(clock, *shares))


class Snowshoe(OfTexts):
    """One text from many senders, each of which sends a little of it."""

    id = "sms.snowshoe"

    @staticmethod
    def level(text: Text, clock: int, shares: list[Fraction]) -> int:
        """1 from ten senders on, 2 with evidence."""
        if text.small_senders(clock) < 10:
            return 0
        return 2 if text.is_unwanted(clock, *shares) else 1
