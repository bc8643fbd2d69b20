"""Pathway: reads, decodes and counts in its Rust engine, one process, one thread."""

import pathway as pw

from benchmarks.peers.counting import LIMIT, WINDOW, Clock, Task, task


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
    calls = pw.io.kafka.read(
        settings, topic=asked.topic, schema=Call, format="json", mode="static", autocommit_duration_ms=1000
    )
    windows = calls.select(account=pw.this.account, window=pw.this.ts // WINDOW)
    counts = windows.groupby(pw.this.account, pw.this.window).reduce(
        pw.this.account, pw.this.window, count=pw.reducers.count()
    )
    over = counts.filter(pw.this.count >= LIMIT).select(pw.this.account, pw.this.window)
    pw.io.kafka.write(over, {"bootstrap.servers": asked.bootstrap}, topic_name=asked.alerts, format="json")
    pw.io.subscribe(calls, on_change=lambda **_: clock.took())
    pw.run(monitoring_level=pw.MonitoringLevel.NONE)
    clock.write()


if __name__ == "__main__":
    _take(task())
