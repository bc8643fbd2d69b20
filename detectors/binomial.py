"""How likely a count is by chance, in four kinds of arithmetic alone, so that it is the same on every machine."""

from detectors.kernel import kernel

NEGLIGIBLE = 1e-18  # of a sum
SELDOM = 1e6  # once in so many times may something come by chance


@kernel
def is_rarer(k: int, n: int, p: float, times: float) -> bool:
    """Whether k or more of n, each with a chance of p, come fewer than once in so many times.

    Terms are relative to that of k, upwards and downwards from it until nothing changes, so none is too small for a
    float.

    >>> is_rarer(10, 10, 0.25, 1e6), is_rarer(10, 10, 0.26, 1e6), is_rarer(2, 30, 0.5, 1e6)
    (True, False, False)
    >>> is_rarer(1, 30, 0.0, 1e6), is_rarer(0, 30, 0.0, 1e6)
    (True, False)
    """
    if p >= 1 or k <= n * p:
        return False
    if p <= 0:
        return True
    odds = p / (1 - p)
    term, above = 1.0, 1.0
    for i in range(k, n):
        term *= (n - i) / (i + 1) * odds
        above += term
        if term < above * NEGLIGIBLE:
            break
    term, below, enough = 1.0, 0.0, above * (times - 1)
    for i in range(k, 0, -1):
        term *= i / (n - i + 1) / odds
        below += term
        if below > enough:
            return True
        if i < n * p and term < below * NEGLIGIBLE:
            break
    return False
