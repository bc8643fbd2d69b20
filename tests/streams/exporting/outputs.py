"""The output of a replay, as tests want it."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from streams.records import Alert, Recommendation


def folder(path: Path, alerts: Iterable[Alert], records: Iterable[Recommendation]) -> Path:
    """Writes both outputs to a folder."""
    path.mkdir()
    for name, those in (("alerts", alerts), ("enforcement", records)):
        (path / f"{name}.ndjson").write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in those))
    return path
