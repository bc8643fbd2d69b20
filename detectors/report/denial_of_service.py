"""Reports of denial of service."""

from detectors.reported import Reported


class DenialOfService(Reported):
    """Reports of denial of service.

    Usual false positives: the holder of an address that somebody else forged.
    Blind spots: who is behind a forged address.
    Source: NEC, acceptable use policy, bullet 7.
    """

    id = "report.denial-of-service"
