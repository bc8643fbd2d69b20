"""One text to very many people who did not want it."""

from collections.abc import Iterator

from detectors.base import TEMPLATE, Detector, Limits, Seen
from detectors.evidence import Evidence, count
from detectors.kernel import COUNTED, HIT, PASSED, Record, kernel
from detectors.message_counts import COUNTERS, EVIDENT, PEOPLE, counted, evident
from detectors.message_evidence import answers
from detectors.messages import SEND, UNREGISTERED
from detectors.spans import ONE_DAY
from detectors.texts import AGAINST, FROM_UNREGISTERED, SENT

MANY = 200  # people


class Bulk(Detector):
    """One template to 200 people or more in a day, with evidence among its own messages that it was not wanted.

    Evidence are opt-outs, complaints or unknown recipients over their warning limits and of ten people, or ten people
    who had opted out before; an unregistered sender whose text, or the most of whose texts, a content model takes
    for spam; or reports of spam, phishing or fraud that fired within seven days, which the stage behind knows. A
    reply belongs to the last template sent to that person, and so does a complaint that names no message that is
    known.

    Usual false positives: notices of banks and parcels are as many and as alike, so neither is evidence. What remains
    are honest texts to an old list, or that read like spam: see which evidence the finding has.
    Blind spots: texts that differ in more than digits, amounts and links; a campaign that many accounts share; what a
    text says where the platform keeps bodies to itself, or in a language that the content model does not know.
    Source: CTIA Messaging Principles and Best Practices on unwanted messages; the 200 is ours.
    """

    id = "sms.bulk"
    stream, channel, window = "sms", "sms", ONE_DAY.ms
    subjects = (TEMPLATE,)
    also_limited_by = EVIDENT
    counts = {ONE_DAY: COUNTERS}
    distinct = {ONE_DAY: dict.fromkeys(PEOPLE, "destination")}
    hits = (ONE_DAY, "written")

    @staticmethod
    @kernel
    def observe(message: Record, count: Record) -> int:
        """Counts what is said of the template."""
        if message.template == 0 or not counted(message, count):
            return PASSED
        return HIT if message.event == SEND else COUNTED

    @staticmethod
    @kernel
    def level(day: Record, limits: Record) -> int:
        """1 with evidence."""
        return 1 if day.written >= MANY and evident(day, limits) else 0

    @staticmethod
    @kernel
    def spread(day: Record) -> int:
        """1 with whatever evidence."""
        return 1 if day.written >= MANY else 0

    @staticmethod
    @kernel
    def text(message: Record, day: Record, limits: Record, late_day: bool) -> int:  # noqa: FBT001 - as all kernels
        """Whether it is sent, by whom, and whether there is evidence against it; nothing of what comes a day late."""
        if late_day:
            return 0
        said = AGAINST if evident(day, limits) else 0
        if message.event != SEND:
            return said
        return said | SENT | (FROM_UNREGISTERED if message.registered == UNREGISTERED else 0)

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """How many people, and what they answered."""
        yield count("recipients_of_one_template_in_24_hours", seen.day.written, limit=MANY, unit="people")
        yield from answers(seen, limits)

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """How many people, and what they answered."""
        day = seen.day
        return (
            f"One text went to {day.written} people within 24 hours, of whom {day.stopped} opted out and "
            f"{day.complained} complained; {day.opted_out_people} had opted out before, and {day.unknown} of "
            f"{day.statuses} statuses say that there is no such recipient"
            + (f"; {day.like_spam} of {day.scored} from unregistered senders read like spam." if day.like_spam else ".")
        )
