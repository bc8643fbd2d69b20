"""Tables of detectors, settings, metrics, topics and records say what the code has."""

import asyncio
import re
from typing import Any

import msgspec

from detectors.base import catalogue, limit_kinds
from detectors.policy import load
from streams.agents import build_app
from streams.attribution import Unnamed
from streams.delivery.counting import Deliveries
from streams.email_events import Email
from streams.events import AccountRecord, Calls, Control, Decision
from streams.metrics import described
from streams.settings import Settings
from streams.sms_events import Sms
from streams.ticking import Ticking
from streams.topic_table import TOPICS
from streams.usage_events import Usage
from tests.docs.reading import CODE, FENCE, text

LEAST_ROWS = 26  # of the table in the README, which may only grow


def test_the_readme_lists_every_detector_with_its_limits() -> None:
    rows = {line.split("`")[1]: line for line in text("README.md").splitlines() if line.startswith("| `")}
    assert rows.keys() <= {detector.id for detector in catalogue()}
    assert len(rows) >= LEAST_ROWS
    for id_, row in load().detectors.items():
        if id_ not in rows:
            continue  # a detector is complete without a word here
        for name, value in row.limits.items():
            said = f"{100 * value:g} %" if limit_kinds()[id_][name].unit == "share" else f"{value:g} "
            assert said in rows[id_], f"{id_}: {name} is {value:g}"
        leads_to = rows[id_].rsplit("|", 2)[1]
        assert re.findall(r"none|warn|throttle|replace-key|suspend", leads_to) == list(row.actions)
        assert ("urgent" in leads_to) == row.urgent


def test_the_settings_and_their_defaults_are_those_in_the_table() -> None:
    table = dict(re.findall(r"^\| `RINGFENCE_(\w+)`[^|]*\| ([^|]+) \|", text("docs/kafka.md"), re.MULTILINE))
    names = {name.upper() for name in Settings.model_fields}
    assert {name.partition("__")[0] for name in table} == names
    for name, field in Settings.model_fields.items():
        if name not in {"topics", "policy"}:
            assert table[name.upper()].strip("`") == ("none" if field.default in {None, ""} else str(field.default))


def test_every_metric_and_what_it_says_is_in_the_table() -> None:
    table = dict(re.findall(r"^\| `(ringfence_\w+)` \|[^|]*\| ([^|]+) \|$", text("docs/metrics.md"), re.MULTILINE))

    async def found() -> list[tuple[str, str]]:
        registries = (
            build_app(Settings(), load()).metrics.registry,
            Ticking(Settings(), 1, lambda: 0).registry,
            Deliveries().registry,
        )
        return [family for registry in registries for family in described(registry)]

    families = asyncio.run(found())
    assert table == {name: help_ for name, help_ in families if name.startswith("ringfence_")}


def test_every_topic_is_in_the_table() -> None:
    (table,) = re.findall(r"^## Topics\n(.*?)^## ", text("docs/kafka.md"), re.MULTILINE | re.DOTALL)
    rows = [line.split("|")[1:3] for line in table.splitlines() if line.startswith("| `")]
    told = {name: direction.strip() for names, direction in rows for name in CODE.findall(names)}
    assert told == {t.name: t.direction + (", compacted" if t.compacted else "") for t in TOPICS}


def test_every_record_in_the_description_is_one() -> None:
    sections = re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", text("docs/records.md"), re.MULTILINE | re.DOTALL)
    types: dict[str, Any] = {
        "calls": Calls,
        "sms": Sms,
        "email": Email,
        "usage": Usage,
        "reports": Unnamed,
        "accounts": AccountRecord,
        "decisions": Decision,
        "control": Control,
    }
    for topic, section in sections:
        lines = [line for kind, block in FENCE.findall(section) if kind == "json" for line in block.splitlines()]
        assert len(lines) > 0 if topic in types else not lines
        for line in lines:
            msgspec.json.decode(line, type=types[topic])
    assert {topic for topic, _ in sections} >= types.keys()
