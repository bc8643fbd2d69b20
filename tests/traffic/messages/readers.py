"""Whom an account writes to, and as whom."""

import random

from tests.traffic.messages.manners import Habits
from tests.traffic.numbers import BROKEN, ELSEWHERE, NAMELESS, TEL, any_number

ODD_PEOPLE = (
    *BROKEN,
    *NAMELESS,
    "12345",
    "tel:12345",
    "911",
    "tel:911",
    "sip:+13125550100@pbx.example",
    "ACME",
    "acme",
)
NAMES = ("ACME", "Acme Shop", "速達", "INFO")  # of senders
OTHER_NAMES = ("acme", "ACME ", "Bank", "+", "")


class Readers:
    """People written to once, and people written to often."""

    def __init__(self, rng: random.Random, country: str | None) -> None:
        self._rng = rng
        self._country = country
        self._circle: list[str] = []
        self.place = rng.randrange(100)  # where the texts of this account begin

    def stranger(self) -> str:
        """Somebody who was hardly written to before."""
        return any_number(self._rng, self._country)

    def next(self, habits: Habits) -> str:
        """Who is written to next."""
        rng = self._rng
        if rng.random() < habits.odd_people:
            return rng.choice(ODD_PEOPLE)
        if rng.random() >= habits.familiar:
            return self.stranger()
        while len(self._circle) < habits.circle:
            self._circle.append(self.stranger())
        return self._circle[rng.randrange(habits.circle)]

    def spelt(self, number: str) -> str:
        """The number as a URI of the same number, mostly."""
        if not number.startswith("+"):
            return number
        cut = self._rng.randrange(1, max(len(number), 2))
        return self._rng.choice(TEL).format(f"{number[:cut]}{self._rng.choice(('', '-', '.', ')('))}{number[cut:]}")


class Senders:
    """The senders of an account: its number, names, some for a time only, those of others, and many in turn."""

    def __init__(self, rng: random.Random, country: str | None) -> None:
        self._rng = rng
        self._country = country
        self.own = any_number(rng, country)
        self.lent = any_number(rng, country)
        self.verified = any_number(rng, country)
        self.names = rng.sample(NAMES, rng.randrange(3))
        self._pool: list[str] = []

    def next(self, habits: Habits) -> str:
        """Under whom the next message is sent."""
        rng = self._rng
        if habits.senders:
            return self._of_many(habits)
        luck = rng.random()
        if luck < habits.unowned:
            return rng.choice((*ELSEWHERE, *OTHER_NAMES, *NAMES))
        if luck > 1 - habits.other:
            return rng.choice((*NAMELESS, self.lent, self.lent, self.verified))
        return rng.choice((self.own, self.own, *self.names))

    def _of_many(self, habits: Habits) -> str:
        rng = self._rng
        while len(self._pool) < habits.senders:
            self._pool.append(any_number(rng, self._country))
        return self._pool[rng.randrange(2 if rng.random() < habits.uneven else habits.senders)]
