"""What makes a topic a stream: its event types, its columns, and where its kernels are."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from detectors import call_arrival
from detectors.base import Limit, of_stream
from detectors.calls import CALL, LIMITS
from detectors.layout import Layout
from streams import calls_columns
from streams.events import Calls


class Stream(NamedTuple):
    """One input topic that detectors read."""

    name: str
    events: Any  # the msgspec type of its records
    columns: np.dtype[Any]
    fields: tuple[str, ...]
    columns_module: str  # has the kernel `fill`
    arrival_module: str  # has the kernel `arrive`
    account: tuple[tuple[str, Any], ...]  # what an account's row has for `arrive`
    limits: Mapping[str, Limit]  # those that belong to no one detector
    example: bytes  # a record of it, of the account "a"

    @property
    def layout(self) -> Layout:
        """The rows of its detectors."""
        return Layout(of_stream(self.name), self.account, self.limits)


CALLS = Stream(
    "calls",
    Calls,
    CALL,
    calls_columns.FIELDS,
    "streams.calls_columns",
    "detectors.call_arrival",
    tuple(call_arrival.ACCOUNT),
    LIMITS,
    b'{"id":"1","account":"a","ts":1,"event":"attempt","call":"c","direction":"outbound","from":"+14155550100","to":"911"}',
)

STREAMS: Mapping[str, Stream] = {stream.name: stream for stream in (CALLS,)}
