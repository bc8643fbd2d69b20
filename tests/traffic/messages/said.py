"""What people say to messages: that they want no more of them, or want them again, or complain."""

import random

from tests.traffic.manners import DAY, HOUR, MINUTE, SECOND
from tests.traffic.messages import texts
from tests.traffic.telling import Delivered, Event, Telling

BESIDE = (-1, 0, 1)
FIVE_MINUTES = tuple(5 * MINUTE + beside for beside in BESIDE)
HEARD_LATE = (0, 0, 0, 0, 0, SECOND, 12 * MINUTE, DAY, 25 * HOUR)


class Said:
    """What is said to one account."""

    def __init__(self, rng: random.Random, telling: Telling) -> None:
        self._rng = rng
        self._telling = telling

    def back(self, send: Event) -> Event:
        """The parties of an answer."""
        return {"message": self._telling.call(), "from": send["to"], "to": send["from"]}

    def complaints(self, send: Event, earlier: Event, stranger: str, ts: int) -> list[Delivered]:
        """Somebody complains of the message, or of another, or of none, once or more; mostly who got it."""
        rng = self._rng
        times = [ts + rng.choice((0, 0, 1, HOUR)) for _ in range(rng.choice((1, 1, 1, 2)))]
        who = send["to"] if rng.random() < 0.9 else rng.choice((stranger, earlier["to"]))
        message = rng.choice((send["message"], send["message"], None, None, "unheard of", earlier["message"]))
        return [self._heard(time, "complaint", message=message, **{"from": send["from"], "to": who}) for time in times]

    def opt_outs(self, send: Event, ts: int) -> list[Delivered]:
        """An opt-out then; sometimes a second one, of an earlier or later time, follows it."""
        rng = self._rng
        times = [ts]
        if rng.random() < 0.3:
            times.append(ts + rng.choice((-HOUR, -SECOND, -1, 0, 1, MINUTE, HOUR)))
        return [self._heard(time, "receive", **self.back(send), **texts.out_words(rng)) for time in times]

    def opt_ins(self, send: Event, heard: int, *, any_time: bool) -> list[Delivered]:
        """Opting in again after what was heard of till then, or at any time beside it."""
        rng = self._rng
        ts = heard + rng.choice((1, SECOND, HOUR))
        if any_time and rng.random() < 0.5:
            ts = send["ts"] + rng.choice((*BESIDE, SECOND, MINUTE, HOUR, DAY))
        told = [self._telling.delivered(max(ts, heard), self._in(send, ts))]
        if any_time and rng.random() < 0.3:
            told += self.opt_outs(send, ts + rng.choice((*BESIDE, HOUR)))
        return told

    def in_and_out(self, send: Event, ts: int) -> list[Delivered]:
        """An opt-in then, of which is heard before the opt-out of about that time."""
        told = self.opt_ins(send, ts, any_time=True)
        return told + self.opt_outs(send, told[0].event["ts"] - self._rng.choice((-1, 0, 1, HOUR)))

    def writes_after(self, said: list[Delivered]) -> list[tuple[int, int]]:
        """When a person who opted out is written to again, and when that is heard of."""
        rng, heard = self._rng, max(delivered.at for delivered in said)
        writes: list[tuple[int, int]] = []
        for _ in range(rng.choice((1, 1, 2, 3, 4))):
            after = rng.choice((*BESIDE, *FIVE_MINUTES, SECOND, MINUTE, HOUR, DAY, 3 * DAY))
            ts = rng.choice(said).event["ts"] + after
            writes.append((ts, rng.choice((ts, heard, heard + 1, heard + SECOND))))
        return writes

    def _in(self, send: Event, ts: int) -> Event:
        return self._telling.event(ts, "receive", **self.back(send), **texts.in_words(self._rng))

    def _heard(self, ts: int, what: str, **fields: object) -> Delivered:
        late = self._rng.choice(HEARD_LATE)
        return self._telling.delivered(ts + late, self._telling.event(ts, what, **fields))
