"""Mail that can be counted by hand, of one account. Times are ms after START, a border of every pane but of 7 days."""

from itertools import count

from tests.oracle import Event
from tests.oracle.email.judge import judge_mails
from tests.oracle.hand import START
from tests.oracle.shares import SECOND

LISTED = "ab" * 32
ids = count()


def account(**facts: object) -> Event:
    """What is known of it."""
    return {"account": "a", "domains": ["acme.example"], **facts}


def person(n: int) -> str:
    """The address of the n-th person."""
    return f"p{n}@mail.example"


def heard(at: int, event: str, **fields: object) -> Event:
    """An event about a message of its own."""
    n = next(ids)
    return {"id": f"s{n}", "account": "a", "ts": START + at, "event": event, "message": f"m{n}", **fields}


def send(at: int, *to: int, **fields: object) -> Event:
    """A mail to these people, or, if there are none, to as many as `recipients` says."""
    said = {"header_from": "news@acme.example", "auth": {"dmarc": "pass"}, "unsubscribe": "link", "body": "Hello there"}
    return heard(at, "send", **{"to": list(map(person, to)), **said, **fields})


def sends(number: int, at: int = 0, first: int = 0, **fields: object) -> list[Event]:
    """Mails to one person after the other, a second apart."""
    return [send(at + i * SECOND, first + i, **fields) for i in range(number)]


def about(event: str, at: int, mails: list[Event], **fields: object) -> list[Event]:
    """Something that is said of the first recipient of each mail, a millisecond apart."""
    return [
        heard(at + i, event, **{"message": mail["message"], "to": mail["to"][0], **fields})
        for i, mail in enumerate(mails)
    ]


def by(event: str, at: int, mail: Event, number: int, first: int = 0, **fields: object) -> list[Event]:
    """Something that one person after the other says of a mail."""
    return [heard(at + i, event, message=mail["message"], to=person(first + i), **fields) for i in range(number)]


def bounces(at: int, mails: list[Event]) -> list[Event]:
    """Mails that bounce for good."""
    return about("bounce", at, mails, bounce="hard")


def found(events: list[Event], detector: str, **facts: object) -> list[tuple[int, int]]:
    """(Level, place of the crossing event) of what a detector finds."""
    places = {event["id"]: place for place, event in reversed(list(enumerate(events)))}
    findings = judge_mails([account(**facts)], events, frozenset({LISTED}))
    return [(f.level, places[f.crossing_event_id]) for f in findings if f.detector == detector]
