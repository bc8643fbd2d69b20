"""Reports of probing, scanning or testing systems for weaknesses."""

from detectors.reported import Reported, about


class Probing(Reported):
    """Reports of probing, scanning or testing systems for weaknesses.

    Blind spots: scans that were agreed with their owner and reported by a sensor that does not know.
    Source: NEC, acceptable use policy, bullet 12.
    """

    id = "report.probing"
    where = about("probing")
