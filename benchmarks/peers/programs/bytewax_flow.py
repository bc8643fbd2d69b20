"""Bytewax: batches of a thousand from Kafka, `stateful_flat_map` by account, its own recovery store."""

from datetime import timedelta
from typing import Any

import orjson
from bytewax import operators as op
from bytewax.connectors.kafka import KafkaSink, KafkaSinkMessage, KafkaSource
from bytewax.dataflow import Dataflow
from bytewax.recovery import RecoveryConfig, init_db_dir
from bytewax.testing import cluster_main

from benchmarks.peers.counting import LIMIT, WINDOW, Clock, Task, task

State = tuple[int, int]  # window, count


def _take(asked: Task) -> None:
    clock = Clock(asked)

    def decoded(batch: list[Any]) -> list[tuple[str, int]]:
        events = [orjson.loads(message.value) for message in batch]
        return [(event["account"], event["ts"]) for event in events]

    def counted(state: State | None, ts: int) -> tuple[State, list[int]]:
        clock.took()
        window = ts // WINDOW
        count = state[1] + 1 if state is not None and state[0] == window else 1
        return (window, count), [window] if count == LIMIT else []

    def message(found: tuple[str, int]) -> KafkaSinkMessage[bytes, bytes]:
        account, window = found
        return KafkaSinkMessage(account.encode(), orjson.dumps({"account": account, "window": window}))

    flow = Dataflow("count")
    source = KafkaSource([asked.bootstrap], [asked.topic], tail=False, batch_size=1000)
    records = op.input("calls", flow, source)
    events = op.flat_map_batch("decode", records, decoded)
    found = op.stateful_flat_map("count", events, counted)
    op.output("alerts", op.map("alert", found, message), KafkaSink([asked.bootstrap], asked.alerts))
    store = asked.out.parent / "bytewax"
    store.mkdir()
    init_db_dir(store, 1)
    cluster_main(
        flow, [], 0, epoch_interval=timedelta(seconds=1), recovery_config=RecoveryConfig(store), worker_count_per_proc=1
    )
    clock.write()


if __name__ == "__main__":
    _take(task())
