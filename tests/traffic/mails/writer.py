"""One account's mail, what becomes of it, and what people answer."""

import random

from tests.traffic.mails.manners import MailHabits
from tests.traffic.mails.readers import Readers
from tests.traffic.mails.said import Said
from tests.traffic.mails.senders import Senders
from tests.traffic.manners import SECOND
from tests.traffic.messages import texts
from tests.traffic.telling import Delivered, Event, Telling

CAMPAIGNS = ("spring", "spring", "news", "", None)
MOST_HEARD = 40  # people without names, of whom something is heard


class MailWriter:
    """An account that mails people."""

    def __init__(self, rng: random.Random, name: str) -> None:
        self._rng = rng
        self.name = name
        self.senders = Senders(rng)
        self._readers = Readers(rng, name)
        self._telling = Telling(name)
        self._said = Said(rng, self._telling, self._readers)
        self._left: set[str] = set()
        self._sent: list[Event] = []

    def mail(self, ts: int, delay: int, habits: MailHabits) -> list[Delivered]:
        """A mail sent at `ts`, which arrives `delay` ms late, and what comes of it; in no order."""
        rng = self._rng
        people = [] if rng.random() < habits.counted else self._readers.listed(habits, self._left)
        send = self._send(ts, people, habits)
        told = [self._telling.delivered(ts + delay, send)]
        if not people:
            number = min(send.get("recipients") or 0, MOST_HEARD)
            people = [self._readers.next(habits) for _ in range(number)]
        for person in dict.fromkeys(people):
            told += self._said.outcome(send, person, habits)
            if rng.random() < habits.complaints:
                told += self._said.complaints(send, person, rng.choice(self._sent), habits)
            if rng.random() < habits.unsubscribes:
                told += self._unsubscribed(send, person, habits)
        if rng.random() < habits.quirks:
            told += self._quirk(send, delay, habits)
        return told

    def _send(self, ts: int, people: list[str], habits: MailHabits) -> Event:
        rng, telling = self._rng, self._telling
        send = telling.event(ts, "send", message=telling.call())
        if people:
            send["to"] = [self._readers.spelt(person, habits) for person in people]
        else:
            send |= {"recipients": rng.choice(habits.numbers), **rng.choice(({}, {"to": None}, {"to": []}))}
        send |= self.senders.shown(habits) | self.senders.attached(habits) | self._body(habits)
        way = rng.choice(habits.ways)
        if way is not None or rng.random() < 0.3:
            send["unsubscribe"] = way
        if rng.random() < habits.campaigns:
            send["campaign"] = rng.choice(CAMPAIGNS)
        self._sent = [*self._sent[-40:], send]
        return send

    def _body(self, habits: MailHabits) -> Event:
        rng = self._rng
        if rng.random() < habits.blank:
            return {"body": texts.blank(rng)}
        body = texts.text(rng, self._readers.place + rng.randrange(habits.texts))
        return {"subject": "Hi", "body": texts.dressed(rng, body) if rng.random() < habits.dressed else body}

    def _unsubscribed(self, send: Event, person: str, habits: MailHabits) -> list[Delivered]:
        """Somebody unsubscribes, and is written to again by those who are deaf, alone or with others."""
        self._left.add(person)
        told = self._said.unsubscriptions(send, person, habits)
        if self._rng.random() < habits.deaf:
            for ts, at in self._said.writes_after(told):
                others = [self._readers.next(habits) for _ in range(self._rng.choice((0, 0, 0, 2)))]
                again = self._send(ts, [*others, person], habits)
                if "campaign" in send and self._rng.random() < 0.5:
                    again["campaign"] = send["campaign"]
                told.append(self._telling.delivered(max(ts, at), again))
        return told

    def _quirk(self, send: Event, delay: int, habits: MailHabits) -> list[Delivered]:
        """Something that hardly makes sense, or is told in another order."""
        rng, ts, telling = self._rng, self._said.after(send), self._telling
        earlier, stranger = rng.choice(self._sent), self._readers.stranger()
        about = {"message": rng.choice((earlier["message"], "unheard of")), "to": stranger}
        match rng.randrange(8):
            case 0:  # a message id again, for another text, and to people with names or without
                people = [] if rng.random() < 0.5 else [self._readers.next(habits)]
                event = self._send(ts, people, habits) | {"message": earlier["message"]}
            case 1:  # a bounce, a complaint or an unsubscription of somebody to whom nobody wrote
                event = telling.event(ts, rng.choice(("bounce", "complaint", "unsubscribe")), bounce="hard", **about)
            case 2:  # nobody is named
                what = rng.choice(("delivery", "bounce", "complaint", "unsubscribe"))
                event = telling.event(ts, what, message=send["message"], **rng.choice(({}, {"to": None})))
            case 3:  # a delivery that says first that somebody was written to
                event = telling.event(ts, "delivery", **about)
            case 4:  # the send itself once more
                event = telling.again(send, ts=ts)
            case 5:  # a mail to nobody
                event = telling.again(send, ts=ts, to=[], recipients=rng.choice((0, None)))
            case 6:  # a mail from long ago
                event = telling.again(send, ts=ts - rng.choice((25, 40)) * 86_400 * SECOND)
            case _:  # what a person says of another's mail
                to = rng.choice(earlier.get("to") or [stranger])
                event = telling.event(ts, rng.choice(("complaint", "unsubscribe")), message=send["message"], to=to)
        return [telling.delivered(max(ts, event["ts"]) + rng.choice((0, delay)), event)]
