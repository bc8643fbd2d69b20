"""What the platform knows of an account that mails."""

import random
from collections.abc import Iterable

from tests.traffic.facts import USES, Record, barred, declared, own_limit
from tests.traffic.mails.writer import MailWriter
from tests.traffic.telling import Event

OWN_LIMITS: dict[str, tuple[float, ...]] = {
    "email_complaint_share": (0, 0.001, 0.004, 0.01, 0.05),
    "bounce_share": (0, 0.02, 0.05, 0.1, 0.2),
}
DECLARED_LIMITS: dict[str, tuple[float, ...]] = {
    "email_complaint_share": (0.0005, 0.02, 0.1, 1),
    "bounce_share": (0.03, 0.08, 0.15, 0.5, 1),
}


def mail_record(rng: random.Random, writer: MailWriter, events: Iterable[Event], *, limits: bool = True) -> Record:
    """A record of the account with these events, with limits and declared events of its own if `limits`."""
    moments: list[int] = sorted(event["ts"] for event in events)
    use = rng.choice((*USES, "marketing", "marketing"))
    made: Record = {"account": writer.name, "use": use, "domains": writer.senders.domains}
    if not limits:
        return made
    made |= barred(writer.name, moments)
    if rng.random() < 0.1:
        made["domains"] = rng.choice((None, []))
    if rng.random() < 0.6:
        given = [name for name in OWN_LIMITS if rng.random() < 0.6]
        made["limits"] = {name: own_limit(rng, OWN_LIMITS[name], moments) for name in given}
    if rng.random() < 0.6:
        made["declared"] = [
            declared(rng, f"{writer.name}-event-{i}", DECLARED_LIMITS, moments) for i in range(rng.randint(1, 3))
        ]
    return made
