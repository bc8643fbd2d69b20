"""What was measured, on which machine, as a table and as JSON."""

import os
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import median_low
from typing import Any, TypeVar

import orjson
from rich.console import Console
from rich.table import Table

from benchmarks.memory import Cost
from benchmarks.plain_faust import Plain
from benchmarks.process import Failed
from benchmarks.reading import Reading
from benchmarks.throughput import Run

PACKAGES = ("faust-streaming", "aiokafka", "numba", "numpy", "msgspec", "uvloop")
MB = 1e6
Measured = TypeVar("Measured", Run, Plain)


class Report:
    """Every run of each thing; what is shown is the one with the median rate."""

    def __init__(self, records: int, accounts: int) -> None:
        self._records, self._accounts = records, accounts
        self._workers: list[Run] = []
        self._plains: list[Plain] = []
        self._shards: dict[tuple[str, int], list[Cost]] = {}
        self._reading: Reading | None = None
        self._loads = [os.getloadavg()[0]]

    def worker(self, run: Run) -> None:
        """Adds a run; raises Failed where it did not do what the others did, as its speed is then worth nothing."""
        outputs = (run.alerts, run.recommendations, run.dead_letters)
        others = {
            (other.alerts, other.recommendations, other.dead_letters)
            for other in self._workers
            if other.stream == run.stream
        }
        if run.dead_letters or not run.alerts or others - {outputs}:
            raise Failed(
                f"{run.stream}: other outputs than there should be (alerts, recommendations, dead letters): {outputs}"
            )
        self._workers.append(run)
        self._loads.append(os.getloadavg()[0])

    def plain(self, run: Plain) -> None:
        """Adds a run of plain Faust."""
        self._plains.append(run)

    def shard(self, cost: Cost) -> None:
        """Adds a run of a shard in this process."""
        self._shards.setdefault((cost.stream, cost.accounts), []).append(cost)

    def reading(self, reading: Reading) -> None:
        """Sets what reading costs."""
        self._reading = reading

    def json(self) -> bytes:
        """Everything, and where it was measured."""
        found: dict[str, Any] = {
            "records": self._records,
            "accounts": self._accounts,
            "machine": {"processors": os.cpu_count(), "model": _model(), "system": platform.platform()},
            "versions": {"python": platform.python_version()} | {name: version(name) for name in PACKAGES},
            "load": self._loads,
            "worker": [run._asdict() | {"rate": run.rate} for run in self._workers],
            "plain_faust": [run._asdict() | {"rate": run.rate} for run in self._plains],
            "shard": [cost._asdict() | {"state": cost.state} for costs in self._shards.values() for cost in costs],
            "reading": self._reading._asdict() if self._reading else None,
        }
        return orjson.dumps(found, option=orjson.OPT_INDENT_2)

    def show(self, console: Console) -> None:
        """Prints the medians."""
        console.print(f"{os.cpu_count()} x {_model()}, {platform.platform()}, Python {platform.python_version()}")
        console.print(f"load before and after each run: {', '.join(f'{load:.1f}' for load in self._loads)}\n")
        if self._workers:
            self._show_kafka(console)
        if self._shards:
            self._show_shards(console)

    def _show_kafka(self, console: Console) -> None:
        runs: dict[str, list[Run]] = {}
        for run in self._workers:
            runs.setdefault(run.stream, []).append(run)
        table = Table(title=f"One worker, {self._records:,} records of {self._accounts:,} accounts on Kafka")
        table.add_column("")
        for heading in ("records/s", "CPU s a million", "alerts", "recommended", "MB at most", "slowest", "fastest"):
            table.add_column(heading, justify="right")
        for stream, own in runs.items():
            worker = _median(own)
            outputs = f"{worker.alerts:,}", f"{worker.recommendations:,}", f"{worker.memory / MB:,.0f}"
            table.add_row(stream, *_speed(worker), *outputs, *_rates(own))
        if self._plains:
            table.add_row("calls, plain Faust", *_speed(_median(self._plains)), "", "", "", *_rates(self._plains))
        console.print(table)
        if self._plains:
            times = _median(runs["calls"]).rate / _median(self._plains).rate
            console.print(f"Calls: {times:.1f} times plain Faust, which only decodes and counts.")
        starts = ", ".join(f"{run.start:.1f}" for run in self._workers)
        console.print(f"Seconds until a worker was ready: {starts}\n")

    def _show_shards(self, console: Console) -> None:
        table = Table(title=f"A shard, {self._records:,} records")
        headings = ("accounts", "bytes an account", "rows", "others", "arena", "facts", "read, µs", "judge, µs")
        table.add_column("")
        for heading in headings:
            table.add_column(heading, justify="right")
        for (stream, accounts), costs in self._shards.items():
            cost = costs[0]
            sizes = (cost.state + cost.facts, cost.rows, cost.others, cost.arena, cost.facts)
            times = (median_low(c.read for c in costs), median_low(c.judge for c in costs))
            figures = (*(f"{size:,.0f}" for size in sizes), *(f"{time:.2f}" for time in times))
            table.add_row(stream, f"{accounts:,}", *figures)
        console.print(table)
        if self._reading:
            scanner, decode, columns = self._reading
            console.print(
                f"Reading alone: scanner {scanner:.2f} µs a record; msgspec {decode:.2f} µs, and "
                f"{columns:.2f} µs for eight columns of its structs."
            )


def _median(runs: list[Measured]) -> Measured:
    return sorted(runs, key=lambda run: run.rate)[(len(runs) - 1) // 2]


def _speed(run: Run | Plain) -> tuple[str, str]:
    return f"{run.rate:,.0f}", f"{run.cpu / run.records * 1e6:.1f}"


def _rates(runs: Sequence[Run] | Sequence[Plain]) -> tuple[str, str]:
    rates = [run.rate for run in runs]
    return f"{min(rates):,.0f}", f"{max(rates):,.0f}"


def _model() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())
