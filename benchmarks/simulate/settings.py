"""What a simulation is made of: accounts of each kind, and days. A file names only what it changes."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from streams.errors import WrongUsage
from streams.settings import tables

PACKAGED = Path(__file__).with_name("settings.toml")
Count = Annotated[int, Meta(ge=0, le=1_000_000)]


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`honest` shares `accounts` out by weight; of the others there are so many of each kind."""

    begins: datetime
    days: Annotated[int, Meta(ge=1, le=366)]
    accounts: Count
    volume: Annotated[float, Meta(gt=0, le=100)]
    blatant_days: Annotated[int, Meta(ge=1)]
    honest: dict[str, Annotated[float, Meta(ge=0)]]
    blatant: dict[str, Count]
    adapting: dict[str, Count]

    @property
    def start(self) -> int:
        """The first midnight in UTC, Unix milliseconds."""
        return int(self.begins.astimezone(UTC).timestamp()) * 1_000

    def honest_accounts(self) -> dict[str, int]:
        """How many there are of each honest kind: by weight, and the rest by the largest remainders."""
        whole = sum(self.honest.values()) or 1
        exact = {kind: self.accounts * weight / whole for kind, weight in self.honest.items()}
        counts = {kind: int(share) for kind, share in exact.items()}
        rest = self.accounts - sum(counts.values()) if self.honest else 0
        for kind in sorted(exact, key=lambda kind: (counts[kind] - exact[kind], kind))[:rest]:
            counts[kind] += 1
        return counts


def load(path: Path | None = None) -> Settings:
    """The packaged settings with those of a file laid over them. Raises WrongUsage with one line."""
    laid = tables(PACKAGED)
    for name, value in (tables(path) if path else {}).items():
        laid[name] = laid[name] | value if isinstance(laid.get(name), dict) and isinstance(value, dict) else value
    try:
        settings = msgspec.convert(laid, Settings)
    except msgspec.ValidationError as wrong:
        raise WrongUsage(f"{path or PACKAGED}: {wrong}") from None
    if settings.begins.tzinfo is None:
        raise WrongUsage(f"{path or PACKAGED}: begins has no zone; write it with a Z")
    return settings
