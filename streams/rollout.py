"""Which findings are in shadow: alerts alone, to be looked at before a detector or a policy counts."""

from detectors.policy import Policy
from streams.identity import identity

ALL = 1 << 32


def in_shadow(policy: Policy, detector: str, account: str) -> bool:
    """Whether what a detector finds of an account is in shadow under a policy.

    An account is in the share of one detector whatever it is in that of another, and stays in it as that grows.
    """
    row = policy.detectors[detector]
    if policy.settings.shadow or row.shadow:
        return True
    return row.share < 1 and int(identity(detector, account)[:8], 16) >= row.share * ALL
