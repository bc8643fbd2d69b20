"""One event of `sms` as the rows see it, and what has to be remembered to see it so."""

from typing import NamedTuple

from tests.oracle.arrival import Event
from tests.oracle.numbering import person as reached
from tests.oracle.numbering import plain
from tests.oracle.shares import DAY, is_live
from tests.oracle.sms.opting import Wishes, said
from tests.oracle.template import template

TICK = 10_000  # ms
REMEMBERED = 7 * DAY  # a message


class Heard(NamedTuple):
    """An event, whom it is about, and what it is about."""

    event: Event
    clock: int
    sender: str  # the account's
    person: str
    template: str | None
    opt: str | None = None  # what somebody known says of wanting messages
    disregards: bool = False  # a send after an opt-out
    counts: bool = True  # False: it says no more than that time has passed

    @property
    def what(self) -> str:
        """The kind of event."""
        return str(self.event["event"]) if self.counts else "nothing"

    @property
    def ts(self) -> int:
        """When it happened."""
        return int(self.event["ts"])

    @property
    def stops(self) -> bool:
        """Whether somebody known opts out by it."""
        return self.opt == "out"


class Correspondence:
    """Whom an account wrote to, what, and what they said."""

    def __init__(self) -> None:
        self._last_written: dict[str, int] = {}  # by person
        self._last_template: dict[str, str] = {}  # by person
        self._messages: dict[str, tuple[int, str | None]] = {}  # when they were sent, and their templates
        self._wishes = Wishes()

    def hear(self, event: Event, clock: int) -> Heard:
        """The event."""
        match event["event"]:
            case "send":
                return self._send(event, clock)
            case "status":
                return Heard(event, clock, plain(event["from"]), _person(event["to"]), self._about(event, clock)[1])
            case "complaint":
                return self._complaint(event, clock)
            case "receive":
                return self._receive(event, clock)
            case _:
                return Heard(event, clock, "", "", None)

    def _send(self, event: Event, clock: int) -> Heard:
        sender, person, ts = plain(event["from"]), _person(event["to"]), event["ts"]
        text = _template(event)
        if not self._knows(person, clock):
            self._last_template.pop(person, None)
        self._last_written[person] = max(ts, self._last_written.get(person, 0))
        before, _ = self._messages.get(event["message"], (0, None))
        self._messages[event["message"]] = max(ts, before), text
        if text is not None:
            self._last_template[person] = text
        return Heard(event, clock, sender, person, text, disregards=self._wishes.is_disregarded(sender, person, ts))

    def _complaint(self, event: Event, clock: int) -> Heard:
        person = _person(event["to"])
        if not self._knows(person, clock):
            return Heard(event, clock, "", "", None, counts=False)
        found, text = self._about(event, clock)
        return Heard(event, clock, plain(event["from"]), person, text if found else self._last_template.get(person))

    def _receive(self, event: Event, clock: int) -> Heard:
        sender, person = plain(event["to"]), _person(event["from"])
        opt = said(event)
        if not self._knows(person, clock) and not (opt == "in" and self._wishes.has(sender, person)):
            opt = None
        if opt is not None:
            self._wishes.hear(sender, person, opt, event["ts"])
        return Heard(event, clock, sender, person, self._last_template.get(person), opt)

    def _knows(self, person: str, clock: int) -> bool:
        return person in self._last_written and is_live(self._last_written[person], clock, DAY, 30)

    def _about(self, event: Event, clock: int) -> tuple[bool, str | None]:
        """Whether the message that it names is remembered, and its template."""
        ts, text = self._messages.get(event.get("message") or "", (-REMEMBERED - TICK, None))
        return (True, text) if clock // TICK < (ts + REMEMBERED) // TICK + 1 else (False, None)


def _template(send: Event) -> str | None:
    """The template of a send; of what the platform calls it, where it keeps the body to itself."""
    if send.get("body") is not None:
        return template(send["body"])
    return send.get("template") or None


def _person(number: str) -> str:
    """Whom a message goes to or comes from, by the numbers alone."""
    return reached(number, frozenset())
