"""Any amount of mail from a seed."""

import random

from tests.traffic.facts import Record
from tests.traffic.life import Arrivals, life
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
    weights = [rng.uniform(0.5, 2.0) for _ in range(accounts)]
    habits = [HABITS[name] for name in MAIL_PROFILES[profile]]
    records: list[Record] = []
    arrivals = Arrivals()
    for i, weight in enumerate(weights):
        writer = MailWriter(rng, f"account-{seed}-{i}")
        delivered = life(rng, writer.mail, int(events * weight / sum(weights)), habits)
        if not delivered:
            continue
        if i == 0 or rng.random() >= 0.125:
            own = (arrival.event for arrival in delivered)
            records.append(mail_record(rng, writer, own, limits=profile != "honest"))
        arrivals.add(rng, delivered, odds=0.01)
    return records, arrivals.events[:events]
