"""The manners by name, and which of them go together."""

from dataclasses import replace

from tests.traffic.manners import DAY, HOUR, MINUTE, Manner

# Gaps between the starts of legs, ms. Bursts stand on both sides of "less than 1000 ms after the first".
SLOW = (110_000, 150_000, 170_000)
BURST = (0, 1, 200, 332, 333, 334, 499, 500, 999, 1_000, 1_001, 4_000)
WAVES = (0, 0, 1, 100, 150, 249, 250, 9_000, 20_000)
STEADY = (333, 333, 334)
RUSH = (750, 760)
PACED = (0, 0, 0, 33_333) * 7 + (0, 0, 0, 33_334, 0, 0, 0, 33_335)  # ten crossings in about 300,000 ms
CRAWL = (5 * MINUTE, 6 * MINUTE, 6 * MINUTE, 7 * MINUTE)  # ten callees in about an hour
FEW_AN_HOUR = (10 * MINUTE, 11 * MINUTE, 12 * MINUTE, 12 * MINUTE)  # five or six of them
SCORE_A_DAY = (68 * MINUTE, 70 * MINUTE, 72 * MINUTE, 74 * MINUTE)  # twenty or twenty-one
FLOOD = (8_500, 9_000, 9_000, 9_500)  # about sixty outbound ones in ten minutes
TORRENT = (1_750, 1_800, 1_850)  # three hundred

# How long legs are up, ms: a hundred of them at a gap of six seconds; for hours; about as long as they can be.
MINUTES = (9 * MINUTE, 10 * MINUTE, 10 * MINUTE, 11 * MINUTE)
HOURS = (HOUR, 2 * HOUR, 4 * HOUR - 15_000, 4 * HOUR - 1, 4 * HOUR, 4 * HOUR + 1, 5 * HOUR)
PHONE = ("pstn", "pstn", "pstn", None)
GIVEN_UP = (0, 1, 1_500, 2_999, 3_000, 3_000, 3_001)

# Short phases, mostly with so much time between them that what was said before is forgotten: a new try each.
QUIET = (HOUR, DAY - MINUTE, DAY, DAY, DAY + 24 * MINUTE, 2 * DAY, 3 * DAY, 30 * DAY, 31 * DAY)
FEW = (2, 40)

DIALER = Manner(ends=1.0, campaign=0.95, dialer=0.95, answered=0.9, night=True)
CHATTER = Manner(ends=1.0, answered=0.95)
LINES = Manner(outbound=0.96, carriers=PHONE, japanese=0.97, answered=0.97, talks=MINUTES, short=0.0, ends=0.9)
RINGER = Manner(ends=1.0, answered=0.2, early=0.8, rings=GIVEN_UP)
CALLBACK = Manner(outbound=0.97, familiar=0.95, answered=0.03, other=0.3, spelt=0.2, ends=0.97)
FLOODER = Manner(outbound=0.97, familiar=0.95, other=0.3, spelt=0.3, ends=0.2, borders=0.004)
DROPS = Manner(ends=1.0, answered=0.3, voicemail=0.8, lengths=(25_000, 25_000, 26_500, 22_728, 22_727, 27_500, 27_501))
FAXER = Manner(legs=(60, 200), pauses=QUIET, gaps=(20_000, 40_000, 60_000, 71_000), fax=0.97, outbound=1.0, late=0.2)
BROKEN = Manner(legs=FEW, pauses=QUIET, gaps=(400, 5_000, 20_000), odd=0.6, ends=0.8, invalid=0.95)

SPOOFING = {
    "spoofer": Manner(unowned=0.5, ends=0.3),
    "slow spoofer": Manner(gaps=SLOW, unowned=0.5, ends=0.2),
    "doubtful": Manner(unowned=0.07, invalid=0.06, failed=0.06, ends=0.3),
    "broken": Manner(invalid=0.3, strange=0.05, ends=0.3),
    "refused": Manner(failed=0.3, ends=0.3),
    "signed": Manner(signed=True, ends=0.3),
    "signed for others": Manner(signed=True, missigned=0.2, ends=0.3, spelt=0.1, late=0.2),
    "neighbor": Manner(legs=(28, 200), neighbors=0.9, ends=0.3, spelt=0.1, late=0.2),
    "rarely a neighbor": Manner(legs=(28, 200), neighbors=0.15, unowned=0.3, ends=0.3, familiar=0.3, circle=9),
    "neighbor in few places": Manner(legs=(28, 90), pauses=QUIET, neighbors=0.8, ends=0.1, familiar=0.97, circle=4),
}
DIALING = {
    "abandoner": replace(DIALER, abandoned=0.15),
    "unsure dialer": replace(DIALER, abandoned=0.01, unsure=0.1),
    "late dialer": replace(DIALER, abandoned=0.05, unsure=0.05),
    "short": replace(CHATTER, short=0.24),
    "very short": replace(CHATTER, short=0.5),
    "early riser": replace(DIALER, legs=(18, 60), pauses=(HOUR, 5 * HOUR, 7 * HOUR, DAY), gaps=(MINUTE, 4 * MINUTE)),
    "night owl": replace(
        DIALER, legs=(15, 40), pauses=QUIET, gaps=(MINUTE, 3 * MINUTE), strange=0.1, spelt=0.2, late=0.3
    ),
    "outage": replace(CHATTER, short=0.6, dropped=0.6),
    "early": Manner(ends=1.0, answered=0.3, early=0.6),
}
LOAD = {
    "burst": Manner(gaps=BURST, ends=0.2, emergency=0.08),
    "waves": Manner(gaps=WAVES, ends=0.2, emergency=0.08),
    "paced": Manner(
        legs=(36, 80), pauses=QUIET, gaps=PACED, in_order=True, borders=0.0, outbound=1.0, carriers=PHONE, emergency=0.0
    ),
    "steady": Manner(gaps=STEADY, ends=0.2, emergency=0.0),
}
CONCURRENCY = {
    "lines": replace(LINES, gaps=(6_000,)),
    "lines in bursts": replace(LINES, gaps=(0, 1, 400, 6_000, 60_000), talks=(*MINUTES, HOUR)),
    "lines for hours": replace(LINES, gaps=(100_000, 140_000, 150_000), talks=HOURS),
    "desks": replace(LINES, gaps=(5_000, 6_000), outbound=0.04, inbound=0.97),
    "forwards": replace(LINES, gaps=(9_000, 12_000, 12_000), outbound=0.04, inbound=0.03, carriers=("sip", *PHONE)),
    "few lines": replace(LINES, outbound=0.4, talks=(7_000, 20_000, 40_000), japanese=0.8),
    "now and then": replace(LINES, legs=(1, 15), pauses=QUIET, outbound=0.5, talks=(7_000, 20_000, 60_000, HOUR)),
}
KEYED = {
    "rotator": Manner(turns=(1, 2, 3, 3, 3, 4), invalid=0.02, spelt=0.1, ends=0.5),
    "slow rotator": Manner(gaps=(60_000, 71_000, 72_000, 73_000), turns=(1,), late=0.3, ends=0.2),
    "thrifty rotator": Manner(turns=(2, 3, 3, 3, 4), spelt=0.1, ends=0.2, late=0.2, emergency=0.0),
    "sequence": Manner(steps=(1, 1, 2), familiar=0.1, spelt=0.1, ends=0.5),
    "wide sequence": Manner(steps=(1, 1, 1, 2, 2, 2, 2, 3), strange=0.03, ends=0.5),
    "hidden sequence": Manner(
        legs=(20, 90), pauses=QUIET, gaps=(0, 1_000, 5_000), steps=(1,), dialled=0.55, late=0.3, ends=0.2
    ),
    "slow sequence": Manner(gaps=CRAWL, steps=(1, 1, 1, 1, 2, 2), ends=0.5),
    "wangiri": RINGER,
    "wangiri to few": replace(RINGER, early=0.9, familiar=0.97, circle=54, spelt=0.2, late=0.3),
    "slow wangiri": replace(
        RINGER, gaps=(52_000, 55_000, 60_000), answered=0.1, early=0.97, familiar=0.9, circle=300, late=0.3
    ),
    "doubtful wangiri": replace(RINGER, answered=0.25),
    "callback": replace(CALLBACK, gaps=FEW_AN_HOUR, circle=1),
    "callback to some": replace(CALLBACK, gaps=tuple(gap // 3 for gap in FEW_AN_HOUR), circle=3),
    "daily callback": replace(CALLBACK, gaps=SCORE_A_DAY, circle=1),
    "busy callback": replace(CALLBACK, circle=8),
    "flood": replace(FLOODER, gaps=FLOOD, circle=1),
    "floods": replace(FLOODER, gaps=(2_900, 3_000, 3_400), circle=4),
    "torrent": replace(FLOODER, legs=(310, 600), gaps=TORRENT, circle=1),
    "alarm": replace(FLOODER, legs=(500, 800), gaps=(800, 900, 950), emergency=0.98, familiar=0.0),
}
PEOPLE = {
    "unwanted": Manner(ends=1.0, answered=0.75, rejected=0.16, complaints=0.02, opt_outs=0.02, deaf=0.3),
    "much unwanted": Manner(
        ends=1.0, answered=0.7, rejected=0.3, complaints=0.05, circle=60, familiar=0.3, spelt=0.1, late=0.2
    ),
    "complained of": Manner(ends=1.0, answered=0.95, complaints=0.1, spelt=0.1),
    "deaf": Manner(legs=(5, 90), pauses=QUIET, opt_outs=0.03, deaf=0.5, spelt=0.2),
    "stone deaf": Manner(legs=(5, 120), pauses=QUIET, opt_outs=0.3, deaf=0.9, circle=40, familiar=0.6, spelt=0.1),
    "old wounds": Manner(gaps=(20 * MINUTE, 2 * HOUR, 7 * HOUR, DAY), opt_outs=0.2, complaints=0.2, deaf=0.7),
}
MACHINES = {
    "voicemails": DROPS,
    "voicemails in a hurry": replace(DROPS, gaps=(2_000, 5_000), late=0.3, spelt=0.1, familiar=0.5, circle=52),
    "voicemails of many lengths": replace(DROPS, lengths=(0, 0, 1, 9, 10, 11, 18_000, 20_000, 20_000, 22_000)),
    "voicemails now and then": replace(DROPS, voicemail=0.5, answered=0.9, legs=(60, 150), pauses=QUIET),
    "faxes": FAXER,
    "faxes to some": replace(FAXER, gaps=(8_000, 9_000), familiar=0.97, circle=55, late=0.3, spelt=0.2),
    "faxes both ways": replace(FAXER, outbound=0.99, inbound=0.9),
    "faxes and calls": replace(FAXER, fax=0.7, gaps=(10_000, 30_000), emergency=0.1),
}
LEGS = {
    "odd": Manner(odd=0.5, ends=0.8, spelt=0.1),
    "odd and few": Manner(legs=FEW, pauses=QUIET, odd=0.6, ends=0.8, japanese=0.8, carriers=PHONE, outbound=0.5),
    "odd lines": replace(
        LINES,
        talks=(7_000, 20_000, HOUR),
        legs=(1, 15),
        pauses=QUIET,
        gaps=(1_000, 6_000, 20_000, HOUR),
        outbound=0.5,
        odd=0.5,
        ends=0.8,
    ),
    "odd burst": Manner(legs=FEW, pauses=QUIET, gaps=BURST, odd=0.4, ends=0.6, talks=(7_000, 60_000)),
    "odd and slow": Manner(gaps=(MINUTE, 20 * MINUTE, HOUR, 4 * HOUR, 7 * HOUR), odd=0.6, ends=0.7),
    "odd and broken": BROKEN,
    "a day late": replace(
        BROKEN, talks=(DAY - 1, DAY, DAY, DAY + 1), answered=1.0, short=0.0, rings=(0,), legs=(12, 40)
    ),
    "odd in a hurry": Manner(legs=FEW, pauses=QUIET, gaps=BURST, odd=0.6, ends=0.8, invalid=0.95, talks=(1, 7_000)),
    "attempts alone": Manner(ends=0.0, odd=0.2, japanese=0.5),
    "half seen": Manner(legs=FEW, pauses=QUIET, attempts=0.5, ends=0.6, odd=0.2, spelt=0.1),
    "odd and unwanted": Manner(
        legs=FEW, pauses=QUIET, odd=0.4, attempts=0.7, opt_outs=0.1, deaf=0.9, rejected=0.3, answered=0.6, unowned=0.1
    ),
}


def by_details(manner: Manner) -> Manner:
    """The same of an account whose call-detail records are all that is seen, in about the order of their ends."""
    return replace(manner, attempts=0.0, ends=1.0, late=0.2, odd=max(0.1, manner.odd))


DETAILS = {
    f"{name}, by details": by_details(manner)
    for manners in (SPOOFING, DIALING, LOAD, CONCURRENCY, KEYED, PEOPLE, MACHINES, LEGS)
    for name, manner in manners.items()
    if manner.ends > 0
}
HONEST = {"honest": Manner(), "honest, by details": Manner(attempts=0.0, ends=1.0)}
GIANT = {
    "giant": Manner(
        pauses=(0,), gaps=RUSH, ends=0.0, outbound=1.0, unowned=0.0092, other=0.0, borders=0.0, carriers=("sip", "app")
    )
}
MANNERS: dict[str, Manner] = {
    **HONEST, **SPOOFING, **DIALING, **LOAD, **CONCURRENCY, **KEYED, **PEOPLE, **MACHINES, **LEGS, **DETAILS, **GIANT
}  # fmt: skip
