"""Folders of traffic of which it is known who abused it since when, as account-hours with their labels."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from models.behaviour.counting import HOUR, done
from models.behaviour.model import FEWEST
from streams.behaviour.account_hours import READ, account_hours
from streams.errors import WrongUsage
from streams.files import structs
from streams.merge import found

LABELS = "labels.ndjson"


class Truth(msgspec.Struct, frozen=True):
    """What is known of an account: `onset` is when its abuse began, in Unix milliseconds; None: it was so all along."""

    account: str
    honest: bool
    onset: int | None = None
    kind: str = ""


class Labelled(NamedTuple):
    """A folder: its scored account-hours, who is whose, and the truth about each account that has a label."""

    name: str
    rows: NDArray[Any]
    names: list[str]
    truth: dict[str, Truth]
    records: int

    def abusive(self) -> NDArray[np.bool_]:
        """Whether each hour is of an abusive account, from its onset on."""
        return self._whether(lambda one: not one.honest)

    def learned_from(self) -> NDArray[np.bool_]:
        """Whether an hour is told apart: it has a label, and is not of an abuser before the onset."""
        began = np.array([(one.onset or 0) // HOUR if one else 0 for one in self._of_names()], np.int64)
        begun = self.rows["hour"] >= began[self.rows["account"]]
        return np.asarray(self._whether(lambda _: True) & begun, np.bool_)

    def _of_names(self) -> list[Truth | None]:
        return [self.truth.get(name) for name in self.names]

    def _whether(self, asked: Any) -> NDArray[np.bool_]:  # noqa: ANN401 - a function of a truth
        said = np.array([one is not None and asked(one) for one in self._of_names()], np.bool_)
        return np.asarray(said[self.rows["account"]])


def labelled(folder: Path) -> Labelled:
    """Reads a folder. Raises WrongUsage where it has no labels, or nothing that they are about."""
    files = found(folder, READ)
    labels = folder / LABELS
    if not labels.is_file():
        raise WrongUsage(f"{folder}: has no {LABELS}, lines {{account, honest, onset?, kind?}}")
    truth = {one.account: one for one in structs(labels, Truth, str(labels))}
    hours = account_hours(files)
    rows = hours.rows[done(hours.rows) >= FEWEST]
    if not truth.keys() & set(hours.names):
        raise WrongUsage(f"{labels}: none of its accounts is in the traffic beside it")
    return Labelled(folder.name, rows, hours.names, truth, sum(hours.records.values()))


def all_of(sets: Sequence[Labelled]) -> tuple[NDArray[Any], NDArray[np.int64], NDArray[np.bool_]]:
    """The hours of several folders that are learned from, a number for each account of each, and which are abusive."""
    rows, accounts, abusive, before = [], [], [], 0
    for one in sets:
        those = one.learned_from()
        rows.append(one.rows[those])
        accounts.append(one.rows["account"][those].astype(np.int64) + before)
        abusive.append(one.abusive()[those])
        before += len(one.names)
    return np.concatenate(rows), np.concatenate(accounts), np.concatenate(abusive)
