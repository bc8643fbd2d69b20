"""Reports of denial of service."""

from detectors.reported import Reported, about


class DenialOfService(Reported):
    """Reports of denial of service.

    Blind spots: attacks with forged source addresses, which are reported about somebody else.
    Source: NEC, acceptable use policy, bullet 7.
    """

    id = "report.denial-of-service"
    where = about("denial-of-service")
