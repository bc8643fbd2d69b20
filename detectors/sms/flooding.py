"""One person who is written to without end."""

from collections.abc import Iterator

from detectors.base import DESTINATION, Detector, Limits, Seen
from detectors.evidence import Evidence, count
from detectors.kernel import HIT, PASSED, Record, kernel
from detectors.memory import Memory
from detectors.messages import SEND
from detectors.sightings import TICK
from detectors.spans import TEN_MINUTES
from detectors.tallies import tally
from detectors.windows import keeps_out

MANY, FLOOD = 60, 300  # messages in ten minutes
NOTED = 50  # from which on their ids are kept
PANES = TEN_MINUTES.panes  # of ten minutes a pane is a tick


class Flooding(Detector):
    """60 messages or more (level 2: 300) to one destination within ten minutes, whatever sender they show.

    Messages to emergency numbers are judged too: a flood of them keeps others from being heard.

    Usual false positives: a monitoring system that reports an outage again and again. Below 300 messages a throttle
    holds that destination alone.
    Blind spots: floods that many accounts make together.
    Source: NENA-INF-023 on denial of service by telephone; the 60 and the 300 are ours.
    """

    id = "sms.flooding"
    stream, channel, window = "sms", "sms", TEN_MINUTES.ms
    subjects = (DESTINATION,)
    kinds = ("messages",)
    where = "message.event == 0"
    figures = ("messages",)
    confidence = 1.0
    of_emergencies = True

    @staticmethod
    @kernel
    def observe(
        message: Record, account: Record, memory: Memory, clock: int, tick: int, figures: Record, kind_messages: int
    ) -> int:
        """Counts messages by destination."""
        if message.event != SEND or keeps_out(message, clock, TICK, PANES):
            return PASSED
        until = message.ts // TICK + PANES
        figures.messages = tally(account.sightings, memory, kind_messages, message.destination, until, tick)
        return HIT if figures.messages >= NOTED else PASSED

    @staticmethod
    @kernel
    def level(figures: Record) -> int:
        """2 for a flood."""
        return 2 if figures.messages >= FLOOD else 1 if figures.messages >= MANY else 0

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """How many."""
        limit = FLOOD if seen.level > 1 else MANY
        yield count("messages_to_one_destination_in_10_minutes", seen.messages, limit=limit, unit="messages")

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """How many."""
        return f"{seen.messages} messages within 10 minutes went to the same destination."
