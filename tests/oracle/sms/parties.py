"""The rows about who sends, and about what goes on between two parties: unowned senders, loops, flooding."""

from collections.abc import Iterator
from typing import NamedTuple

from tests.oracle.facts import Facts
from tests.oracle.numbering import is_nameless
from tests.oracle.shares import DAY, MINUTE, SECOND, Window, sliding
from tests.oracle.sms.heard import TICK, Heard
from tests.oracle.spoofing import is_burst, is_habit
from tests.oracle.verdict import Verdict

IN_TURN = 30 * SECOND


class UnownedSender:
    """`from` is neither held nor verified at that time, nor a name that the account may use."""

    id = "sms.unowned-sender"
    window = DAY

    def __init__(self) -> None:
        self._ten_minutes = sliding(10 * MINUTE)
        self._day = sliding(DAY)

    def judge(self, heard: Heard, facts: Facts) -> Iterator[Verdict]:
        """One verdict of the account."""
        if not facts.known or heard.what != "send":
            return
        sender, ts, clock = heard.event["from"], heard.ts, heard.clock
        unowned = not is_nameless(sender) and not facts.may_send_as(sender, ts)
        self._ten_minutes.add(ts, clock, 1, unowned)
        if self._day.add(ts, clock, 1, unowned):
            n, k = self._ten_minutes.totals(clock) or (0, 0)
            of_day, k_of_day = self._day.totals(clock)
            level = int(is_burst(k, n) or is_habit(k_of_day, of_day))
            yield Verdict(("account", heard.event["account"]), level, level)


class Turn(NamedTuple):
    """The last message between two parties."""

    what: str  # `send` or `receive`
    ts: int
    number: int  # of messages in turns, itself the last


class Loop:
    """Messages to and fro without end."""

    id = "sms.loop"
    window = DAY

    def __init__(self) -> None:
        self._last: dict[tuple[str, str], Turn] = {}  # by sender and person

    def judge(self, heard: Heard, facts: Facts) -> Iterator[Verdict]:  # noqa: ARG002  (the row's contract)
        """One verdict of the person."""
        if heard.what not in {"send", "receive"}:
            return
        pair = heard.sender, heard.person
        number = self._before(heard, self._last.get(pair)) + 1
        self._last[pair] = Turn(heard.what, heard.ts, number)
        level = int(number >= 30)
        yield Verdict(("destination", heard.person), level, level)

    @staticmethod
    def _before(heard: Heard, last: Turn | None) -> int:
        """How many messages in turns this one follows."""
        if last is None or heard.clock // TICK > (last.ts + IN_TURN) // TICK:
            return 0
        return last.number if heard.what != last.what and abs(heard.ts - last.ts) <= IN_TURN else 0


class Flooding:
    """Many messages to one destination in a short time."""

    id = "sms.flooding"
    window = 10 * MINUTE

    def __init__(self) -> None:
        self._messages: dict[str, Window] = {}  # by person

    def judge(self, heard: Heard, facts: Facts) -> Iterator[Verdict]:  # noqa: ARG002  (the row's contract)
        """One verdict of the destination."""
        if heard.what != "send":
            return
        window = self._messages.setdefault(heard.person, sliding(10 * MINUTE))
        if window.add(heard.ts, heard.clock, 1):
            [n] = window.totals(heard.clock)
            level = 2 if n >= 300 else int(n >= 60)
            yield Verdict(("destination", heard.person), level, level)
