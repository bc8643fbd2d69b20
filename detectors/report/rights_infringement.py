"""Reports of infringement of others' rights."""

from detectors.reported import Reported


class RightsInfringement(Reported):
    """Reports of infringement of others' rights.

    Usual false positives: reporters who do not hold the right, which nobody here judges.
    Blind spots: what the holder of the right has not found.
    Source: NEC, acceptable use policy, bullet 8.
    """

    id = "report.rights-infringement"
