"""Whose numbers an account shows."""

import random

from tests.traffic.manners import Manner
from tests.traffic.numbers import BROKEN, ELSEWHERE, NAMELESS, any_number, spelt


class Shown:
    """The caller numbers of an account: its own, some for a time only, those of others, and ever new ones in turn."""

    def __init__(self, rng: random.Random, country: str | None) -> None:
        self._rng = rng
        self._country = country
        self.own = any_number(rng, country)
        self.lent = any_number(rng, country)
        self.verified = any_number(rng, country)
        self._turn: list[str] = []  # as often as it is still shown
        self._shown: list[str] = []

    def next(self, manner: Manner) -> str:
        """The `from` of the next leg."""
        number = self._plain(manner)
        return spelt(self._rng, number) if self._rng.random() < manner.spelt else number

    def _plain(self, manner: Manner) -> str:
        rng = self._rng
        luck = rng.random()
        if luck < manner.unowned:
            return rng.choice(ELSEWHERE) if rng.random() < 0.3 else any_number(rng, self._country)
        if luck < manner.unowned + manner.invalid:
            return rng.choice(BROKEN)
        if luck > 1 - manner.other:
            return rng.choice((*NAMELESS, self.lent, self.lent, self.verified, self.verified))
        return self._in_turn(manner) if manner.turns else self.own

    def _in_turn(self, manner: Manner) -> str:
        rng = self._rng
        if not self._turn:
            again = self._shown and rng.random() < 0.15
            number = rng.choice(self._shown) if again else any_number(rng, self._country)
            self._turn = [number] * rng.choice(manner.turns)
            self._shown.append(number)
        return self._turn.pop()
