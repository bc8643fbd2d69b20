"""What messages count in, of an account and of a template alike: people by what they did, statuses by what they say."""

from detectors.kernel import Record, kernel
from detectors.messages import COMPLAINT, NO_STATUS, OUT, RECEIVE, SEND, STATUS, UNKNOWN_RECIPIENT
from detectors.rates import wilson_lower
from detectors.texts import LIKE_SPAM, NOT_SCORED

PEOPLE = ("written", "stopped", "complained", "unknown_people", "opted_out_people")  # each person counts once
COUNTERS = (*PEOPLE, "statuses", "unknown", "scored", "like_spam")
EVIDENT = ("opt_out_share", "sms_complaint_share", "unknown_share")  # limits that what is evident is held against
COUNTED_FROM, ENOUGH = 100, 10  # people of whom a share says something; of those who did it


@kernel
def counted(message: Record, count: Record) -> bool:
    """Sets the counters that a message counts in; whether there is one. Who opts out or complains was written to."""
    if message.event == SEND:
        count.written = 1
        count.opted_out_people = message.opted_out
        count.scored, count.like_spam = message.content != NOT_SCORED, message.content == LIKE_SPAM
        return True
    if message.event == STATUS and message.status != NO_STATUS:
        count.statuses = 1
        count.unknown = count.unknown_people = message.status == UNKNOWN_RECIPIENT
        return True
    if not message.known:
        return False
    if message.event == RECEIVE and message.opt == OUT:
        count.written = count.stopped = 1
        return True
    if message.event == COMPLAINT:
        count.written = count.complained = 1
        return True
    return False


@kernel
def evident(day: Record, limits: Record) -> bool:
    """Whether people's answers to a template, what became of it, or what it says show that it was not wanted.

    Opt-outs, complaints or unknown recipients over their warning limits and of ten people, or ten people who had opted
    out before it came; or a content model takes for spam what unregistered senders wrote, or the most of it.
    """
    if day.like_spam > 0 and 2 * day.like_spam >= day.scored:
        return True
    if day.written >= COUNTED_FROM:
        if day.stopped >= ENOUGH and wilson_lower(day.stopped, day.written) > limits.opt_out_share:
            return True
        if day.complained >= ENOUGH and wilson_lower(day.complained, day.written) > limits.sms_complaint_share:
            return True
    if day.statuses < COUNTED_FROM or day.unknown_people < ENOUGH:
        return day.opted_out_people >= ENOUGH
    return day.opted_out_people >= ENOUGH or wilson_lower(day.unknown, day.statuses) > limits.unknown_share
