"""Which records of a case the customer is to be told of: what was decided, once, and what takes that back."""

from typing import NamedTuple

from streams.records import Action, Recommendation

CLOSED = ("rejected", "withdrawn", "lifted")


class _Said(NamedTuple):
    """What the customer was told last."""

    action: Action
    urgent: bool


class Told:
    """What was told of each case of a partition. It comes of the records alone, in their order.

    An action is told of when it needs no approval or has it, and again where it no longer waits; findings that join,
    appeals and ends of notice periods change nothing of it. What closes a case is told of where something was told.
    """

    def __init__(self) -> None:
        self._last: dict[str, _Said] = {}

    def take(self, record: Recommendation) -> bool:
        """Whether the customer is to be told of a record; each is to be taken once."""
        if record.shadow:
            return False
        last = self._last.get(record.case)
        if record.state in CLOSED:
            if last is None or (record.state == "rejected" and last.action != record.action):
                return False
            del self._last[record.case]
            return True
        if record.state == "open" and record.approval == "required":
            return False
        said = _Said(record.action, record.urgent)
        if said == last or record.state == "terminated":
            return False
        self._last[record.case] = said
        return True
