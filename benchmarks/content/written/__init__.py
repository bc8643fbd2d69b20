"""Messages in words of our own: what public corpora have none of.

A model that knows personal messages alone takes a bank's notice for spam, as both are written to everybody; and spam
of 2006 knows no phishing. Each template stands for a campaign; half of them, by number, are for training and half for
measuring.
"""

import random
import tomllib
from collections.abc import Iterator
from pathlib import Path

TEMPLATES = Path(__file__).with_name("ordinary.toml")


def messages(kind: str, *, held_out: bool, copies: int = 12, seed: int = 1) -> Iterator[str]:
    """Copies of every second template of a kind, with other names and figures in each."""
    written = tomllib.loads(TEMPLATES.read_text(encoding="utf-8"))
    for number, template in enumerate(written[kind]):
        if (number % 2 == 1) == held_out:
            chance = random.Random(seed * 10_007 + number)
            for _ in range(copies):
                yield template.format(**{slot: chance.choice(values) for slot, values in written["slots"].items()})
