"""One recording, left in one mailbox after the other."""

from collections.abc import Iterator

import numpy as np

from detectors.base import Detector, Limits, Seen
from detectors.calls import END, OUTBOUND
from detectors.evidence import Evidence, count, share
from detectors.kernel import COUNTED, HIT, PASSED, Record, kernel
from detectors.medians import LAST, keep, twice_the_median
from detectors.memory import Memory
from detectors.rates import wilson_lower
from detectors.spans import ONE_HOUR
from detectors.windows import keeps_out

COMPARED = 64  # voicemails of late, whose median length is that of the recording
PEOPLE, MOST = 50, 0.50  # mailboxes in an hour; of the calls that were taken
TENTH = 10  # of the median: by so much may a length differ
PANE, PANES = ONE_HOUR.pane, ONE_HOUR.panes  # kernels see numbers, not spans


class JunkVoicemail(Detector):
    """Voicemails of about one length, left with 50 people or more within an hour, by an account that hardly talks.

    Alike is a voicemail that lasts as long as the median of the account's last 64, itself among them, or up to a tenth
    more or less, when it is left; an account that was quiet for 62 days begins anew. Fires where also the 95 % Wilson
    lower bound of the share of voicemails, of any length, among the calls that were answered or left one exceeds 50 %.

    Usual false positives: a clinic that reminds its patients may leave one recording too: it reaches most of them in
    person. A school that closes calls while nobody answers; see what the account is for.
    Blind spots: recordings of many lengths; mailboxes that nobody marks as such.
    Source: FCC 22-85 on ringless voicemail; the 50, the half and the tenth are ours.
    """

    id = "voice.junk-voicemail"
    stream, channel, window = "calls", "voice", ONE_HOUR.ms
    counts = {ONE_HOUR: ("taken", "voicemails", "alike", "alike_people")}
    distinct = {ONE_HOUR: {"alike_people": "destination"}}
    rarely = ("voicemails", "alike", "alike_people")
    hits = (ONE_HOUR, "alike")
    sources = ("voicemails", "alike", "alike_people")
    state = np.dtype([("lengths", LAST)])
    where = f"call.event == {END}"
    confidence = 0.9

    @staticmethod
    @kernel
    def begin_anew(row: Record) -> None:
        """Forgets how long voicemails were."""
        row.lengths.turn, row.lengths.kept = 0, 0

    @staticmethod
    @kernel
    def observe(call: Record, row: Record, memory: Memory, count: Record, clock: int) -> int:
        """Counts calls that were taken, voicemails, and those that are as long as others."""
        if call.event != END or call.direction != OUTBOUND or call.emergency:
            return PASSED
        if call.talk_ms == 0 and not call.voicemail:
            return PASSED
        if keeps_out(call, clock, PANE, PANES):
            return PASSED
        count.taken = 1
        if not call.voicemail:
            return COUNTED
        count.voicemails = 1
        keep(row.lengths, memory, call.talk_ms, COMPARED)
        middle = twice_the_median(row.lengths, memory)
        if TENTH * abs(2 * call.talk_ms - middle) > middle:
            return COUNTED
        count.alike = 1
        count.alike_people = 1
        return HIT

    @staticmethod
    @kernel
    def level(hour: Record) -> int:
        """1 where many people got the same and that is most of what the account does."""
        return 1 if hour.alike_people >= PEOPLE and wilson_lower(hour.voicemails, hour.taken) > MOST else 0

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """How many people, and the share."""
        yield count("people_left_the_same_voicemail_in_1_hour", seen.hour.alike_people, limit=PEOPLE, unit="people")
        yield share("voicemail_share_of_answered_calls_in_1_hour", seen.hour.voicemails, seen.hour.taken, limit=MOST)

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """All figures."""
        return (
            f"{seen.hour.voicemails} of {seen.hour.taken} calls answered within an hour were voicemails, and of these "
            f"{seen.hour.alike}, to {seen.hour.alike_people} different people, were of one length, up to a tenth."
        )
