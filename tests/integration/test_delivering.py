"""`ringfence deliver` as processes that are killed, to receivers that fail, hang and go away."""

import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest

from streams.cli import run
from streams.events import NoticeDelivered
from tests.conftest import SharedBroker
from tests.integration.receiving import ACCOUNTS, PARTITIONS, Deliverers, Receiver, of_all, put, webhook
from tests.kafka.broker import Broker
from tests.kafka.cluster import Cluster, until
from tests.kafka.topics import Topics
from tests.mail_server import MailServer
from tests.streams.test_tail import recommendation


@pytest.fixture(name="deliverers")
def _deliverers(broker: SharedBroker, topics: Topics, tmp_path: Path) -> Iterator[Deliverers]:
    for topic in ("enforcement", "control", "dead-letter"):
        topics.create(topic, PARTITIONS)
    cluster = Cluster(broker.bootstrap, topics.prefix, PARTITIONS, tmp_path)
    cluster.environment |= {"RINGFENCE_SESSION_TIMEOUT": "2"}
    with ExitStack() as stack:
        yield Deliverers(cluster, stack)


@pytest.fixture(name="receiver")
def _receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    receiver.start()
    yield receiver
    receiver.let_go.set()
    receiver.stop()


def test_whoever_is_killed_each_id_comes_in_its_accounts_order_and_nothing_is_buried(
    deliverers: Deliverers, receiver: Receiver
) -> None:
    settings = webhook(receiver)
    receiver.fail, receiver.hang = 0.1, 0.02
    sent = of_all(range(8))
    worker = deliverers.start(**settings)
    until(worker.ready, "a deliverer")
    put(deliverers.cluster, sent[:48])
    until(lambda: len(receiver.bodies) >= 24, "half of it")
    assert worker.stop(signal.SIGKILL) == -signal.SIGKILL
    put(deliverers.cluster, sent[48:])
    second, third = deliverers.start(**settings), deliverers.start(**settings)
    until(lambda: len(receiver.bodies) >= 60, "some more")
    receiver.stop()  # restarts
    receiver.start()
    assert second.stop(signal.SIGKILL) == -signal.SIGKILL
    receiver.let_go.set()
    until(lambda: len(receiver.bodies) == len(sent), "all of it")
    assert receiver.bodies == {record.id: msgspec.json.encode(record) for record in sent}
    assert dict(receiver.order) == {account: [f"{account}/{n}" for n in range(8)] for account in ACCOUNTS}
    until(lambda: deliverers.cluster.committed("enforcement", ".webhook"), "it to be written down")
    assert third.stop() == 0
    assert deliverers.cluster.values("dead-letter") == []
    quiet = deliverers.start(**settings)
    again = dict(receiver.times)
    put(deliverers.cluster, [recommendation(id="last")])
    until(lambda: "last" in receiver.bodies, "the last")
    assert {id_: times for id_, times in receiver.times.items() if id_ != "last"} == again  # what was done stays done
    assert quiet.stop() == 0


def test_it_begins_with_what_comes_or_at_the_beginning_and_then_where_it_was(
    deliverers: Deliverers, receiver: Receiver
) -> None:
    put(deliverers.cluster, [recommendation(id="before")])
    worker = deliverers.start(**webhook(receiver))
    until(worker.ready, "a deliverer")
    put(deliverers.cluster, [recommendation(id="then")])
    until(lambda: "then" in receiver.bodies, "what came")
    assert worker.stop() == 0
    put(deliverers.cluster, [recommendation(id="meanwhile")])
    worker = deliverers.start(**webhook(receiver))
    until(lambda: "meanwhile" in receiver.bodies, "what came meanwhile")
    assert worker.stop() == 0
    assert set(receiver.bodies) == {"then", "meanwhile"}
    other = webhook(receiver, RINGFENCE_GROUP=f"{deliverers.cluster.prefix}other")
    assert deliverers.start("--from-beginning", **other).process.poll() is None
    until(lambda: "before" in receiver.bodies, "what was there")


def test_what_is_refused_or_unreadable_or_never_taken_is_a_dead_letter_and_the_others_go_on(
    deliverers: Deliverers, receiver: Receiver
) -> None:
    receiver.refused = {"refused"}
    worker = deliverers.start(**webhook(receiver, RINGFENCE_DELIVERY_PATIENCE="2"))
    until(worker.ready, "a deliverer")
    put(deliverers.cluster, [recommendation(id="refused"), b"{", recommendation(id="good")])
    until(lambda: "good" in receiver.bodies, "the one behind them")
    receiver.stop()
    put(deliverers.cluster, [recommendation(id="nobody", account="other")])
    until(lambda: len(deliverers.cluster.records("dead-letter")) == 3, "the dead letters")
    assert worker.stop() == 0
    errors = {record.value: record.headers for record in deliverers.cluster.records("dead-letter")}
    said = {value: headers["rf_error"].decode() for value, headers in errors.items()}
    assert said[msgspec.json.encode(recommendation(id="refused"))] == "not delivered by webhook: status 422"
    assert said[b"{"].startswith("malformed JSON")
    assert said[msgspec.json.encode(recommendation(id="nobody", account="other"))].startswith(
        "not delivered by webhook within 2 s, tried "
    )
    assert {headers["rf_topic"] for headers in errors.values()} == {b"enforcement"}


def test_a_notice_is_mailed_once_and_said_to_be_delivered(deliverers: Deliverers) -> None:
    server, cluster = MailServer(), deliverers.cluster
    contacts = cluster.folder / "contacts.ndjson"
    contacts.write_text('{"account":"acme","address":"ann@acme.example"}\n')
    suspend = {"case": "k1", "urgent": False}
    waiting = recommendation(id="r1", **suspend)
    approved = recommendation(id="r2", state="approved", supersedes="r1", **suspend)
    over = recommendation(id="r3", state="approved", supersedes="r2", **suspend)
    with server.running():
        settings = {
            "RINGFENCE_SMTP": f"smtp://127.0.0.1:{server.port}",
            "RINGFENCE_NOTICE_SENDER": "safety@platform.example",
            "RINGFENCE_CONTACTS": str(contacts),
        }
        worker = deliverers.start(**settings)
        until(worker.ready, "a deliverer")
        server.data = "451 busy"
        put(cluster, [waiting, approved])
        until(lambda: "SMTP status 451" in worker.log.read_text(), "a first try")
        server.data = "250 OK"
        until(lambda: len(cluster.records("control")) == PARTITIONS, "what is said of it")
        assert worker.stop(signal.SIGKILL) == -signal.SIGKILL
        worker = deliverers.start(**settings)
        put(cluster, [over, recommendation(id="s1", account="nobody", approval="automatic")])
        until(lambda: len(cluster.records("dead-letter")) == 1, "the one without a contact")
        put(cluster, [recommendation(id="r4", state="lifted", action="lift", supersedes="r3", case="k1", urgent=False)])
        until(lambda: server.taken[-1].mail["Message-ID"] == "<r4@platform.example>", "the lift")
        assert worker.stop() == 0
    told = list(dict.fromkeys(taken.mail["Message-ID"] for taken in server.taken))  # killed, it may have sent one again
    assert told == ["<r2@platform.example>", "<r4@platform.example>"]
    assert {recipient for taken in server.taken for recipient in taken.recipients} == {"ann@acme.example"}
    delivered = [
        msgspec.json.decode(record.value or b"", type=NoticeDelivered) for record in cluster.records("control")
    ]
    assert {event.recommendation for event in delivered} == {"r2", "r4"}
    assert {record.partition for record in cluster.records("control")} == set(range(PARTITIONS))
    (letter,) = cluster.records("dead-letter")
    assert letter.headers["rf_error"] == b"not delivered by mail: RINGFENCE_CONTACTS has no line for its account"


def test_a_broker_that_was_away_is_waited_for(own_broker: Broker, receiver: Receiver, tmp_path: Path) -> None:
    topics = Topics(own_broker.bootstrap)
    for topic in ("enforcement", "control", "dead-letter"):
        topics.create(topic, PARTITIONS)
    cluster = Cluster(own_broker.bootstrap, topics.prefix, PARTITIONS, tmp_path)
    with ExitStack() as stack:
        worker = Deliverers(cluster, stack).start(**webhook(receiver))
        until(worker.ready, "a deliverer")
        own_broker.restart()
        put(cluster, [recommendation(id="after")])
        until(lambda: "after" in receiver.bodies, "what came after it")
        assert worker.stop() == 0


def test_where_nothing_is_configured_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["deliver"]) == 2
    assert "set RINGFENCE_WEBHOOK_URL, RINGFENCE_COOP_URL or RINGFENCE_SMTP" in capsys.readouterr().err
