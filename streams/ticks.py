"""Control records as they are read, and the ticks among them: by workers, by a replay, and by who writes them."""

from collections.abc import Iterable
from contextlib import suppress

import msgspec

from streams.events import Control, Tick
from streams.reasons import Rejected, decoded

CONTROL: msgspec.json.Decoder[Control] = msgspec.json.Decoder(Control)


def latest_tick(values: Iterable[bytes | None]) -> int:
    """The greatest time of ticks among control records, 0: there are none.

    >>> latest_tick([b'{"event":"tick","ts":5}', b'{"event":"notice-delivered","ts":9,"recommendation":"r"}', b"{"])
    5
    """
    latest = 0
    for value in values:
        with suppress(Rejected):  # the worker buries it
            event = decoded(value, CONTROL)
            latest = max(latest, event.ts) if isinstance(event, Tick) else latest
    return latest
