"""Faxes to ever new people."""

from collections.abc import Iterator

from detectors.base import Detector, Limits, Seen
from detectors.calls import INBOUND, OUTBOUND
from detectors.evidence import Evidence, count
from detectors.kernel import HIT, PASSED, Record, kernel
from detectors.spans import ONE_DAY, ONE_HOUR
from detectors.windows import keeps_out

PEOPLE = 50  # in an hour
PANE, PANES = ONE_HOUR.pane, ONE_HOUR.panes  # kernels see numbers, not spans


class Junk(Detector):
    """Faxes to 50 different callees or more within an hour, by an account that received none within 24 hours.

    A fax is a call of `media: fax`, answered or not: counted by its attempt, or by its end where only that says so, as
    with T.38, to which calls change once they are up. Whoever does business by fax also gets faxes.

    Usual false positives: an office that sends a circular and gets no answer within a day looks the same. See whom it
    went to before a suspension is approved.
    Blind spots: junk faxes of somebody who receives one a day; fewer an hour.
    Source: 47 U.S.C. 227(b)(1)(C) on unsolicited faxes; ours are the 50 and the inbound fax.
    """

    id = "fax.junk"
    stream, channel, window = "calls", "fax", ONE_DAY.ms
    counts = {ONE_HOUR: ("faxes", "faxed_people"), ONE_DAY: ("faxes", "faxes_received")}
    distinct = {ONE_HOUR: {"faxed_people": "destination"}}
    rarely = ("faxes", "faxed_people", "faxes_received")
    hits = (ONE_HOUR, "faxes")
    sources = ("faxes", "faxed_people")
    where = "call.new_fax"
    confidence = 0.9

    @staticmethod
    @kernel
    def observe(call: Record, count: Record, clock: int) -> int:
        """Counts faxes both ways, and whom they went to."""
        if not call.new_fax or call.emergency:
            return PASSED
        if call.direction == INBOUND:
            count.faxes_received = 1
            return PASSED
        if call.direction != OUTBOUND or keeps_out(call, clock, PANE, PANES):
            return PASSED
        count.faxes = 1
        count.faxed_people = 1
        return HIT

    @staticmethod
    @kernel
    def level(hour: Record, day: Record) -> int:
        """1 for many people, where no fax came in."""
        return 1 if hour.faxed_people >= PEOPLE and day.faxes_received == 0 else 0

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """How many people."""
        yield count("people_faxed_in_1_hour", seen.hour.faxed_people, limit=PEOPLE, unit="people")

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """How many, and of how many faxes."""
        return (
            f"{seen.hour.faxes} faxes within an hour went to {seen.hour.faxed_people} different people, and the "
            "account received none within 24 hours."
        )
