"""Any amount of messages from a seed."""

import random
from functools import partial

from tests.traffic.crowd import Crowd, crowd
from tests.traffic.facts import Record
from tests.traffic.messages.behaviours import DISORDERED, HABITS, MESSAGE_PROFILES
from tests.traffic.messages.facts import message_record
from tests.traffic.messages.writer import Writer
from tests.traffic.seeded import COUNTRIES
from tests.traffic.telling import Event


def random_messages(
    seed: int, events: int = 10_000, accounts: int = 20, profile: str = "mixed"
) -> tuple[list[Record], list[Event]]:
    """Account records and events of `sms` in the order they arrive, always the same for the same arguments.

    As `random_traffic` is for calls; `profile` is a key of `MESSAGE_PROFILES`. Nothing is to be found in `honest`.
    """
    rng = random.Random(f"messages {profile}/{seed}")
    writers = Crowd(
        open=lambda rng, name: Writer(rng, name, rng.choice(COUNTRIES)),
        act=lambda writer: writer.message,
        known=partial(message_record, limits=profile != "honest"),
    )
    habits = [(HABITS | DISORDERED)[name] for name in MESSAGE_PROFILES[profile]]
    return crowd(rng, seed, events, accounts, writers, habits)
