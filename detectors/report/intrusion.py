"""Reports of breaking into systems."""

from detectors.reported import Reported, about


class Intrusion(Reported):
    """Reports of breaking into systems.

    Blind spots: whoever comes through the account from elsewhere: it may be a victim as well.
    Source: NEC, acceptable use policy, bullet 11.
    """

    id = "report.intrusion"
    where = about("intrusion")
