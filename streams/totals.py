"""The second stage: what streams say of an account's slots, to findings on their sum. Pure; no clock.

Findings on sums have no crossing event: their ids stand for the calendar period, so they do not depend on which record
of which stream came last. Their figures may.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

import msgspec

from detectors.account.key_misuse import KeyMisuse
from detectors.base import Detector, of_stream
from detectors.campaign.cross_account import SPARED, CrossAccount
from detectors.ledger import Ledger, Period, Portion
from detectors.over_totals import Known, OverTotals
from detectors.policy import Policy
from detectors.reached import InForce, Reached
from detectors.spans import DAY
from detectors.totals import SETTLED, SLOT
from streams.api_keys import Shared
from streams.calendar_alerts import calendar_alert
from streams.campaigns import Member
from streams.events import AccountRecord
from streams.limits import boundaries, defaults_of, force_at
from streams.pairing import Evidence, Fired, Spread
from streams.pools import Draw, PortionOf, draw_of
from streams.records import Alert, Subject
from streams.telling import Total

OfAccount = Total | PortionOf | Shared | Member | Spread | Fired  # what is told of an account, where its books are


class Totals:
    """The books of the accounts of one partition, and what they are judged by."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.detectors = [detector for detector in of_stream("totals") if issubclass(detector, OverTotals)]
        self.defaults = {n: v for d in self.detectors for n, v in defaults_of(d, policy.detectors[d.id]).items()}
        self.ledgers: dict[str, Ledger] = {}
        self.evidence: dict[str, Evidence] = {}
        self._touched: dict[str, None] = {}  # pages, in the order in which they changed

    def take(self, one: OfAccount, record: AccountRecord | None) -> list[Alert | Draw]:
        """What is found once this is known, and what it means for a pool.

        `record` is what the platform knows of the account, None: nothing.
        """
        match one:
            case Total():
                return self._total(one, record)
            case PortionOf():
                return [*self._portion(one, record)]
            case Shared():
                return [*self._shared(one)]
            case Member():
                return [*self._member(one, record)]
            case Spread() | Fired():
                evidence = self.evidence.setdefault(one.account, Evidence())
                self._touched[f"evidence/{one.account}"] = None
                return [*(evidence.fire(one.alert) if isinstance(one, Fired) else evidence.spread(one.alert))]

    def _total(self, total: Total, record: AccountRecord | None) -> list[Alert | Draw]:
        ledger = self.ledger(total.account)
        month = ledger.month(total.slot)
        if month is None or not month.raise_to(total.stream, total.slot, total.bytes, total.cost):
            return []
        self._touch(total.account, total.slot)
        draw = draw_of(total, record)
        by_sums = [detector for detector in self.detectors if not detector.portions_in_a_row]
        alerts = self._judged(by_sums, total.account, total.slot, record, total.ts)
        return [draw, *alerts] if draw else [*alerts]

    def _portion(self, of: PortionOf, record: AccountRecord | None) -> list[Alert]:
        alerts = list[Alert]()
        for detector in self.detectors:
            if detector.portions_in_a_row:
                later = (detector.portions_in_a_row - 1) * SLOT
                self.ledger(of.account).put(of.slot, of.portion, later)
                self._touch(of.account, of.slot)
                for slot in range(of.slot, of.slot + later + 1, SLOT):
                    alerts += self._judged([detector], of.account, slot, record, slot + SLOT + SETTLED)
        return alerts

    def _shared(self, of: Shared) -> list[Alert]:
        reached = Reached(1, {"accounts": of.accounts}, {}, of.day)
        return self._once(KeyMisuse, of.account, reached, of.day, of.ts, Subject("api_key", of.key))

    def _member(self, of: Member, record: AccountRecord | None) -> list[Alert]:
        spared = record is not None and record.use in SPARED
        channel, _, template = of.text.partition("/")
        figures, about = {"accounts": of.accounts, "evident": of.evident}, Subject("template", template)
        return [
            msgspec.structs.replace(alert, channel=channel)
            for level in ((1, 2) if of.against or (of.unregistered and not spared) else (1,))
            for alert in self._once(CrossAccount, of.account, Reached(level, figures, {}, of.day), of.day, of.ts, about)
        ]

    def know(
        self, account: str, told: Iterable[tuple[str, int, int, int]], portions: Iterable[tuple[int, Portion]]
    ) -> None:
        """Takes over what streams and pools have said of an account before, and says nothing of it."""
        ledger = self.ledger(account)
        for stream, slot, moved, charged in told:
            month = ledger.month(slot)
            if month is not None:
                month.raise_to(stream, slot, moved, charged)
        later = (max(detector.portions_in_a_row for detector in self.detectors) - 1) * SLOT
        for slot, portion in portions:
            ledger.put(slot, portion, later)

    def forget(self, account: str) -> None:
        """Has it that nothing was ever said of an account."""
        self.ledgers.pop(account, None)
        self.evidence.pop(account, None)

    def touched(self) -> list[str]:
        """Pages that have changed since this was last asked: an account's day, and what has been said of it."""
        touched, self._touched = list(self._touched), {}
        return touched

    def _touch(self, account: str, slot: int) -> None:
        self._touched[f"day/{slot // DAY}/{account}"] = None
        self._touch_over(account)

    def _touch_over(self, account: str) -> None:
        if self.ledger(account).over:
            self._touched |= dict.fromkeys(f"day/{day // DAY}/{account}" for day in self.ledger(account).forgotten())
            self._touched[f"said/{account}"] = None

    def ledger(self, account: str) -> Ledger:
        """The books of an account."""
        return self.ledgers.setdefault(account, Ledger())

    def _judged(
        self, detectors: Iterable[type[OverTotals]], account: str, slot: int, record: AccountRecord | None, ts: int
    ) -> list[Alert]:
        """What these say for the first time of the period of a slot."""
        month, alerts = self.ledger(account).month(slot), list[Alert]()
        if month is None:
            return alerts
        known = Known(record.contract_bps if record else None, partial(timeline, record, self.defaults))
        for detector in detectors:
            period = detector.period(slot)
            for reached in detector.reached(month, slot, known):
                alerts += self._once(detector, account, reached, period.start, ts)
        return alerts

    def _once(
        self,
        detector: type[Detector],
        account: str,
        reached: Reached,
        period: int,
        ts: int,
        about: Subject | None = None,
    ) -> list[Alert]:
        """The alert of a level that was reached in the period that begins then, unless it has been said of it."""
        month, said = self.ledger(account).month(period), f"{detector.id}/{about.value}" if about else detector.id
        self._touch_over(account)
        if month is None or (said, reached.level, period) in month.said:
            return []
        month.said.add((said, reached.level, period))
        self._touched[f"said/{account}"] = None
        return [calendar_alert(self.policy, detector, account, reached, period, ts, about)]


def timeline(
    record: AccountRecord | None, defaults: Mapping[str, float], name: str, period: Period
) -> Sequence[InForce]:
    """An account's limit through a period."""
    if record is None:
        return [InForce(period.start, defaults[name], defaults[name], None)]
    within = [cut for cut in boundaries(record) if period.start < cut < period.end]
    dated = [force_at(record, defaults, name, start) for start in (period.start, *within)]
    return [force for i, force in enumerate(dated) if not i or force[1:] != dated[i - 1][1:]]
