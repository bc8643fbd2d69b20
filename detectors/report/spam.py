"""Reports of unsolicited calls, messages or mail."""

from detectors.reported import Reported


class Spam(Reported):
    """Reports of unsolicited calls, messages or mail.

    Usual false positives: a competitor with several names.
    Blind spots: recipients who delete what they did not want.
    Source: NEC, acceptable use policy, bullets 2 and 3.
    """

    id = "report.spam"
