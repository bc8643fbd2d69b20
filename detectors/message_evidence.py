"""The figures of what people answer to a template."""

from collections.abc import Iterator

from detectors.base import Limits, Seen
from detectors.evidence import Evidence, count, share
from detectors.message_counts import ENOUGH


def answers(seen: Seen, limits: Limits) -> Iterator[Evidence]:
    """What a template's own messages show, as far as there is any of it."""
    day = seen.day
    if day.stopped:
        yield share("opt_out_share_in_24_hours", day.stopped, day.written, limit=limits["opt_out_share"])
    if day.complained:
        limit = limits["sms_complaint_share"]
        yield share("complaint_share_in_24_hours", day.complained, day.written, limit=limit)
    if day.unknown:
        yield share("unknown_recipient_share_in_24_hours", day.unknown, day.statuses, limit=limits["unknown_share"])
    if day.like_spam:
        half = (day.scored + 1) // 2
        yield count("messages_that_read_like_spam_in_24_hours", day.like_spam, limit=half, unit="messages")
    if day.opted_out_people:
        number = day.opted_out_people
        yield count("opted_out_people_written_to_in_24_hours", number, limit=ENOUGH, unit="people")
