"""Whom an account mails."""

import random
from collections.abc import Callable
from itertools import count

from tests.traffic.mails.manners import MailHabits

ODD = ("", "a b@x.example", "ann@mail.example,bob@mail.example", "ÄNN@straße.example", "@", "no address")
WAYS: tuple[Callable[[str], str], ...] = (
    str.upper,
    str.title,
    lambda text: f" {text}",
    lambda text: f"{text}\t",
    lambda text: text.replace("@", "＠"),
    lambda text: text.replace("m", "ｍ").replace("1", "１"),
)


class Readers:
    """People mailed once, and people mailed often."""

    def __init__(self, rng: random.Random, account: str) -> None:
        self._rng = rng
        self._account = account
        self._people = count()
        self._circle: list[str] = []
        self.place = rng.randrange(100)  # where the texts of this account begin

    def stranger(self) -> str:
        """Somebody who was never mailed before."""
        return f"p{next(self._people)}.{self._account}@mail{self._rng.randrange(5)}.example"

    def next(self, habits: MailHabits) -> str:
        """Who is mailed next."""
        rng = self._rng
        if rng.random() >= habits.familiar:
            return self.stranger()
        while len(self._circle) < habits.circle:
            self._circle.append(rng.choice(ODD) if rng.random() < habits.quirks / 4 else self.stranger())
        return self._circle[rng.randrange(habits.circle)]

    def listed(self, habits: MailHabits, left: set[str]) -> list[str]:
        """The addresses of one mail; of those who left only where the account is deaf."""
        rng = self._rng
        people = [self.next(habits) for _ in range(rng.choice(habits.sizes))]
        if not habits.deaf:
            people = [person for person in people if person not in left] or [self.stranger()]
        if rng.random() < habits.twice:
            people.append(rng.choice(people))
        return people

    def spelt(self, address: str, habits: MailHabits) -> str:
        """The same address, sometimes in another way."""
        return self._rng.choice(WAYS)(address) if self._rng.random() < habits.spelt else address
