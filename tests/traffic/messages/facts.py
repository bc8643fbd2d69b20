"""What the platform knows of an account that writes."""

import random
from collections.abc import Iterable

from tests.traffic.facts import USES, Record, barred, dates, declared, own_limit
from tests.traffic.manners import DAY
from tests.traffic.messages.writer import Writer
from tests.traffic.telling import Event

OWN_LIMITS: dict[str, tuple[float, ...]] = {
    "opt_out_share": (0, 0.01, 0.05, 0.1, 0.15),
    "sms_complaint_share": (0, 0.001, 0.004, 0.01, 0.05),
    "unknown_share": (0, 0.05, 0.1, 0.2),
}
DECLARED_LIMITS: dict[str, tuple[float, ...]] = {
    "opt_out_share": (0.01, 0.08, 0.3, 1),
    "sms_complaint_share": (0.0005, 0.02, 0.1, 1),
    "unknown_share": (0.08, 0.15, 0.5),
}


def message_record(rng: random.Random, writer: Writer, events: Iterable[Event], *, limits: bool = True) -> Record:
    """A record of the account with these events, with limits and declared events of its own if `limits`."""
    moments: list[int] = sorted(event["ts"] for event in events)
    own = {"country": writer.country, "from": moments[0] - 90 * DAY, "until": None}
    made: Record = {
        "account": writer.name,
        "country": writer.country,
        "use": rng.choice(USES),
        "numbers": [{"number": writer.senders.own, **own}, {"number": writer.senders.lent, **dates(rng, moments)}],
        "caller_ids": [{"number": writer.senders.verified, **dates(rng, moments)}],
        "sender_ids": writer.senders.names or rng.choice((None, [])),
    }
    if limits:
        made |= barred(writer.name, moments)
    if limits and rng.random() < 0.6:
        given = [name for name in OWN_LIMITS if rng.random() < 0.6]
        made["limits"] = {name: own_limit(rng, OWN_LIMITS[name], moments) for name in given}
    if limits and rng.random() < 0.6:
        made["declared"] = [
            declared(rng, f"{writer.name}-event-{i}", DECLARED_LIMITS, moments) for i in range(rng.randint(1, 3))
        ]
    return made
