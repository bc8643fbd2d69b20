"""Messages in words of our own: what public corpora have none of.

A model that knows personal messages alone takes a bank's notice for spam, as both are written to everybody; and spam
of 2006 knows no phishing. Each template stands for a campaign, of which `held_out` of its file says how many are for
measuring: one in so many, by number.
"""

import random
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent
COPIES = 12  # of what people asked for; of what they did not one, as taking them for it costs more than missing it


class Written(NamedTuple):
    """A set of templates: of which file and tables, for which kind of model, and whether people asked for them."""

    kind: str
    name: str
    file: str
    spam: bool
    tables: tuple[str, ...] = ()  # none: all of the file


class Message(NamedTuple):
    """A copy of a template, whose number is that of its campaign."""

    campaign: int
    body: str
    subject: str | None = None


SETS = (
    Written("sms", "ordinary", "ordinary", spam=False, tables=("sms",)),
    Written("sms", "businesses", "businesses", spam=False),
    Written("sms", "unwanted", "ordinary", spam=True, tables=("unwanted_sms",)),
    Written("sms", "scams", "scams", spam=True),
    Written("email", "letters", "letters", spam=False),
    Written("voicemail", "ordinary", "ordinary", spam=False, tables=("voicemail",)),
)


def messages(of: Written, *, held_out: bool, copies: int = COPIES, seed: int = 1) -> Iterator[Message]:
    """Copies of the templates that are for measuring, or of the others, with other names and figures in each."""
    every = read(of.file)["held_out"]
    for number, template in enumerate(templates(of)):
        if (number % every == every - 1) == held_out:
            chance = random.Random(seed * 10_007 + number)
            for _ in range(copies):
                slots = {slot: chance.choice(values) for slot, values in read("ordinary")["slots"].items()}
                yield Message(number, *(part.format(**slots) for part in template))


def templates(of: Written) -> Sequence[tuple[str, ...]]:
    """The templates of a set: bodies, and with mail its subjects."""
    named = read(of.file)
    tables = [named[name] for name in of.tables or named if isinstance(named[name], list)]
    return [(one,) if isinstance(one, str) else (one["body"], one["subject"]) for table in tables for one in table]


@cache
def read(file: str) -> Mapping[str, Any]:
    """What a file of this folder holds."""
    return tomllib.loads((FOLDER / f"{file}.toml").read_text(encoding="utf-8"))
