"""The row about numbers that look like a neighbour's of the callee."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from math import comb, exp, inf, lgamma, log

from tests.oracle.arrival import Arrival
from tests.oracle.facts import Facts
from tests.oracle.numbering import called, is_e164, plain
from tests.oracle.shares import HOUR, MINUTE, is_live
from tests.oracle.verdict import Verdict

MILLIONTH = Fraction(1, 1_000_000)
DIGITS = 7  # and the plus


def is_rare(k: int, n: int, chance: Fraction) -> bool:
    """Whether k or more of n are rarer than once in a million: by logarithms, exactly where these leave a doubt.

    >>> is_rare(10, 10, Fraction(1, 4)), is_rare(10, 10, Fraction(26, 100)), is_rare(1, 1, Fraction(1, 1_000_000))
    (True, False, False)
    """
    if k <= n * chance:
        return False  # as so many are expected
    p, q = log(chance), log(1 - chance)
    terms = [lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1) + i * p + (n - i) * q for i in range(k, n + 1)]
    most = max(terms, default=-inf)
    doubt = most + log(sum(exp(term - most) for term in terms)) - log(MILLIONTH)
    if abs(doubt) > 1e-6:
        return doubt < 0
    return sum(comb(n, i) * chance**i * (1 - chance) ** (n - i) for i in range(k, n + 1)) < MILLIONTH


class NeighborSpoofing:
    """Unowned numbers that share the callee's prefix, more than prefixes do by chance."""

    id = "voice.neighbor-spoofing"
    window = HOUR

    def __init__(self) -> None:
        self._calls: list[tuple[int, str, str]] = []  # when, and both prefixes

    def judge(self, arrival: Arrival, facts: Facts) -> Iterator[Verdict]:
        """One verdict of the account."""
        event, clock, leg = arrival.event, arrival.clock, arrival.outbound_leg
        if leg is None or not facts.known:
            return
        caller, callee = plain(event["from"]), called(event["to"])
        numbers = is_e164(caller) and is_e164(callee) and min(len(caller), len(callee)) > DIGITS
        if not numbers or facts.may_show(caller, leg.start) or not is_live(event["ts"], clock, MINUTE):
            return
        self._calls.append((event["ts"], caller[: DIGITS + 1], callee[: DIGITS + 1]))
        self._calls = [call for call in self._calls if is_live(call[0], clock, MINUTE)]
        n = len(self._calls)
        k = sum(mine == theirs for _, mine, theirs in self._calls)
        callers, callees = (Counter(call[side] for call in self._calls) for side in (1, 2))
        chance = Fraction(sum(callers[prefix] * callees[prefix] for prefix in callers), n * n)
        level = int(n >= 30 and is_rare(k, n, chance))
        yield Verdict(("account", event["account"]), level, level)
