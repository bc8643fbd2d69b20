"""Events as an account's platform tells them: with ids of their own, and in an order of their own."""

import random
from collections import deque
from typing import Any, NamedTuple

Event = dict[str, Any]


class Delivered(NamedTuple):
    """An event and when it arrives, ms; earlier made wins a tie."""

    at: int
    made: int
    event: Event


class Telling:
    """What is told of one account. Ids of calls are those of other accounts' calls, too."""

    def __init__(self, account: str) -> None:
        self.account = account
        self._made = 0
        self._calls: deque[str] = deque(maxlen=20)

    def event(self, ts: int, event: str, **fields: object) -> Event:
        """An event that nobody has heard of yet."""
        self._made += 1
        return {"id": f"{self.account}-{self._made}", "account": self.account, "ts": ts, "event": event} | fields

    def again(self, event: Event, /, **changes: object) -> Event:
        """The same event under a new id, with these changes."""
        self._made += 1
        return event | {"id": f"{self.account}-{self._made}"} | changes

    def call(self) -> str:
        """The id of a new call."""
        self._calls.append(f"call-{self._made}")
        return self._calls[-1]

    def delivered(self, at: int, event: Event) -> Delivered:
        """The event, arriving then."""
        return Delivered(at, int(event["id"].rpartition("-")[2]), event)

    def earlier_call(self, rng: random.Random) -> str:
        """The id of a call of late, if there was one."""
        return rng.choice(self._calls) if self._calls else self.call()
