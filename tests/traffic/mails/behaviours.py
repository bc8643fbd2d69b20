"""The habits by name, and which of them go together."""

from dataclasses import replace

from tests.traffic.behaviours import FEW, QUIET, SLOW
from tests.traffic.mails.manners import MailHabits
from tests.traffic.manners import DAY, HOUR, MINUTE

BRISK = (100, 500, 1_000, 2_000)
MANY = (150, 300)
LISTS = (30, 50, 80)
NUMBERS = (None, 0, 1, 7, 60, 199, 300)
RARE = (20 * MINUTE, 2 * HOUR, 7 * HOUR, DAY)
EVERY_WAY = ("one-click", "link", "none", None)

BULK = MailHabits(legs=(25, 60), gaps=BRISK, sizes=LISTS, texts=1, blank=0.0, delivered=0.25, counted=0.05)
FORGER = MailHabits(delivered=0.2, gaps=BRISK)
DEAF = MailHabits(legs=(20, 120), unsubscribes=0.1, deaf=0.7, delivered=0.2, campaigns=0.5)

HONEST = {
    "shop": MailHabits(texts=2),
    "newsletter": MailHabits(
        unproven=0.0, texts=1, sizes=LISTS, legs=(5, 20), pauses=(HOUR, DAY, 7 * DAY), campaigns=0.9
    ),
    "receipts": MailHabits(ways=("none", None, "link"), sizes=(1,), gaps=(1_000, 5_000), circle=400),
}
PEOPLE = {
    "complained of": MailHabits(complaints=0.02, legs=MANY),
    "much complained of": MailHabits(complaints=0.1, spelt=0.2, late=0.2, legs=MANY),
    "complained of slowly": MailHabits(complaints=0.1, gaps=RARE, familiar=0.3, late=0.1, legs=MANY),
    "bought list": MailHabits(hard=0.09, delivered=0.1, legs=MANY),
    "bad list": MailHabits(hard=0.2, soft=0.1, delivered=0.1, late=0.2, spelt=0.2, familiar=0.3, circle=300, legs=MANY),
    "bad list, slowly": MailHabits(hard=0.15, delivered=0.1, gaps=RARE, legs=MANY),
    "bad lists": MailHabits(hard=0.1, sizes=(1, 5, 40, 250), legs=(2, 20), pauses=QUIET, delivered=0.05),
    "nameless list": MailHabits(hard=0.15, counted=0.3, numbers=NUMBERS, delivered=0.05, legs=(10, 60)),
    "nameless lists": MailHabits(hard=0.12, counted=0.2, numbers=NUMBERS, gaps=RARE, complaints=0.03, legs=(10, 60)),
}
LEAVING = {
    "deaf": DEAF,
    "deaf, now and then": replace(DEAF, legs=FEW, pauses=QUIET, unsubscribes=0.05),
    "stone deaf": replace(DEAF, deaf=1.0, unsubscribes=0.3, circle=40, familiar=0.6, campaigns=0.9, ways=EVERY_WAY),
    "old wounds": replace(DEAF, gaps=RARE, familiar=0.4, complaints=0.05, slow=0.1),
    "deaf without a way out": replace(DEAF, ways=("none", None, "none", "link")),
}
TEXTS = {
    "bulk": replace(BULK, hard=0.004, complaints=0.002),
    "bulk, reported": replace(BULK, complaints=0.02, delivered=0.4),
    "bulk into the void": replace(BULK, hard=0.09, delivered=0.05),
    "bulk to the deaf": replace(
        BULK, unsubscribes=0.02, deaf=0.9, delivered=0.05, legs=(20, 40), circle=400, familiar=0.3
    ),
    "bulk without a way out": replace(BULK, ways=("none", "none", "link"), delivered=0.02),
    "nameless bulk": replace(BULK, counted=0.8, numbers=(199, 300, 500), hard=0.2, ways=EVERY_WAY, complaints=0.05),
    "bulk of two texts": replace(BULK, texts=2, blank=0.1, complaints=0.02, hard=0.06, quirks=0.1, dressed=0.3),
    "slow bulk": replace(BULK, gaps=(20 * MINUTE, HOUR), complaints=0.01, hard=0.05, late=0.2),
}
SENDERS = {
    "forger": replace(FORGER, others=0.5),
    "forger, slowly": replace(FORGER, others=0.6, gaps=(2 * MINUTE, 5 * MINUTE, 9 * MINUTE), late=0.2),
    "doubtful": replace(FORGER, others=0.1, unproven=0.1, nameless=0.1),
    "forger of lists": replace(FORGER, others=0.1, sizes=(1, 1, 1, 8, 40), counted=0.1, numbers=NUMBERS),
    "unsigned": replace(FORGER, failed=0.1, legs=MANY),
    "unsigned, slowly": replace(FORGER, failed=0.2, gaps=SLOW),
    "infected": MailHabits(infected=0.03, attached=0.4, gaps=(MINUTE, HOUR), delivered=0.2),
}
ODD = {
    "odd": MailHabits(quirks=0.5, hard=0.05, complaints=0.05, unsubscribes=0.1, deaf=0.5, infected=0.01, others=0.1),
    "odd and few": MailHabits(
        legs=FEW, pauses=QUIET, quirks=0.6, hard=0.1, complaints=0.1, unsubscribes=0.3, deaf=0.8, texts=1, late=0.3
    ),
    "odd bulk": replace(BULK, quirks=0.4, complaints=0.02, hard=0.05, counted=0.2, numbers=NUMBERS, late=0.2),
}
# Which is not in the order in which it happened.
DISORDERED = {
    "slow": MailHabits(slow=0.3, hard=0.1, complaints=0.05, late=0.3, legs=MANY),
    "deaf and slow": replace(DEAF, slow=0.4, late=0.3, familiar=0.5, circle=30),
    "bulk and slow": replace(BULK, slow=0.3, late=0.4, hard=0.05, complaints=0.02, counted=0.1, numbers=NUMBERS),
}
HABITS: dict[str, MailHabits] = {**HONEST, **PEOPLE, **LEAVING, **TEXTS, **SENDERS, **ODD, **DISORDERED}
MAIL_PROFILES: dict[str, tuple[str, ...]] = {
    "honest": tuple(HONEST),
    "people": tuple(PEOPLE),
    "leaving": tuple(LEAVING),
    "texts": tuple(TEXTS),
    "senders": tuple(SENDERS),
    "odd": tuple(ODD),
    "disordered": tuple(DISORDERED),
    "mixed": tuple(HONEST) * 4 + tuple(HABITS),
}
