"""Plots as SVG that needs nothing from anywhere: bars for figures side by side, lines for curves."""

from collections.abc import Mapping, Sequence
from html import escape
from math import floor, log10

WIDTH, ROW, LEFT, RIGHT = 760, 26, 270, 120
HEIGHT, EDGE = 300, 60
COLOURS = ("#1f5fa8", "#c2571a", "#3d8b37", "#7d3c98")
OURS, OTHERS = "#1f5fa8", "#a9b4c0"


def bars(title: str, rows: Sequence[tuple[str, float]], unit: str, ours: str = "") -> str:
    """A bar for each figure, ours in a colour of its own: those whose names begin with `ours`.

    >>> bars("Pace", [("a", 1.0), ("b", 2.0)], "records/s").count("<rect")
    2
    """
    most = max((value for _, value in rows), default=1.0) or 1.0
    drawn = []
    for place, (name, value) in enumerate(rows):
        y, long = place * ROW + 30, (WIDTH - LEFT - RIGHT) * value / most
        colour = OURS if name.startswith(ours) else OTHERS
        drawn += [
            _text(LEFT - 8, y + 15, name, "end"),
            f'<rect x="{LEFT}" y="{y}" width="{long:.1f}" height="{ROW - 6}" fill="{colour}"/>',
            _text(LEFT + long + 6, y + 15, short(value)),
        ]
    return _svg(f"{title}, {unit}", len(rows) * ROW + 40, drawn)


def lines(title: str, curves: Mapping[str, Sequence[tuple[float, float]]], across: str, unit: str) -> str:
    """A line for each curve, over a logarithmic axis.

    >>> lines("Cost", {"one": [(1, 2.0), (1000, 3.0)]}, "accounts", "µs").count("<circle")
    2
    """
    points = [point for curve in curves.values() for point in curve]
    first, last = log10(min(x for x, _ in points)), log10(max(x for x, _ in points))
    most = max(y for _, y in points) or 1.0

    def place(x: float, y: float) -> tuple[float, float]:
        along = (log10(x) - first) / (last - first or 1.0)
        return EDGE + along * (WIDTH - 2 * EDGE), HEIGHT - EDGE - y / most * (HEIGHT - 2 * EDGE)

    drawn = [f'<path d="M{EDGE} {EDGE}V{HEIGHT - EDGE}H{WIDTH - EDGE}" fill="none" stroke="#666"/>']
    drawn += [_text(EDGE - 6, place(10**first, y)[1] + 4, short(y), "end") for y in (0.0, most / 2, most)]
    for x in sorted({x for x, _ in points}):
        drawn.append(_text(place(x, 0)[0], HEIGHT - EDGE + 18, short(x), "middle"))
    drawn.append(_text(WIDTH / 2, HEIGHT - EDGE + 40, across, "middle"))
    for number, (name, curve) in enumerate(curves.items()):
        colour, at = COLOURS[number % len(COLOURS)], [place(x, y) for x, y in curve]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
        drawn.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        drawn += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in at]
        drawn.append(_text(EDGE + 10 + 150 * number, EDGE - 12, name, colour=colour))
    return _svg(f"{title}, {unit}", HEIGHT, drawn)


def short(value: float) -> str:
    """A number as people read it: three digits that count.

    >>> short(123_456), short(12.34), short(0.0123), short(0)
    ('123,456', '12.3', '0.0123', '0')
    """
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.{max(2 - floor(log10(abs(value))), 0)}f}".rstrip("0").rstrip(".")


def _text(x: float, y: float, words: str, anchor: str = "start", colour: str = "#222") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'


def _svg(title: str, height: float, drawn: Sequence[str]) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" role="img">'
    return "\n".join([head, f"<title>{escape(title)}</title>", _text(0, 16, title), *drawn, "</svg>"])
