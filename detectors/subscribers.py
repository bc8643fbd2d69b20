"""Whom an account has mailed of late and with which template, and who has unsubscribed from which campaign."""

import numpy as np

from detectors.instants import keep_first, said_at
from detectors.kernel import Int, Record, kernel
from detectors.mails import COMPLAINT, DELIVERY, LINK, ONE_CLICK, SEND, UNSUBSCRIBE
from detectors.memory import Memory
from detectors.sightings import MESSAGE, OPTED_OUT, PERSON, TICK, counts, find, value_of
from detectors.spans import HOUR
from detectors.subjects import mixed
from detectors.threads import (
    keep_message,
    known_until,
    message_until,
    referred,
    remembered_until,
    template_of,
    write_to,
)

OWED = 48 * HOUR  # after an unsubscription, until it has to be heeded
EVERY = 0  # in the place of a campaign: all mail
UNNAMED, REFERENCE = 1, 1  # of the value of a message: that its recipients are not named; where its template begins


@kernel
def meet(mail: Record, account: Record, memory: Memory, clock: int) -> None:
    """Notes what was sent to whom, and who unsubscribed.

    Sets `template`, `unnamed` and `known` of all but sends, and `unsubscribed` of these.
    """
    tick = clock // TICK
    if mail.event == SEND:
        send(mail, account, memory, tick)
        return
    seen = account.sightings
    reference: Int = np.int64(0)
    sent = find(seen, memory, MESSAGE, mail.message)
    remembered = sent != 0 and counts(memory, sent, tick)
    if remembered:
        mail.unnamed = value_of(memory, sent) & UNNAMED
        reference = value_of(memory, sent) >> REFERENCE
    if mail.destination == 0:
        return
    person = find(seen, memory, PERSON, mail.destination)
    met = person != 0 and counts(memory, person, tick)
    mail.known = met or mail.unnamed
    if met and not remembered and (mail.event == COMPLAINT or mail.event == UNSUBSCRIBE):
        reference = value_of(memory, person)
    mail.template = template_of(reference, account, memory)
    if mail.event == DELIVERY:
        write_to(mail.destination, mail.ts, 0, account, memory, tick)
    elif mail.event == UNSUBSCRIBE and mail.known:
        keep_first(seen, memory, mixed(mail.campaign, mail.destination), mail.ts, tick)


@kernel
def send(mail: Record, account: Record, memory: Memory, tick: int) -> None:
    """Something is sent to one person, or to several who are not named."""
    until: Int = known_until(mail.ts)
    if mail.part == 0:  # what a message refers to is known as long as it, which may have been sent before
        until = max(until, message_until(account.sightings, memory, mail.message, mail.ts))
    reference = referred(mail.template, until, account, memory, tick)
    if mail.destination == 0:
        keep_message(account.sightings, memory, mail.message, until, reference << REFERENCE | UNNAMED, tick)
        return
    if mail.part == 0:
        until = remembered_until(mail.ts)
        keep_message(account.sightings, memory, mail.message, until, reference << REFERENCE, tick)
    write_to(mail.destination, mail.ts, reference, account, memory, tick)
    offers = mail.unsubscribe == ONE_CLICK or mail.unsubscribe == LINK
    if account.sightings.permanent and (offers or mail.marketing):
        mail.unsubscribed = wanted_none(mail, EVERY, account.sightings, memory) or (
            mail.campaign != 0 and wanted_none(mail, mail.campaign, account.sightings, memory)
        )


@kernel
def wanted_none(mail: Record, campaign: int, seen: Record, memory: Memory) -> bool:
    """Whether a mail goes to somebody who unsubscribed from a campaign so long before that it had to be heeded."""
    entry = find(seen, memory, OPTED_OUT, mixed(campaign, mail.destination))
    return bool(entry != 0 and mail.ts - said_at(memory, entry) > OWED)
