"""Sets of real messages, mails and callers as streams of the contract, their labels kept aside.

The sets are third-party data for measuring only (`RINGFENCE_SHARED`, else `../shared`, has them in `data`): nothing of
them is kept. Who received a message is made up, and so is when, where a set does not say.
"""

import os
from pathlib import Path
from typing import Any, NamedTuple

Event = dict[str, Any]

DATA = Path(os.environ.get("RINGFENCE_SHARED", Path(__file__).parents[3] / "shared")) / "data"
START = 1_789_948_800_000  # 2026-09-21, 00:00 UTC
BETWEEN = 20_000  # ms between two messages of an account
PEOPLE = 7_000_000  # recipients, none of whom there is


class Corpus(NamedTuple):
    """Account records, the events of each topic in their order, and the label of an event by its id."""

    accounts: list[Event]
    events: dict[str, list[Event]]
    labels: dict[str, str]


def somebody(n: int) -> int:
    """The person to whom the n-th message goes: another one each time, in no order that a detector looks for."""
    return n * 7_919 % PEOPLE


def number_of(n: int) -> str:
    """The number that the n-th message goes to."""
    return f"+1646{2_000_000 + somebody(n)}"
