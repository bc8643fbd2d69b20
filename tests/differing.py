"""What may differ of an output from run to run, by the contract: of findings over totals, their times and figures."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Self

from detectors.base import of_stream

OVER_TOTALS = frozenset(detector.id for detector in of_stream("totals"))
OF_REPORTS = frozenset({"trust", "reporters", "trust in all"})  # units of what reports are held against
ALWAYS = ("id", "account", "detector", "level", "action")

Output = Mapping[str, Any]


def is_over_totals(alert: Output) -> bool:
    """Whether a finding is of totals, or has its evidence from reports, which are another stream."""
    detector, units = alert["detector"], {one["unit"] for one in alert["evidence"]}
    return detector in OVER_TOTALS or (not detector.startswith("report.") and bool(units & OF_REPORTS))


class Differing(NamedTuple):
    """Findings over totals, and the cases that they are in."""

    findings: frozenset[str]
    cases: frozenset[str]

    @classmethod
    def of(cls, alerts: Iterable[Output], records: Iterable[Output]) -> Self:
        """Those among findings and recommendations."""
        findings = frozenset(alert["id"] for alert in alerts if is_over_totals(alert))
        return cls(findings, frozenset(one["case"] for one in records if not findings.isdisjoint(one["findings"])))

    def may(self, one: Output) -> bool:
        """Whether times and figures of a finding or recommendation may differ."""
        return one["id"] in self.findings or one.get("case") in self.cases

    def gist(self, one: Output) -> Output:
        """What of it may not differ."""
        return {name: one.get(name) for name in ALWAYS} if self.may(one) else one
