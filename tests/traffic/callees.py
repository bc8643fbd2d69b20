"""Whom an account calls."""

import random
from itertools import accumulate

from tests.traffic.manners import Manner
from tests.traffic.numbers import (
    ELSEWHERE,
    LOOKALIKES,
    NAMELESS,
    SHORT_NUMBERS,
    STRANGE,
    any_number,
    japanese,
    spelt,
)

LARGEST = 999_999_999_999_999  # the last number of fifteen digits
RUNS = (3, 8, 9, 10, 10, 11, 12, 19, 20, 21, 25)
FIRST_OF_CIRCLE = ("12345", "12345678", "123456789", "sip:bob@example.com", NAMELESS[0], *ELSEWHERE)


class Callees:
    """People called once, people called often, and numbers dialled one after the other."""

    def __init__(self, rng: random.Random, country: str | None, own: tuple[str, ...]) -> None:
        self._rng = rng
        self._country = country
        self._own = [int(number) for number in own]
        self._circle: list[str] = []
        self._run: list[str] = []  # still to be dialled
        self._runs: list[list[str]] = []

    def written(self, number: str, manner: Manner) -> str:
        """The number as the account writes it this time."""
        return spelt(self._rng, number) if self._rng.random() < manner.spelt else number

    def stranger(self, manner: Manner) -> str:
        """Somebody who was hardly called before."""
        if self._rng.random() < manner.japanese:
            return japanese(self._rng)
        return any_number(self._rng, self._country)

    def next(self, manner: Manner) -> str:
        """Whom the next leg goes to."""
        rng = self._rng
        if rng.random() < manner.familiar:
            return self._friend(rng.randrange(manner.circle), manner)
        if rng.random() < manner.emergency:
            return rng.choice(SHORT_NUMBERS + LOOKALIKES)
        if rng.random() < manner.strange:
            return rng.choice(STRANGE)
        if manner.steps and rng.random() < manner.dialled:
            return self._dialled(manner)
        return self.stranger(manner)

    def _friend(self, place: int, manner: Manner) -> str:
        rng = self._rng
        while len(self._circle) <= place:
            luck = rng.random()
            if luck < 0.1:
                self._circle.append(rng.choice(FIRST_OF_CIRCLE))
            elif luck < 0.2:
                self._circle.append(rng.choice(SHORT_NUMBERS))
            else:
                self._circle.append(self.stranger(manner))
        return self._circle[place]

    def _dialled(self, manner: Manner) -> str:
        """The next of a run, begun anywhere: among the account's own numbers, too, and where numbers get longer."""
        rng = self._rng
        if not self._run:
            steps = rng.choices(manner.steps, k=rng.choice(RUNS))
            somewhere = int(any_number(rng, self._country))
            near_own = rng.choice(self._own) - rng.randrange(15)
            longer = 10 ** rng.randint(3, 14) - rng.randrange(12)
            first = rng.choice(
                (somewhere, somewhere, somewhere, near_own, near_own, longer, LARGEST - rng.randrange(20))
            )
            self._run = [f"+{number}" for number in accumulate(steps, initial=first)]
            if self._runs and rng.random() < 0.3:
                self._run = rng.choice(self._runs[-3:]).copy()
            self._runs.append(self._run.copy())
            order = rng.random()
            if order < 0.5:
                self._run.reverse()  # it is dialled from its end
            elif order < 0.9:
                rng.shuffle(self._run)
        number = self._run.pop()
        return number if rng.random() < 0.97 else number.removeprefix("+")
