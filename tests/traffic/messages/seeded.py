"""Any amount of messages from a seed."""

import random

from tests.traffic.facts import Record
from tests.traffic.life import Arrivals, life
from tests.traffic.messages.behaviours import DISORDERED, HABITS, MESSAGE_PROFILES
from tests.traffic.messages.facts import message_record
from tests.traffic.messages.writer import Writer
from tests.traffic.telling import Event

COUNTRIES = ("US", "US", "JP", "JP", "GB", "CA", None)


def random_messages(
    seed: int, events: int = 10_000, accounts: int = 20, profile: str = "mixed"
) -> tuple[list[Record], list[Event]]:
    """Account records and events of `sms` in the order they arrive, always the same for the same arguments.

    As `random_traffic` is for calls; `profile` is a key of `MESSAGE_PROFILES`. Nothing is to be found in `honest`.
    """
    rng = random.Random(f"messages {profile}/{seed}")
    weights = [rng.uniform(0.5, 2.0) for _ in range(accounts)]
    habits = [(HABITS | DISORDERED)[name] for name in MESSAGE_PROFILES[profile]]
    records: list[Record] = []
    arrivals = Arrivals()
    for i, weight in enumerate(weights):
        writer = Writer(rng, f"account-{seed}-{i}", rng.choice(COUNTRIES))
        delivered = life(rng, writer.message, int(events * weight / sum(weights)), habits)
        if not delivered:
            continue
        if i == 0 or rng.random() >= 0.125:
            own = (arrival.event for arrival in delivered)
            records.append(message_record(rng, writer, own, limits=profile != "honest"))
        arrivals.add(rng, delivered, odds=0.01)
    return records, arrivals.events[:events]
