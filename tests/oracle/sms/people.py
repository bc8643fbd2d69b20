"""The rows about people who do not want messages, or are not there."""

from collections.abc import Iterator
from fractions import Fraction

from tests.oracle.complained import complained
from tests.oracle.facts import Facts
from tests.oracle.keyed import Distinct
from tests.oracle.shares import DAY, is_over, sliding
from tests.oracle.sms.heard import Heard
from tests.oracle.verdict import Verdict


class AfterOptOut:
    """Messages to people who had opted out of them."""

    id = "sms.after-opt-out"
    window = DAY

    def __init__(self) -> None:
        self._people = Distinct(DAY)

    def judge(self, heard: Heard, facts: Facts) -> Iterator[Verdict]:  # noqa: ARG002  (the row's contract)
        """One verdict of the account at each such message, and none at any other."""
        if heard.disregards and self._people.add(heard.person, heard.ts, heard.clock):
            level = 2 if self._people.count(heard.clock) >= 10 else 1
            yield Verdict(("account", heard.event["account"]), level, level)


class Against:
    """People who did something against the account's messages, of the people written to."""

    id: str
    window = DAY
    limit: str

    def __init__(self) -> None:
        self._written = Distinct(DAY)
        self._against = Distinct(DAY)

    def judge(self, heard: Heard, facts: Facts) -> Iterator[Verdict]:
        """One verdict of the account."""
        clock = heard.clock
        counts = heard.what in {"send", "complaint"} or heard.stops
        if not counts or not self._written.add(heard.person, heard.ts, clock):
            return
        if self.is_against(heard):
            self._against.add(heard.person, heard.ts, clock)
        elif heard.what != "send":
            return
        limits = facts.limits(self.limit, heard.ts)
        k, n = self._against.count(clock), self._written.count(clock)
        effective, ordinary = (self.level(k, n, limit) for limit in (limits.effective, limits.ordinary))
        yield Verdict(("account", heard.event["account"]), effective, ordinary, limits.declared)

    @staticmethod
    def is_against(heard: Heard) -> bool:
        """Whether the event is one that counts against the account."""
        raise NotImplementedError

    @staticmethod
    def level(k: int, n: int, limit: Fraction) -> int:
        """The level of k people of n."""
        raise NotImplementedError


class OptOuts(Against):
    """People who opted out."""

    id = "sms.opt-outs"
    limit = "opt_out_share"

    @staticmethod
    def is_against(heard: Heard) -> bool:
        """An opt-out."""
        return heard.stops

    @staticmethod
    def level(k: int, n: int, limit: Fraction) -> int:
        """2 over ten per cent."""
        if n < 100 or not is_over(k, n, limit):
            return 0
        return 2 if is_over(k, n, Fraction(10, 100)) else 1


class Complaints(Against):
    """People who complained."""

    id = "sms.complaints"
    limit = "sms_complaint_share"

    @staticmethod
    def is_against(heard: Heard) -> bool:
        """A complaint."""
        return heard.what == "complaint"

    @staticmethod
    def level(k: int, n: int, limit: Fraction) -> int:
        """2 over half a per cent and from ten people on."""
        return complained(k, n, 100, limit)


class UnknownRecipients:
    """Messages to numbers that nobody has."""

    id = "sms.unknown-recipients"
    window = DAY

    def __init__(self) -> None:
        self._day = sliding(DAY)

    def judge(self, heard: Heard, facts: Facts) -> Iterator[Verdict]:
        """One verdict of the account."""
        if heard.what != "status":
            return
        if self._day.add(heard.ts, heard.clock, 1, heard.event["status"] == "unknown-recipient"):
            n, k = self._day.totals(heard.clock)
            limits = facts.limits("unknown_share", heard.ts)
            effective, ordinary = (
                int(n >= 100 and is_over(k, n, limit)) for limit in (limits.effective, limits.ordinary)
            )
            yield Verdict(("account", heard.event["account"]), effective, ordinary, limits.declared)
