"""Ids that come again, near enough to be duplicates or just too far."""

import random

from tests.traffic.telling import Event

DISTANCES = (1, 1, 2, 5, 20, 62, 63, 64, 65, 66, 80)  # the contract remembers 64


def with_repeats(rng: random.Random, events: list[Event], odds: float) -> list[Event]:
    """One account's events in the order they arrive, with some ids used again.

    Near ones are the same event again, as producers send it. Far ones are a new attempt or message under an old id,
    which is a duplicate or not by how many events the account had since.
    """
    out: list[Event] = []
    for event in events:
        out.append(event)
        if rng.random() >= odds:
            continue
        distance = rng.choice(DISTANCES)
        if distance > len(out):
            continue
        old = out[-distance]
        if rng.random() < 0.5 and distance < 60:
            out.append(old)
        elif event["event"] == "attempt":
            out.append({**event, "id": old["id"], "call": f"{event['call']}-again"})
        elif event["event"] == "send":
            out.append({**event, "id": old["id"], "message": f"{event['message']}-again"})
    return out
