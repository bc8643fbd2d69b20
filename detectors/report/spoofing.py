"""Reports of a false caller number, sender or address."""

from detectors.reported import Reported


class Spoofing(Reported):
    """Reports of a false caller number, sender or address.

    Usual false positives: the one whose number was shown, who is the victim: where `subject` names no account, the
    holder is taken.
    Blind spots: people who do not know that the number was false.
    Source: NEC, acceptable use policy, bullet 6.
    """

    id = "report.spoofing"
