"""The policy: for each detector its limits, what is recommended, and the clauses that it enforces."""

from collections.abc import Iterable, Mapping
from math import inf
from pathlib import Path
from typing import Annotated, Literal, Protocol, get_args

import msgspec
from msgspec import Meta

from detectors.base import Limit, general_limits
from detectors.documents import Clause, Document, Hours, Text, clause, documents
from detectors.permissions import Permissions, permissions
from detectors.tables import PolicyError, Table, one_of, overlay, read, struct

__all__ = ["Policy", "PolicyError", "Row", "check", "load"]

PACKAGED = ("documents.toml", "policy.toml")
Action = Literal["warn", "throttle", "replace-key", "suspend", "terminate"]
Nothing = Literal["none"]  # of a level whose findings are for the operator alone
Use = Literal["conversational", "contact-center", "notifications", "otp", "marketing", "emergency"]
Severity = Literal["info", "low", "medium", "high"]  # not critical: emergency calls alone make a finding that
Category = Literal[
    "voice-spoofing", "voice-dialing", "voice-nuisance", "fax", "load", "numbers", "sms-spam", "sms-spoofing",
    "email-spam", "email-forgery", "malware", "bandwidth", "spend", "campaign", "report", "account",
]  # fmt: skip
People = Annotated[int, Meta(ge=1, le=2)]  # how many have to approve
HOUR = 3_600_000
DAY = 24 * HOUR
REQUIRED = {"category", "severity", "actions", "notice"}  # what a row cannot be without


class Throttle(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a throttle holds the subject to: the limit's name, and the unit of the figure that it is held against.

    `below`: to one less than the limit, where reaching that is too much already. `value`: to this, whatever the limit.
    `held`: the unit that notices give it in, if that is not the figure's.
    """

    name: str
    unit: str
    held: str | None = None
    below: bool = False
    value: float | None = None


class Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What notices say of a finding: what was found, what to do, and why it cannot wait (urgent rows only)."""

    found: Text
    remedy: Text
    urgent_because: Text | None = None


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row as the file has it; `Row` says what its fields mean."""

    category: str
    severity: Annotated[list[str], Meta(min_length=1, max_length=2)]
    actions: Annotated[list[str], Meta(max_length=2)]
    notice: Wording
    clauses: list[str] = []
    limits: dict[str, float] = {}
    urgent: bool = False
    ceiling: dict[str, str] = {}
    emergency: str | None = None
    throttle: Throttle | None = None
    repeats: bool = True
    quiet_hours: Hours | None = None
    approvals: People = 1
    shadow: bool = False
    share: Annotated[float, Meta(ge=0, le=1)] = 1.0


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """What the policy says of one detector.

    `limits` are the defaults by name. `severity` is that of levels 1 and 2. `actions` holds the action of level 1 and,
    where the detector has two levels, of level 2; no action, or "none": findings are for the operator alone. `urgent`:
    a suspension may go without prior notice where a document allows that. `ceiling` is the strongest action by the
    account's use, `emergency` that where emergency calls are among what was found (None: as without). `repeats`: what
    comes again soon after it had ended calls for the row's next stronger action. `quiet_hours` is as in `Settings`, for
    this row (None: as there), `approvals` how many people have to approve at the least. In `shadow` its findings are
    alerts alone, else those of all but a `share` of the accounts.
    """

    id: str
    category: Category
    limits: dict[str, float]
    severity: tuple[Severity, Severity]
    actions: tuple[Action | Nothing, ...]
    urgent: bool
    ceiling: dict[Use, Action]
    emergency: Action | None
    clauses: tuple[Clause, ...]
    throttle: Throttle | None
    notice: Wording
    repeats: bool
    quiet_hours: float | None
    approvals: int
    shadow: bool
    share: float


class ByDocument(Protocol):
    """Something of a document."""

    @property
    def document(self) -> str:
        """Its key in the policy."""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What holds for all rows: the table `[policy]`; the file says what each is."""

    automatic_urgent_suspensions: bool
    notice_hours: dict[Action, Hours]
    cure_hours: Hours
    repeat_days: Annotated[float, Meta(ge=0, le=366)]
    quiet_hours: Hours
    business_hours: bool
    delay_hours: Hours
    approvals: dict[Action, People]
    shadow: bool
    limits: dict[str, float]


class Policy(msgspec.Struct, frozen=True):
    """A whole policy. `source` is the name of the file that it was read from, for messages."""

    source: str
    settings: Settings
    documents: dict[str, Document]
    detectors: dict[str, Row]
    permissions: Permissions

    @property
    def cure_period(self) -> int:
        """How long a customer who is suspended has to put it right, in ms."""
        return round(self.settings.cure_hours * HOUR)

    @property
    def repeat_period(self) -> int:
        """How long after a violation has ended the same again is a repeat, in ms."""
        return round(self.settings.repeat_days * DAY)

    def quiet_period(self, detector: str) -> int:
        """How long a detector must find nothing more until its throttle is lifted, in ms; 0: however long."""
        own = self.detectors[detector].quiet_hours
        return round((self.settings.quiet_hours if own is None else own) * HOUR)

    def notice_period(self, action: Action, clauses: Iterable[ByDocument] = ()) -> int:
        """How long before the action takes effect its notice must go out, in ms: the longest that anything asks for.

        That is the policy, and the documents of the clauses that it stands on.
        """
        asked = (self.documents[clause.document].notice_hours.get(action, 0) for clause in clauses)
        return round(max(self.settings.notice_hours.get(action, 0), *asked, 0) * HOUR)


def load(path: Path | None = None) -> Policy:
    """The packaged policy, with the tables of the file at `path` laid over it: a file needs only what it changes.

    Raises PolicyError, one line that names the file and the table, where something in it is wrong.

    >>> load().detectors["load.calls-per-second"].limits
    {'cps': 3.0}
    """
    tables: Table = {}
    for name in PACKAGED:
        tables = overlay(tables, read(Path(__file__).parent / name))
    source = PACKAGED[-1] if path is None else str(path)
    if path is not None:
        ours = read(path)
        for id_, table in ours.items():
            if isinstance(table, dict) and not table.keys() >= REQUIRED:  # it changes a row, so there must be one
                one_of(id_, tables, "detector", source)
        tables = overlay(tables, ours)
    settings = struct(tables.pop("policy"), Settings, f"{source}: policy")
    _finite(settings.limits, f"{source}: policy")
    known = documents(struct(tables.pop("documents"), Table, f"{source}: documents"), source)
    may = permissions(tables.pop("permissions"), get_args(Action), f"{source}: permissions")
    return Policy(source, settings, known, {id_: _row(id_, table, known, source) for id_, table in tables.items()}, may)


def _row(id_: str, table: object, known: Mapping[str, Document], source: str) -> Row:
    """One row, checked against the documents and the names that there are."""
    place = f'{source}: "{id_}"'
    entry = struct(table, Entry, place)
    one_of(entry.category, get_args(Category), "category", place)
    _finite(entry.limits, place)
    for severity in entry.severity:
        if severity == "critical":
            raise PolicyError(f'{place}: severity "critical" is given by emergency calls alone, not by a row')
        one_of(severity, get_args(Severity), "severity", place)
    given = [action for action in entry.actions if action not in get_args(Nothing)]
    for action in (*given, *entry.ceiling.values(), *([entry.emergency] if entry.emergency else [])):
        one_of(action, get_args(Action), "action", place)
    for use in entry.ceiling:
        one_of(use, get_args(Use), "use", f"{place}: ceiling")
    if len(entry.severity) != max(len(entry.actions), 1):
        counts = f"{len(entry.actions)} actions but {len(entry.severity)} severities"
        raise PolicyError(f"{place}: has {counts}; give one for each level")
    if entry.urgent and entry.notice.urgent_because is None:
        raise PolicyError(f"{place}: is urgent, so its notice needs urgent_because (en, ja)")
    if "throttle" in entry.actions and entry.throttle is None:
        raise PolicyError(f"{place}: has the action throttle, so it needs throttle = {{ name, unit }}")
    return msgspec.convert(
        {
            "id": id_,
            **msgspec.structs.asdict(entry),
            "severity": (entry.severity[0], entry.severity[-1]),
            "clauses": tuple(clause(reference, known, place) for reference in entry.clauses),
        },
        Row,
    )


def _finite(limits: Mapping[str, float], place: str) -> None:
    """Raises PolicyError where a limit is no number from 0 on."""
    for name, value in limits.items():
        if not 0 <= value < inf:
            raise PolicyError(f'{place}: limit "{name}" is {value}; it must be a number from 0')


def check(policy: Policy, known: Mapping[str, Mapping[str, Limit]]) -> None:
    """Raises PolicyError unless each known detector has a row, with its limits and within what a kernel can judge.

    `known` has, by detector, the kinds of its limits by name: `detectors.base.limit_kinds()`.
    """
    for id_, row in policy.detectors.items():
        one_of(id_, known, "detector", policy.source)
        _check_limits(row.limits, known[id_], f'{policy.source}: "{id_}"')
    for id_ in known:
        if id_ not in policy.detectors:
            raise PolicyError(f'{policy.source}: detector "{id_}" has no row')
    _check_limits(policy.settings.limits, general_limits(), f"{policy.source}: policy")


def _check_limits(limits: Mapping[str, float], kinds: Mapping[str, Limit], place: str) -> None:
    """Raises PolicyError unless there is each limit that must be and no unknown one, none beyond what can be judged."""
    for name, value in limits.items():
        one_of(name, kinds, "limit", place)
        if value > kinds[name].most:
            raise PolicyError(f'{place}: limit "{name}" is {value:g}; at most {kinds[name].most:g} can be judged')
    for name, kind in kinds.items():
        if name not in limits and not kind.optional:
            raise PolicyError(f'{place}: limit "{name}" is missing')
