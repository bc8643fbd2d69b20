"""Cases as a table, a row each, for spreadsheets (CSV) and for analysis (Parquet)."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from streams.errors import Failed
from streams.exporting.cases import Standing
from streams.files import whole
from streams.times import rfc3339

Format = Literal["csv", "parquet"]
MOMENT = pa.timestamp("ms", "UTC")
COLUMNS = {
    "case": pa.string(), "account": pa.string(), "category": pa.string(), "scope_kind": pa.string(),
    "scope_value": pa.string(), "state": pa.string(), "action": pa.string(), "urgent": pa.bool_(),
    "approval": pa.string(), "shadow": pa.bool_(), "opened": MOMENT, "updated": MOMENT, "effective_from": MOMENT,
    "until": MOMENT, "records": pa.int64(), "findings": pa.int64(), "detectors": pa.list_(pa.string()),
    "confidence": pa.float64(), "clauses": pa.list_(pa.string()), "recommendation": pa.string(),
}  # fmt: skip
FORMULA = re.compile(r"[=@\t\r]|[+-](?![0-9]+$)")  # how a spreadsheet knows something that it is to work out


def row(case: Standing) -> dict[str, Any]:
    """What a row says of a case."""
    now = case.now
    return {
        "case": now.case, "account": now.account, "category": now.category, "scope_kind": now.scope.kind,
        "scope_value": now.scope.value, "state": now.state, "action": now.action, "urgent": now.urgent,
        "approval": now.approval, "shadow": now.shadow, "opened": case.opened, "updated": now.ts,
        "effective_from": now.effective_from, "until": now.until, "records": case.records,
        "findings": len(now.findings), "detectors": case.detectors, "confidence": now.confidence,
        "clauses": [f"{clause.document}: {clause.article}" for clause in now.clauses], "recommendation": now.id,
    }  # fmt: skip


@contextmanager
def replaced(path: Path) -> Iterator[BinaryIO]:
    """A file to write, which then stands in the place of another, whole. Raises Failed where it cannot be written."""
    try:
        with whole(path) as (file,):
            yield file
    except OSError as unwritable:
        raise Failed(f"{path}: cannot be written: {unwritable.strerror}") from None


def write(cases: Iterable[Standing], path: Path, form: Format) -> None:
    """Writes a table. Raises Failed where it cannot."""
    rows = [row(case) for case in cases]
    with replaced(path) as file:
        if form == "parquet":
            pq.write_table(pa.Table.from_pylist(rows, pa.schema(list(COLUMNS.items()))), file)
            return
        lines = io.StringIO(newline="")
        table = csv.writer(lines)
        table.writerow(COLUMNS)
        table.writerows([_cell(name, one[name]) for name in COLUMNS] for one in rows)
        file.write(lines.getvalue().encode())


def _cell(name: str, value: Any) -> str:  # noqa: ANN401 - any column
    if value is None:
        return ""
    if COLUMNS[name] == MOMENT:
        return rfc3339(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return harmless("; ".join(value) if isinstance(value, list) else str(value))


def harmless(text: str) -> str:
    """A text that no spreadsheet works out: customers choose the names of accounts and campaigns.

    >>> harmless("=1+1"), harmless("+13127745636"), harmless("-2+3"), harmless("acme")
    ("'=1+1", '+13127745636', "'-2+3", 'acme')
    """
    return f"'{text}" if FORMULA.match(text) else text
