"""Reports of abuse that is of no other kind."""

from detectors.reported import Reported, about


class Other(Reported):
    """Reports of anything that is no other kind.

    Blind spots: what is meant is in words that nobody here reads.
    Source: contract, `reports`.
    """

    id = "report.other"
    where = about("other")
