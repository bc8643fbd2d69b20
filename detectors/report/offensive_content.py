"""Reports of offensive or illegal content."""

from detectors.reported import Reported, about


class OffensiveContent(Reported):
    """Reports of offensive or illegal content.

    Blind spots: content that only some may see.
    Source: NEC, acceptable use policy, bullet 14.
    """

    id = "report.offensive-content"
    where = about("offensive-content")
