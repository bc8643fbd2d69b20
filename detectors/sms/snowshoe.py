"""One text spread over many senders, so that each of them stays small."""

from collections.abc import Iterator

from detectors.base import TEMPLATE, Detector, Limits, Seen
from detectors.evidence import Evidence, count
from detectors.kernel import COUNTED, HIT, PASSED, Record, kernel
from detectors.memory import Memory
from detectors.message_counts import COUNTERS, EVIDENT, PEOPLE, counted, evident
from detectors.message_evidence import answers
from detectors.messages import SEND, UNREGISTERED
from detectors.sightings import TICK
from detectors.spans import ONE_DAY
from detectors.subjects import mixed
from detectors.tallies import tally
from detectors.windows import keeps_out

SENDERS, FEW = 10, 50  # unregistered senders of one template; messages of each, above which it hides nothing
PANE, PANES, TICKS = ONE_DAY.pane, ONE_DAY.panes, ONE_DAY.pane // TICK


class Snowshoe(Detector):
    """One template from ten unregistered senders or more in a day, of 50 messages or fewer each.

    Level 2 with evidence among its own messages that it was not wanted, as `sms.bulk` has it. A sender of more than 50
    is none of them for a day after its last message that was one too many.

    Usual false positives: a chain of shops whose branches each write from a number of their own. Without evidence it is
    warned of and no more; registered senders do not count.
    Blind spots: texts that differ in more than digits, amounts and links; senders spread over accounts.
    Source: CTIA Messaging Principles and Best Practices, 5.3.4, on spreading messages over numbers.
    """

    id = "sms.snowshoe"
    stream, channel, window = "sms", "sms", ONE_DAY.ms
    subjects = (TEMPLATE,)
    also_limited_by = EVIDENT
    counts = {ONE_DAY: (*COUNTERS, "senders", "large_senders")}
    distinct = {ONE_DAY: {**dict.fromkeys(PEOPLE, "destination"), "senders": "shown", "large_senders": "shown"}}
    hits = (ONE_DAY, "senders")
    kinds = ("sent",)

    @staticmethod
    @kernel
    def observe(
        message: Record, count: Record, account: Record, memory: Memory, clock: int, tick: int, kind_sent: int
    ) -> int:
        """Counts senders, and what is said of the template."""
        if message.template == 0 or not counted(message, count):
            return PASSED
        if message.event != SEND or message.registered != UNREGISTERED:
            return COUNTED
        if not keeps_out(message, clock, PANE, PANES):
            key, until = mixed(message.template, message.shown), (message.ts // PANE + PANES) * TICKS
            count.senders = 1
            count.large_senders = tally(account.sightings, memory, kind_sent, key, until, tick) > FEW
        return HIT

    @staticmethod
    @kernel
    def level(day: Record, limits: Record) -> int:
        """2 with evidence."""
        if day.senders - day.large_senders < SENDERS:
            return 0
        return 2 if evident(day, limits) else 1

    @staticmethod
    @kernel
    def spread(day: Record) -> int:
        """2 with whatever evidence."""
        return 2 if day.senders - day.large_senders >= SENDERS else 0

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """How many senders, and what people answered."""
        senders = seen.day.senders - seen.day.large_senders
        yield count("unregistered_senders_of_one_template_in_24_hours", senders, limit=SENDERS, unit="senders")
        if seen.level > 1:
            yield from answers(seen, limits)

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """How many senders."""
        senders = seen.day.senders - seen.day.large_senders
        return f"One text went out from {senders} unregistered senders of {FEW} messages or fewer within 24 hours."
