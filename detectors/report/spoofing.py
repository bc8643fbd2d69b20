"""Reports of a false caller number, sender or address."""

from detectors.reported import Reported, about


class Spoofing(Reported):
    """Reports of a false caller number, sender or address.

    Blind spots: reports about the one whose number was shown, who is the victim: where `subject` names no
    account, the holder is taken.
    Source: NEC, acceptable use policy, bullet 6.
    """

    id = "report.spoofing"
    where = about("spoofing")
