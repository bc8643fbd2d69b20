"""Calls that a dialer places while the people called may be asleep."""

from collections.abc import Iterator

from detectors.base import Detector, Limits, Seen
from detectors.calls import END, FAX, FAX_MACHINE, OUT_OF_HOURS, OUTBOUND, UNKNOWN_HOUR
from detectors.evidence import Evidence, share
from detectors.kernel import COUNTED, HIT, PASSED, Record, kernel
from detectors.rates import wilson_lower
from detectors.spans import ONE_DAY

LEAST, MOST = 20, 0.03  # calls from which on it is judged; the share of them that may be


class CallingHours(Detector):
    """A dialer's calls to people before 08:00 or from 21:00 on, by the local time of the number called.

    Over 24 hours, from 20 such calls on whose local time is known, where the 95 % Wilson lower bound of the share at
    other hours exceeds 3 %. A number that may be in several time zones is called too early or too late only where it is
    so in all of them. What counts is when the call was set up. Faxes go to machines and do not count.

    Usual false positives: alarms and wake-up calls that people asked for, and people who took their number to another
    zone. It is warned of and no more.
    Blind spots: people for whom it is night only where they now live; mobile numbers of countries with several zones;
    numbers that belong to no country.
    Source: 16 CFR 310.4(c), calling time restrictions; the zones of numbers in libphonenumber, and tzdata's rules.
    """

    id = "voice.calling-hours"
    stream, channel, window = "calls", "voice", ONE_DAY.ms
    counts = {ONE_DAY: ("autodialed", "out_of_hours")}
    rarely = ("autodialed", "out_of_hours")
    hits = (ONE_DAY, "out_of_hours")
    sources = ("out_of_hours",)
    where = f"call.dialer and call.event == {END}"

    @staticmethod
    @kernel
    def observe(call: Record, count: Record) -> int:
        """Counts a dialer's calls, and those at other hours."""
        if call.event != END or call.direction != OUTBOUND or call.emergency or not call.dialer:
            return PASSED
        if call.media == FAX or call.answered_by == FAX_MACHINE or call.hours == UNKNOWN_HOUR:
            return PASSED
        count.autodialed = 1
        if call.hours == OUT_OF_HOURS:
            count.out_of_hours = 1
            return HIT
        return COUNTED

    @staticmethod
    @kernel
    def level(day: Record) -> int:
        """1 over the share."""
        return 1 if day.autodialed >= LEAST and wilson_lower(day.out_of_hours, day.autodialed) > MOST else 0

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """The share."""
        yield share("out_of_hours_share_in_24_hours", seen.day.out_of_hours, seen.day.autodialed, limit=MOST)

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """Both figures."""
        return (
            f"{seen.day.out_of_hours} of {seen.day.autodialed} calls that a dialer placed within 24 hours began before "
            f"8:00 or from 21:00 on, local time of the number called; {MOST:.0%} may."
        )
