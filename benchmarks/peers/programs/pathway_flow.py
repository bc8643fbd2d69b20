"""Pathway: reads, decodes and counts in its Rust engine, one process, one thread."""

import os
import threading

import pathway as pw

from benchmarks.peers.counting import LIMIT, WINDOW, Clock, Task, task

COMMIT = 100  # ms
DELIVER = 3.0  # seconds from the last record until what came of it is on the topic; a run never ends by itself


class Call(pw.Schema):  # type: ignore[misc]  # its types are not installed here
    account: str
    ts: int


def _take(asked: Task) -> None:
    clock = Clock(asked)
    settings = {
        "bootstrap.servers": asked.bootstrap,
        "group.id": asked.group,
        "auto.offset.reset": "earliest",
    }
    calls = pw.io.kafka.read(settings, topic=asked.topic, schema=Call, format="json", autocommit_duration_ms=COMMIT)
    windows = calls.select(account=pw.this.account, window=pw.this.ts // WINDOW)
    counts = windows.groupby(pw.this.account, pw.this.window).reduce(
        pw.this.account, pw.this.window, count=pw.reducers.count()
    )
    over = counts.filter(pw.this.count >= LIMIT).select(pw.this.account, pw.this.window)
    pw.io.kafka.write(over, {"bootstrap.servers": asked.bootstrap}, topic_name=asked.alerts, format="json")

    def end() -> None:
        clock.write()
        os._exit(0)

    def counted(row: dict[str, int], *, is_addition: bool, **_: object) -> None:
        if is_addition and clock.took(row["taken"] - clock.taken):
            threading.Timer(DELIVER, end).start()

    pw.io.subscribe(calls.reduce(taken=pw.reducers.count()), on_change=counted)
    pw.run(monitoring_level=pw.MonitoringLevel.NONE)


if __name__ == "__main__":
    _take(task())
