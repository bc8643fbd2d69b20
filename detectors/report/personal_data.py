"""Reports of misuse of personal data."""

from detectors.reported import Reported, about


class PersonalData(Reported):
    """Reports of misuse of personal data.

    Blind spots: people who do not know where their data went.
    Source: NEC, acceptable use policy, bullet 8; NTT, terms of service, article 19 (1) (8).
    """

    id = "report.personal-data"
    where = about("personal-data")
