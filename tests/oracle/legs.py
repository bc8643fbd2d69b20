"""Which attempts and ends belong to one leg, and which change nothing."""

from tests.oracle.arrival import Event, Leg
from tests.oracle.shares import DAY


class Calls:
    """The calls of one account: open until a day after their attempt, ended until `max_call` after their end came."""

    def __init__(self) -> None:
        self._open: dict[str, Leg] = {}
        self._ended: dict[str, int] = {}  # until when they are remembered, by the clock at their ends

    def ignores(self, event: Event, clock: int, max_call: int) -> bool:
        """Whether the event comes twice: an attempt or an end after the end, or an attempt while the leg may be up."""
        if event["event"] not in {"attempt", "end"}:
            return False
        until = self._ended.get(event["call"])
        if until is not None and clock < until:
            return True
        leg = self._open_leg(event["call"], clock)
        return event["event"] == "attempt" and leg is not None and abs(event["ts"] - leg.start) < max_call

    def take(self, event: Event, clock: int, max_call: int) -> tuple[Leg | None, Leg | None]:
        """The leg that an event sets up, and the one that it ends; `ignores` must have been asked before."""
        if event["event"] not in {"attempt", "end"}:
            return None, None
        call, ts = event["call"], event["ts"]
        if event["event"] == "attempt":
            self._ended.pop(call, None)
            self._open[call] = Leg(event, ts, ts + max_call)
            return self._open[call], None
        leg = self._open_leg(call, clock)
        self._open.pop(call, None)
        self._ended[call] = clock + max_call
        return (None, leg) if leg else (Leg(event, min(event["started"], ts), ts), None)

    def _open_leg(self, call: str, clock: int) -> Leg | None:
        leg = self._open.get(call)
        return leg if leg and clock - leg.start < DAY else None
