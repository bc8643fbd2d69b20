"""Shares of counts, judged by the bound of their interval and never by the point estimate alone."""

from math import sqrt

from detectors.kernel import kernel

Z = 1.959963984540054  # two-sided 95 % of the normal distribution


@kernel
def wilson_lower(k: int, n: int) -> float:
    """The lower bound of the 95 % Wilson interval of k of n; 0 of nothing.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).

    >>> round(wilson_lower(10, 20), 4)
    0.2993
    """
    if n <= 0 or k <= 0:
        return 0.0
    p = k / n
    z2 = Z * Z
    return (p + z2 / (2 * n) - Z * sqrt((p * (1 - p) + z2 / (4 * n)) / n)) / (1 + z2 / n)


@kernel
def wilson_upper(k: int, n: int) -> float:
    """The upper bound of the 95 % Wilson interval of k of n; 1 of nothing.

    >>> round(wilson_upper(10, 20), 4)
    0.7007
    """
    if n <= 0 or k >= n:
        return 1.0
    p = k / n
    z2 = Z * Z
    return (p + z2 / (2 * n) + Z * sqrt((p * (1 - p) + z2 / (4 * n)) / n)) / (1 + z2 / n)
