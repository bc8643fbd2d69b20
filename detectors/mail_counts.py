"""What mail counts in, of an account and of a template alike: mails, and people by what became of theirs."""

from detectors.kernel import Int, Record, kernel
from detectors.mails import BOUNCE, COMPLAINT, DELIVERY, HARD, NO_WAY, SEND
from detectors.rates import wilson_lower
from detectors.texts import LIKE_SPAM, NOT_SCORED

PEOPLE = (  # each person counts once
    "recipients",
    "delivered",
    "complained",
    "bounced",
    "bounced_unnamed",
    "unsubscribed_people",
)
COUNTERS = (*PEOPLE, "unnamed", "mails", "without_way", "scored", "like_spam")
EVIDENT = ("email_complaint_share", "bounce_share")  # limits that what is evident is held against
COUNTED_FROM, ENOUGH = 200, 10  # people of whom a share says something; of those who did it


@kernel
def counted(mail: Record, count: Record) -> bool:
    """Sets the counters that a mail counts in; whether there is one.

    Who complains was delivered to, and what bounces was sent.
    """
    named = mail.destination != 0
    if mail.event == SEND:
        count.mails = mail.recipients
        count.without_way = mail.recipients if mail.marketing and mail.unsubscribe == NO_WAY else 0
        count.scored = mail.recipients if mail.content != NOT_SCORED else 0
        count.like_spam = mail.recipients if mail.content == LIKE_SPAM else 0
        if named:
            count.recipients, count.unsubscribed_people = 1, mail.unsubscribed
        else:
            count.unnamed = mail.recipients
        return bool(mail.recipients > 0)
    if not named:
        return False
    if mail.event == DELIVERY:
        count.delivered = 1
        return True
    if mail.event == COMPLAINT and mail.known:
        count.delivered = count.complained = 1
        return True
    if mail.event == BOUNCE and mail.bounce == HARD:
        count.bounced, count.bounced_unnamed = 1, mail.unnamed
        count.recipients = 1 - mail.unnamed  # who is not named has been counted without a name
        return True
    return False


@kernel
def sent_to(recipients: int, unnamed: int, bounced_unnamed: int) -> Int:
    """The people sent to: those who are named, each once, and the others as often as they were, or bounced."""
    return recipients + max(unnamed, bounced_unnamed)


@kernel
def too_many(k: int, n: int, limit: float) -> bool:
    """Whether a share speaks of a template."""
    return k >= ENOUGH and n >= COUNTED_FROM and wilson_lower(k, n) > limit


@kernel
def evident(day: Record, limits: Record) -> bool:
    """Whether what became of a template's mail, or what it says, shows that it was not wanted.

    People say so; it is marketing of which half or more gives no way to unsubscribe; or a content model takes it for
    spam, or the most of it.
    """
    if day.like_spam > 0 and 2 * day.like_spam >= day.scored:
        return True
    return (day.without_way > 0 and 2 * day.without_way >= day.mails) or unwanted(day, limits)


@kernel
def unwanted(day: Record, limits: Record) -> bool:
    """Whether people say that they did not want it.

    Complaints or hard bounces over their warning limits and of ten people, or ten people who had unsubscribed before.
    """
    if day.unsubscribed_people >= ENOUGH:
        return True
    people = sent_to(day.recipients, day.unnamed, day.bounced_unnamed)
    return too_many(day.complained, day.delivered, limits.email_complaint_share) or too_many(
        day.bounced, people, limits.bounce_share
    )
