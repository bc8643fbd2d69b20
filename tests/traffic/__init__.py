"""Random traffic on `calls`, honest and abusive, with the facts of its accounts: seeded, or small for hypothesis.

Every event is valid by the wire contract. Every leg has a `call` of its own, and its end arrives after its attempt.
"""

from tests.traffic.seeded import PROFILES, random_traffic
from tests.traffic.small import Stream, streams

__all__ = ["PROFILES", "Stream", "random_traffic", "streams"]
