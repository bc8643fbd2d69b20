"""Two machines that answer each other."""

from collections.abc import Iterator

import numpy as np

from detectors.base import DESTINATION, Detector, Limits, Seen
from detectors.evidence import Evidence, count
from detectors.instants import REST, moment, note
from detectors.kernel import HIT, PASSED, Int, Record, kernel
from detectors.memory import Memory
from detectors.messages import RECEIVE, SEND
from detectors.sightings import counts, find, value_of
from detectors.spans import SECOND
from detectors.subjects import mixed

AT_ONCE = 30 * SECOND  # within which an answer comes that no person writes again and again
MANY = 30  # messages in turns
NOTED = 20  # from which on their ids are kept
MOST = 1_000  # that are counted


class Loop(Detector):
    """30 messages or more in turns between one sender and one person, each within 30 seconds of the other's last.

    Emergency services are no such person: whoever texts for help may do so for long.

    Usual false positives: a quiz or a chat bot that somebody quick plays with. A throttle holds that one destination
    and nobody else.
    Blind spots: loops of which one side answers after more than 30 seconds, or twice.
    Source: ours; carriers treat unattended loops of automatic answers as an outage.
    """

    id = "sms.loop"
    stream, channel, window = "sms", "sms", None
    subjects = (DESTINATION,)
    kinds = ("turns",)
    figures = ("turns",)

    @staticmethod
    @kernel
    def observe(message: Record, account: Record, memory: Memory, tick: int, figures: Record, kind_turns: int) -> int:
        """Counts turns: until when an answer would be at once, whose turn it was, how many there were."""
        if (message.event != SEND and message.event != RECEIVE) or message.emergency:
            return PASSED
        seen, pair = account.sightings, mixed(message.shown, message.destination)
        side: Int = np.int64(1 if message.event == RECEIVE else 0)
        turns: Int = np.int64(1)
        entry = find(seen, memory, kind_turns, pair)
        if entry != 0 and counts(memory, entry, tick):
            before, said = moment(memory, entry) - AT_ONCE, value_of(memory, entry) >> REST
            if said & 1 != side and abs(message.ts - before) <= AT_ONCE:
                turns = min((said >> 1) + 1, MOST)
        note(seen, memory, entry, kind_turns, pair, message.ts + AT_ONCE, turns << 1 | side, tick)
        figures.turns = turns
        return HIT if turns >= NOTED else PASSED

    @staticmethod
    @kernel
    def level(figures: Record) -> int:
        """1 for so many turns."""
        return 1 if figures.turns >= MANY else 0

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """How many."""
        yield count("messages_in_turns", seen.turns, limit=MANY, unit="messages")

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """How many."""
        return f"{seen.turns} messages went to and fro between two parties, each within 30 seconds of the last."
