"""What a run recommended, as its folder has it, and what people know of the accounts."""

from collections.abc import Iterator, KeysView
from pathlib import Path

from streams.difference import Label, Labels, Run, asked
from streams.errors import Failed, WrongUsage
from streams.files import structs
from streams.outputs import FromFolder
from streams.records import Alert, Recommendation


def run_of(folder: Path) -> Run:
    """What a replay recommended. Raises WrongUsage where the folder has none, Failed where it is not whole."""
    source = FromFolder(folder)
    found = {
        alert.id: (alert.detector, alert.level)
        for alert in source.records("alerts", lambda _: True)
        if isinstance(alert, Alert)
    }
    return asked(_resting(source, folder, found.keys()), found)


def _resting(source: FromFolder, folder: Path, found: KeysView[str]) -> Iterator[Recommendation]:
    """The recommendations; raises Failed where one rests on a finding that there is not."""
    for record in source.records("enforcement", lambda _: True):
        if isinstance(record, Recommendation):
            if missing := [id_ for id_ in record.findings if id_ not in found]:
                raise Failed(f"{folder}: {record.id} rests on {missing[0]}, which alerts.ndjson does not have")
            yield record


def labels_of(file: Path) -> Labels:
    """The labels of accounts, of several for one the last. Raises WrongUsage where a line is none."""
    if not file.is_file():
        raise WrongUsage(f"--labels {file}: there is no such file")
    return {label.account: label for label in structs(file, Label, f"--labels {file}")}
