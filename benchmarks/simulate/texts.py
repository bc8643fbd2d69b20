"""What accounts write: the held-out half of our own messages, which no model was trained with, a few to an account.

Each writes under a name of its own, so that no two accounts have a text in common unless they act as one.
"""

import random
from collections.abc import Sequence
from functools import cache

from benchmarks.content.written import ORDINARY, UNWANTED, Written, slots, templates

LETTER = """\
Hello,

{said}

You will find it in your account, and, for the next 30 days, in the branch that you chose. If you have any question,
reply to this mail or call us between 8:00 and 18:00; please have your customer number at hand.

Kind regards,
{firm}
"""


SYLLABLES = ("ba", "do", "fi", "ku", "la", "me", "no", "pa", "ri", "so", "tu", "ve", "wi", "ya", "ze")


@cache
def _held_out(of: Written) -> Sequence[str]:
    return [body for _, (body,) in templates(of, held_out=True)]


class Texts:
    """The few texts of one account, under one name."""

    def __init__(self, chance: random.Random) -> None:
        self.firm = "".join(chance.choice(SYLLABLES) for _ in range(4)).capitalize()
        self.ordinary, self.unwanted = chance.sample(_held_out(ORDINARY), 4), chance.sample(_held_out(UNWANTED), 6)

    def service(self, chance: random.Random, which: int = 0) -> str:
        """A message to a customer, with other figures in each."""
        return self._filled(self.ordinary[which % len(self.ordinary)], chance)

    def spam(self, chance: random.Random, which: int = 0) -> str:
        """A message that nobody wants."""
        return f"{self.firm}: " + self._filled(self.unwanted[which % len(self.unwanted)], chance)

    def code(self, chance: random.Random) -> str:
        """A one-time code."""
        return f"{self.firm}: your code is {chance.randrange(10**6):06d}. It is valid for 10 minutes. Tell nobody."

    def letter(self, said: str) -> str:
        """A mail."""
        return LETTER.format(said=said, firm=self.firm)

    def _filled(self, template: str, chance: random.Random) -> str:
        return template.format(**slots(chance) | {"firm": self.firm, "name": "customer"})
