"""Random traffic on `email`, honest and abusive, with the facts of its accounts: seeded, or small for hypothesis."""

from tests.traffic.mails.behaviours import MAIL_PROFILES
from tests.traffic.mails.seeded import random_mails
from tests.traffic.mails.senders import MALWARE
from tests.traffic.mails.small import mail_streams

__all__ = ["MAIL_PROFILES", "MALWARE", "mail_streams", "random_mails"]
