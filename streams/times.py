"""Times as people and programs read them, in UTC."""

from datetime import UTC, datetime


def to_the_minute(ts: int) -> str:
    """A time in Unix milliseconds.

    >>> to_the_minute(1_790_002_800_000)
    '2026-09-21T15:00Z'
    """
    return f"{datetime.fromtimestamp(ts / 1000, UTC):%Y-%m-%dT%H:%MZ}"


def utc(ts: int) -> str:
    """A time for people.

    >>> utc(1_790_000_000_000)
    '2026-09-21 14:13:20'
    """
    return f"{datetime.fromtimestamp(ts // 1000, UTC):%Y-%m-%d %H:%M:%S}"


def rfc3339(ts: int) -> str:
    """A time for programs.

    >>> rfc3339(1_790_000_000_123)
    '2026-09-21T14:13:20.123Z'
    """
    return datetime.fromtimestamp(ts / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
