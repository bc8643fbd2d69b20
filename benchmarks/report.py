"""What was measured, for people: tables in Markdown, a page with plots, and both in the documents that show them.

python -m benchmarks.report [FIGURES] [--publish]
"""

import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from statistics import median

from benchmarks.figures import Figures, Series
from benchmarks.peers.ours import STATELESS, WHOLE
from benchmarks.plots import bars, lines, short
from benchmarks.tables import Table, grid, markdown
from benchmarks.tables import page as page_of

PROJECT = Path(__file__).parents[1]
BEGIN, END = "<!-- benchmarks: begin -->", "<!-- benchmarks: end -->"
PROCESSOR = "CPU s a million"
SHOWN = ("calls", "sms", "email", "usage", "mixed", "mixed, two workers", "replay, mixed")
ELSEWHERE = (
    ("Osprey 1.1.0, ten rules", "983"),
    ("ezrules 1.29, fifty rules", "13,779"),
)  # on two cores of an AMD EPYC, Python 3.11, one process, the engine alone without Kafka


def tables(found: Figures) -> Iterator[Table]:
    """Every table that there are figures for."""
    if rows := [_speeds(found, "throughput", one) for one in found.series("throughput", "records/s")]:
        note = (
            "From full topics, a tenth of them judged, to the last commit, outputs delivered, with checkpoints; "
            "`replay` from start to end."
        )
        yield "Workers and replay", ("", "records/s", "from – to", PROCESSOR, "MB"), rows, note
    if rows := [_beside(found, one) for one in found.series("peers", "records/s")]:
        note = (
            "The same topic in turns; each engine decodes calls, counts by account in windows of ten seconds and sends "
            "an alert for each window over the limit, as many as a plain count finds. From a tenth of the records to "
            "the last one judged."
        )
        missing = "".join(f" Not measured: {name} ({why})." for name, why in found.missing.items())
        yield "Beside other engines", ("", "records/s", "from – to", PROCESSOR, "ours is … times"), rows, note + missing
    if ours := found.of("peers", STATELESS.name, "records/s"):
        rows = [[STATELESS.name, f"{ours:,.0f}"], *([name, rate] for name, rate in ELSEWHERE)]
        note = (
            "Ours from topic to alerts, in this run. The others were not measured in this run, but before, on two "
            "cores of an AMD EPYC: one process, the engine alone, without Kafka."
        )
        yield "Rules without state", ("", "records/s"), rows, note
    if points := sorted({one.at for one in found.series("latency", "ms") if one.at is not None}):
        names = ("p50", "p95", "p99", "max")
        rows = [
            [f"{at:g} %", short(found.of("latency", "sent", "records/s", at) or 0)]
            + [short(found.of("latency", name, "ms", at) or 0) for name in names]
            for at in points
        ]
        capacity = found.of("latency", "capacity", "records/s") or 0
        note = f"Of {capacity:,.0f} calls a second, which one worker was measured to take when nobody sent meanwhile."
        yield "From a call to its recommendation, ms", ("load", "sent a second", *names), rows, note
    if curves := found.series("scale"):
        rows = [[f"{one.name}: {one.at:,.0f}", one.unit, short(one.median)] for one in curves]
        yield (
            "As things grow",
            ("", "", ""),
            rows,
            "Accounts, detectors and batches in one shard of calls, the rest on Kafka.",
        )
    if parts := found.series("shard"):
        rows = [[one.name, one.unit, short(one.median)] for one in parts]
        yield "A record in a shard", ("", "", ""), rows, "Processor time of one process without Kafka."


def _speeds(found: Figures, part: str, one: Series) -> list[str]:
    memory = found.of(part, one.name, "MB")
    return [
        one.name,
        f"{one.median:,.0f}",
        f"{min(one.runs):,.0f} – {max(one.runs):,.0f}",
        short(found.of(part, one.name, PROCESSOR) or 0),
        f"{memory:,.0f}" if memory else "",
    ]


def _beside(found: Figures, one: Series) -> list[str]:
    ours = next((s for s in found.series("peers", "records/s") if s.name == WHOLE.name), one)
    times = median(mine / other for mine, other in zip(ours.runs, one.runs, strict=False))
    return [*_speeds(found, "peers", one)[:-1], f"{times:.1f}"]


def text(found: Figures) -> str:
    """All tables, and where they come from."""
    return "\n\n".join([*(markdown(table) for table in tables(found)), _source(found)])


def brief(found: Figures) -> str:
    """The one table of the README."""
    rows = [_speeds(found, "throughput", s) for s in found.series("throughput", "records/s") if s.name in SHOWN]
    rows += [_speeds(found, "peers", s) for s in found.series("peers", "records/s")]
    kept = [[name, rate, cpu] for name, rate, _, cpu, _ in rows]
    return "\n\n".join([grid(("", "records/s", PROCESSOR), kept), _source(found)])


def _source(found: Figures) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in found.about["versions"].items())
    runs = max((len(one.runs) for part in found.parts() for one in found.series(part)), default=0)
    how_often = f"medians of {runs} runs" if runs > 1 else "one run"
    return (
        f"`{found.about['command']}`, {how_often}, on {found.about['machine']}, the broker on the same machine, "
        f"load {found.about['load']:.1f} before; {versions}."
    )


def _plots(found: Figures) -> Iterator[str]:
    for part, title in (("throughput", "Workers and replay"), ("peers", "Beside other engines")):
        for unit in ("records/s", PROCESSOR):
            if rows := [(one.name, one.median) for one in found.series(part, unit)]:
                yield bars(title, rows, unit, "Ringfence" if part == "peers" else "")
    for part, unit, name in dict.fromkeys((s.part, s.unit, s.name) for s in found.series("scale")):
        points = [(s.at, s.median) for s in found.series(part, unit) if s.name == name and s.at]
        yield lines(f"As {name} grow", {name: points}, name, unit)
    waits: dict[str, list[tuple[float, float]]] = {}
    for one in found.series("latency", "ms"):
        waits.setdefault(one.name, []).append((one.at or 1, one.median))
    if waits:
        yield lines("From a call to its recommendation", waits, "% of what a worker takes", "ms")


def page(found: Figures) -> str:
    """One page that needs nothing from anywhere."""
    source = escape(_source(found)).replace("`", "")
    return page_of("What it costs", source, _plots(found), tables(found))


def write(found: Figures, path: Path) -> None:
    """Writes the page."""
    path.write_text(page(found), encoding="utf-8")


def publish(found: Figures, project: Path = PROJECT) -> None:
    """Puts the tables between the marks of README.md and docs/performance.md."""
    for name, tables_ in (("README.md", brief(found)), ("docs/performance.md", text(found))):
        path = project / name
        before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
        _, mark, after = rest.partition(END)
        if not mark:
            raise ValueError(f"{name}: {BEGIN} and {END} have to stand where the tables go")
        path.write_text(f"{before}{BEGIN}\n{tables_}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    arguments = [word for word in sys.argv[1:] if word != "--publish"]
    figures = Figures.read(Path(arguments[0]) if arguments else Path(__file__).with_name("results") / "bench.json")
    write(figures, figures.path.with_suffix(".html"))
    print(text(figures))
    if "--publish" in sys.argv:
        publish(figures)
