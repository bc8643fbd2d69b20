"""The wire contract: alerts and recommendations, as msgspec structs. `json(record)` is what goes on the topic."""

from typing import Literal

import msgspec

from detectors.evidence import Evidence

Action = Literal["warn", "throttle", "replace-key", "suspend", "terminate", "lift"]
Severity = Literal["info", "low", "medium", "high", "critical"]
State = Literal["open", "approved", "rejected", "withdrawn", "lifted", "terminated"]
SubjectKind = Literal[
    "account",
    "campaign",
    "number",
    "sender",
    "domain",
    "address",
    "url",
    "prefix",
    "destination",
    "template",
    "api_key",
    "detector",
]


class Subject(msgspec.Struct, frozen=True):
    """Whom or what a finding is about, or a recommendation would block. People's numbers are keyed hashes."""

    kind: SubjectKind
    value: str


class Window(msgspec.Struct, frozen=True):
    """The time that a finding looked at: `start` ≤ t ≤ `end`, Unix milliseconds."""

    start: int
    end: int


class Counted(msgspec.Struct, frozen=True):
    """How often a number that an account was not known to hold was counted, by window, and from when to when.

    `value` is a keyed hash; `first` and `last` are the bounds of panes, Unix milliseconds.
    """

    value: str
    first: int
    last: int
    windows: dict[str, int]


class Claims(msgspec.Struct, frozen=True):
    """What a finding is judged by again when more becomes known of the account.

    `at` is the time whose limits it was held against; `windows` its counters, of which `counter` counts what the
    account has no claim to, as far as was known, and `counted` tells them by number.
    """

    at: int
    counter: str | None = None
    windows: dict[str, dict[str, int]] = {}
    counted: tuple[Counted, ...] = ()


class Alert(msgspec.Struct, kw_only=True, frozen=True):
    """A finding of one detector at the event that crossed its limit.

    `scope` is the smallest thing whose blocking stops it, None where that is the subject.
    """

    id: str
    account: str
    ts: int
    detector: str
    version: int
    category: str
    channel: str
    level: int
    severity: Severity
    confidence: float
    subject: Subject
    scope: Subject | None = None
    window: Window
    evidence: tuple[Evidence, ...]
    crossing: str | None
    samples: tuple[str, ...]
    summary: str
    shadow: bool = False
    declared: str | None = None
    claims: Claims | None = None

    @property
    def to_block(self) -> Subject:
        """What a recommendation for it applies to."""
        return self.scope or self.subject


class Clause(msgspec.Struct, frozen=True):
    """The article of a policy document that a recommendation enforces."""

    document: str
    sha256: str
    article: str
    title: str


class Parameter(msgspec.Struct, frozen=True):
    """What a throttle holds the account to, or which key is replaced."""

    name: str
    value: float | str


class Notice(msgspec.Struct, frozen=True):
    """What the customer is told, in both languages."""

    en: str
    ja: str


class Recommendation(msgspec.Struct, kw_only=True, frozen=True):
    """What the platform should do about an account, and why. One record of a case."""

    id: str
    case: str
    account: str
    ts: int
    action: Action
    parameters: tuple[Parameter, ...]
    urgent: bool
    category: str
    clauses: tuple[Clause, ...]
    reason: str
    effective_from: int
    until: int | None
    notice: Notice
    emergency_basis: str | None
    scope: Subject
    excludes: tuple[str, ...]
    findings: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    confidence: float
    counterfactual: str
    approval: Literal["automatic", "required"]
    state: State
    supersedes: str | None
    shadow: bool


json = msgspec.json.Encoder().encode
