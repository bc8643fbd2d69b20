"""Carries out a round, and holds what comes of it to what has to."""

import random
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any, NamedTuple

import msgspec

from detectors.policy import load
from detectors.spans import DAY
from streams.events import YEAR_2100, AccountRecord
from streams.facts import Accounts
from streams.installation import Installation
from streams.internal import Internal
from streams.limits import totalled
from streams.number_lists import DO_NOT_ORIGINATE, NumberList
from streams.paging import page, pages, restore
from streams.placement import home
from streams.raw import DeadLetter, RawBatch, pieces
from streams.reader import Reader
from streams.records import Alert
from streams.replay import Outputs, _Pass
from streams.report import Report
from streams.shard import Shard
from streams.stream import STREAMS
from streams.telling import Total
from streams.ticks import latest_tick
from tests.fuzz.oracle import Moved, check_alert, check_recommendation, leaks, right
from tests.fuzz.rounds import GONE_WRONG, Batch, Round
from tests.streams.mutations import fields, mutant, written

UNWANTED = NumberList(DO_NOT_ORIGINATE, lines=("+1312555*", "+4420* from 2020-01-01 until 2027-01-01"))
POLICY, INSTALLATION = load(), Installation("fuzz", malware=frozenset({"a0" * 32}), do_not_originate=UNWANTED)
REVIEWED = 40  # recommendations at the most that decisions of a round are about
CUTS = 3  # places at which a batch is cut where it comes in pieces
VERDICTS = ("approve", "reject", "withdraw", "remedied", "appeal")
LONGEST = 400  # characters of a reason


class Counts(NamedTuple):
    """What came of rounds."""

    mutated: int = 0
    accepted: int = 0
    dead: int = 0
    findings: int = 0
    recommendations: int = 0

    def plus(self, other: "Counts") -> "Counts":
        """Both together."""
        return Counts(*(one + two for one, two in zip(self, other, strict=True)))


class Judge:
    """A shard, and what it says."""

    def __init__(self, of: Round, accounts: Accounts) -> None:
        stream = STREAMS[of.stream]
        self.shard = Shard(stream, POLICY, accounts, of.partition, of.partitions, installation=INSTALLATION)
        self.said: list[Alert | Internal] = []

    def feed(self, raw: RawBatch) -> list[DeadLetter]:
        """Judges a batch; returns what it could not."""
        fed = self.shard.feed(raw)
        self.said += fed.said
        assert fed.events == len(raw.values) - len(fed.dead)
        return fed.dead

    def state(self) -> list[bytes]:
        """All its pages."""
        return [page(self.shard, number) for number in range(pages(self.shard))]


class Written(NamedTuple):
    """The outputs of a round."""

    alerts: BytesIO
    enforcement: BytesIO
    dead_letters: BytesIO


class Case:
    """One round under way: one shard gets all of it, another one only what is right, written otherwise, in pieces."""

    def __init__(self, of: Round) -> None:
        self.of, self.rng = of, random.Random(of.number)
        self.out = Written(BytesIO(), BytesIO(), BytesIO())
        self.behind = _Pass(Outputs(*self.out), POLICY, Report(), INSTALLATION)
        self.accounts = self.behind.accounts
        self.whole, self.alone = Judge(of, self.accounts), Judge(of, self.accounts)
        self.reader = Reader(STREAMS[of.stream], INSTALLATION)
        self.records: list[Any] = []  # that were judged
        self.known: list[AccountRecord] = []
        self.moved = Moved()
        self.mutated = self.dead = 0

    def carry_out(self) -> Counts:
        """Raises AssertionError where something comes of it that should not."""
        for batch in self.of.batches:
            self.know(batch.accounts)
            self.judge(batch)
        for judge in (self.whole, self.alone):
            judge.said += judge.shard.rest()
        self.compare()
        self.behind.hear(self.whole.said)
        self.behind.settle(max((record.ts for record in self.records), default=1))
        self.decide()
        return self.check_outputs()

    def know(self, raw: RawBatch) -> None:
        """Account records: each is known from then on, or a dead letter."""
        dead = {letter.offset for letter in self.accounts.feed(raw)}
        heard = dict(self.accounts.drained())
        gone = {offset for offset, value in zip(raw.offsets, raw.values, strict=True) if value is None} - dead
        assert sorted([*dead, *heard, *gone]) == list(raw.offsets)
        for offset, record in heard.items():
            self.behind.hear(self.behind.facts.judge(record))
            self.behind.say(self.behind.cases.facts(record.account, record, f"accounts/{record.account}/{offset}"))
        self.known += heard.values()
        self.dead += len(dead)

    def judge(self, batch: Batch) -> None:
        """Events: each is judged, or a dead letter, as the structs have it."""
        raw, due = batch.events, right(self.of.stream, batch.events)
        elsewhere = {raw.offsets[i] for i, record in due.items() if not self.at_home(record.account)}
        due_letters = elsewhere | {offset for i, offset in enumerate(raw.offsets) if i not in due}
        dead = self.whole.feed(raw)
        assert [letter.offset for letter in dead] == sorted(due_letters)
        assert all("\n" not in letter.error and len(letter.error) < LONGEST for letter in dead)
        self.assert_read_alike(raw, due)
        only = [letter.offset for piece in self.pieces(raw, due) for letter in self.alone.feed(piece)]
        assert only == sorted(elsewhere)
        judged = [record for i, record in due.items() if raw.offsets[i] not in elsewhere]
        for record in judged if self.of.stream == "usage" else ():
            known = self.accounts.record(record.account)
            self.moved.take(record, totalled=totalled(known, self.whole.shard.standing.defaults))
        self.records += judged
        self.mutated, self.dead = self.mutated + batch.mutated, self.dead + len(dead)

    def at_home(self, account: str) -> bool:
        """Whether an account belongs to the partition."""
        return self.of.partitions is None or home(account, self.of.partitions) == self.of.partition

    def assert_read_alike(self, raw: RawBatch, due: Mapping[int, Any]) -> None:
        """The scanner and msgspec read the same of every record."""
        values = [raw.values[i] or b"" for i in due]
        either = [values, [b"\n" + value for value in values]]  # no usual shape begins so
        fast, slow = (self.reader.read(RawBatch(raw.topic, 0, range(len(values)), way)) for way in either)
        assert not fast.dead
        assert not slow.dead
        for name in fast.columns.dtype.names or ():
            if not name.endswith(("_at", "_len", "body_is")):  # where and how texts stand, which escapes change
                assert fast.columns[name].tolist() == slow.columns[name].tolist(), name

    def pieces(self, raw: RawBatch, due: Mapping[int, Any]) -> Iterator[RawBatch]:
        """What is right of a batch, some of it written otherwise, cut at any places."""
        if not due:
            return
        kept = raw._replace(
            offsets=[raw.offsets[i] for i in due],
            values=[self.rng.choice((b"", b"\n")) + (raw.values[i] or b"") for i in due],
            keys=raw.keys and [raw.keys[i] for i in due],
            headers=raw.headers and [raw.headers[i] for i in due],
            timestamps=raw.timestamps and [raw.timestamps[i] for i in due],
        )
        yield from pieces(kept, sorted(self.rng.choices(kept.offsets, k=CUTS)))

    def compare(self) -> None:
        """What was judged is all that counted, and its state outlives its shard."""
        state = self.whole.state()
        assert self.alone.state() == state, "the state is another one where what is broken never came"
        assert self.alone.said == self.whole.said, "something else is said where what is broken never came"
        heir = Judge(self.of, self.accounts)
        for one in state:
            restore(heir.shard, one)
        assert heir.state() == state
        if self.of.stream == "usage":
            totals = (one for one in self.whole.said if isinstance(one, Total))
            assert {(one.account, one.slot): one.bytes for one in totals} == self.moved.sums

    def decide(self) -> None:
        """Decisions on what was recommended, deliveries of its notices and ticks, most of which have gone wrong too."""
        rng, ts = self.rng, max((record.ts for record in self.records), default=1)
        said = [msgspec.json.decode(line) for line in self.out.enforcement.getvalue().splitlines()]
        for record in rng.sample(said, min(len(said), REVIEWED)):
            about = {"ts": min(ts + rng.randrange(DAY), YEAR_2100 - 1), "recommendation": record["id"]}
            verdict = {"decision": rng.choice(VERDICTS), "by": "kim", "role": "approver", "reason": "seen"}
            self.take("decisions", {"id": f"d{rng.randrange(9)}", "account": record["account"], **about, **verdict})
            self.take("control", {"event": rng.choice(("tick", "notice-delivered", "emergency")), **about})

    def take(self, topic: str, record: Mapping[str, object]) -> None:
        """One such record: it is a dead letter, or is followed."""
        mutated, whole = self.rng.random() < GONE_WRONG, fields(record)
        value = mutant(self.rng, whole) if mutated else written(whole)
        taken = self.behind.decide(topic, RawBatch(topic, 0, [0], [value]))
        if topic == "decisions":
            assert taken.dead or taken.records  # both where what was due by then left nothing to decide on
        else:
            assert latest_tick([value]) <= taken.latest
        self.mutated, self.dead = self.mutated + mutated, self.dead + len(taken.dead)

    def check_outputs(self) -> Counts:
        """Everything that was said is by its schema, and tells nothing that is private."""
        found, recommended = (out.getvalue() for out in (self.out.alerts, self.out.enforcement))
        for line in found.splitlines():
            check_alert(line)
        for line in recommended.splitlines():
            check_recommendation(line)
        assert not (told := leaks(found + recommended, self.records, self.known)), f"in an output: {told}"
        judged = len(self.records) + len(self.known)
        return Counts(self.mutated, judged, self.dead, found.count(b"\n"), recommended.count(b"\n"))
