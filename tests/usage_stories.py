"""Stories of what other services move for an account, as `tests.stories` tells those of calls.

account().transfers(100).judge("account.active-while-suspended")
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, cast

from tests.stories import Story
from tests.story_calls import START, Duration, Record, ms

BYTES = 500_000


@dataclass(frozen=True)
class Transfers:
    """Transfers at these times, ms after START."""

    times: tuple[int, ...]

    def events(self, account: str, before: int) -> Iterator[tuple[int, Record]]:
        """Each event and when it arrives; `before` have been told before."""
        for n, time in enumerate(self.times, before + 1):
            yield time, transfer(account, f"transfer-{n}", START + time)


@dataclass(frozen=True)
class Moves(Story):
    """What services moved for one account."""

    stream: ClassVar[str] = "usage"

    def transfers(self, count: int, every: Duration = "10s") -> "Moves":
        """One transfer after the other."""
        times = tuple(self.clock + i * ms(every) for i in range(count))
        return cast("Moves", self.then(Transfers(times), count * ms(every)))


def transfer(account: str, event: str, ts: int) -> Record:
    """One transfer."""
    moved = {"service": "turn", "bytes_in": BYTES, "bytes_out": BYTES}
    return {"id": event, "account": account, "ts": ts, "event": "transfer", **moved}


def account(name: str = "acme", **facts: object) -> Moves:
    """An account of which the platform has a record, with the contract's fields."""
    return Moves(name, {"account": name, **facts})
