"""From what the compiled loop found at an event to the alert that says so: the texts and figures that belong to it."""

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from detectors.base import ACCOUNT, CAMPAIGN, DESTINATION, PREFIX, TEMPLATE, Detector, Seen
from detectors.calls import ALLOCATABLE, SHORT_CODE, UNALLOCATABLE
from detectors.kernel import FAILED
from detectors.layout import Layout
from detectors.lines import source
from detectors.notes import WAITING, last_emergency, samples
from detectors.policy import Policy
from detectors.sightings import SOURCE, TICK
from streams.alerts import AlertWriter
from streams.broken import failed
from streams.claims import Holdings, claims
from streams.event_text import template_of, text_of, unescaped
from streams.pairing import EVIDENT, Fired, Spread
from streams.privacy import pseudonym
from streams.reader import as_kernels_see
from streams.records import Alert, Subject
from streams.scope import Source, scope

if TYPE_CHECKING:
    from streams.fed import Batch
    from streams.shard import Shard


def holdings(shard: "Shard", slot: int) -> Holdings:
    """What an account is known to hold, or may show, and when."""
    held: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, start, until in shard.standing.holdings(slot):
        held[shard.reader.key_of(number)].append((start, until))
    return held


class Findings:
    """Writes the alerts of one stream's shards. `key` is that of people's hashes."""

    def __init__(self, layout: Layout, policy: Policy, key: str) -> None:
        self.layout, self.key = layout, key
        self.writer = AlertWriter(layout, policy)

    def said(
        self,
        shard: "Shard",
        batch: "Batch",
        i: int,
        finding: Any,  # noqa: ANN401 - a numpy record
    ) -> Iterator[Alert | Spread | Fired]:
        """The alert of a finding at the i-th event, and what it means for findings of other streams.

        What waits for evidence is told as it would be said.
        """
        alert = self.alert(shard, batch, i, finding)
        if alert is None:
            return
        waits = int(finding["level"]) > WAITING
        if waits and alert.detector == self.layout.detectors[int(finding["detector"])].id:
            yield Spread(alert.account, alert)
            return
        yield alert
        if alert.detector in EVIDENT:
            yield Fired(alert.account, alert)

    def alert(self, shard: "Shard", batch: "Batch", i: int, finding: Any) -> Alert | None:  # noqa: ANN401 - a numpy record
        """The alert of a finding at the i-th event, which is the last one judged.

        A detector that cannot judge it is off from then on for the account, and the alert says so; None: it is already.
        """
        event, number = batch.columns[i], int(finding["detector"])
        accounts, bit = shard.tables[ACCOUNT].rows, 1 << number
        if int(accounts["off"][event["slot"]]) & bit:
            return None
        why = "its rule says so"
        if int(finding["level"]) != FAILED:
            try:
                return self.finding(shard, batch, i, finding)
            except Exception as error:  # noqa: BLE001 - whatever its code raises, the other detectors have to go on
                why = type(error).__name__
        accounts["off"][event["slot"]] |= bit
        crossing, account = text_of(event, "id", batch.text), shard.names[event["slot"]]
        return failed(self.layout.detectors[number], account, int(event["ts"]), crossing, why)

    def finding(self, shard: "Shard", batch: "Batch", i: int, finding: Any) -> Alert:  # noqa: ANN401 - a numpy record
        """The alert of what a detector found."""
        event, number = batch.columns[i], int(finding["detector"])
        detector, kind = self.layout.detectors[number], self.layout.subjects[finding["subject"]]
        row, account = shard.tables[kind].rows[finding["slot"]], shard.names[event["slot"]]
        level, clock = int(finding["level"]) % WAITING, int(shard.tables[ACCOUNT].rows[event["slot"]]["clock"])
        seen = self.writer.seen(detector, row, shard.figures[0], level)
        at = getattr(seen, "at", int(event["ts"]))
        limits, declared = shard.standing.limits_for(int(event["slot"]), at, ordinary=level == 0)
        since = self.writer.window(detector, clock, getattr(seen, "at", None), int(event["ts"])).start
        emergency = last_emergency(row["notes"], shard.memory, number)
        subject = self.subject(kind, account, event, batch.text)
        sightings = shard.tables[ACCOUNT].rows["sightings"][event["slot"]]
        return self.writer.alert(
            detector,
            account=account,
            subject=subject,
            scope=self.scope(shard, event, batch.text, detector, subject, seen, limits),
            level=level,
            ts=int(event["ts"]),
            clock=clock,
            crossing=text_of(event, "id", batch.text),
            samples=[unescaped(sample) for sample in samples(row["notes"], shard.memory, number, since)],
            seen=seen,
            limits=limits,
            declared=next((declared[name] for name in detector.limited_by() if name in declared), None)
            if not level
            else None,
            emergency=emergency >= since and emergency > 0,
            claims=claims(
                detector,
                self.layout,
                sightings,
                shard.memory,
                clock // TICK,
                seen,
                at,
                self.key,
                lambda: holdings(shard, int(event["slot"])),
            ),
        )

    def subject(self, kind: str, account: str, event: Any, text: np.ndarray[Any, Any]) -> Subject:  # noqa: ANN401
        """Whom or what a finding is about; the event names it."""
        if kind == ACCOUNT:
            return Subject("account", account)
        if kind == DESTINATION:
            number = self.number(event, text)  # that of an emergency service is nobody's own
            return Subject("destination", number if event["emergency"] else pseudonym(number, self.key))
        if kind == PREFIX:
            return Subject("prefix", f"+{int(event['prefix'])}")
        if kind == TEMPLATE:
            return Subject("template", template_of(event))
        return Subject("campaign", text_of(event, kind, text))

    def scope(
        self,
        shard: "Shard",
        event: Any,  # noqa: ANN401 - a numpy record
        text: np.ndarray[Any, Any],
        detector: type[Detector],
        subject: Subject,
        seen: Seen,
        limits: dict[str, float],
    ) -> Subject | None:
        """The event's campaign or a number of the account, where blocking it would stop what was found."""
        if not detector.sources or subject.kind != "account":
            return None
        slot, number = int(event["slot"]), self.layout.detectors.index(detector)
        accounts = shard.tables[ACCOUNT].rows
        tick = int(accounts["clock"][slot]) // TICK

        def tallied(column: str, key: int) -> int:
            rows, of = as_kernels_see(accounts), source(number, column)
            return int(shard.module.tallied(rows, slot, shard.memory, SOURCE, of, key, tick))

        sources = [
            Source(Subject("number", f"+{digits}"), tallied("shown", shard.reader.key_of(digits)))
            for digits in shard.standing.numbers_of(slot, int(event["ts"]))
        ]
        if event["campaign"]:
            name = text_of(event, CAMPAIGN, text)
            sources.insert(0, Source(Subject("campaign", name), tallied("campaign", int(event["campaign"]))))
        return scope(detector, seen, limits, sources, tallied("account", int(event["account"])))

    def number(self, event: Any, text: np.ndarray[Any, Any]) -> str:  # noqa: ANN401 - a numpy record
        """A callee's number as one writes it, however it was written in the record."""
        digits, kind = int(event["callee"]), int(event["callee_is"])
        if kind in {ALLOCATABLE, UNALLOCATABLE}:
            return f"+{digits}"
        if kind == SHORT_CODE:
            return str(digits)[1:]
        return text_of(event, "to", text)
