"""What `send` puts on the topics, and when."""

import json
from pathlib import Path
from time import monotonic

import pytest
from kafka.partitioner.default import murmur2

from streams.errors import WrongUsage
from streams.send import Pace, Sent, send
from streams.settings import Settings
from streams.topics import apply
from tests.conftest import SharedBroker
from tests.kafka.cluster import Cluster, Record
from tests.kafka.topics import Topics

PARTITIONS = 3


class Sending:
    """A folder to fill, and what came of sending it."""

    def __init__(self, settings: Settings, cluster: Cluster, folder: Path) -> None:
        self.settings, self.cluster, self.folder = settings, cluster, folder

    def write(self, topic: str, *lines: bytes | dict[str, object]) -> None:
        encoded = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
        (self.folder / f"{topic}.ndjson").write_bytes(b"\n".join(encoded))

    def send(self, pace: Pace = Pace()) -> Sent:  # noqa: B008 - a constant
        return send(self.settings, self.folder, pace, lambda _: None)

    def records(self, topic: str) -> list[Record]:
        return self.cluster.records(topic)


@pytest.fixture
def sending(broker: SharedBroker, topics: Topics, tmp_path: Path) -> Sending:
    settings = Settings(brokers=broker.bootstrap, topic_prefix=topics.prefix, partitions=PARTITIONS)
    apply(settings)
    folder = tmp_path / "in"
    folder.mkdir()
    return Sending(settings, Cluster(broker.bootstrap, topics.prefix, PARTITIONS, tmp_path), folder)


def home(key: str) -> int:
    return int(murmur2(key.encode()) & 0x7FFFFFFF) % PARTITIONS


def test_records_lie_where_the_contract_has_them_keyed_and_dated(sending: Sending) -> None:
    events: list[dict[str, object]] = [
        {"id": str(i), "account": f"customer-é{i % 7}", "ts": 1_790_000_000_000 + i} for i in range(50)
    ]
    sending.write("calls", *events)
    assert sending.send() == Sent({"calls": 50}, [])
    records = sending.records("calls")
    assert sorted(json.loads(record.value or b"")["ts"] for record in records) == [event["ts"] for event in events]
    for record in records:
        event = json.loads(record.value or b"")
        assert record.key == event["account"].encode()
        assert record.partition == home(event["account"])
        assert record.headers == {"ingested": str(event["ts"]).encode()}
    for partition in range(PARTITIONS):
        own = [json.loads(record.value or b"")["ts"] for record in records if record.partition == partition]
        assert own == sorted(own)


def test_bad_lines_are_sent_as_they_are(sending: Sending) -> None:
    bad = [b"{", b"\xff\xfe", b"[" * 50_000, b'{"account": 5}', b'{"account": "acme", "ts": "late"}', b"null"]
    sending.write("calls", *bad)
    assert sending.send().records == {"calls": len(bad)}
    records = sending.records("calls")
    assert sorted(record.value or b"" for record in records) == sorted(bad)
    assert [record.key for record in records if record.value == bad[4]] == [b"acme"]
    assert {record.key for record in records if record.value != bad[4]} == {None}
    assert {len(record.headers) for record in records} == {0}


def test_control_goes_to_every_partition_and_reports_go_by_subject_where_no_account_is_known(sending: Sending) -> None:
    sending.write("control", {"event": "tick", "ts": 5})
    sending.write("reports", {"id": "1", "ts": 5, "account": None, "subject": "+14155550100"})
    sending.send()
    assert [(record.partition, record.key) for record in sending.records("control")] == [
        (0, None),
        (1, None),
        (2, None),
    ]
    assert [(record.partition, record.key) for record in sending.records("reports")] == [
        (home("+14155550100"), b"+14155550100")
    ]


def test_a_line_that_no_broker_takes_is_named_and_the_others_arrive(sending: Sending) -> None:
    good: dict[str, object] = {"account": "acme", "ts": 5}
    sending.write("calls", good, {"account": "acme", "ts": 5, "pad": "x" * 1_100_000}, good)
    assert sending.send() == Sent({"calls": 2}, ["calls:2"])
    assert len(sending.records("calls")) == 2


def test_a_rate_is_kept(sending: Sending) -> None:
    sending.write("calls", *({"account": "acme", "ts": 5} for _ in range(101)))
    begun = monotonic()
    sending.send(Pace(rate=100))
    assert monotonic() - begun >= 1.0


def test_speed_is_that_of_the_events(sending: Sending) -> None:
    sending.write("calls", *({"account": "acme", "ts": 1_000 * (i + 1)} for i in range(11)))
    begun = monotonic()
    sending.send(Pace(speed=10))
    assert monotonic() - begun >= 1.0


def test_topics_that_are_missing_are_named(broker: SharedBroker, topics: Topics, tmp_path: Path) -> None:
    (tmp_path / "calls.ndjson").write_bytes(b"{}")
    settings = Settings(brokers=broker.bootstrap, topic_prefix=topics.prefix)
    with pytest.raises(WrongUsage, match=f"{topics.prefix}calls is missing"):
        send(settings, tmp_path, Pace(), lambda _: None)
