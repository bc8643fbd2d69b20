"""The wire contract of `reports`: what others say about accounts."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from detectors.reports import KINDS
from streams.events import Id, Timestamp

Trust = Annotated[float, Meta(ge=0, le=1)]


class Report(msgspec.Struct, kw_only=True):
    """Somebody reports abuse by the account."""

    id: Id
    account: Id
    ts: Timestamp
    channel: str | None = None
    kind: Literal[KINDS] | None = None  # type: ignore[valid-type]
    subject: str | None = None
    reporter: str | None = None
    trust: Trust | None = None
    detail: str | None = None
