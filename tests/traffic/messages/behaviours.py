"""The habits by name, and which of them go together."""

from dataclasses import replace

from tests.traffic.behaviours import FEW, FLOOD, QUIET, SLOW, TORRENT
from tests.traffic.manners import DAY, HOUR, MINUTE
from tests.traffic.messages.manners import LOOPS, Habits

BRISK = (100, 500, 1_000, 2_000)
MANY = (220, 420)
SPAM = Habits(legs=MANY, gaps=BRISK, texts=1, blank=0.0, named=0.0, registered=(True, False, None), dressed=0.2)
SNOW = replace(SPAM, senders=12, registered=(False,))
FLOODER = Habits(familiar=0.97, statuses=0.05, replies=0.0, opt_outs=0.0, borders=0.004, spelt=0.3)

HONEST = {
    "shop": Habits(texts=2),
    "codes": Habits(texts=1, verified=0.8, gaps=(1_000, 5_000), circle=400, registered=(True,)),
    "desk": Habits(replies=0.4, chats=0.1, texts=11, blank=0.2),
}
SENDERS = {
    "unowned": Habits(unowned=0.5),
    "slowly unowned": Habits(unowned=0.6, gaps=SLOW, legs=MANY),
    "doubtful": Habits(unowned=0.07, other=0.1, spelt=0.3),
}
PEOPLE = {
    "unwanted": Habits(opt_outs=0.09, circle=300),
    "much unwanted": Habits(opt_outs=0.2, familiar=0.1, spelt=0.2, late=0.2),
    "complained of": Habits(complaints=0.03, legs=MANY),
    "much complained of": Habits(complaints=0.1, spelt=0.2, late=0.2),
    "deaf": Habits(legs=(5, 90), pauses=QUIET, opt_outs=0.03, deaf=0.5, spelt=0.2),
    "stone deaf": Habits(legs=(5, 120), pauses=QUIET, opt_outs=0.3, opt_ins=0.4, deaf=0.9, circle=40, familiar=0.6),
    "old wounds": Habits(gaps=(20 * MINUTE, 2 * HOUR, 7 * HOUR, DAY), opt_outs=0.2, complaints=0.2, deaf=0.7),
    "into the void": Habits(statuses=0.9, unknown=0.18),
    "into the void slowly": Habits(statuses=0.9, unknown=0.3, gaps=SLOW, late=0.3),
}
TEXTS = {
    "spam": replace(SPAM, opt_outs=0.1),
    "spam, reported": replace(SPAM, complaints=0.06, familiar=0.2, circle=300),
    "spam into the void": replace(SPAM, statuses=0.7, unknown=0.2, late=0.2),
    "spam to the deaf": replace(SPAM, opt_outs=0.04, deaf=0.9, confirmed=0.2, circle=50, familiar=0.2),
    "spam under names": replace(SPAM, opt_outs=0.1, named=1.0),
    "spam of two texts": replace(SPAM, opt_outs=0.15, complaints=0.05, texts=2, blank=0.2, quirks=0.05),
    "slow spam": replace(SPAM, gaps=(2 * MINUTE, 5 * MINUTE, 9 * MINUTE), opt_outs=0.1, complaints=0.05, late=0.2),
}
SNOWSHOES = {
    "snowshoe": replace(SNOW, legs=(20, 120)),
    "snowshoe, unwanted": replace(SNOW, opt_outs=0.12, senders=15, registered=(False, False, True)),
    "uneven snowshoe": replace(SNOW, uneven=0.3, legs=(300, 600), complaints=0.05),
    "heavy snowshoe": replace(SNOW, legs=(450, 700), senders=11),
    "slow snowshoe": replace(SNOW, gaps=SLOW, late=0.3, senders=10, texts=2, spelt=0.2),
    "long snowshoe": replace(SNOW, gaps=(2 * MINUTE, 4 * MINUTE), legs=(500, 900), senders=11, uneven=0.1),
}
PARTIES = {
    "loop": Habits(legs=FEW, pauses=QUIET, chats=0.3, turns=LOOPS),
    "loops with few": Habits(legs=FEW, chats=0.3, turns=LOOPS, familiar=0.9, circle=2, spelt=0.3),
    "flood": replace(FLOODER, gaps=FLOOD, circle=1),
    "floods": replace(FLOODER, gaps=(2_400, 2_900, 3_000), circle=4),
    "flood of odd people": replace(FLOODER, gaps=(100, 200), familiar=0.0, odd_people=1.0),
    "torrent": replace(FLOODER, legs=(310, 600), gaps=TORRENT, circle=1),
}
CODES = replace(HONEST["codes"], legs=(420, 700), verified=0.9, statuses=0.1, replies=0.0)
PUMPED = {
    "pumped": replace(CODES, pumped=0.5),
    "pumped at a time": replace(CODES, pumped=0.6, gaps=(100, 400), pauses=(9 * MINUTE, 10 * MINUTE, HOUR), late=0.2),
    "pumped alone": replace(CODES, pumped=1.0, legs=(190, 260), quirks=0.05),
    "pumped slowly": replace(CODES, pumped=0.7, gaps=(9_000, 12_000, 14_000), late=0.2, spelt=0.2, verified=0.6),
    "broken": replace(CODES, pumped=0.5, verified=0.45),
}
ODD = {
    "odd": Habits(quirks=0.5, odd_people=0.2, opt_outs=0.1, complaints=0.1, chats=0.01, texts=2, blank=0.1),
    "odd and few": Habits(
        legs=FEW, pauses=QUIET, quirks=0.5, odd_people=0.3, opt_outs=0.2, complaints=0.1, deaf=0.8, texts=1, late=0.3
    ),
    "odd spam": replace(SPAM, quirks=0.3, opt_outs=0.1, complaints=0.1, deaf=0.3, blank=0.1, named=0.1, late=0.2),
    "odd snowshoe": replace(SNOW, quirks=0.3, opt_outs=0.1, complaints=0.1, deaf=0.3, odd_people=0.1, late=0.2),
}
HABITS: dict[str, Habits] = {**HONEST, **SENDERS, **PEOPLE, **TEXTS, **SNOWSHOES, **PARTIES, **PUMPED, **ODD}
# Which is not in the order in which it happened, so much that the product does not judge it as the oracle does yet.
DISORDERED = {
    "late loops": Habits(
        legs=FEW, gaps=(1_000, 5_000, 20_000), chats=0.2, turns=LOOPS, late=0.5, disordered=0.3, opt_outs=0.0
    ),
    "in and out": Habits(legs=FEW, familiar=0.9, circle=4, disordered=0.2),
}
MESSAGE_PROFILES: dict[str, tuple[str, ...]] = {
    "honest": tuple(HONEST),
    "senders": tuple(SENDERS),
    "people": tuple(PEOPLE),
    "texts": tuple(TEXTS),
    "snowshoes": tuple(SNOWSHOES),
    "parties": tuple(PARTIES),
    "pumped": tuple(PUMPED),
    "odd": tuple(ODD),
    "disordered": tuple(DISORDERED),
    "mixed": tuple(HONEST) * 4 + tuple(HABITS),
}
