"""`ringfence tick` as processes: one ticks, the next takes over, and no partition gets the tick of an hour twice."""

import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from streams.ticking import hour_of, wall_clock
from tests.conftest import SharedBroker
from tests.integration.tickers import H0, HOUR, PARTITIONS, Tickers, one_of, put, ticking
from tests.kafka.broker import Broker
from tests.kafka.cluster import Cluster, until
from tests.kafka.scraping import answer, scraped
from tests.kafka.topics import Topics


@pytest.fixture
def tickers(broker: SharedBroker, topics: Topics, tmp_path: Path) -> Iterator[Tickers]:
    topics.create("control", PARTITIONS)
    cluster = Cluster(broker.bootstrap, topics.prefix, PARTITIONS, tmp_path)
    cluster.environment["RINGFENCE_SESSION_TIMEOUT"] = "6"  # the least, so that a takeover is soon
    with ExitStack() as stack:
        yield Tickers(cluster, stack)


def test_it_ticks_at_once_and_then_every_hour_and_ends_with_one_line(tickers: Tickers) -> None:
    tickers.cluster.environment["RINGFENCE_METRICS_PORT"] = "0"
    worker = tickers.start()
    tickers.ticked(H0)
    until(lambda: scraped(worker.log)["ringfence_tick_timestamp_seconds"] == {"": H0 / 1000}, "the tick's metric")
    assert scraped(worker.log)["ringfence_ticking"] == {"": 1}
    assert answer(worker.log, "health") == (200, "well\n")
    tickers.set(H0 + HOUR)
    tickers.ticked(H0, H0 + HOUR)
    assert worker.stop() == 0
    said = [line.partition(" INFO ")[2] for line in worker.log.read_text().splitlines() if " INFO " in line]
    written = [f"tick of 2025-06-15T{hour}:00Z written to 3 of 3 partitions" for hour in (15, 16)]
    assert said[0].startswith("metrics at http://127.0.0.1:")
    assert said[1:] == ["ready: ticking (1)", *written, "stopped"]


def test_one_ticks_and_when_it_is_killed_the_one_that_stood_by_does(tickers: Tickers) -> None:
    first = tickers.start()
    tickers.ticked(H0)
    second = tickers.start()
    until(lambda: one_of(first, second), "one that ticks and one that stands by")
    tickers.set(H0 + HOUR + 1)
    tickers.ticked(H0, H0 + HOUR)
    leader, other = (first, second) if ticking(first) else (second, first)
    assert leader.stop(signal.SIGKILL) == -signal.SIGKILL
    until(lambda: ticking(other), "a takeover")
    until(lambda: "is there already, on all 3 partitions" in other.log.read_text().splitlines()[-1], "a look")
    tickers.set(H0 + 2 * HOUR)
    tickers.ticked(H0, H0 + HOUR, H0 + 2 * HOUR)


def test_one_that_was_frozen_beyond_its_session_does_not_tick_again(tickers: Tickers) -> None:
    first, second = tickers.start(), tickers.start()
    until(lambda: one_of(first, second), "one that ticks and one that stands by")
    tickers.ticked(H0)
    leader, other = (first, second) if ticking(first) else (second, first)
    leader.process.send_signal(signal.SIGSTOP)
    tickers.set(H0 + HOUR)
    until(lambda: ticking(other), "a takeover")
    tickers.ticked(H0, H0 + HOUR)
    leader.process.send_signal(signal.SIGCONT)
    until(lambda: one_of(first, second), "the group to be whole again")
    tickers.ticked(H0, H0 + HOUR)


def test_killed_again_and_again_it_leaves_one_tick_an_hour(tickers: Tickers) -> None:
    hours = [H0]
    tickers.start()
    for _ in range(3):
        tickers.ticked(*hours)
        hours.append(hours[-1] + HOUR)
        tickers.set(hours[-1])
        other = tickers.start()  # beside one that may be writing at this moment
        until(other.ready, "a member of the group")
        assert other.stop(signal.SIGKILL) == -signal.SIGKILL
    tickers.ticked(*hours)


def test_after_a_stop_of_hours_there_is_one_tick_for_the_newest(tickers: Tickers) -> None:
    worker = tickers.start()
    tickers.ticked(H0)
    assert worker.stop(signal.SIGINT) == 0
    tickers.set(H0 + 5 * HOUR + 7)
    tickers.start()
    tickers.ticked(H0, H0 + 5 * HOUR)


def test_once_writes_what_is_due_and_then_nothing(tickers: Tickers) -> None:
    assert tickers.once() == "tick of 2025-06-15T15:00Z written to 3 of 3 partitions\n"
    assert tickers.once() == "tick of 2025-06-15T15:00Z is there already, on all 3 partitions\n"
    assert tickers.ticks() == [[H0]] * PARTITIONS


def test_once_leaves_it_to_a_process_that_ticks(tickers: Tickers) -> None:
    worker = tickers.start()
    tickers.ticked(H0)
    tickers.set(H0 + HOUR)
    assert "2025-06-15T16:00Z" in (said := tickers.once()) or "another one of the group" in said
    tickers.ticked(H0, H0 + HOUR)
    assert worker.ready()


def test_a_partition_that_lacks_the_tick_gets_it_whatever_else_is_there(tickers: Tickers) -> None:
    """As after a crash midway through the partitions; notices and broken records are no ticks."""
    put(tickers.cluster, 0, {"event": "tick", "ts": H0})
    put(tickers.cluster, 1, {"event": "tick", "ts": H0 - HOUR}, {"event": "notice-delivered", "ts": H0 + 1})
    put(tickers.cluster, 2, {"event": "tick", "ts": H0}, {"event": "emergency", "ts": H0 + 1})
    assert tickers.once() == "tick of 2025-06-15T15:00Z written to 1 of 3 partitions\n"
    assert tickers.ticks() == [[H0], [H0 - HOUR, H0], [H0]]


def test_by_the_wall_clock_it_says_the_present_hour(tickers: Tickers) -> None:
    begun = hour_of(wall_clock())
    assert "written to 3 of 3 partitions" in tickers.cluster.done("tick", "--once")
    first, *others = tickers.ticks()
    assert others == [first] * (PARTITIONS - 1)
    assert first in ([begun], [hour_of(wall_clock())])


def test_a_broker_that_was_away_gets_the_tick_when_it_is_back(own_broker: Broker, tmp_path: Path) -> None:
    topics = Topics(own_broker.bootstrap)
    topics.create("control", PARTITIONS)
    with ExitStack() as stack:
        tickers = Tickers(Cluster(own_broker.bootstrap, topics.prefix, PARTITIONS, tmp_path), stack)
        worker = tickers.start()
        tickers.ticked(H0)
        own_broker.stop()
        tickers.set(H0 + HOUR)
        until(lambda: worker.ready() and "waits for" in worker.log.read_text(), "it to notice")
        own_broker.start()
        tickers.ticked(H0, H0 + HOUR)
        own_broker.stop()
        assert worker.stop() == 0


def test_a_broker_that_stays_away_ends_it_in_one_line(own_broker: Broker, tmp_path: Path) -> None:
    topics = Topics(own_broker.bootstrap)
    topics.create("control", PARTITIONS)
    cluster = Cluster(own_broker.bootstrap, topics.prefix, PARTITIONS, tmp_path)
    cluster.environment["RINGFENCE_BROKER_TIMEOUT"] = "3"
    with ExitStack() as stack:
        tickers = Tickers(cluster, stack)
        worker = tickers.start()
        tickers.ticked(H0)
        own_broker.kill()
        tickers.set(H0 + HOUR)
        assert worker.process.wait(60) == 1
        *_, last = worker.log.read_text().splitlines()
        assert last.startswith(f"ringfence: no broker answers at {own_broker.bootstrap} after 3 s")
        assert "Traceback" not in worker.log.read_text()


def test_without_the_topic_it_says_so(broker: SharedBroker, topics: Topics, tmp_path: Path) -> None:
    ran = Cluster(broker.bootstrap, topics.prefix, PARTITIONS, tmp_path).run("tick")
    assert ran.returncode == 2
    assert f"{topics.prefix}control is missing" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
