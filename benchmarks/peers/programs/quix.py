"""Quix Streams: its tumbling window, which counts in RocksDB and in a changelog topic, as its documents have it."""

from quixstreams import Application

from benchmarks.peers.counting import LIMIT, WINDOW, Clock, Task, task


def _take(asked: Task) -> None:
    app = Application(
        broker_address=asked.bootstrap,
        consumer_group=asked.group,
        auto_offset_reset="earliest",
        state_dir=asked.out.parent / "quix",
        commit_interval=1.0,
        loglevel="WARNING",
        consumer_extra_config={"queued.min.messages": 100_000},
    )
    clock = Clock(asked)

    def stamped(value: dict[str, int], *_: object) -> int:
        return value["ts"]

    def over(result: dict[str, int]) -> bool:
        return result["value"] == LIMIT

    def window(result: dict[str, int], key: bytes, *_: object) -> dict[str, object]:
        return {"account": key.decode(), "window": result["start"] // WINDOW}

    def took(_: object) -> None:
        if clock.took():
            app.stop()

    frame = app.dataframe(app.topic(asked.topic, value_deserializer="json", timestamp_extractor=stamped))
    counted = frame.tumbling_window(WINDOW, grace_ms=0).count().current()
    counted[counted.apply(over)].apply(window, metadata=True).to_topic(app.topic(asked.alerts, value_serializer="json"))
    counted.update(took)
    app.run()
    clock.write()


if __name__ == "__main__":
    _take(task())
