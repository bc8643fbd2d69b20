"""Messages that can be counted by hand, of one account. Times are ms after START, a border of every pane."""

from itertools import count

from tests.oracle import Event
from tests.oracle.hand import HELD, START, account
from tests.oracle.shares import SECOND
from tests.oracle.sms.judge import judge_messages

ids = count()


def person(n: int) -> str:
    """The n-th person."""
    return f"+1212{2_000_000 + n}"


def heard(at: int, event: str, **fields: object) -> Event:
    """An event about a message of its own."""
    n = next(ids)
    return {"id": f"s{n}", "account": "a", "ts": START + at, "event": event, "message": f"m{n}", **fields}


def send(at: int, to: int = 0, sender: str = HELD, **fields: object) -> Event:
    return heard(at, "send", **{"from": sender, "to": person(to), "body": "Hello there", **fields})


def status(at: int, about: Event, status: str = "unknown-recipient") -> Event:
    return heard(at, "status", **_of(about), status=status)


def complaint(at: int, about: Event, **fields: object) -> Event:
    return heard(at, "complaint", **{**_of(about), **fields})


def receive(at: int, who: int = 0, body: str | None = "STOP", **fields: object) -> Event:
    return heard(at, "receive", **{"from": person(who), "to": HELD, "body": body, **fields})


def sends(number: int, at: int = 0, first: int = 0, sender: str = HELD, **fields: object) -> list[Event]:
    """Messages to one person after the other, a second apart."""
    return [send(at + i * SECOND, first + i, sender, **fields) for i in range(number)]


def stops(number: int, at: int, first: int = 0) -> list[Event]:
    """People who opt out one after the other."""
    return [receive(at + i * SECOND, first + i) for i in range(number)]


def chat(at: int, number: int, first: int = 0, pause: int = SECOND) -> list[Event]:
    """Messages of a conversation in turns, from the `first` one on."""
    return [receive(at + i * pause, body="Hi") if i % 2 else send(at + i * pause) for i in range(first, first + number)]


def found(events: list[Event], detector: str, **facts: object) -> list[tuple[int, int]]:
    """(Level, place of the crossing event) of what a detector finds."""
    places = {event["id"]: place for place, event in reversed(list(enumerate(events)))}
    findings = judge_messages([account(**facts)], events)
    return [(f.level, places[f.crossing_event_id]) for f in findings if f.detector == detector]


def _of(send: Event) -> Event:
    return {name: send[name] for name in ("message", "from", "to")}
