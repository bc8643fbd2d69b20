"""The wire contract of `usage`: bytes moved by other services than calls, messages and mail."""

from streams.events import Count, Event


class Transfer(Event, kw_only=True, tag_field="event", tag="transfer"):
    """A service (TURN, SFU, API) has moved bytes for the account, in from its users and out to them."""

    service: str | None = None
    bytes_in: Count | None = None
    bytes_out: Count | None = None


Usage = Transfer
