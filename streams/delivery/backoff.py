"""How long to wait before a delivery is tried again."""

FIRST, LONGEST = 1.0, 300.0  # seconds
DOUBLINGS = 10  # which come to more than the longest


def pause(failures: int, chance: float) -> float:
    """Seconds to wait after so many failures in a row: twice as long each time, less up to a half by `chance`, 0 to 1.

    >>> pause(1, 1.0), pause(3, 1.0), pause(3, 0.0), pause(1000, 1.0)
    (1.0, 4.0, 2.0, 300.0)
    """
    return min(FIRST * 2.0 ** min(failures - 1, DOUBLINGS), LONGEST) * (1 + chance) / 2
