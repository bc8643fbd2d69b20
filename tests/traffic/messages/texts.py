"""What is written: texts with numbers and links that change from one message to the next."""

import random
from collections.abc import Callable

TEXTS = (
    "Your code is {number}. Never tell it to anybody.",
    "Our shop opens at nine tomorrow, come and see {link}",
    "WINNER!! Claim prize {number} for {amount} now: {link}",
    "{amount} is due on {number}; pay at {link} or call {number}",
    "お荷物のお届けにあがりました。{link} をご確認ください（番号{number}）",
    "Straße {number}: Grüße 🎉 {amount}",
    "🎉",
    "İstanbul {number}",
    "a{number}b {number}{number} {link}",
    "See x.example and 5.{number}",
    "No links but http:/x and -{number}-",
)
BLANK = ("", " ", "{number}", "{link}", "{amount} !!", "{number} / {number}", "... ??", "+{number}", "§{number}", None)
NUMBERS = ("1", "5", "123456", "12-34", "555/0100", "1,000", "1'000.50", "12:30", "2026-01-31", "٣٤", "１２３", "1/2/3")
AMOUNTS = ("$5.99", "€1'000", "¥300", "￥300", "£1", "5", "₿0.5", "＄12", "$１２")
LINKS = (
    "http://x.example/1",
    "HTTPS://X.EXAMPLE/?q=2",
    "www.shop.example",
    "(http://x.example)",
    "x.example/abc",
    "<www.a.example>",
    '"sub.x-y.example/a/b,c."',
    "ftp://1.2.3.4/",
    "[shop.example/",
    "ｗｗｗ.x.example",
)
WHITE = ("  ", "\t", "\n", "\u00a0", "\u3000", " \r\n ")
WORDS = ("Yes", "thanks!", "Who is this?", "stop it", "STOPP", "はい", "", "start now", "STOP 1", "👍", None)
NAMES = ("t-1", "t-2", "T-1", "offer 5", "0123456789abcdef", "0123456789abcde", "0123456789ABCDEF", "http://x", "t-１")
OUT = ("STOP", "Stop", " stop. ", "StopAll", "UNSUBSCRIBE!", "cancel", "END", "quit", "(revoke)", "OPT OUT", "optout")
OUT_ELSEWHERE = (
    "停止",
    "「停止」",
    "配信停止。",
    "ＳＴＯＰ",
    "　stop　",
    "opt\u00a0out",
    "“stop”",
    "¡stop!",
    "\tSTOP\n",
)
IN = ("START", "unstop", "Start!", "ＳＴＡＲＴ", "\u2014start\u2014")


def text(rng: random.Random, which: int) -> str:
    """One of the texts, with numbers and links of its own."""
    return _filled(rng, TEXTS[which % len(TEXTS)])


def blank(rng: random.Random) -> str | None:
    """What has no template."""
    body = rng.choice(BLANK)
    return body if body is None else _filled(rng, body)


def _filled(rng: random.Random, body: str) -> str:
    """The body with other numbers, amounts and links each time."""
    for name, values in (("number", NUMBERS), ("amount", AMOUNTS), ("link", LINKS)):
        while f"{{{name}}}" in body:
            body = body.replace(f"{{{name}}}", rng.choice(values), 1)
    return body


def dressed(rng: random.Random, body: str) -> str:
    """The same in other letters or with other space, as far as a reader cares."""
    return rng.choice(DRESSES)(rng, body)


def _respaced(rng: random.Random, body: str) -> str:
    return rng.choice(("", *WHITE)) + body.replace(" ", rng.choice(WHITE)) + rng.choice(("", *WHITE))


def _widened(rng: random.Random, body: str) -> str:
    """Some of its ASCII letters and digits as wide as Japanese ones."""
    wide = [chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and rng.random() < 0.3 else c for c in body]
    return "".join(wide)


DRESSES: tuple[Callable[[random.Random, str], str], ...] = (
    _respaced,
    _widened,
    lambda _, body: body.upper(),
    lambda _, body: body.lower(),
    lambda _, body: body.swapcase(),
)


def out_words(rng: random.Random) -> dict[str, str | None]:
    """What a received message that opts out has in it."""
    ways: tuple[dict[str, str | None], ...] = ({"body": rng.choice(OUT)}, {"body": rng.choice(OUT_ELSEWHERE)})
    return rng.choice((*ways, {"body": None, "opt": "out"}))


def in_words(rng: random.Random) -> dict[str, str | None]:
    """The same of one that opts in again."""
    ways: tuple[dict[str, str | None], ...] = ({"body": rng.choice(IN)}, {"opt": "in"})
    return rng.choice(ways)
