"""What holds for an account at a time: its numbers, its domains, its limits, its emergency numbers."""

import math
from fractions import Fraction
from typing import Any, NamedTuple

from tests.oracle.numbering import emergency_numbers, is_emergency, person, plain
from tests.oracle.shares import HOUR

Record = dict[str, Any]

POLICY = {
    "abandoned_share": Fraction(3, 100),
    "short_share": Fraction(15, 100),
    "early_hangup_share": Fraction(20, 100),
    "cps": Fraction(3),
    "concurrent_outbound": Fraction(100),
    "concurrent_inbound": Fraction(100),
    "concurrent_forwards": Fraction(50),
    "max_call": Fraction(14_400_000),
    "opt_out_share": Fraction(5, 100),
    "sms_complaint_share": Fraction(1, 1_000),
    "unknown_share": Fraction(10, 100),
    "email_complaint_share": Fraction(1, 1_000),
    "bounce_share": Fraction(5, 100),
}


class Limits(NamedTuple):
    """One limit under both views, and whether a declared event makes the difference."""

    effective: Fraction
    ordinary: Fraction
    declared: bool


class Facts:
    """The latest record of one account, or None where there is none."""

    def __init__(self, record: Record | None) -> None:
        self.known = record is not None
        self._record: Record = record or {}
        self._emergency_numbers = emergency_numbers(self._record.get("country"))

    def is_emergency(self, to: str) -> bool:
        """Whether a call to `to` reaches the emergency services."""
        return is_emergency(to, self._emergency_numbers)

    def person(self, to: str) -> str:
        """Whom a call to `to` reaches."""
        return person(to, self._emergency_numbers)

    def may_show(self, number: str, ts: int) -> bool:
        """Whether the account holds the number, or has verified it, at `ts`."""
        entries = [*(self._record.get("numbers") or []), *(self._record.get("caller_ids") or [])]
        return any(plain(entry["number"]) == plain(number) and _in_force(entry, ts) for entry in entries)

    def may_send_as(self, sender: str, ts: int) -> bool:
        """Whether messages may come from this number at `ts`, or under this name."""
        names = map(plain, self._record.get("sender_ids") or [])
        return plain(sender) in names or self.may_show(sender, ts)

    @property
    def domains(self) -> list[str]:
        """The domains that it may use in `From`, as its record has them."""
        return list(self._record.get("domains") or [])

    @property
    def is_marketing(self) -> bool:
        """Whether that is what the account is used for."""
        return self._record.get("use") == "marketing"

    def is_barred(self, ts: int) -> bool:
        """Whether the account was suspended or terminated more than an hour before."""
        since = self._record.get("status_from")
        return self._record.get("status") in {"suspended", "terminated"} and since is not None and ts - since > HOUR

    def limits(self, name: str, ts: int) -> Limits:
        """The limit of this name at `ts`."""
        ordinary = self._ordinary(name, ts)
        declared = [
            _number(event["limits"][name])
            for event in self._record.get("declared") or []
            if event["status"] == "agreed" and _in_force(event, ts) and name in (event.get("limits") or {})
        ]
        effective = max(declared) if declared else ordinary
        return Limits(effective, ordinary, effective != ordinary)

    def max_call(self, ts: int) -> int:
        """How long a leg without an end lasts at most, in ms; parts of one are a whole one to whole times."""
        return math.ceil(self.limits("max_call", ts).effective)

    def _ordinary(self, name: str, ts: int) -> Fraction:
        own = (self._record.get("limits") or {}).get(name)
        if own is None:
            return POLICY[name]
        if not isinstance(own, list):
            return _number(own)
        in_force = [_number(entry["value"]) for entry in own if _in_force(entry, ts)]
        return in_force[-1] if in_force else POLICY[name]


def _in_force(dated: Record, ts: int) -> bool:
    until = dated.get("until")
    return bool((dated.get("from") or 0) <= ts and (until is None or ts < until))


def _number(value: float) -> Fraction:
    return Fraction(str(value))  # as it is written: 0.1 is a tenth
