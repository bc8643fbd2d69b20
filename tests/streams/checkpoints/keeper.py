"""States as simple as can be, and who keeps them as a stage does."""

from collections.abc import Iterable, Mapping

from streams.checkpoints.checkpoint import Checkpoint, Written
from streams.checkpoints.paged import Page
from streams.checkpoints.reading import State

Log = list[tuple[str, bytes | None]]


def written(checkpoint: Checkpoint, position: int, budget: int = 1 << 30) -> Written:
    """The pages of the next checkpoint, as a stage writes them."""
    taken = checkpoint.take(position, budget)
    return checkpoint.written(taken, taken.packed())


class Tally:
    """How often each name was given: the simplest state there is."""

    layout = "1"

    def __init__(self) -> None:
        self.names: dict[str, int] = {}
        self._touched: list[str] = []

    def give(self, name: str, offset: int = 0) -> None:
        assert offset >= 0
        self.names[name] = self.names.get(name, 0) + 1
        self._touched.append(name)

    def touched(self) -> Iterable[str]:
        touched, self._touched = self._touched, []
        return touched

    def page(self, name: str) -> bytes | None:
        return b"%d" % self.names[name] if name in self.names else None

    def forget(self, account: str) -> None:
        self.names.pop(account, None)

    def restore(self, pages: Mapping[str, Page]) -> None:
        self.names = {name: int(page.data) for name, page in pages.items()}

    @staticmethod
    def wanted(names: str, upto: int) -> dict[str, int]:
        return {name: names[:upto].count(name) for name in sorted(set(names[:upto]))}


class Latest(Tally):
    """Where each name was given last, until that is out of mind: taken again, it stays so."""

    MIND = 4

    def give(self, name: str, offset: int = 0) -> None:
        self.names[name] = max(self.names.get(name, 0), offset)
        self._touched.append(name)
        self._forget()

    def restore(self, pages: Mapping[str, Page]) -> None:
        super().restore(pages)
        self._forget()

    def _forget(self) -> None:
        newest = max(self.names.values(), default=0)
        for name in [name for name, last in self.names.items() if last < newest - self.MIND]:
            del self.names[name]
            self._touched.append(name)

    @staticmethod
    def wanted(names: str, upto: int) -> dict[str, int]:
        last = {name: names[:upto].rindex(name) for name in sorted(set(names[:upto]))}
        return {name: at for name, at in last.items() if at >= upto - 1 - Latest.MIND}


class Keeper:
    """Takes names one by one and keeps its state, as a stage does."""

    def __init__(self, log: Log, names: str, generation: int = 1, of: type[Tally] = Tally) -> None:
        self.log, self.given, self.state = log, names, of()
        state = State()
        for key, value in log:
            state.put(key.encode(), value)
        after = state.topics["calls"].newest("1")
        self.state.restore(after.pages)
        self.taken = {name: page.at for name, page in after.pages.items()}
        self.position = after.manifest.positions.get("calls", 0)
        self.checkpoint = Checkpoint("calls", self.state, generation, after)

    def take(self, upto: int) -> None:
        for offset in range(self.position, upto):
            if offset >= self.taken.get(self.given[offset], 0):
                self.state.give(self.given[offset], offset)
            self.checkpoint.note(offset)
        self.position = max(self.position, upto)

    def pages(self, budget: int = 1 << 30) -> Written:
        return written(self.checkpoint, self.position, budget)

    def manifest(self) -> tuple[str, bytes]:
        return self.checkpoint.manifest({"calls": self.position}, {})

    def keep(self, budget: int = 1 << 30) -> None:
        self.log += self.pages(budget)
        self.log.append(self.manifest())


def restored(log: Log, names: str, upto: int, generation: int = 2, of: type[Tally] = Tally) -> Keeper:
    keeper = Keeper(log, names, generation, of)
    keeper.take(upto)
    assert dict(sorted(keeper.state.names.items())) == of.wanted(names, upto)
    return keeper
