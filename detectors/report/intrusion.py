"""Reports of breaking into systems."""

from detectors.reported import Reported


class Intrusion(Reported):
    """Reports of breaking into systems.

    Usual false positives: whoever others come through from elsewhere: it may be a victim as well.
    Blind spots: systems whose owner has not noticed.
    Source: NEC, acceptable use policy, bullet 11.
    """

    id = "report.intrusion"
