"""The rows about what is left with machines: voicemails, faxes."""

from collections import deque
from collections.abc import Iterator
from fractions import Fraction
from statistics import median

from tests.oracle.arrival import Arrival
from tests.oracle.facts import Facts
from tests.oracle.keyed import Distinct
from tests.oracle.shares import DAY, HOUR, is_over, sliding
from tests.oracle.verdict import Verdict

QUIET = 62 * DAY  # of an account, after which it begins anew


class JunkVoicemail:
    """One recording in many mailboxes."""

    id = "voice.junk-voicemail"
    window = HOUR

    def __init__(self) -> None:
        self._hour = sliding(HOUR)
        self._people = Distinct(HOUR)
        self._lengths: deque[Fraction] = deque(maxlen=64)
        self._clock = 0

    def judge(self, arrival: Arrival, facts: Facts) -> Iterator[Verdict]:
        """One verdict of the account."""
        event, clock = arrival.event, arrival.clock
        if clock - self._clock >= QUIET:
            self._lengths.clear()
        self._clock = clock
        if not arrival.is_outbound_end or facts.is_emergency(event["to"]):
            return
        is_voicemail, length = bool(event.get("voicemail")), Fraction(event["talk_ms"])
        if not (is_voicemail or length > 0) or not self._hour.add(event["ts"], clock, 1, is_voicemail):
            return
        if is_voicemail:
            self._lengths.append(length)
            middle = median(self._lengths)
            if abs(length - middle) <= middle / 10:
                self._people.add(facts.person(event["to"]), event["ts"], clock)
        n, k = self._hour.totals(clock)
        level = int(self._people.count(clock) >= 50 and is_over(k, n, Fraction(1, 2)))
        yield Verdict(("account", event["account"]), level, level)


class JunkFax:
    """Faxes to many people by somebody who gets none."""

    id = "fax.junk"
    window = DAY

    def __init__(self) -> None:
        self._people = Distinct(HOUR)
        self._received = sliding(DAY)

    def judge(self, arrival: Arrival, facts: Facts) -> Iterator[Verdict]:
        """One verdict of the account, at each fax that it sends."""
        event, clock = arrival.event, arrival.clock
        known = arrival.ends is not None and arrival.ends.setup.get("media") == "fax"
        if known or event.get("media") != "fax" or facts.is_emergency(event["to"]):
            return
        if event["direction"] == "inbound":
            self._received.add(event["ts"], clock, 1)
        if event["direction"] == "outbound" and self._people.add(facts.person(event["to"]), event["ts"], clock):
            level = int(self._people.count(clock) >= 50 and sum(self._received.totals(clock)) == 0)
            yield Verdict(("account", event["account"]), level, level)
