"""Tables of figures for people: in Markdown, and on a page that needs nothing from anywhere."""

from collections.abc import Iterable, Sequence
from html import escape

STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:62em;margin:2em auto;padding:0 1em;color:#222}"
    "table{border-collapse:collapse}td,th{padding:.2em .8em;border-bottom:1px solid #ddd;text-align:right}"
    "td:first-child,th:first-child{text-align:left}svg{display:block;margin:1.5em 0;font:12px system-ui,sans-serif}"
)

Table = tuple[str, Sequence[str], Sequence[Sequence[str]], str]  # what it shows, headings, rows, what to know of it


def markdown(table: Table) -> str:
    """A table with what to know of it; that alone where there are no figures."""
    title, headings, rows, note = table
    return f"**{title}.** {note}" + (f"\n\n{grid(headings, rows)}" if rows else "")


def grid(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The table alone.

    >>> print(grid(("", "ms"), [("one", "3")]))
    |  | ms |
    | --- | ---: |
    | one | 3 |
    """
    lined = [headings, ["---", *["---:"] * (len(headings) - 1)], *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in lined)


def page(title: str, source: str, plots: Iterable[str], tables: Iterable[Table]) -> str:
    """A page: where its figures come from (HTML), plots (SVG) and tables."""
    parts = [f"<p>{source}</p>", *plots]
    for heading, headings, rows, note in tables:
        head = "".join(f"<th>{escape(one)}</th>" for one in headings)
        body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
        parts.append(f"<h2>{escape(heading)}</h2><p>{escape(note)}</p><table><tr>{head}</tr>{body}</table>")
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Ringfence: {escape(title).lower()}</title>'
        f"<style>{STYLE}</style><h1>{escape(title)}</h1>{''.join(parts)}</html>\n"
    )
