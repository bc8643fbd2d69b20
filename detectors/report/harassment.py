"""Reports of harassment and threats."""

from detectors.reported import Reported


class Harassment(Reported):
    """Reports of harassment and threats.

    Usual false positives: quarrels in which both sides report each other.
    Blind spots: people who do not dare to report it.
    Source: NEC, acceptable use policy, bullet 14.
    """

    id = "report.harassment"
