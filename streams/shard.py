"""One partition of one stream: who its accounts are, what they did, and what that says of them.

The worker, `replay` and the benchmarks feed the same shard. It has no clock and does no I/O: its state, and so what
it says, is a function of the records fed to it and of the account facts at the positions at which it first used them.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.base import ACCOUNT, of_stream
from detectors.loop import GROWING, NEEDS_MEMORY, NEEDS_ROWS, ROOM, SPOKE
from detectors.memory import LARGEST, memory
from detectors.notes import FOUND
from detectors.policy import Policy
from detectors.windows import KEPT_OUT
from streams.compiled import judging
from streams.event_text import text_of
from streams.facts import Accounts
from streams.facts_in_use import FactsInUse
from streams.fed import Batch, Fed
from streams.findings import Findings
from streams.idle import Idle
from streams.installation import HERE, Installation
from streams.internal import Internal
from streams.limits import defaults_of
from streams.placement import home, misplaced
from streams.raw import RawBatch
from streams.reader import Columns, Reader, as_kernels_see
from streams.records import Alert
from streams.rows import NOBODY, Table
from streams.spill import in_memory
from streams.standing import Standing, extended
from streams.stream import Stream
from streams.telling import Telling, Total

ACCOUNTS_A_PAGE = 256


class Shard:
    """One partition of `stream`. Without `partitions` every account belongs here, as in a file."""

    def __init__(
        self,
        stream: Stream,
        policy: Policy,
        accounts: Accounts,
        partition: int | None = None,
        partitions: int | None = None,
        *,
        installation: Installation = HERE,
    ) -> None:
        self.stream, self.known = stream, accounts
        self.partition, self.partitions = partition, partitions
        self.layout = stream.layout
        self.reader = Reader(stream, installation)
        self.module = judging(stream.name)
        self.findings = Findings(self.layout, policy, installation.key)
        judging_by = [*self.layout.detectors, *of_stream("totals")]
        defaults = {n: value for d in judging_by for n, value in defaults_of(d, policy.detectors[d.id]).items()}
        defaults |= {name: policy.settings.limits[name] for name in stream.limits}
        self.standing = Standing(defaults, self.layout.limits, self.reader.number, stream.held)
        self.touched = np.zeros(1, np.bool_)  # by page
        self.taken = np.zeros(0, np.int64)  # by slot, below which offset events are in the state that was taken over
        self.facts = FactsInUse(accounts, self.standing)
        self.names: list[str] = []  # by slot
        self.slots: dict[str, int] = {}
        self.foreign: dict[int, int] = {}  # slot of an account that belongs elsewhere, and where
        self.tables = {subject: Table(self.layout.row(subject)) for subject in self.layout.subjects}
        self.arena, self.limit = installation.arena, installation.limit
        self.memory = memory(4 * ROOM)
        self.count = np.zeros(1, self.layout.count)
        self.figures = np.zeros(1, self.layout.figures)
        self.found = np.zeros(4 * len(self.layout.detectors) * len(self.layout.subjects), FOUND)
        self.telling = Telling(stream.name)
        self.idle = Idle()
        self.again: int | None = None  # from where on a restart would read again, None: there is none
        self.limit.join(self)

    @property
    def name(self) -> str:
        """What it is called in messages."""
        return self.stream.name if self.partition is None else f"{self.stream.name}/{self.partition}"

    @property
    def state_bytes(self) -> int:
        """The memory that is set aside for its state, without the names of accounts; what is in a file is not in it."""
        return sum(table.bytes for table in self.tables.values()) + self.standing.bytes + in_memory(self.memory)

    def feed(self, raw: RawBatch) -> Fed:
        """Reads and judges a batch."""
        return self.judge(self.read(raw))

    def read(self, raw: RawBatch) -> Batch:
        """Columns and slots of a batch; `unknown_accounts` are new here and have no record of facts yet."""
        columns, text, places, dead = self.reader.read(raw)
        newcomers = self.place(raw, columns, text, places)
        if len(self.taken):
            known = columns["slot"] < len(self.taken)
            at = np.asarray(raw.offsets, np.int64)[places]
            fresh = ~known | (at >= self.taken[np.where(known, columns["slot"], 0)])
            columns, places = columns[fresh], places[fresh]
        if self.foreign:
            kept = np.ones(len(columns), np.bool_)
            for i in np.flatnonzero(np.isin(columns["slot"], list(self.foreign))):
                kept[i] = False
                if i == 0 or places[i] != places[i - 1]:  # an event may be several rows
                    dead.append(self.reader.letter(raw, int(places[i]), self.misplaced(int(columns["slot"][i]))))
            columns, places = columns[kept], places[kept]
            dead.sort(key=lambda letter: letter.offset)
        unknown = [self.names[slot] for slot, _ in newcomers if self.names[slot] not in self.known.latest]
        return Batch(raw, columns, text, dead, unknown, newcomers, places)

    def place(
        self, raw: RawBatch, columns: Columns, text: NDArray[np.uint8], places: NDArray[np.intp]
    ) -> list[tuple[int, int]]:
        """Gives every event the slot of its account, and new accounts a slot; returns those and where they begin."""
        table, rows = self.tables[ACCOUNT], as_kernels_see(columns)
        found = np.zeros(len(columns), np.int64)
        at, n = 0, 0
        while at < len(columns):
            at, n = self.module.place(rows, at, table.index, as_kernels_see(table.rows), table.used, found, n)
            if at < len(columns):
                self.limit.rows(self, table)
        events = found[:n].tolist()
        slots = columns["slot"][events].tolist()
        self.admit(slots, [text_of(columns[i], "account", text) for i in events])
        begin = {slot: raw.offsets[places[i]] for slot, i in zip(slots, events, strict=True)}
        return [(slot, at) for slot, at in begin.items() if slot not in self.foreign]

    def admit(self, slots: Sequence[int], accounts: Sequence[str]) -> None:
        """Gives accounts slots: new ones, or such as have come to be free."""
        self.make_room(max(slots, default=-1) + 1)
        for slot, account in zip(slots, accounts, strict=True):
            self.names[slot], self.slots[account] = account, slot
            belongs = self.home(account)
            if belongs != self.partition:
                self.foreign[slot] = belongs or 0

    def make_room(self, slots: int) -> None:
        """Has so many slots at least."""
        known = len(self.names)
        if slots > known:
            self.names += [NOBODY] * (slots - known)
            self.facts.add(known, slots)

    def taken_below(self, offset: int) -> None:
        """Says of the accounts that were taken over last that the events below an offset are in their state."""
        fresh = np.full(len(self.names) - len(self.taken), offset, np.int64)
        self.taken = np.concatenate([self.taken, fresh])

    def touch(self, slots: Sequence[int] | NDArray[np.int32]) -> None:
        """Says that the pages with these slots have changed."""
        pages = np.unique(np.asarray(slots, np.int64) // ACCOUNTS_A_PAGE)
        if len(pages):
            self.touched = extended(self.touched, int(pages[-1]) + 1)
            self.touched[pages] = True

    def touched_pages(self) -> list[int]:
        """The pages that have changed since this was last asked."""
        touched = np.flatnonzero(self.touched).tolist()
        self.touched[:] = False
        return touched

    def home(self, account: str) -> int | None:
        """The partition that an account belongs to."""
        return self.partition if self.partitions is None else home(account, self.partitions)

    def misplaced(self, slot: int) -> str:
        """Why a record of an account of another partition is refused."""
        return misplaced(self.partition or 0, self.foreign[slot], self.partitions or 0)

    def judge(self, batch: Batch) -> Fed:
        """Judges what was read: changes the state, and says what it finds."""
        begins = int(batch.raw.offsets[0]) if len(batch.raw.offsets) else 0
        uses = self.facts.begin(batch.newcomers, begins, self.slots, self.names) if len(batch.columns) else []
        self.touch(batch.columns["slot"])
        found: list[tuple[int, Alert | Internal]] = []
        columns = as_kernels_see(batch.columns)
        self.telling.make_room(len(columns))
        order = np.argsort(batch.columns["slot"], kind="stable")  # an account's events together: its state is then near
        at = 0
        while at < len(columns):
            at, why, detail = self.module.judge(columns, at, len(columns), order, batch.text, *self.arrays())
            if why == SPOKE:
                i = int(order[at - 1])
                found += [(i, one) for f in self.found[:detail] for one in self.findings.said(self, batch, i, f)]
            elif why == NEEDS_MEMORY:
                self.limit.cells(self, 2 * (ROOM + 2 * GROWING * int(self.memory[LARGEST])))
            elif why == NEEDS_ROWS:
                self.limit.rows(self, self.tables[self.layout.subjects[detail]])
        found += self.telling.taken(batch.columns, batch.text, self.names)
        found.sort(key=lambda one: one[0])
        offsets = batch.raw.offsets
        said, of = [one for _, one in found], [offsets[batch.places[i]] for i, _ in found]
        latest, late = int(batch.columns["ts"].max()) if len(columns) else 0, self.late(batch.columns)
        behind = int(offsets[-1]) + 1 if len(offsets) else 0
        left = self.idle.let_go(self, batch.columns["slot"], latest, (begins, behind)) if latest else {}
        return Fed(said, of, batch.dead, uses, len(offsets) - len(batch.dead), behind, latest, late, left)

    def late(self, columns: Columns) -> int:
        """How many events were late, of which each may be several rows."""
        rows = columns["late"] & KEPT_OUT != 0
        if self.layout.parts and rows.any():
            rows = np.logical_or.reduceat(rows, np.flatnonzero(columns["part"] == 0))
        return int(np.count_nonzero(rows))

    def rest(self) -> list[Total]:
        """What the second stage has not been told yet; from now on it has been."""
        return self.telling.rest(self.tables[ACCOUNT].rows, self.memory, self.names)

    def arrays(self) -> list[NDArray[Any]]:
        """The shard's state as the compiled loop takes it."""
        standing, accounts = self.standing, self.tables[ACCOUNT]
        others = [
            a
            for s in self.layout.subjects[1:]
            for a in (self.tables[s].rows, self.tables[s].words, self.tables[s].index, self.tables[s].used)
        ]
        facts = [standing.facts, standing.held.rows, standing.timed.rows, standing.emergency, standing.limits]
        arrays = [*facts, accounts.rows, *others, self.memory, self.count, self.figures, self.found]
        arrays += self.telling.arrays
        return [as_kernels_see(array) for array in arrays]

    def clocks(self, accounts: Iterable[str]) -> dict[str, int]:
        """The newest time of each of these accounts that has been seen."""
        clocks = self.tables[ACCOUNT].rows["clock"]
        return {account: int(clocks[self.slots[account]]) for account in accounts if account in self.slots}
