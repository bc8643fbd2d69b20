"""How an account behaves for a while: the odds of each abuse, leg by leg, and how fast the legs come."""

from dataclasses import dataclass

SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000

# Gaps between the starts of legs, ms. Bursts stand on both sides of "less than 1000 ms after the first".
CALM = (7_000, 13_000, 20_000, 31_000)
SLOW = (110_000, 150_000, 170_000)
BURST = (0, 1, 200, 332, 333, 334, 499, 500, 999, 1_000, 1_001, 4_000)
WAVES = (0, 0, 1, 100, 150, 249, 250, 9_000, 20_000)
STEADY = (333, 333, 334)
RUSH = (750, 760)


@dataclass(frozen=True)
class Manner:
    """Odds between 0 and 1, of each leg unless said otherwise."""

    gaps: tuple[int, ...] = CALM
    ends: float = 0.8  # that the end is ever seen
    outbound: float = 0.88
    unowned: float = 0.0
    invalid: float = 0.0
    failed: float = 0.0
    other: float = 0.03  # that `from` is nameless, or a number held or verified for a time only
    borders: float = 0.02  # that it waits for the border of a pane
    emergency: float = 0.01  # that it goes to an emergency number
    answered: float = 0.7
    campaign: float = 0.3
    dialer: float = 0.2
    abandoned: float = 0.005  # of dialer calls, that surely no agent came in time
    unsure: float = 0.0  # of dialer calls, that nobody can tell
    short: float = 0.05  # of answered calls
    early: float = 0.1  # of unanswered calls, that the caller gave up early
    dropped: float = 0.02  # of answered calls, that the network released


MANNERS = {
    "honest": Manner(),
    "spoofer": Manner(unowned=0.5, ends=0.3),
    "slow spoofer": Manner(gaps=SLOW, unowned=0.5, ends=0.2),
    "doubtful": Manner(unowned=0.07, invalid=0.06, failed=0.06, ends=0.3),
    "broken": Manner(invalid=0.3, ends=0.3),
    "refused": Manner(failed=0.3, ends=0.3),
    "abandoner": Manner(ends=1.0, campaign=0.95, dialer=0.95, answered=0.9, abandoned=0.15),
    "unsure dialer": Manner(ends=1.0, campaign=0.95, dialer=0.95, answered=0.9, abandoned=0.01, unsure=0.1),
    "late dialer": Manner(ends=1.0, campaign=0.95, dialer=0.95, answered=0.9, abandoned=0.05, unsure=0.05),
    "short": Manner(ends=1.0, answered=0.95, short=0.24),
    "very short": Manner(ends=1.0, answered=0.95, short=0.5),
    "outage": Manner(ends=1.0, answered=0.95, short=0.6, dropped=0.6),
    "early": Manner(ends=1.0, answered=0.3, early=0.6),
    "burst": Manner(gaps=BURST, ends=0.2, emergency=0.08),
    "waves": Manner(gaps=WAVES, ends=0.2, emergency=0.08),
    "steady": Manner(gaps=STEADY, ends=0.2, emergency=0.0),
    "giant": Manner(gaps=RUSH, ends=0.0, outbound=1.0, unowned=0.0092, other=0.0, borders=0.0),
}
