"""Reports of harassment and threats."""

from detectors.reported import Reported, about


class Harassment(Reported):
    """Reports of harassment and threats.

    Blind spots: quarrels in which both sides report each other.
    Source: NEC, acceptable use policy, bullet 14.
    """

    id = "report.harassment"
    where = about("harassment")
