"""What became of each simulated account: what was recommended when and by which detector, beside the truth."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import orjson

from benchmarks.simulate.simulation import TOPICS, Label
from detectors.policy import Action, Policy
from streams.enforcement.ladder import RANK, recommended

WHOLE = "all detectors"
THRESHOLDS = (100, 200, 500, 1_000, 2_000, 5_000)  # of the baseline: calls, messages and mails in a day in UTC
DAY = 86_400_000
OURS = ("end", "send")  # the events that the account itself is behind, one for each call, message or mail


class Step(NamedTuple):
    """An action that was recommended."""

    ts: int
    rank: int  # as of RANK
    detector: str


class Account(NamedTuple):
    """The truth about an account, what was recommended, and of abusive ones when their events happened."""

    label: Label
    by_detector: tuple[Step, ...]  # what each finding alone calls for
    recommended: tuple[Step, ...]  # what was recommended in the end
    events: tuple[int, ...] = ()
    busy: Mapping[int, int] = {}  # when it first did more than so much in a day

    def first(self, action: Action, detectors: Iterable[str] | None = None) -> int | None:
        """When this or something stronger was first recommended, if only some detectors were there; None: never."""
        steps = self.recommended if detectors is None else self.by_detector
        least, those = RANK[action], None if detectors is None else frozenset(detectors)
        return min((s.ts for s in steps if s.rank >= least and (those is None or s.detector in those)), default=None)


def outcomes(simulated: Path, out: Path, policy: Policy, *, traffic: bool = True) -> list[Account]:
    """Joins the labels of a simulation with what a replay of it wrote, and with when there was which `traffic`."""
    labels = {label.account: label for label in map(_label, (simulated / "labels.ndjson").read_bytes().splitlines())}
    uses = {record["account"]: record["use"] for record in _lines(simulated / "accounts.ndjson")}
    found, said = defaultdict[str, list[Step]](list), defaultdict[str, list[Step]](list)
    for alert in _lines(out / "alerts.ndjson"):
        name, row = alert["account"], policy.detectors.get(alert["detector"])
        emergency = alert["severity"] == "critical"
        action = row and recommended(row, alert["level"], uses[name], emergency_calls=emergency)
        if action:
            found[name].append(Step(alert["ts"], RANK[action], alert["detector"]))
    for record in _lines(out / "enforcement.ndjson"):
        if record["action"] != "lift" and record["state"] == "open":
            said[record["account"]].append(Step(record["ts"], RANK[record["action"]], ""))
    abusive = {name for name, label in labels.items() if not label.honest}
    events, busy = _traffic(simulated if traffic else None, abusive)
    return [
        Account(label, tuple(found[name]), tuple(said[name]), tuple(sorted(events[name])), busy[name])
        for name, label in labels.items()
    ]


def _traffic(simulated: Path | None, abusive: set[str]) -> tuple[dict[str, list[int]], dict[str, dict[int, int]]]:
    """The times of all events of some accounts; and when each account first did more than so much in a day."""
    events, busy = defaultdict[str, list[int]](list), defaultdict[str, dict[int, int]](dict)
    done = Counter[tuple[str, int]]()
    files = [simulated / f"{topic}.ndjson" for topic in TOPICS] if simulated else []
    for file in files:
        for event in _lines(file):
            name, ts = event["account"], event["ts"]
            if name in abusive:
                events[name].append(ts)
            if event.get("event") in OURS and event.get("direction") != "inbound":
                done[name, ts // DAY] += 1
                over = done[name, ts // DAY] - 1
                if over in THRESHOLDS:
                    busy[name][over] = min(ts, busy[name].get(over, ts))
    return events, busy


def _lines(file: Path) -> Iterable[dict[str, Any]]:
    with file.open("rb") as opened:
        yield from map(orjson.loads, opened)


_label = msgspec.json.Decoder(Label).decode
