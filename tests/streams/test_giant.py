"""An account as large as any: fifty calls a second for four hours, all of whose legs are kept."""

from collections.abc import Iterator

from detectors.memory import TOP
from streams.raw import RawBatch
from streams.records import Alert
from streams.shard import Shard
from tests.product import shard

LEGS, EVERY, TALK = 720_000, 20, 60_000  # legs; ms between two; ms that each is up
START = 1_790_000_000_000
BYTES_A_LEG = 128  # what docs/performance.md says
LIMITS = {"cps": 51, "concurrent_outbound": TALK // EVERY + 2}
END = (
    b'{"id":"%d","account":"giant","ts":%d,"event":"end","call":"c%d","direction":"outbound","from":"+81312345678",'
    b'"to":"+8190%08d","started":%d,"talk_ms":%d,"ring_ms":0,"hangup":"callee","sip":200}'
)


def ends(first: int, count: int, started: int = START) -> Iterator[bytes]:
    """Call-detail records, each as its leg ends."""
    for i in range(first, first + count):
        begin = started + EVERY * i
        yield END % (i, begin + TALK, i, 10_000_000 + 7_919 * i % 80_000_000, begin, TALK)


def fed(giant: Shard, values: list[bytes]) -> list[Alert]:
    found: list[Alert] = []
    for begin in range(0, len(values), 20_000):
        part = values[begin : begin + 20_000]
        found += giant.feed(RawBatch("calls", 0, range(begin, begin + len(part)), part)).alerts
    return found


def test_an_account_of_720_000_kept_legs_is_judged_to_the_call_and_within_its_memory() -> None:
    record = {"account": "giant", "country": "JP", "numbers": [{"number": "+81312345678"}], "limits": LIMITS}
    giant = shard([record])
    before = int(giant.memory[TOP])
    assert fed(giant, list(ends(0, LEGS))) == []  # fifty a second, three thousand up at once: one short of each limit
    assert 4 * (int(giant.memory[TOP]) - before) < BYTES_A_LEG * LEGS
    middle = LEGS // 2
    end = START + EVERY * LEGS + TALK
    late = [END % (LEGS + i, end, LEGS + i, 99, START + EVERY * middle + 1 + i, TALK) for i in range(2)]
    found = fed(giant, late)  # two more that began two hours ago, a millisecond apart
    assert [(a.detector, a.crossing) for a in found] == [
        ("load.calls-per-second", f"{LEGS + 1}"),
        ("load.concurrent-outbound", f"{LEGS + 1}"),
    ]
    assert [alert.evidence[0].observed for alert in found] == [52, TALK // EVERY + 2]
