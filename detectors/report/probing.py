"""Reports of probing, scanning or testing systems for weaknesses."""

from detectors.reported import Reported


class Probing(Reported):
    """Reports of probing, scanning or testing systems for weaknesses.

    Usual false positives: scans that were agreed with their owner and reported by a sensor that does not know.
    Blind spots: scans too slow for a sensor to notice.
    Source: NEC, acceptable use policy, bullet 12.
    """

    id = "report.probing"
