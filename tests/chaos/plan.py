"""What comes beside the traffic, and is in the files of its replay: later facts, decisions, deliveries, ticks."""

import json
import random
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from streams.merge import found, runs
from tests.chaos.traffic import lines, summed
from tests.properties.knowing import Record, Version, moment, versions
from tests.traffic.manners import DAY

MARGIN = 30.0  # seconds at least by which an account record comes before the first event that it counts for
TICKS = 20
DECIDED = 60  # recommendations at the most
VERDICTS = ("approve", "approve", "reject", "withdraw")
LONG_AFTER = 400 * DAY  # by then all that is due has been
RUN = 10_000  # lines that are read at once


class Later(NamedTuple):
    """An account record that is sent so many seconds after the traffic began, and has to be there by `until`."""

    at: float
    until: float
    record: Record


class Answer(NamedTuple):
    """What is sent when a recommendation has been seen."""

    topic: str
    record: Record


class Beside(NamedTuple):
    """All of it: `answers` by the recommendation that each waits for, `last` when all else has been judged."""

    later: list[Later]
    answers: Mapping[str, Answer]
    last: Record


class _Course(NamedTuple):
    """How the lines go: where each version of an account's record is needed first, and how late it is by then."""

    needed: dict[tuple[str, int], int]
    ticks: list[int]
    newest: int


def prepare(
    folder: Path, known: Sequence[Record], seed: int, rate: float, replay: Callable[[Path, Path], object]
) -> Beside:
    """Adds it to the files of a run: what is sent is in `folder/in`, what is replayed into `folder/out` in `whole`.

    Decisions are on what a first replay recommends, on the last word of a case each: in which order a decision and a
    finding of the same case are taken is left open. They bear times behind all events, and so do deliveries.
    """
    rng, sent, whole = random.Random(f"beside/{seed}"), folder / "in", folder / "whole"
    coming = {record["account"]: versions(record, rng) for record in known}
    course = _course(sent, coming)
    later, firsts = list[Later](), list[Record]()
    for account, own in coming.items():
        until = [course.needed.get((account, place), 0) / rate for place in range(len(own))]
        begin = max(place for place in range(len(own)) if not place or 0 < until[place] <= 2 * MARGIN)
        firsts.append(own[begin].record)
        for place in range(begin + 1, len(own)):
            at = rng.uniform(MARGIN / 2, until[place] - MARGIN) if until[place] else MARGIN
            later.append(Later(max(at, later[-1].at if place > begin + 1 else 0.0), until[place], own[place].record))
    whole.mkdir()
    for path in sent.iterdir():
        (whole / path.name).hardlink_to(path)
    ticks: list[Record] = [{"event": "tick", "ts": ts} for ts in course.ticks]
    last: Record = {"event": "tick", "ts": course.newest + LONG_AFTER}
    _write(sent, accounts=firsts, control=ticks)
    _write(whole, accounts=known, control=ticks)
    replay(whole, folder / "first")
    decisions = _decisions(folder / "first", course.newest, rng)
    told = [one for one in decisions if one["decision"] == "approve"]
    notices: list[Record] = [
        {"event": "notice-delivered", "ts": one["ts"] + DAY, "recommendation": one["recommendation"]} for one in told
    ]
    _write(whole, decisions=decisions, control=[*ticks, *notices, last])
    replay(whole, folder / "out")
    answers = {one["recommendation"]: Answer("decisions", one) for one in decisions}
    about = {notice["recommendation"]: notice for notice in notices}
    for record in _records(folder / "out"):
        if record["state"] == "approved" and record["supersedes"] in about:
            answers[record["id"]] = Answer("control", about[record["supersedes"]])
    return Beside(sorted(later, key=lambda one: one.at), answers, last)


def _course(folder: Path, coming: Mapping[str, Sequence[Version]]) -> _Course:
    files = found(folder)
    total = sum(path.read_bytes().count(b"\n") for path in files.values())
    needed, ticks, newest, number = dict[tuple[str, int], int](), list[int](), 0, 0
    waiting = {account: deque(enumerate(own)) for account, own in coming.items()}
    for run in runs(files, RUN):
        for value in run.values:
            number += 1
            event = _event(value)
            newest = max(newest, event.get("ts", 0))
            if number % (total // TICKS) == 0:
                ticks.append(newest)
            own = waiting.get(event.get("account", ""), ())
            while own and own[0][1].needed <= moment(event):
                needed[event["account"], own.popleft()[0]] = number
    return _Course(needed, ticks, newest)


def _event(value: bytes) -> Record:
    """The event of a line, nothing where it is broken."""
    try:
        return dict(msgspec.json.decode(value))
    except msgspec.DecodeError:
        return {}


def _decisions(out: Path, newest: int, rng: random.Random) -> list[Record]:
    """At the most one for an account: what is due by one would come before the other."""
    latest = {record["case"]: record for record in _records(out)}
    avoided = summed(out)
    open_ = [one for one in latest.values() if one["state"] == "open" and one["account"] not in avoided]
    of = {one["account"]: one for one in open_}
    chosen = rng.sample(sorted(of), min(DECIDED, len(of)))
    return [
        {
            "id": f"decision-{i}",
            "ts": newest + 1 + i,
            "recommendation": of[account]["id"],
            "account": account,
            "decision": VERDICTS[i % len(VERDICTS)],
            "by": "kim",
            "role": "approver",
        }
        for i, account in enumerate(chosen)
    ]


def _records(out: Path) -> list[Record]:
    return [json.loads(line) for line in (out / "enforcement.ndjson").read_bytes().splitlines()]


def _write(folder: Path, **topics: Sequence[Record]) -> None:
    for topic, records in topics.items():
        lines(folder / f"{topic}.ndjson", map(json.dumps, records))
