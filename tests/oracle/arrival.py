"""An event as the rows see it: with the leg that it sets up or ends, and the times that it is judged by."""

from typing import Any, NamedTuple

Event = dict[str, Any]


class Leg(NamedTuple):
    """A leg, up from `start` until just before `end` as far as is known."""

    setup: Event  # its attempt, or its call-detail record if there was none
    start: int
    end: int


class Arrival(NamedTuple):
    """One event that changes something."""

    event: Event
    clock: int  # the account's greatest `ts`, this event's included
    horizon: int  # starts up to here are past the judgement of the rows about load
    sets_up: Leg | None = None
    ends: Leg | None = None  # the leg that it is the end of, as that stood before

    @property
    def outbound_leg(self) -> Leg | None:
        """The leg that it sets up, if that is an outbound one."""
        return self.sets_up if self.sets_up and self.event["direction"] == "outbound" else None

    @property
    def is_outbound_end(self) -> bool:
        """Whether it releases an outbound leg, seen before or not."""
        return bool(self.event["event"] == "end" and self.event["direction"] == "outbound")
