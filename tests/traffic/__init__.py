"""Random traffic on `calls`, honest and abusive, with the facts of its accounts: seeded, or small for hypothesis.

Every event is valid by the wire contract, though not always sensible: those of one leg may come twice, late,
in the wrong order, or be lost, as `tests.traffic.quirks` says.
"""

from tests.traffic.seeded import PROFILES, random_traffic
from tests.traffic.small import Stream, streams

__all__ = ["PROFILES", "Stream", "random_traffic", "streams"]
