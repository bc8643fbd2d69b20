"""Events that can be counted by hand, for the oracle's own tests. Times are ms after START, a border of every pane."""

from collections.abc import Callable
from itertools import count

from tests.oracle import Event, judge
from tests.oracle.shares import DAY, HOUR, SECOND

UNOWNED = "voice.unowned-caller-id"
INVALID = "voice.invalid-caller-id"
FAILED = "voice.failed-verification"
ABANDONED = "voice.abandoned-calls"
SHORT = "voice.short-calls"
EARLY = "voice.early-hangups"
CPS = "load.calls-per-second"
OUTBOUND = "load.concurrent-outbound"
INBOUND = "load.concurrent-inbound"
FORWARDS = "load.concurrent-forwards"
ROTATION = "voice.caller-id-rotation"
SEQUENCE = "voice.sequential-dialing"
WANGIRI = "voice.wangiri"
REPEAT = "voice.repeat-calls"
UNWANTED = "voice.unwanted"
AFTER_OPT_OUT = "voice.after-opt-out"
FLOODING = "voice.flooding"
NEIGHBOR = "voice.neighbor-spoofing"
HOURS = "voice.calling-hours"
VOICEMAIL = "voice.junk-voicemail"
FAX = "fax.junk"
ACTIVE = "account.active-while-suspended"

START = 20_700 * DAY
HELD = "+13125550100"
FOREIGN = "+14155550111"
JAPAN = "+819012345678"
ids = count()


def account(**facts: object) -> Event:
    return {"account": "a", "country": "US", "numbers": [{"number": HELD, "from": 0, "until": None}], **facts}


def attempt(at: int, **fields: object) -> Event:
    """An outbound attempt of a call of its own, to a person of its own who has no neighbours."""
    n = next(ids)
    event = {"id": f"e{n}", "account": "a", "ts": START + at, "event": "attempt", "call": f"c{n}"}
    return event | {"direction": "outbound", "from": HELD, "to": f"+1212{2_000_000 + 3 * n}"} | fields


def end(at: int, **fields: object) -> Event:
    """The end of an answered call; that of a leg without an attempt, `started` at once, unless `call` names one."""
    answered = {"event": "end", "started": START + at, "talk_ms": 60_000, "hangup": "callee"}
    return attempt(at, **answered) | fields


def found(calls: list[Event], *detectors: str, **facts: object) -> list[tuple[int, int]]:
    """(Level, place of the crossing event in `calls`) of what these detectors find; of all if none is named."""
    findings = judge([account(**facts)], calls)
    places = {event["id"]: place for place, event in reversed(list(enumerate(calls)))}
    return [(f.level, places[f.crossing_event_id]) for f in findings if not detectors or f.detector in detectors]


def complaint(at: int, to: str) -> Event:
    return {"id": f"e{next(ids)}", "account": "a", "ts": START + at, "event": "complaint", "to": to}


def opt_out(at: int, to: str) -> Event:
    return complaint(at, to) | {"event": "opt-out"}


def dialed(at: int, agent: int | None = 900, **fields: object) -> Event:
    return end(at, dialer=True, answered_by="human", agent_ms=agent, **fields)


def bursts(*seconds: int) -> list[Event]:
    return [attempt(second * SECOND + i) for second in seconds for i in range(4)]


def declared(limit: float = 5, **fields: object) -> Event:
    return {"id": "d", "status": "agreed", "from": START, "until": START + HOUR, "limits": {"cps": limit}} | fields


BAD: dict[str, Callable[[int], Event]] = {
    UNOWNED: lambda at: attempt(at, **{"from": FOREIGN}),
    INVALID: lambda at: attempt(at, **{"from": "12"}),
    FAILED: lambda at: attempt(at, verstat="TN-Validation-Failed"),
    ABANDONED: lambda at: dialed(at, None),
    SHORT: lambda at: end(at, talk_ms=1),
    EARLY: lambda at: end(at, talk_ms=0, hangup="caller"),
}  # of each detector, an event that it counts against the account
