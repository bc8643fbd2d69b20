"""Calls that ring once, for people to call back."""

from collections.abc import Iterator

from detectors.base import Detector, Limits, Seen
from detectors.calls import END, OUTBOUND
from detectors.evidence import Evidence, count, share
from detectors.kernel import COUNTED, HIT, PASSED, Record, kernel
from detectors.legs import given_up
from detectors.rates import wilson_lower
from detectors.spans import ONE_HOUR

FLASH = 3_000  # ms of ringing
PEOPLE = 50
MOST = 0.50  # of the calls that ended


class Wangiri(Detector):
    """Outbound calls released by the caller, unanswered, within three seconds of ringing, to ever new people.

    Fires at 50 distinct callees within an hour where the 95 % Wilson lower bound of the share of such calls among all
    that ended exceeds 50 %. Where ringing is not reported, the time from set-up to release stands for it. A call
    that ended with a SIP status of 500 to 599 was released by nobody: servers failed.

    Whoever calls back pays more where the number shown is of premium rate, as the installation's list has it; the
    finding says of how many calls that is so.

    Usual false positives: flash calls verify a number in the same way, so `otp` accounts are warned and no more. See
    whether an account of another use does that too, and whether people call back.
    Blind spots: calls that are let ring for longer, or spread over accounts.
    Source: GSMA fraud manual on Wangiri; FCC consumer alert of May 2019 on one-ring calls.
    """

    id = "voice.wangiri"
    stream, channel, window = "calls", "voice", ONE_HOUR.ms
    counts = {ONE_HOUR: ("ended", "flashed", "flashed_people", "flashed_premium")}
    rarely = ("flashed_premium",)
    distinct = {ONE_HOUR: {"flashed_people": "destination"}}
    hits = (ONE_HOUR, "flashed")
    sources = ("flashed", "flashed_people")

    @staticmethod
    @kernel
    def observe(call: Record, count: Record) -> int:
        """Counts ended calls, those that rang once, and whom."""
        if call.event != END or call.direction != OUTBOUND or call.emergency:
            return PASSED
        count.ended = 1
        if given_up(call) and call.ring_ms <= FLASH:
            count.flashed = 1
            count.flashed_people = 1
            count.flashed_premium = call.premium
            return HIT
        return COUNTED

    @staticmethod
    @kernel
    def level(hour: Record) -> int:
        """1 where many people were rung once and that is most of what the account does."""
        return 1 if hour.flashed_people >= PEOPLE and wilson_lower(hour.flashed, hour.ended) > MOST else 0

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """How many people, and the share."""
        yield count("people_rung_once_in_1_hour", seen.hour.flashed_people, limit=PEOPLE, unit="people")
        yield share("share_of_calls_that_rang_once_in_1_hour", seen.hour.flashed, seen.hour.ended, limit=MOST)

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """Both figures, and how many were under numbers of premium rate."""
        hour = seen.hour
        premium = f" {hour.flashed_premium} of them showed a number of premium rate." if hour.flashed_premium else ""
        return (
            f"{hour.flashed} of {hour.ended} calls that ended within an hour, to {hour.flashed_people} different "
            f"people, were released by the caller unanswered within three seconds of ringing.{premium}"
        )
