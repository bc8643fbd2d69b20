"""What becomes of mail, and what people say to it: that they want no more of it, or that they never wanted it."""

import random

from tests.traffic.mails.manners import MailHabits
from tests.traffic.mails.readers import Readers
from tests.traffic.manners import DAY, HOUR, MINUTE, SECOND
from tests.traffic.telling import Delivered, Event, Telling

BESIDE = (-1, 0, 1)
OWED = tuple(48 * HOUR + beside for beside in (*BESIDE, *BESIDE, -HOUR, HOUR, 10 * DAY))
SOON = (0, 1, SECOND, 3 * SECOND, 3 * SECOND, MINUTE, HOUR)
RARELY = (DAY - 1, DAY, 3 * DAY, *(7 * DAY + beside for beside in (-10 * SECOND, 0, 1, 10 * SECOND)), 29 * DAY)
HEARD_LATE = (0, 0, 0, 0, 0, 0, 0, SECOND, 12 * MINUTE, DAY, 25 * HOUR)
SLOW = (-HOUR, -SECOND, -1, 0, MINUTE, 12 * MINUTE, 25 * HOUR, 7 * DAY, 8 * DAY)


class Said:
    """What is said to one account."""

    def __init__(self, rng: random.Random, telling: Telling, readers: Readers) -> None:
        self._rng = rng
        self._telling = telling
        self._readers = readers

    def outcome(self, send: Event, person: str, habits: MailHabits) -> list[Delivered]:
        """Whether the mail reaches somebody, as often as that is told."""
        luck, about = self._rng.random(), self._about(send, person, habits)
        if luck < habits.hard + habits.soft:
            about |= {"bounce": "hard" if luck < habits.hard else self._rng.choice(("soft", "soft", None))}
            return [self._heard(self.after(send), "bounce", habits, **about)]
        if luck < habits.hard + habits.soft + habits.delivered:
            return [self._heard(send["ts"] + self._rng.choice(SOON), "delivery", habits, **about)]
        return []

    def complaints(self, send: Event, person: str, earlier: Event, habits: MailHabits) -> list[Delivered]:
        """Somebody complains of the mail, or of another, once or more; mostly who got it."""
        rng, told = self._rng, list[Delivered]()
        who = person if rng.random() < 0.9 else self._readers.stranger()
        about = self._about(send, who, habits)
        if rng.random() < 0.2:
            about["message"] = rng.choice(("unheard of", earlier["message"]))
        for _ in range(rng.choice((1, 1, 1, 2))):
            told.append(self._heard(self.after(send), "complaint", habits, **about))
        return told

    def unsubscriptions(self, send: Event, person: str, habits: MailHabits) -> list[Delivered]:
        """Somebody unsubscribes, from its campaign or from all mail; sometimes again, of an earlier or later time."""
        rng, ts = self._rng, self.after(send)
        times = [ts]
        if rng.random() < 0.3:
            times.append(ts + rng.choice((-DAY, -HOUR, -1, 0, 1, MINUTE, 47 * HOUR)))
        told = []
        for time in times:
            about = self._about(send, person, habits)
            named = rng.choice((send.get("campaign"), send.get("campaign"), None, "", "spring"))
            told.append(
                self._heard(time, "unsubscribe", habits, **about, **({} if named is None else {"campaign": named}))
            )
        return told

    def writes_after(self, said: list[Delivered]) -> list[tuple[int, int]]:
        """When a person who unsubscribed is written to again, and when that is heard of."""
        rng, heard = self._rng, max(delivered.at for delivered in said)
        writes: list[tuple[int, int]] = []
        for _ in range(rng.choice((1, 1, 2, 3))):
            ts = rng.choice(said).event["ts"] + rng.choice(OWED)
            writes.append((ts, rng.choice((ts, ts, heard, heard + 1, heard + SECOND))))
        return writes

    def after(self, send: Event) -> int:
        """Mostly soon after it was sent."""
        return int(send["ts"]) + self._rng.choice(SOON if self._rng.random() < 0.9 else RARELY)

    def _about(self, send: Event, person: str, habits: MailHabits) -> Event:
        return {"message": send["message"], "to": self._readers.spelt(person, habits)}

    def _heard(self, ts: int, what: str, habits: MailHabits, **fields: object) -> Delivered:
        late = self._rng.choice(HEARD_LATE)
        if self._rng.random() < habits.slow:
            ts, late = ts + self._rng.choice(SLOW), self._rng.choice(SLOW)
        return self._telling.delivered(ts + late, self._telling.event(ts, what, **fields))
