"""How a call goes: what its end says that its attempt did not."""

import random

from tests.traffic.manners import Manner
from tests.traffic.telling import Event


def release(rng: random.Random, manner: Manner, started: int) -> Event:
    """The fields of the end of a call that was set up then, its `ts` among them."""
    ring = rng.choice(manner.rings)
    talk = _talk(rng, manner) if rng.random() < manner.answered else 0
    event: Event = {"event": "end"}
    if talk:
        event |= _answered(rng, manner)
    elif rng.random() < manner.rejected:
        event |= {"sip": 607, "hangup": "callee"}
    elif rng.random() < manner.early:
        event |= {"hangup": "caller"}
    else:
        ring = rng.choice((15_001, 20_000))
        event |= {"sip": 487, "hangup": rng.choice(("caller", "callee", None))}
        if event["hangup"] != "caller" and rng.random() < 0.5:
            ring = rng.choice(manner.rings)
    if manner.voicemail and rng.random() < manner.voicemail:
        talk = rng.choice(manner.lengths)
        event |= {"voicemail": True, "answered_by": rng.choice(("machine", None))}
    event |= {"ts": started + ring + talk, "started": started, "talk_ms": talk}
    if rng.random() < 0.85:
        event["ring_ms"] = ring
    elif rng.random() < 0.5:
        event["ring_ms"] = rng.choice((None, None, None, 0, 3_000, 3_001))
    return event


def _talk(rng: random.Random, manner: Manner) -> int:
    return rng.choice((1, 3_000, 5_999, 6_000) if rng.random() < manner.short else manner.talks)


def _answered(rng: random.Random, manner: Manner) -> Event:
    event: Event = {
        "answered_by": rng.choice(("human",) * 12 + ("machine", "fax", None)),
        "sip": 607 if rng.random() < manner.rejected / 20 else 200,
        "hangup": "network" if rng.random() < manner.dropped else rng.choice(("caller", "callee", None)),
    }
    return event | _dialled(rng, manner) if rng.random() < manner.dialer else event


def _dialled(rng: random.Random, manner: Manner) -> Event:
    event: Event = {"dialer": True}
    luck = rng.random()
    if luck < manner.abandoned:
        agent, greeting = rng.choice(((None, None), (None, 500), (4_001, None), (2_001, 0), (9_000, 6_999)))
    elif luck < manner.abandoned + manner.unsure:
        agent, greeting = rng.choice(((2_001, None), (3_000, None), (4_000, None)))
    else:
        agent, greeting = rng.choice(((900, None), (2_000, None), (2_000, 0), (8_000, 6_000), (0, 0)))
    event |= {"agent_ms": agent, "greeting_ms": greeting}
    if rng.random() < 0.1:
        event["treatment"] = rng.choice(("agent", "message", None))
    return event
