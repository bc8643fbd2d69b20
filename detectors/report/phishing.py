"""Reports of pages or messages that ask for passwords in another's name."""

from detectors.reported import Reported, about


class Phishing(Reported):
    """Reports of pages or messages that ask for passwords in another's name.

    Blind spots: kits that show only the victim what they are.
    Source: NEC, acceptable use policy, bullets 6 and 13.
    """

    id = "report.phishing"
    where = about("phishing")
