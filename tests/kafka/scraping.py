"""What a process says of itself over HTTP, at the port that its log names."""

import re
from http.client import HTTPConnection
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

Figures = dict[str, dict[str, float]]  # by name, by the values of its labels, in the order of their names


def scraped(log: Path) -> Figures:
    """The figures at `/metrics`."""
    told: Figures = {}
    for family in text_string_to_metric_families(answer(log, "metrics")[1]):
        for sample in family.samples:
            told.setdefault(sample.name, {})[" ".join(sample.labels.values())] = sample.value
    return told


def answer(log: Path, page: str) -> tuple[int, str]:
    """Status and text of a page."""
    (address,) = re.findall(r"metrics at http://(\S+)/metrics", log.read_text())
    connection = HTTPConnection(address, timeout=10)
    try:
        connection.request("GET", f"/{page}")
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()
