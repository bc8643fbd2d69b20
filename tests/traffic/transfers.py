"""Random transfers, of accounts that go beyond what they have contracted for."""

import random

from tests.traffic.facts import Record
from tests.traffic.telling import Event

START = 1_790_000_000_000
GAPS = (0, 1_000, 60_000, 300_000, 3_600_000, -300_000)


def random_transfers(
    seed: int, events: int = 10_000, accounts: int = 20, _: str = ""
) -> tuple[list[Record], list[Event]]:
    """Account records and so many transfers in the order they arrive, always the same for the same arguments."""
    rng = random.Random(f"transfers/{seed}")
    records: list[Record] = [
        {
            "account": f"account-{seed}-{i}",
            "limits": {"bytes_per_day": rng.choice((1, 10**6, 10**9)), "spend_cap": 10},
            "contract_bps": rng.choice((None, 1, 10**6)),
            "pool": rng.choice((None, "shared")),
            "declared": [{"id": "launch", "status": "agreed", "limits": {"bytes_per_day": 10**7}}],
        }
        for i in range(accounts)
    ]
    made, ts = list[Event](), START
    for i in range(events):
        ts += rng.choice(GAPS)
        event = {"id": f"t{i}", "account": f"account-{seed}-{rng.randrange(accounts)}", "ts": ts, "event": "transfer"}
        made.append(event | {"service": "turn", "bytes_in": rng.randrange(10**5), "bytes_out": rng.randrange(10**6)})
    return records, made
