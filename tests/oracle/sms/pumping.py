"""The row about codes that are sent to a range of numbers in vain."""

from bisect import insort
from collections.abc import Iterator
from fractions import Fraction
from operator import itemgetter
from typing import NamedTuple

from tests.oracle.facts import Facts
from tests.oracle.numbering import is_e164
from tests.oracle.shares import DAY, HOUR, MINUTE, Window, is_live, is_over, sliding
from tests.oracle.sms.heard import Heard
from tests.oracle.verdict import Verdict

LATER = 10 * MINUTE
QUIET = 62 * DAY  # of an account, after which it begins anew
LEAST_DIGITS = 5  # of a number, so that something is left of it


class Sent(NamedTuple):
    """A send that has not counted yet."""

    ts: int
    message: str
    prefix: str


class Pumping:
    """One prefix where nobody enters codes, though elsewhere people do."""

    id = "sms.pumping"
    window = HOUR

    def __init__(self) -> None:
        self._verifies = False
        self._clock = 0
        self._waiting: list[Sent] = []  # by time, then arrival
        self._entered: dict[str, int] = {}  # by message: when its code was
        self._by_prefix: dict[str, Window] = {}  # never verified, verified
        self._all = sliding(HOUR)

    def judge(self, heard: Heard, facts: Facts) -> Iterator[Verdict]:  # noqa: ARG002  (the row's contract)
        """One verdict at most: of the last of the sends that count from this event on whose prefix is over."""
        event, clock = heard.event, heard.clock
        if clock - self._clock >= QUIET:
            self._verifies = False
        self._clock = clock
        if heard.what == "verified":
            self._verifies = True
        due = [sent for sent in self._waiting if sent.ts + LATER <= clock]
        self._waiting = [sent for sent in self._waiting if sent.ts + LATER > clock]
        for sent in due:
            entered = [self._entered.get(sent.message, -1)]
            if heard.what == "verified" and event["message"] == sent.message:
                entered.append(event["ts"])
            never = not any(sent.ts <= ts <= sent.ts + LATER for ts in entered)
            window = self._by_prefix.setdefault(sent.prefix, sliding(HOUR))
            for counts in (window, self._all):
                counts.add(sent.ts + LATER, clock, never, not never)
        over = [sent.prefix for sent in due if self._verifies and self._is_over(sent.prefix, clock)]
        self._take(heard)
        if over:
            yield Verdict(("prefix", over[-1]), 1, 1)

    def _take(self, heard: Heard) -> None:
        """Waits for the code of a send, or hears of one that was entered."""
        if heard.what == "verified":
            message = heard.event["message"]
            if self._entered.get(message, -LATER) + LATER <= heard.clock:
                self._entered[message] = heard.ts
        in_time = is_live(heard.ts + LATER, heard.clock, MINUTE)
        if heard.what == "send" and in_time and is_e164(heard.person) and len(heard.person) > LEAST_DIGITS:
            sent = Sent(heard.ts, heard.event["message"], heard.person[:-4])
            insort(self._waiting, sent, key=itemgetter(0))

    def _is_over(self, prefix: str, clock: int) -> bool:
        never, in_time = self._by_prefix[prefix].totals(clock) or (0, 0)
        all_never, all_in_time = self._all.totals(clock) or (0, 0)
        n, others = never + in_time, all_never - never + all_in_time - in_time
        return (
            n >= 200
            and is_over(never, n, Fraction(9, 10))
            and (others == 0 or Fraction(all_never - never, others) < Fraction(1, 2))
        )
