"""From which share of people on complaints speak against an account, on whatever channel."""

from collections.abc import Iterator

from detectors.evidence import Evidence, count, share
from detectors.kernel import kernel
from detectors.rates import wilson_lower

FEW, MANY = 3, 10  # people from which on level 1, level 2
BLATANT = 0.005  # share: level 2


@kernel
def level_of(complained: int, people: int, least: int, limit: float) -> int:
    """By the lower bound of the share, from `least` people on."""
    if people < least or complained < FEW:
        return 0
    lower = wilson_lower(complained, people)
    if lower <= limit:
        return 0
    return 2 if lower > BLATANT and complained >= MANY else 1


def figures(complained: int, people: int, level: int, limit: float, within: str) -> Iterator[Evidence]:
    """How many people, and their share; `within` is the span in words."""
    least, most = (MANY, BLATANT) if level > 1 else (FEW, limit)
    yield count(f"people_who_complained_in_{within}", complained, limit=least, unit="people")
    yield share(f"complaint_share_in_{within}", complained, people, limit=most)
