"""Judges files as the worker judges topics: the same shards, the same enforcement stage, no broker."""

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO, NamedTuple

from detectors.policy import Policy
from streams.api_keys import ApiKeys, KeyUse
from streams.attribution import attributed, unnamed
from streams.campaigns import Campaigns, Texts
from streams.claims import number_hashes
from streams.complete import Complete
from streams.enforcement.inputs import Taken, control, decisions
from streams.enforcement.stage import Enforcement
from streams.errors import Failed, WrongUsage
from streams.fact_judging import FactJudge
from streams.facts import Accounts
from streams.files import whole
from streams.holders import Holders
from streams.installation import HERE, Installation
from streams.internal import Internal
from streams.merge import Run, Stretch, found, runs, stretches
from streams.pairing import Fired
from streams.pools import Draw, Pools
from streams.raw import DeadLetter, RawBatch, part, picked
from streams.reader import Reader
from streams.records import Alert, Recommendation, json
from streams.report import Report, page
from streams.shard import Shard
from streams.stream import STREAMS
from streams.ticks import latest_tick
from streams.totals import Totals

Read = Callable[[int], None]
DECIDED = {"decisions": decisions, "control": control}


class Outputs(NamedTuple):
    """The files of a replay."""

    alerts: BinaryIO
    enforcement: BinaryIO
    dead_letters: BinaryIO


class LetterLine(NamedTuple):
    """A dead letter as its file has it."""

    topic: str
    line: int
    error: str
    value_base64: str


def replay(
    folder: Path,
    out: Path,
    batch: int,
    policy: Policy,
    read: Read | None = None,
    *,
    installation: Installation = HERE,
) -> Report:
    """Judges the files of `folder`, `batch` records at a time, and writes what comes of it into `out`.

    `accounts` is read first, to its end. The files in `out` appear whole or not at all. `read` is told how many more
    bytes of the files that are judged have been read. Raises WrongUsage where there is nothing to judge, Failed where a
    file cannot be read or written.
    """
    files = judged(folder)
    report = Report(skipped=tuple(topic for topic in found(folder) if topic not in files))
    with written(out, ("alerts.ndjson", "enforcement.ndjson", "dead-letter.ndjson")) as opened:
        _Pass(Outputs(*opened), policy, report, installation).judge(files, batch, read)
    for name, text in (("report.json", report.json()), ("report.html", page(report))):
        with written(out, (name,)) as (file,):
            file.write(text)
    return report


def judged(folder: Path) -> dict[str, Path]:
    """The files of a folder that this version reads: what is judged, what is known of accounts, what was decided."""
    read = {*STREAMS, "accounts", *DECIDED}
    files = {topic: path for topic, path in found(folder).items() if topic in read}
    if not files:
        raise WrongUsage(
            f"{folder}: holds nothing that is judged; give it one of {', '.join(f'{s}.ndjson' for s in STREAMS)}"
        )
    return files


class _Pass:
    """One pass over the files."""

    def __init__(self, to: Outputs, policy: Policy, report: Report, installation: Installation) -> None:
        self.to, self.policy, self.report, self.installation = to, policy, report, installation
        self.accounts, self.cases = Accounts(), Enforcement(policy, number_hashes(installation), installation.key)
        self.totals, self.pools, self.facts = Totals(policy), Pools(), FactJudge(policy)
        self.keys, self.campaigns = ApiKeys(), Campaigns()
        self.left: dict[str, dict[str, int]] = {}  # by stream, newest times of accounts that its shard let go of

    def judge(self, files: dict[str, Path], batch: int, read: Read | None) -> None:
        """Accounts first, then all else in the order of time."""
        for topic in files:
            self.report.count(topic, 0)  # an empty file has been read too
        for run in runs({topic: path for topic, path in files.items() if topic == "accounts"}, batch, read):
            self.bury(self.accounts.feed(_raw(run)))
            self.report.count(run.topic, len(run.values))
        for _, record in self.accounts.drained():
            self.hear(self.facts.judge(record))
        shards = {
            t: Shard(STREAMS[t], self.policy, self.accounts, installation=self.installation)
            for t in files
            if t in STREAMS
        }
        merged = runs({topic: path for topic, path in files.items() if topic != "accounts"}, batch, read)
        for together in stretches(merged, batch, DECIDED):
            if together[0].topic in DECIDED:
                self.hear(total for shard in shards.values() for total in shard.rest())
                raw = _raw(together[0])
                for i in range(len(raw.values)):  # what a tick settles comes before the next one
                    self.decide(raw.topic, part(raw, i, i + 1))
            else:
                self.feed(shards, together)
        self.hear(total for shard in shards.values() for total in shard.rest())
        if "control" not in files:
            self.settle(self.report.latest)
            self.say(self.cases.due(self.report.latest))
        for topic, shard in shards.items():  # what is due runs before an account's next event, tick or none
            clocks = {**self.left.get(topic, {}), **shard.clocks(self.cases.docket.accounts)}
            for account in [account for account in self.cases.docket.accounts if account in clocks]:
                self.say(self.cases.due(clocks[account], account))

    def feed(self, shards: Mapping[str, Shard], together: Sequence[Stretch]) -> None:
        """Judges lines stream by stream, and takes what comes of them in the order of all lines."""
        said, dead = list[tuple[int, Alert | Internal]](), list[tuple[int, DeadLetter]]()
        for stretch in together:
            self.report.count(stretch.topic, len(stretch.values))
            raw, letters = _raw(stretch), list[DeadLetter]()
            if stretch.topic == "reports":
                raw, letters = self.attributed(raw, shards[stretch.topic].reader)
            fed = shards[stretch.topic].feed(raw)
            self.report.latest = max(self.report.latest, fed.latest)
            self.left.setdefault(stretch.topic, {}).update(fed.left)
            self.report.late[stretch.topic] += fed.late
            dead += [(stretch.place(letter.offset), letter) for letter in [*letters, *fed.dead]]
            said += [(stretch.place(at), one) for at, one in zip(fed.at, fed.said, strict=True)]
        self.bury(letter for _, letter in sorted(dead, key=itemgetter(0)))
        self.hear(one for _, one in sorted(said, key=itemgetter(0)))

    def hear(self, said: Iterable[Alert | Internal]) -> None:
        """Takes what shards say: findings, and what leads to some in the stages that sum."""
        for one in said:
            match one:
                case Alert():
                    self.to.alerts.write(json(one) + b"\n")
                    self.report.alert(one)
                    self.say(self.cases.alert(one, self.accounts.record(one.account)))
                case Draw():
                    self.pools.take(one)
                case Complete():
                    self.hear(self.pools.complete(one))
                    for gathered in (self.keys, self.campaigns):
                        gathered.complete(one)
                case KeyUse():
                    self.hear(self.keys.take(one))
                case Texts():
                    self.hear(self.campaigns.take(one))
                case _:
                    if isinstance(one, Fired):
                        self.hear(self.campaigns.take(one))
                    self.hear(self.totals.take(one, self.accounts.record(one.account)))

    @cached_property
    def holders(self) -> Holders:
        """Who holds what, by all account records; only reports ask."""
        return Holders.of((name, facts.record) for name, facts in self.accounts.latest.items())

    def attributed(self, raw: RawBatch, reader: Reader) -> tuple[RawBatch, list[DeadLetter]]:
        """Reports with the accounts that they are about, and those that are nobody's."""
        reports = unnamed(raw)
        if not reports:
            return raw, []
        found, dead = attributed(raw, reports, self.holders, reader)
        values = [found[i][1] if i in found else value for i, value in enumerate(raw.values)]
        named = [i for i in range(len(values)) if i not in reports or i in found]
        return picked(raw._replace(values=values), named), dead

    def settle(self, ts: int) -> None:
        """Looks at slots of pools that are over by a time."""
        self.hear([Complete(0, ts)])

    def decide(self, topic: str, raw: RawBatch) -> Taken:
        """Takes decisions or control records; returns what came of them."""
        self.report.count(topic, len(raw.values))
        taken = DECIDED[topic](self.cases, raw, self.accounts.record)
        self.report.latest = max(self.report.latest, taken.latest)
        self.bury(taken.dead)
        self.say(taken.records)
        if topic == "control":
            self.settle(latest_tick(raw.values))
        return taken

    def say(self, records: list[Recommendation]) -> None:
        """Writes recommendations and counts them."""
        for record in records:
            self.to.enforcement.write(json(record) + b"\n")
            self.report.recommendation(record)

    def bury(self, dead: Iterable[DeadLetter]) -> None:
        """Writes dead letters and counts them."""
        for letter in dead:
            line = LetterLine(letter.topic, letter.offset, letter.error, b64encode(letter.value or b"").decode())
            self.to.dead_letters.write(json(line._asdict()) + b"\n")
            self.report.dead(letter)


def _raw(run: Run | Stretch) -> RawBatch:
    """Lines as records; their numbers are their offsets."""
    return RawBatch(run.topic, 0, run.numbers, run.values)


@contextmanager
def written(folder: Path, names: tuple[str, ...]) -> Iterator[list[BinaryIO]]:
    """Files that take their names when all of them are complete."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with whole(*(folder / name for name in names)) as files:
            yield files
    except OSError as error:
        raise Failed(f"{error.filename or folder}: cannot be written: {error.strerror}") from None
