"""Declared emergencies: in one, nothing stronger than a warning goes without a person's approval."""

from collections.abc import Iterable

import msgspec

from streams.events import EmergencyPeriod

COUNTRY = 2  # letters of a region that name its country: an account's own region is known no finer


class Emergencies:
    """The periods that have been declared, each by what it is for and when it begins; a later word on one replaces it.

    Disasters and the like are those of Article 16 of NTT's terms: communications for relief and order come first then.
    """

    def __init__(self) -> None:
        self._periods: dict[str, EmergencyPeriod] = {}
        self._changed = False

    def declare(self, period: EmergencyPeriod) -> None:
        """Takes a period, its region in whatever case; one that has an end before its beginning, or at it, is none."""
        if period.region is not None:
            period = msgspec.structs.replace(period, region=period.region.upper())
        self._periods[f"{period.region}/{','.join(sorted(period.accounts or ()))}/{period.begin}"] = period
        self._changed = True

    def include(self, account: str, country: str | None, ts: int) -> bool:
        """Whether an account is in an emergency at a time, by itself or by its country (None: unknown)."""
        return any(
            period.begin <= ts and (period.until is None or ts < period.until) and _is_for(period, account, country)
            for period in self._periods.values()
        )

    def changed(self) -> bool:
        """Whether any has come since this was last asked."""
        changed, self._changed = self._changed, False
        return changed

    @property
    def periods(self) -> list[EmergencyPeriod]:
        """All that were declared, in an order that does not depend on that of their records."""
        return [period for _, period in sorted(self._periods.items())]

    def forget(self, account: str) -> None:
        """Leaves an account out of those that are named; a period that names nobody else is none."""
        periods, self._periods = self.periods, {}
        for period in periods:
            others = [one for one in period.accounts or () if one != account]
            if others or not period.accounts or period.region is not None:
                self.declare(msgspec.structs.replace(period, accounts=others or None))

    def take_over(self, periods: Iterable[EmergencyPeriod]) -> None:
        """Goes on with what was kept."""
        for period in periods:
            self.declare(period)
        self._changed = False


def _is_for(period: EmergencyPeriod, account: str, country: str | None) -> bool:
    """Whether it is for an account: one that it names, or all of a region; without either it is for everybody."""
    if period.accounts is None and period.region is None:
        return True
    if account in (period.accounts or ()):
        return True
    if period.region is None or country is None:
        return False
    return period.region[:COUNTRY] == country.upper()
