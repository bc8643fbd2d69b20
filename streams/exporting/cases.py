"""Cases as they stand: the newest record of each, when it began, and the findings that it rests on."""

from collections.abc import Iterable
from typing import NamedTuple

from streams.outputs import FromFolder, FromKafka
from streams.records import Alert, Recommendation


class Standing(NamedTuple):
    """A case: the record that speaks for it now, the time of its first one, how many there are, and its findings."""

    now: Recommendation
    opened: int
    records: int
    findings: tuple[Alert, ...]

    @property
    def detectors(self) -> list[str]:
        """What found it, in alphabetical order."""
        return sorted({alert.detector for alert in self.findings})


def standing(source: FromFolder | FromKafka) -> list[Standing]:
    """All cases, in the order in which they began. Raises Failed where the outputs cannot be read."""
    cases = dict[str, dict[str, Recommendation]]()
    for record in source.records("enforcement", lambda _: True):
        if isinstance(record, Recommendation):
            cases.setdefault(record.case, {})[record.id] = record
    newest = {case: _newest(records.values()) for case, records in cases.items()}
    wanted = {finding for record in newest.values() for finding in record.findings}
    alerts = {alert.id: alert for alert in source.records("alerts", wanted.__contains__) if isinstance(alert, Alert)}
    found = [
        Standing(
            now,
            min(record.ts for record in cases[case].values()),
            len(cases[case]),
            tuple(alerts[finding] for finding in now.findings if finding in alerts),
        )
        for case, now in newest.items()
    ]
    return sorted(found, key=lambda case: (case.opened, case.now.case))


def _newest(records: Iterable[Recommendation]) -> Recommendation:
    """The record that no other supersedes; the latest, should the one between two have gone."""
    there = list(records)
    superseded = {record.supersedes for record in there}
    return max((record for record in there if record.id not in superseded), key=lambda record: record.ts)
