"""Reports of unsolicited calls, messages or mail."""

from detectors.reported import Reported, about


class Spam(Reported):
    """Reports of unsolicited calls, messages or mail.

    Blind spots: recipients who delete what they did not want; a competitor with several names.
    Source: NEC, acceptable use policy, bullets 2 and 3.
    """

    id = "report.spam"
    where = about("spam")
