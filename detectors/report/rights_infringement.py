"""Reports of infringement of others' rights."""

from detectors.reported import Reported, about


class RightsInfringement(Reported):
    """Reports of infringement of others' rights.

    Blind spots: whether the reporter holds the right.
    Source: NEC, acceptable use policy, bullet 8.
    """

    id = "report.rights-infringement"
    where = about("rights-infringement")
