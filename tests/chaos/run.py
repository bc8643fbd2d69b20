"""One run: a broker, workers and traffic; faults by a schedule; and in the end, whether all is there that has to be."""

import json
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.chaos import traffic
from tests.chaos.beside import Sending
from tests.chaos.compare import Difference, Seen, compare
from tests.chaos.faults import SESSION, Faults
from tests.chaos.fleet import Fleet
from tests.chaos.lag import Lag
from tests.chaos.plan import prepare
from tests.chaos.schedule import schedule
from tests.chaos.timeline import Happened, table
from tests.kafka.broker import Broker
from tests.kafka.cluster import COMMAND, Cluster, Record

PARTITIONS = 6
WORKERS = 3
RATE = 1_500  # events a second
PACE = 0.25  # seconds between looks at what is due
PATIENCE = 180.0  # seconds after all is sent and every fault over, until which all has to be judged
OUTPUTS = ("alerts", "enforcement", "dead-letter")


class Plan(NamedTuple):
    """What a run is to be."""

    seed: int
    seconds: float
    faults: int
    rate: int = RATE
    strict: bool = False


class Result(NamedTuple):
    """What came of a run. `stuck` names topics that were not judged to their ends, `late` counts account records.

    `places` are where the records that differ are, by id.
    """

    happened: list[Happened]
    differences: list[Difference]
    places: dict[str, list[str]]
    ended: list[str]
    stuck: list[str]
    records: dict[str, int]
    beside: dict[str, int]
    late: int

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.stuck or self.late or self.differences)

    def lines(self) -> Iterable[str]:
        """The table, and what else there is to say."""
        yield from table(self.happened, self.differences)
        yield f"{len(self.happened)} faults; {sum(self.records.values())} records: {self.records}"
        yield f"sent while it ran: {self.beside}"
        yield from (f"a worker {said}" for said in self.ended)
        yield from (str(one) for one in self.happened if self.differences)
        yield from (f"{one.what}: {one.id}: {'; '.join(self.places[one.id])}" for one in self.differences[:20])
        yield from (f"{self.late} account records came too late" for _ in range(bool(self.late)))
        yield from (f"not judged to its end: {topic}" for topic in self.stuck)


def run(plan: Plan, folder: Path, broker: Broker) -> Result:
    """Carries it out on a broker that is running, and of this run's own."""
    known = traffic.write(folder / "in", plan.seed, int(plan.seconds * plan.rate))
    cluster = Cluster(broker.bootstrap, "chaos.", PARTITIONS, folder)
    cluster.environment["RINGFENCE_SESSION_TIMEOUT"] = f"{SESSION:g}"
    cluster.environment["PYTHONUNBUFFERED"] = "1"
    cluster.environment["RINGFENCE_STRICT"] = "1" if plan.strict else ""
    cluster.done("topics", "apply")
    beside = prepare(folder, known, plan.seed, plan.rate, partial(_replay, cluster.environment))
    send: list[str | Path] = [COMMAND, "send", folder / "in", "--rate", str(plan.rate)]
    with Fleet(cluster, WORKERS) as fleet:
        faults = Faults(schedule(plan.seed, plan.faults, plan.seconds, WORKERS), fleet, broker)
        begun = time.time()
        with (folder / "send.log").open("wb") as said:
            sender = subprocess.Popen(send, env=cluster.environment, stdout=said, stderr=said)
        with ending(sender), Lag(cluster, faults.happened) as lag, Sending(cluster, beside, begun) as sending:
            ticked = False  # for the last time
            quiet: float | None = None  # since when all is sent and every fault is over
            while quiet is None or time.time() < quiet + PATIENCE:
                fleet.look()
                faults.look(time.time() - begun)
                if sender.poll() is not None:
                    faults.disarm()
                quiet = (quiet or time.time()) if _ended(sender) and faults.over and sending.done else None
                looked, left = lag.left
                if quiet is not None and looked > quiet and not left:
                    if ticked:
                        break
                    sending.end()
                    ticked, quiet = True, time.time()
        assert sender.returncode == 0, (folder / "send.log").read_text()
        found = _compared(cluster, folder / "out", folder / "differences.ndjson")
    ended = [f"{at - begun:.0f} s after the beginning {said}" for at, said in fleet.ended]
    (folder / "faults.log").write_text("".join(f"{one}\n" for one in faults.happened))
    told = (found.differences, found.places, ended, left, found.records, sending.sent, sending.late)
    return Result(faults.happened, *told)


def _replay(environment: dict[str, str], of: Path, out: Path) -> None:
    """What has to come of files."""
    command: list[str | Path] = [COMMAND, "replay", of, "--out", out]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


class _Found(NamedTuple):
    differences: list[Difference]
    places: dict[str, list[str]]
    records: dict[str, int]


def _compared(cluster: Cluster, out: Path, kept: Path) -> _Found:
    """What there is on the outputs, and how it differs; into `kept` goes what of the records that do is compared."""
    records = {topic: cluster.records(topic) for topic in OUTPUTS}
    wanted, summed = traffic.wanted(out), traffic.summed(out)
    differences, places = list[Difference](), defaultdict[str, list[str]](list)
    with kept.open("w", encoding="utf-8") as file:
        for topic, found in records.items():
            seen = [_seen(topic, record, summed) for record in found]
            different = compare(wanted[topic], seen)
            ids = {one.id for one in different}
            for side, all_ in (("wanted", wanted[topic]), ("seen", seen)):
                for one in all_:
                    if one.id in ids:
                        about = {"topic": topic, "side": side, "id": one.id, "gist": one.gist.decode(errors="replace")}
                        file.write(json.dumps(about) + "\n")
            differences += different
            for one, record in zip(seen, found, strict=True):
                if one.id in ids:
                    places[one.id].append(_place(topic, record))
            if different:
                traffic.lines(kept.with_name(f"seen-{topic}.ndjson"), map(_shown, found))
    counts = {topic: len(found) for topic, found in records.items()}
    return _Found(sorted(differences, key=lambda one: one.at), places, counts)


def _seen(topic: str, record: Record, summed: set[str]) -> Seen:
    value = record.value or b""
    one = traffic.buried(value) if topic == "dead-letter" else traffic.told(value, summed)
    return Seen(*one, record.sent, (record.headers["rf_topic"] or b"").decode())


def _place(topic: str, record: Record) -> str:
    """Where a record is, when it was sent and what it came of."""
    of, at = ((record.headers[name] or b"").decode() for name in ("rf_topic", "rf_offset"))
    sent = datetime.fromtimestamp(record.sent, UTC)
    return f"{topic} {record.partition}/{record.offset}, sent {sent:%H:%M:%S.%f}, of {of} {at}"


def _shown(record: Record) -> str:
    """A record for whoever looks into a difference: when it was sent, where it is and what it came of."""
    about = {name: (text or b"").decode(errors="replace") for name, text in record.headers.items()}
    value = (record.value or b"").decode(errors="replace")
    return json.dumps({"at": record.sent, "partition": record.partition, "about": about, "value": value})


@contextmanager
def ending(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    """Ends a process that still runs when the context does."""
    try:
        yield
    finally:
        process.kill()
        process.wait()


def _ended(process: "subprocess.Popen[bytes]") -> bool:
    """Whether a process has ended, a moment later: the pace of all looks."""
    try:
        process.wait(PACE)
    except subprocess.TimeoutExpired:
        return False
    return True
