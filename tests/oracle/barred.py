"""The row about accounts that should have no traffic, on every stream."""

from collections.abc import Iterator
from typing import Protocol

from tests.oracle.arrival import Arrival, Event
from tests.oracle.facts import Facts
from tests.oracle.shares import DAY
from tests.oracle.verdict import Verdict

ID = "account.active-while-suspended"


class Heard(Protocol):
    """What is heard of an event."""

    @property
    def event(self) -> Event:
        """The event."""
        ...


class CallsWhileSuspended:
    """Calls and forwards."""

    id = ID
    window = DAY

    def judge(self, arrival: Arrival, facts: Facts) -> Iterator[Verdict]:
        """One verdict of the account at what it should not do."""
        event = arrival.event
        if arrival.sets_up and event["direction"] != "inbound" and not facts.is_emergency(event["to"]):
            yield from _verdict(event, facts)


class SendsWhileSuspended:
    """Messages or mail."""

    id = ID
    window = DAY

    def judge(self, heard: Heard, facts: Facts) -> Iterator[Verdict]:
        """One verdict of the account at what it should not do."""
        if heard.event["event"] == "send":
            yield from _verdict(heard.event, facts)


def _verdict(event: Event, facts: Facts) -> Iterator[Verdict]:
    if facts.is_barred(event["ts"]):
        yield Verdict(("account", event["account"]), 1, 1)
