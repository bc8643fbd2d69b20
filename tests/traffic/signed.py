"""What networks sign of an attempt: mostly what it is, and everything else that may stand in an Identity header."""

import random
from typing import Any

from tests.oracle.numbering import called
from tests.passports import compact, diverted, numbers, passport
from tests.traffic.numbers import ELSEWHERE
from tests.traffic.telling import Event

OTHERS: tuple[dict[str, Any], ...] = (
    {"iat": "now"},
    {"attest": "D"},
    {"orig": {"tn": "anonymous"}},
    {"orig": {"uri": "sip:desk@pbx.example"}},
    {"dest": {"uri": ["sip:ann@mail.example"]}},
    {"dest": {}},
    {"orig": {"tn": "1-312-555-0100"}},
    {"dest": {"tn": ["+44 20"]}},
    {"origid": None},
)
AWAY = (59_000, 60_000, 61_000, 90_000, -59_000, -60_000, -61_000, -90_000)


def identity(rng: random.Random, attempt: Event, wrong: float) -> str | None:
    """An Identity header of an attempt, which is wrong in some way with these odds."""
    caller, callee, ts = called(attempt["from"]), called(attempt["to"]), attempt["ts"]
    attest: dict[str, Any] = {"attest": attempt.get("attest") or rng.choice("ABC")}
    if rng.random() >= wrong:
        right = passport(caller, callee, ts, **attest)
        return rng.choice((None, right, f"{right}, {passport(caller, callee, ts, None)}", compact(), right))
    desk, other = rng.sample(ELSEWHERE, 2)
    original, stale = (
        passport(caller, desk, ts - 90_000, **attest),
        passport(caller, callee, ts + rng.choice(AWAY), **attest),
    )
    return rng.choice(
        (
            passport(other, callee, ts, **attest),
            passport(caller, other, ts, **attest),
            passport(caller, callee, ts, attest=rng.choice("ABC")),
            stale,
            f"{original},{diverted(caller, desk, callee, ts)}",
            f"{original},{diverted(caller, other, callee, ts)}",
            f"{diverted(caller, callee, desk, ts + rng.choice(AWAY))},{stale}",
            f"{passport(other, callee, ts, **attest)},{compact('div')}",
            f"{stale},{compact()}",
            passport(caller, callee, ts, **(attest | rng.choice(OTHERS))),
            passport(caller, callee, ts, dest=numbers(other, callee), **attest),
            passport(other, other, 1, rng.choice((None, "div", "rph", "rcd"))),
            original[: rng.randrange(len(original))],
        )
    )
