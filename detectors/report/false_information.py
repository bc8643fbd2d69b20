"""Reports of false information."""

from detectors.reported import Reported


class FalseInformation(Reported):
    """Reports of false information.

    Usual false positives: what is true, or an opinion: nobody here judges it.
    Blind spots: what nobody has recognised as false.
    Source: NEC, acceptable use policy, bullet 14.
    """

    id = "report.false-information"
