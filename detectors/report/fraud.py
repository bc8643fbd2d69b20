"""Reports of fraud."""

from detectors.reported import Reported, about


class Fraud(Reported):
    """Reports of fraud.

    Blind spots: people who do not know yet that they were deceived.
    Source: NEC, acceptable use policy, bullets 13 and 14.
    """

    id = "report.fraud"
    where = about("fraud")
