"""One event of `email` as the rows see it, and what has to be remembered to see it so."""

from typing import NamedTuple

from tests.oracle.arrival import Event
from tests.oracle.email.address import address
from tests.oracle.shares import DAY, HOUR, is_live
from tests.oracle.template import template

TICK = 10_000  # ms
REMEMBERED = 7 * DAY  # a mail
HEEDED = 48 * HOUR  # after an unsubscription, from when on it has to be
WAYS_OUT = {"one-click", "link"}


class Mail(NamedTuple):
    """An event that counts, whom it is about, and what it is about."""

    event: Event
    clock: int
    people: tuple[str, ...]  # everybody whom a send names; of all else the one whom it is about, if that is said
    template: str | None
    unnamed: int = 0  # recipients of a send of whom only the number is known
    of_unnamed: bool = False  # whether it is about such a send
    known: bool = False  # whether that person was written to, or delivered to, of late
    left: tuple[str, ...] = ()  # those of a send who had unsubscribed long before

    @property
    def what(self) -> str:
        """The kind of event."""
        return str(self.event["event"])

    @property
    def ts(self) -> int:
        """When it happened."""
        return int(self.event["ts"])

    @property
    def mails(self) -> int:
        """How many a send is: one for each recipient."""
        return len(self.people) + self.unnamed

    @property
    def offers(self) -> bool:
        """Whether it says how to unsubscribe."""
        return self.event.get("unsubscribe") in WAYS_OUT

    @property
    def bounces(self) -> bool:
        """Whether it did not reach somebody, and never will."""
        return self.what == "bounce" and self.event.get("bounce") == "hard" and bool(self.people)


class Sent(NamedTuple):
    """What is remembered of a mail."""

    until: int  # ticks
    template: str | None
    unnamed: bool


class Readers:
    """Whom an account mailed, what, and who wants no more of it."""

    def __init__(self) -> None:
        self._last_written: dict[str, int] = {}  # by person
        self._last_template: dict[str, str] = {}  # by person
        self._sent: dict[str, Sent] = {}  # by message
        self._left: dict[tuple[str, str], int] = {}  # by campaign, "" for all mail, and person: when first

    def hear(self, event: Event, clock: int) -> Mail:
        """The event, with what is known of it."""
        if event["event"] == "send":
            return self._send(event, clock)
        people: tuple[str, ...] = () if event.get("to") is None else (address(event["to"]),)
        sent = self._sent.get(event["message"])
        if sent is not None and sent.until <= clock // TICK:
            sent = None
        of_unnamed = sent is not None and sent.unnamed
        met = any(self._knows(person, clock) for person in people)
        text = sent.template if sent else None
        if sent is None and met and event["event"] == "complaint":
            text = self._last_template.get(people[0])
        mail = Mail(event, clock, people, text, of_unnamed=of_unnamed, known=met or of_unnamed)
        for person in people:
            if mail.what == "delivery":
                self._write_to(person, mail.ts, clock)
            if mail.what == "unsubscribe" and mail.known:
                key = event.get("campaign") or "", person
                self._left[key] = min(mail.ts, self._left.get(key, mail.ts))
        return mail

    def _send(self, event: Event, clock: int) -> Mail:
        people = tuple(dict.fromkeys(map(address, event.get("to") or ())))
        unnamed = 0 if people else event.get("recipients") or 0
        text, ts = template(event.get("body") or ""), int(event["ts"])
        self._remember(event["message"], ts, text, named=bool(people))
        for person in people:
            self._write_to(person, ts, clock)
            if text is not None and is_live(ts, clock, DAY, 30):
                self._last_template[person] = text
        left = tuple(person for person in people if self._has_left(person, event.get("campaign"), ts))
        return Mail(event, clock, people, text, unnamed, left=left)

    def _remember(self, message: str, ts: int, text: str | None, *, named: bool) -> None:
        before = self._sent.get(message)
        until = (ts + REMEMBERED) // TICK + 1
        if not named:  # as long as people are, since nobody else tells who they were
            until = max(until, (ts // DAY + 30) * DAY // TICK)
        self._sent[message] = Sent(max(until, before.until if before else 0), text, not named)

    def _write_to(self, person: str, ts: int, clock: int) -> None:
        if not self._knows(person, clock):
            self._last_template.pop(person, None)
        self._last_written[person] = max(ts, self._last_written.get(person, 0))

    def _has_left(self, person: str, campaign: str | None, ts: int) -> bool:
        said = (self._left.get((name, person)) for name in {"", campaign or ""})
        return any(first is not None and ts - first > HEEDED for first in said)

    def _knows(self, person: str, clock: int) -> bool:
        return person in self._last_written and is_live(self._last_written[person], clock, DAY, 30)
