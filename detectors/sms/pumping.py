"""Codes sent to numbers that nobody sits at, for a share of what they cost."""

from collections.abc import Iterator

from detectors.base import PREFIX, Detector, Limits, Seen
from detectors.evidence import Evidence, count, share
from detectors.kernel import HIT, PASSED, Record, kernel
from detectors.memory import Memory
from detectors.pending import IN_TIME, MANY, MOST, NEVER, counted, is_pumped
from detectors.spans import ONE_HOUR


class Pumping(Detector):
    """200 messages or more within an hour to one prefix, of which nearly none is ever verified, though others are.

    A prefix is a number less its last four digits. A message counts ten minutes after it was sent, at the account's
    next event, as verified if its code was entered by then. Fires where the 95 % Wilson lower bound of those never
    verified exceeds 90 %, while of the account's messages to all other prefixes fewer than half stay so. Whoever never
    says that a code was entered, or has been quiet for 62 days since, is not judged. The account is the victim: what is
    to be held back is the prefix.

    Usual false positives: a network that loses or delays the codes to one range. A throttle holds that prefix alone;
    see whether any of its codes was delivered.
    Blind spots: numbers spread over prefixes; several prefixes that are most of what the account sends. Of several that
    are over the limits at one event the last is told, the others at their next.
    Source: Vonage on artificially inflated traffic: conversion and volume by network; ours are the 200 and the 90 %.
    """

    id = "sms.pumping"
    stream, channel, window = "sms", "sms", ONE_HOUR.ms
    subjects = (PREFIX,)
    where = "message.prefix != 0"
    figures = ("never", "in_time", "others_never", "others")
    confidence = 0.9

    @staticmethod
    @kernel
    def observe(message: Record, account: Record, memory: Memory, tick: int, figures: Record) -> int:
        """Looks up what has counted of a prefix that is over the limits."""
        if message.prefix == 0:
            return PASSED
        seen, prefix = account.sightings, message.prefix
        figures.never = counted(seen, memory, prefix, NEVER, tick)
        figures.in_time = counted(seen, memory, prefix, IN_TIME, tick)
        figures.others_never = counted(seen, memory, 0, NEVER, tick) - figures.never
        figures.others = figures.others_never + counted(seen, memory, 0, IN_TIME, tick) - figures.in_time
        return HIT

    @staticmethod
    @kernel
    def level(message: Record, account: Record, memory: Memory, tick: int) -> int:
        """1 where it is pumped."""
        return 1 if is_pumped(account.sightings, memory, message.prefix, tick) else 0

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """How many, and the share that nobody verified."""
        sent = seen.never + seen.in_time
        yield count("messages_to_one_prefix_in_1_hour", sent, limit=MANY, unit="messages")
        yield share("never_verified_share_in_1_hour", seen.never, sent, limit=MOST)

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """The same, and what becomes of other messages."""
        return (
            f"{seen.never} of {seen.never + seen.in_time} messages within an hour to one prefix were not verified "
            f"within ten minutes; of those to other prefixes {seen.others_never} of {seen.others} were not."
        )
