"""Reports of access that nobody allowed."""

from detectors.reported import Reported, about


class UnauthorizedAccess(Reported):
    """Reports of access that nobody allowed.

    Blind spots: credentials that were lent.
    Source: NEC, acceptable use policy, bullet 11.
    """

    id = "report.unauthorized-access"
    where = about("unauthorized-access")
