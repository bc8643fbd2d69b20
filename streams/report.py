"""What came of a replay: figures for programs, a page for people. Nothing in it depends on when or how fast it ran."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import orjson
from jinja2 import Environment, StrictUndefined

from detectors.evidence import Evidence, is_beside_chance
from streams.enforcement.ladder import RANK
from streams.raw import DeadLetter
from streams.records import Alert, Recommendation
from streams.times import utc

SHOWN = 10  # numbers of lines that could not be used
STRENGTH: Mapping[str, int] = dict(RANK.items())  # a lift has none


class Report:
    """Counts of a run, and the latest recommendation of each case."""

    def __init__(self, skipped: tuple[str, ...] = ()) -> None:
        self.skipped = skipped
        self.records: Counter[str] = Counter()
        self.latest = 0  # the greatest time of an event
        self.late: Counter[str] = Counter()  # events, by topic
        self.dead_letters: Counter[tuple[str, str]] = Counter()
        self.lines: dict[tuple[str, str], list[int]] = defaultdict(list)  # the first of each kind
        self.alerts: Counter[tuple[str, int]] = Counter()
        self.recommendations: Counter[str] = Counter()
        self.cases: dict[str, Recommendation] = {}

    def count(self, topic: str, records: int) -> None:
        """Records of a topic were read."""
        self.records[topic] += records

    def dead(self, letter: DeadLetter) -> None:
        """A record could not be used."""
        self.dead_letters[letter.topic, letter.error] += 1
        if len(lines := self.lines[letter.topic, letter.error]) < SHOWN:
            lines.append(letter.offset)

    def alert(self, alert: Alert) -> None:
        """A detector found something."""
        self.alerts[alert.detector, alert.level] += 1

    def recommendation(self, record: Recommendation) -> None:
        """A case got a new record, which supersedes its last one."""
        self.recommendations[record.action] += 1
        self.cases[record.case] = record

    @property
    def by_strength(self) -> list[Recommendation]:
        """What is recommended now, the strongest first, then the oldest."""
        return sorted(self.cases.values(), key=lambda record: (-STRENGTH.get(record.action, 0), record.ts, record.id))

    def figures(self) -> dict[str, Any]:
        """What `report.json` holds."""
        return {
            "records": dict(sorted(self.records.items())),
            "not_judged": list(self.skipped),
            "late_events": {topic: n for topic, n in sorted(self.late.items()) if n},
            "dead_letters": [
                {"topic": topic, "error": error, "records": n, "lines": self.lines[topic, error]}
                for (topic, error), n in sorted(self.dead_letters.items())
            ],
            "alerts": [
                {"detector": detector, "level": level, "alerts": n}
                for (detector, level), n in sorted(self.alerts.items())
            ],
            "recommendations": dict(sorted(self.recommendations.items())),
            "cases": [
                {
                    "account": record.account,
                    "action": record.action,
                    "state": record.state,
                    "scope": {"kind": record.scope.kind, "value": record.scope.value},
                    "category": record.category,
                    "recommendation": record.id,
                    "findings": len(record.findings),
                }
                for record in self.by_strength
            ],
        }

    def json(self) -> bytes:
        """The figures as JSON."""
        return orjson.dumps(self.figures(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def figure(evidence: Evidence) -> str:
    """One figure beside its limit, for people.

    >>> figure(Evidence("short_call_share_in_24_hours", 0.51, 0.15, "share", 51, 100, 0.413, 0.606))
    'short call share in 24 hours: 51 of 100, 51.0 % (at least 41.3 %), limit 15 %'
    """
    name = evidence.metric.replace("_", " ")
    if is_beside_chance(evidence):
        part = f"{100 * evidence.observed:.1f} %, limit {100 * evidence.limit:.3g} % by chance"
        return f"{name}: {evidence.k:,} of {evidence.n:,}, {part}"
    if evidence.unit == "share":
        part = f"{100 * evidence.observed:.1f} % (at least {100 * (evidence.lower or 0):.1f} %)"
        return f"{name}: {evidence.k:,} of {evidence.n:,}, {part}, limit {100 * evidence.limit:g} %"
    return f"{name}: {number(evidence.observed)} {evidence.unit}, limit {number(evidence.limit)}"


def number(value: float) -> str:
    """A number for people.

    >>> number(2e9), number(0.25)
    ('2,000,000,000', '0.25')
    """
    return f"{value:,.0f}" if value == round(value) else f"{value:,g}"


def page(report: Report) -> bytes:
    """The page `report.html`: one file that needs nothing else."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"figure": figure, "utc": utc}
    template = environment.from_string(files("streams").joinpath("report.html.j2").read_text("utf-8"))
    return template.render(report=report).encode()
