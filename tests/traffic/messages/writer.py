"""One account's messages, what becomes of them, and what people answer."""

import random

from tests.traffic.manners import DAY, HOUR, MINUTE, SECOND
from tests.traffic.messages import texts
from tests.traffic.messages.manners import Habits
from tests.traffic.messages.readers import Readers, Senders
from tests.traffic.messages.said import Said
from tests.traffic.numbers import any_number
from tests.traffic.telling import Delivered, Event, Telling

LATE = (0, 0, 0, 0, 0, 0, SECOND, 12 * MINUTE, DAY, 25 * HOUR)
LATER = (0, 1, SECOND, SECOND, MINUTE, HOUR)
RARELY = (DAY - 1, DAY, 3 * DAY, 7 * DAY - 10 * SECOND, 7 * DAY, 7 * DAY + 1, 7 * DAY + 10 * SECOND, 29 * DAY)
STATUSES = ("delivered", "delivered", "undelivered", "filtered", "rejected")
ENTERED = (*(SECOND,) * 6, MINUTE, MINUTE, 10 * MINUTE - 1, 10 * MINUTE, 10 * MINUTE + 1, -1)
IN_VAIN = 0.04  # that a code is entered nevertheless
IN_TURN = (0, 1, SECOND, SECOND, SECOND, 9 * SECOND, 30 * SECOND)
OUT_OF_TURN = (30 * SECOND + 1, 31 * SECOND, 45 * SECOND, MINUTE, HOUR)
BACK = (-SECOND, -30 * SECOND, -30 * SECOND - 1)


class Writer:
    """An account that writes to people."""

    def __init__(self, rng: random.Random, name: str, country: str | None) -> None:
        self._rng = rng
        self.name = name
        self.country = country
        self.senders = Senders(rng, country)
        self._readers = Readers(rng, country)
        self._telling = Telling(name)
        self._said = Said(rng, self._telling)
        self._range = any_number(random.Random(name), country)[:-4]
        self._stopped: set[tuple[str, str]] = set()  # senders and who opted out of them
        self._chatting: set[tuple[str, str]] = (
            set()
        )  # of whom nobody opts out in the middle, unless the account is deaf
        self._sent: list[Event] = []

    def message(self, ts: int, delay: int, habits: Habits) -> list[Delivered]:
        """A message sent at `ts`, whose events arrive `delay` ms late, and what comes of it; in no order."""
        rng = self._rng
        sender, person = self.senders.next(habits), self._readers.next(habits)
        pumped = habits.pumped > 0 and rng.random() < habits.pumped
        person = f"{self._range}{rng.randrange(10_000):04d}" if pumped else person
        if (sender, person) in self._stopped and not habits.deaf:
            person = self._readers.stranger()
        send = self._send(ts, sender, person, habits)
        told = [self._telling.delivered(ts + delay, send)]
        told += self._status(send, delay, habits)
        told += self._codes(send, habits, pumped=pumped)
        if rng.random() < habits.replies:
            body = rng.choice(texts.WORDS)
            told.append(self._told(self._after(ts), "receive", **self._said.back(send), body=body))
        pair = sender, person
        if rng.random() < habits.opt_outs and (habits.deaf or pair not in self._chatting):
            self._stopped.add(pair)
            told += self._opt_out(send, habits)
        if rng.random() < habits.complaints:
            told += self._said.complaints(send, rng.choice(self._sent), self._readers.stranger(), self._after(ts))
        if rng.random() < habits.chats and (habits.deaf or pair not in self._stopped):
            self._chatting.add(pair)
            told += self._chat(send, delay, habits)
        if rng.random() < habits.quirks:
            told += self._quirk(send, delay, habits)
        if rng.random() < habits.disordered:
            told += self._said.in_and_out(send, self._after(ts))
        return told

    def _codes(self, send: Event, habits: Habits, *, pumped: bool) -> list[Delivered]:
        """Its code is entered, or not; of the pumped about as long after it as that counts, and maybe twice."""
        rng = self._rng
        if rng.random() >= (IN_VAIN if pumped else habits.verified):
            return []
        if not habits.pumped:
            return [self._told(self._after(send["ts"]), "verified", message=send["message"])]
        times = [send["ts"] + rng.choice(ENTERED) for _ in range(rng.choice((1, 1, 1, 2)))]
        events = [self._telling.event(ts, "verified", message=send["message"]) for ts in times]
        return [self._telling.delivered(event["ts"] + rng.choice((0, 0, 0, SECOND, MINUTE)), event) for event in events]

    def _send(self, ts: int, sender: str, person: str, habits: Habits) -> Event:
        rng, telling = self._rng, self._telling
        send = telling.event(ts, "send", message=telling.call())
        send |= {"from": self._written(sender, habits), "to": self._written(person, habits)}
        send |= self._words(habits)
        registered = rng.choice(habits.registered)
        if registered is not None or rng.random() < 0.5:
            send["registered"] = registered
        self._sent = [*self._sent[-40:], send]
        return send

    def _words(self, habits: Habits) -> Event:
        rng = self._rng
        if rng.random() < habits.named:
            return {"template": rng.choice(texts.NAMES), **rng.choice(({}, {"body": None}))}
        if rng.random() < habits.blank:
            return {"body": texts.blank(rng)}
        body = texts.text(rng, self._readers.place + rng.randrange(habits.texts))
        return {"body": texts.dressed(rng, body) if rng.random() < habits.dressed else body}

    def _written(self, number: str, habits: Habits) -> str:
        return self._readers.spelt(number) if self._rng.random() < habits.spelt else number

    def _told(self, ts: int, what: str, **fields: object) -> Delivered:
        """Something that happened then, and is mostly heard of at once."""
        return self._telling.delivered(ts + self._rng.choice(LATE), self._telling.event(ts, what, **fields))

    def _after(self, ts: int) -> int:
        return ts + self._rng.choice(LATER if self._rng.random() < 0.9 else RARELY)

    def _status(self, send: Event, delay: int, habits: Habits) -> list[Delivered]:
        rng, told = self._rng, list[Delivered]()
        if rng.random() < habits.statuses:
            status = "unknown-recipient" if rng.random() < habits.unknown else rng.choice(STATUSES)
            for _ in range(rng.choice((1, 1, 1, 1, 2))):
                ts = self._after(send["ts"])
                about = {name: send[name] for name in ("message", "from", "to")}
                event = self._telling.event(ts, "status", **about, status=status)
                told.append(self._telling.delivered(max(ts, send["ts"]) + delay, event))
        return told

    def _opt_out(self, send: Event, habits: Habits) -> list[Delivered]:
        """Somebody opts out, is written to by the confirmation and by those who are deaf, and may opt in again."""
        rng = self._rng
        pair = send["from"], send["to"]
        ts = self._after(send["ts"])
        told = self._said.opt_outs(send, ts)
        writes: list[tuple[int, int]] = []
        heard = max(delivered.at for delivered in told)
        if rng.random() < habits.confirmed:
            writes.append((ts + rng.choice((1, SECOND, MINUTE)), heard))
        if rng.random() < habits.deaf:
            writes += self._said.writes_after(told)
        for start, at in writes:
            again = self._send(start, *pair, habits)
            told.append(self._telling.delivered(max(start, at), again))
        if rng.random() < habits.opt_ins:
            told += self._said.opt_ins(
                send, max(heard, max((at for _, at in writes), default=0)), any_time=bool(habits.deaf)
            )
        return told

    def _chat(self, send: Event, delay: int, habits: Habits) -> list[Delivered]:
        """Messages to and fro."""
        rng, told, ts = self._rng, list[Delivered](), send["ts"]
        pair, pause = (send["from"], send["to"]), rng.choice(IN_TURN)
        slow = rng.random() < habits.disordered
        clock = ts + delay if slow else ts
        for turn in range(rng.choice(habits.turns)):
            ts += pause if rng.random() < 0.9 else rng.choice(IN_TURN)
            if rng.random() < 0.02:
                ts += rng.choice((*OUT_OF_TURN, *BACK) if slow else OUT_OF_TURN)
            clock = max(clock, ts + rng.choice((0, 9 * SECOND, 40 * SECOND)) if slow else ts)
            if turn % 2 == (rng.random() < 0.01):
                body = rng.choice(texts.WORDS[:3])
                event = self._telling.event(ts, "receive", **self._said.back(send), body=body)
            else:
                event = self._send(ts, *pair, habits)
            told.append(self._telling.delivered(clock, event))
        return told

    def _quirk(self, send: Event, delay: int, habits: Habits) -> list[Delivered]:
        """Something that hardly makes sense, or is told in another order."""
        rng, ts, telling = self._rng, self._after(send["ts"]), self._telling
        earlier, stranger = rng.choice(self._sent), self._readers.stranger()
        at = ts + rng.choice((0, delay))
        status = {"status": rng.choice(("unknown-recipient", "delivered"))}
        match rng.randrange(6):
            case 0:  # a message id again, for another text
                event = self._send(ts, send["from"], send["to"], habits) | {"message": earlier["message"]}
            case 1:  # a status of no message that is known
                event = telling.event(ts, "status", message="unheard of", **_parties(send), **status)
            case 2:  # a status of a message to somebody else
                event = telling.event(ts, "status", message=earlier["message"], **_parties(send), **status)
            case 3:  # an opt-out by somebody to whom nobody wrote
                back = {"from": stranger, "to": send["from"]}
                event = telling.event(ts, "receive", message="r", **back, **texts.out_words(rng))
            case 4:  # one to another sender
                back = {"from": send["to"], "to": earlier["from"]}
                event = telling.event(ts, "receive", message="r", **back, **texts.out_words(rng))
            case _:  # the send itself once more
                event = telling.again(send, ts=ts)
        return [telling.delivered(max(at, ts), event)]


def _parties(send: Event) -> Event:
    return {"from": send["from"], "to": send["to"]}
