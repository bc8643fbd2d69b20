"""Any amount of mail from a seed."""

import random
from functools import partial

from tests.traffic.crowd import Crowd, crowd
from tests.traffic.facts import Record
from tests.traffic.mails.behaviours import HABITS, MAIL_PROFILES
from tests.traffic.mails.facts import mail_record
from tests.traffic.mails.writer import MailWriter
from tests.traffic.telling import Event


def random_mails(
    seed: int, events: int = 10_000, accounts: int = 20, profile: str = "mixed"
) -> tuple[list[Record], list[Event]]:
    """Account records and events of `email` in the order they arrive, always the same for the same arguments.

    As `random_traffic` is for calls; `profile` is a key of `MAIL_PROFILES`. Nothing is to be found in `honest`.
    """
    rng = random.Random(f"mails {profile}/{seed}")
    known = partial(mail_record, limits=profile != "honest")
    writers = Crowd(open=MailWriter, act=lambda writer: writer.mail, known=known)
    return crowd(rng, seed, events, accounts, writers, [HABITS[name] for name in MAIL_PROFILES[profile]])
