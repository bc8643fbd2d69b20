"""A whole platform for some days, as files that `replay` reads, and the truth about each account beside them."""

import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import msgspec
import orjson

from benchmarks.simulate.account import Account
from benchmarks.simulate.curves import DAY, HOUR
from benchmarks.simulate.kinds import ADAPTING, BLATANT, HONEST, Kind
from benchmarks.simulate.settings import Settings
from benchmarks.simulate.texts import Texts
from streams.errors import WrongUsage

TOPICS = ("calls", "sms", "email", "usage", "reports")
EARLIEST = 9 * HOUR  # before midnight in UTC a day begins where it begins first
FALSE_REPORTS = 0.0002  # of the days of honest accounts on which somebody reports them all the same


class Label(msgspec.Struct, frozen=True):
    """The truth about an account. `onset` is when its first abusive event happened, None: never."""

    account: str
    kind: str
    honest: bool
    onset: int | None
    adapts: bool


class Written(NamedTuple):
    """What a simulation has written."""

    records: dict[str, int]
    labels: list[Label]


class _Simulated:
    """An account with what it is up to, and since when."""

    def __init__(self, account: Account, name: str, kind: Kind, begins: int, ends: int) -> None:
        self.account, self.name, self.kind = account, name, kind
        self.begins, self.ends = begins, ends  # days of abuse
        self.onset: int | None = None

    def day(self, day: int) -> list[tuple[int, str, bytes]]:
        """The records of a day."""
        account = self.account
        account.begin(day)
        if self.kind.cover is None:
            self.kind.day(account)
            if account.odds(FALSE_REPORTS):
                account.report(account.midnight + 12 * HOUR, "spam", "voice")
            return account.records
        self.kind.cover(account)
        if self.begins <= day < self.ends:
            before = len(account.records)
            self.kind.day(account)
            if self.onset is None and day >= self.begins + self.kind.lawful and len(account.records) > before:
                self.onset = min(ts for ts, _, _ in account.records[before:])
        return account.records


def simulate(settings: Settings, seed: int, out: Path) -> Written:
    """Writes `<topic>.ndjson` and `labels.ndjson`; the same bytes for the same settings and seed. Raises WrongUsage."""
    everybody = list(_accounts(settings, seed))
    out.mkdir(parents=True, exist_ok=True)
    records = dict.fromkeys(TOPICS, 0)
    with (out / "accounts.ndjson").open("wb") as file:
        for one in everybody:
            file.write(orjson.dumps(one.account.account_record(), option=orjson.OPT_APPEND_NEWLINE))
    with ExitStack() as stack:
        files = {t: stack.enter_context((out / f"{t}.ndjson").open("wb", buffering=1 << 20)) for t in TOPICS}
        for _, topic, line in _in_order(everybody, settings):
            files[topic].write(line + b"\n")
            records[topic] += 1
    labels = [_label(one) for one in everybody]
    (out / "labels.ndjson").write_bytes(b"".join(msgspec.json.encode(label) + b"\n" for label in labels))
    return Written(records | {"accounts": len(everybody)}, labels)


def _in_order(everybody: list[_Simulated], settings: Settings) -> Iterator[tuple[int, str, bytes]]:
    """All records by time; a day of everybody at a time, as a month of them would not be in memory."""
    waiting = list[tuple[int, str, bytes]]()
    for day in range(settings.days):
        for one in everybody:
            waiting += one.day(day)
        waiting.sort(key=lambda record: record[0])
        until = settings.start + (day + 1) * DAY - EARLIEST
        done = next((i for i, record in enumerate(waiting) if record[0] >= until), len(waiting))
        yield from waiting[:done]
        del waiting[:done]
    yield from waiting


def _accounts(settings: Settings, seed: int) -> Iterator[_Simulated]:
    serial = 0
    parts = ((HONEST, settings.honest_accounts()), (BLATANT, settings.blatant), (ADAPTING, settings.adapting))
    for kinds, counts in parts:
        if unknown := counts.keys() - kinds.keys():
            raise WrongUsage(f"there is no kind {min(unknown)!r}; there are {', '.join(sorted(kinds))}")
        for name, kind in kinds.items():
            for number in range(counts.get(name, 0)):
                account = Account(f"a{serial:05d}", serial, seed, settings.start, settings.volume)
                yield _set_up(account, name, kind, number // kind.group, settings)
                serial += 1


def _set_up(account: Account, name: str, kind: Kind, group: int, settings: Settings) -> _Simulated:
    """Those of a group begin on the same day, with the same texts."""
    account.facts["use"] = kind.use
    if kind.sets_up:
        kind.sets_up(account)
    account.hour = 9 + account.chance.random() * 3
    together = random.Random(f"{account.seed}/{name}/{group}") if kind.group > 1 else account.chance
    if kind.group > 1:
        account.texts = Texts(together)
    first = min(1, settings.days - 1)
    if name in ADAPTING:
        return _Simulated(account, name, kind, together.randint(first, max(first, settings.days // 3)), settings.days)
    lasts = kind.lawful + settings.blatant_days
    begins = together.randint(first, max(first, settings.days - lasts))
    return _Simulated(account, name, kind, begins, begins + lasts)


def _label(one: _Simulated) -> Label:
    return Label(one.account.name, one.name, one.kind.cover is None, one.onset, one.name in ADAPTING)
