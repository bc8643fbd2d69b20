"""Reports of false information."""

from detectors.reported import Reported, about


class FalseInformation(Reported):
    """Reports of false information.

    Blind spots: whether it is false.
    Source: NEC, acceptable use policy, bullet 14.
    """

    id = "report.false-information"
    where = about("false-information")
