"""Reports of reselling the service without leave."""

from detectors.reported import Reported, about


class Resale(Reported):
    """Reports of reselling the service without leave.

    Blind spots: resellers whose customers do not know who provides it.
    Source: NTT, terms of service, article 19 (1) (1).
    """

    id = "report.resale"
    where = about("resale")
