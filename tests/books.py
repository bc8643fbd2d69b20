"""Stories of the second stage: what an account moved and was charged, and what is said of it."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from detectors.ledger import Portion
from detectors.spans import DAY
from streams.api_keys import Shared
from streams.campaigns import Member
from streams.events import AccountRecord
from streams.internal import Internal
from streams.pools import PortionOf
from streams.raw import RawBatch
from streams.records import Alert
from streams.shard import Shard
from streams.stream import STREAMS
from streams.telling import Total
from streams.totals import OfAccount, Totals
from tests.product import known
from tests.stories import POLICY, Record
from tests.story_calls import Duration, ms

START = 20_697 * DAY  # 2026-09-01 00:00 UTC, when every story begins
SLOT = 5 * 60_000
PERSON = "+12125550123"


@dataclass(frozen=True)
class Books:
    """What the streams say of one account's slots, in this order, and what the platform knows of it."""

    record: Record
    told: tuple[OfAccount, ...] = ()

    def moved(self, bytes_: int, at: Duration = 0, stream: str = "usage", cost: int = 0) -> "Books":
        """So many bytes more, after START, on a stream; `cost` in millionths."""
        ts = START + ms(at)
        slot = ts // SLOT * SLOT
        before = [t for t in self.told if isinstance(t, Total) and (t.stream, t.slot) == (stream, slot)]
        sums = (before[-1].bytes, before[-1].cost) if before else (0, 0)
        total = Total(self.record["account"], stream, slot, ts, sums[0] + bytes_, sums[1] + cost)
        return replace(self, told=(*self.told, total))

    def drew(self, bytes_: int, whole: int, active: int, at: Duration = 0, pool: str = "shared") -> "Books":
        """So many bytes of all that the accounts of a pool moved in a slot after START."""
        slot = (START + ms(at)) // SLOT * SLOT
        portion = PortionOf(self.record["account"], slot, Portion(pool, bytes_, whole, active))
        return replace(self, told=(*self.told, portion))

    def shared(self, accounts: int, at: Duration = 0, key: str = "key-1") -> "Books":
        """So many accounts used a key on a day after START, this one among them."""
        ts = START + ms(at)
        of = Shared(self.record["account"], key, ts // DAY * DAY, ts, accounts)
        return replace(self, told=(*self.told, of))

    def sent(
        self,
        accounts: int,
        evident: int,
        *,
        against: bool = False,
        unregistered: bool = False,
        at: Duration = 0,
        text: str = "sms/00f1",
    ) -> "Books":
        """It sent a text on a day after START that so many accounts sent, and so many of them have evidence against."""
        ts = START + ms(at)
        of = Member(self.record["account"], text, ts // DAY * DAY, ts, accounts, evident, against, unregistered)
        return replace(self, told=(*self.told, of))

    def charged(self, amount: float, at: Duration = 0, stream: str = "calls") -> "Books":
        """A charge."""
        return self.moved(0, at, stream, round(amount * 1_000_000))

    def knowing(self, **facts: object) -> "Books":
        """The same, where the account's record says this too."""
        return replace(self, record={**self.record, **facts})

    def said(self) -> list[Alert]:
        """What all detectors of the second stage say."""
        stage, record = Totals(POLICY), msgspec.convert(self.record, AccountRecord)
        said = [stage.take(one, record) for one in self.told]
        return [alert for alerts in said for alert in alerts if isinstance(alert, Alert)]

    def judge(self, detector: str) -> list[Alert]:
        """What one of them says."""
        return [alert for alert in self.said() if alert.detector == detector]


def books(**facts: object) -> Books:
    """An account that has moved nothing yet."""
    return Books({"account": "acme", **facts})


def levels(alerts: Sequence[Alert]) -> list[int]:
    """The levels of findings, in their order."""
    return [alert.level for alert in alerts]


def event(stream: str, id_: str, ts: int, moved: int, cost: float = 0, account: str = "acme") -> Record:
    """An event of a stream that moved bytes and was charged for; transfers are never charged."""
    common = {"id": id_, "account": account, "ts": ts}
    if stream == "usage":
        half = moved // 2
        return {**common, "event": "transfer", "service": "turn", "bytes_in": half, "bytes_out": moved - half}
    if stream == "email":
        return {**common, "event": "delivery", "message": id_, "to": "ann@mail.example"}
    parties = {"from": "+13125550100", "to": PERSON, "bytes": moved, "cost": cost}
    if stream == "sms":
        return {**common, "event": "send", "message": id_, **parties}
    return {**common, "event": "end", "call": id_, "direction": "outbound", "started": ts, "talk_ms": 0, **parties}


def summed(
    records: Sequence[Record], streams: Mapping[str, Sequence[Record]], batch: int = 5_000, seed: int | None = None
) -> list[Alert]:
    """What is said of sums over the streams, `batch` events of one at a time; those of a stream stay in their order.

    With a seed streams take turns at random, and say at random times what they have held back, some of it twice.
    """
    rng, stage, facts = random.Random(seed), Totals(POLICY), known(records)
    shards = {name: Shard(STREAMS[name], POLICY, facts) for name in streams}
    alerts = list[Alert]()

    def hear(told: Sequence[Internal]) -> None:
        totals = [one for one in told if isinstance(one, Total)]
        again = [total for total in totals for _ in range(2 if seed is not None and rng.random() < 0.2 else 1)]
        said = [one for total in again for one in stage.take(total, facts.record(total.account))]
        alerts.extend(one for one in said if isinstance(one, Alert))

    for name, raw in _turns(streams, batch, rng if seed is not None else None):
        fed = shards[name].feed(raw)
        assert not fed.dead, f"not a record by the contract: {fed.dead[0].error}"
        hear(fed.told)
        if seed is not None and rng.random() < 0.2:
            hear(shards[name].rest())
    for shard in shards.values():
        hear(shard.rest())
    return alerts


def _turns(
    streams: Mapping[str, Sequence[Record]], batch: int, rng: random.Random | None
) -> Iterator[tuple[str, RawBatch]]:
    left = {name: [msgspec.json.encode(record) for record in events] for name, events in streams.items()}
    at = dict.fromkeys(streams, 0)
    while waiting := [name for name in streams if at[name] < len(left[name])]:
        name = rng.choice(waiting) if rng else waiting[0]
        values = left[name][at[name] : at[name] + batch]
        yield name, RawBatch(name, 0, range(at[name], at[name] + len(values)), values)
        at[name] += len(values)
