"""What account records alone say of an account, to findings. Pure; no clock: a finding is of a date in the record."""

from collections.abc import Iterator, Mapping
from functools import partial

from detectors.base import of_stream
from detectors.over_facts import Held, OverFacts
from detectors.policy import Policy
from detectors.reached import Reached
from streams.calendar_alerts import calendar_alert
from streams.events import YEAR_2100, AccountRecord
from streams.limits import force_at
from streams.records import Alert


def reached_in(
    detector: type[OverFacts], record: AccountRecord, defaults: Mapping[str, float]
) -> Iterator[tuple[int, Reached]]:
    """The levels that an account record reaches, each with the beginning of its period; `defaults` are the limits."""
    held = [
        Held(number.number, number.from_ or 0, number.until)
        for number in record.numbers or ()
        if (number.from_ or 0) < YEAR_2100  # later ones are no dates, but microseconds or "for ever"
    ]
    return detector.reached(held, partial(force_at, record, defaults))


class FactJudge:
    """Judges account records as they are read; it says the same of a calendar period once."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.detectors = [detector for detector in of_stream("accounts") if issubclass(detector, OverFacts)]
        self.said: set[str] = set()

    def judge(self, record: AccountRecord) -> list[Alert]:
        """What is found in a record that was not found before."""
        alerts = [
            calendar_alert(self.policy, detector, record.account, reached, period, reached.at)
            for detector in self.detectors
            for period, reached in reached_in(detector, record, self.policy.detectors[detector.id].limits)
        ]
        fresh = [alert for alert in alerts if alert.id not in self.said]
        self.said.update(alert.id for alert in fresh)
        return fresh
