"""Messages in words of our own: what public corpora have none of.

A model that knows personal messages alone takes a bank's notice for spam, as both are written to everybody; and spam
of 2006 knows no phishing. Each template stands for a campaign, of which `held_out` of its file says how many are for
measuring: one in so many, by number.
"""

import random
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain
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
    language: str | None = None  # where it is not English


class Message(NamedTuple):
    """A copy of a template, whose number is that of its campaign."""

    campaign: int
    body: str
    subject: str | None = None


ORDINARY = Written("sms", "ordinary", "ordinary", spam=False, tables=("sms",))
UNWANTED = Written("sms", "unwanted", "ordinary", spam=True, tables=("unwanted_sms",))
SETS = (
    ORDINARY,
    Written("sms", "businesses", "businesses", spam=False),
    UNWANTED,
    Written("sms", "scams", "scams", spam=True),
    Written("email", "letters", "letters", spam=False),
    *(
        Written("sms", "languages", "languages", spam, (f"{language}_{table}",), language)
        for language in ("de", "es", "fr", "hi", "ja", "pt")
        for table, spam in (("ordinary", False), ("unwanted", True))
    ),
    Written("voicemail", "ordinary", "ordinary", spam=False, tables=("voicemail",)),
)


def messages(of: Written, *, held_out: bool, copies: int = COPIES, seed: int = 1) -> Iterator[Message]:
    """Copies of the templates that are for measuring, or of the others, with other names and figures in each."""
    for number, template in templates(of, held_out=held_out):
        chance = random.Random(seed * 10_007 + number)
        for _ in range(copies):
            filled = slots(chance)
            yield Message(number, *(part.format(**filled) for part in template))


def templates(of: Written, *, held_out: bool) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The templates of a set that are for measuring, or the others, by number: bodies, and with mail its subjects."""
    named = _read(of.file)
    tables = [named[name] for name in of.tables or named if isinstance(named[name], list)]
    for number, one in enumerate(chain(*tables)):
        if (number % named["held_out"] == named["held_out"] - 1) == held_out:
            yield number, (one,) if isinstance(one, str) else (one["body"], one["subject"])


def slots(chance: random.Random) -> dict[str, str]:
    """What stands in the slots of one message."""
    return {slot: chance.choice(values) for slot, values in _read("ordinary")["slots"].items()}


@cache
def _read(file: str) -> Mapping[str, Any]:
    return tomllib.loads((FOLDER / f"{file}.toml").read_text(encoding="utf-8"))
