"""How an account behaves for a while: the odds of each abuse, leg by leg, and how fast the legs come."""

from dataclasses import dataclass

SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000

# Between two phases: gaps after which a detector may or may not speak again, or its window be empty.
PAUSES = (0, MINUTE, 5 * MINUTE, 10 * MINUTE, HOUR, HOUR, DAY, DAY, DAY + 24 * MINUTE, 30 * DAY, 31 * DAY)
CALM = (7_000, 13_000, 20_000, 31_000)  # gaps between the starts of legs, ms
TALKS = (6_001, 30 * SECOND, 90 * SECOND, 600 * SECOND)
CARRIERS = ("pstn", "pstn", "pstn", None, "sip", "app", "video")


@dataclass(frozen=True)
class Pace:
    """When an account does things: legs, or messages."""

    legs: tuple[int, int] = (110, 400)  # at least and at most, before it is another manner's turn
    pauses: tuple[int, ...] = PAUSES  # until then
    gaps: tuple[int, ...] = CALM
    in_order: bool = False  # whether the gaps come as they stand here; else a few of them in turn
    borders: float = 0.02  # that it waits for the border of a pane
    late: float = 0.05  # that its events arrive late


@dataclass(frozen=True)
class Manner(Pace):
    """Odds between 0 and 1, of each leg unless said otherwise. Without more it is that of honest people."""

    # What is seen of it
    attempts: float = 1.0  # that its attempt is ever seen
    ends: float = 0.95  # that its end is ever seen
    odd: float = 0.0  # that its events come twice, late, in the wrong order, or do not agree

    # Which way it goes, and how
    outbound: float = 0.88
    inbound: float = 0.5  # of those that are not outbound
    carriers: tuple[str | None, ...] = CARRIERS
    trunk: float = 0.05  # that it comes from a SIP trunk
    campaign: float = 0.3
    fax: float = 0.05

    # Whose number it shows
    unowned: float = 0.0
    invalid: float = 0.0
    failed: float = 0.0  # its verification
    signed: bool = False  # whether its network signs calls
    missigned: float = 0.0  # that what is signed is wrong in some way
    neighbors: float = 0.0  # that it is one of the callee's exchange
    other: float = 0.03  # that `from` is nameless, or a number held or verified for a time only
    turns: tuple[int, ...] = ()  # calls that a number is shown for, before it is another's turn; (): no turns

    # Whom it calls
    emergency: float = 0.01  # that it goes to an emergency number
    strange: float = 0.0  # that it goes to something that is hardly a number
    japanese: float = 0.0  # that it goes to Japan whatever the account's country
    familiar: float = 0.03  # that it goes to one of the account's circle
    circle: int = 12  # people
    steps: tuple[int, ...] = ()  # from one callee to the next, in runs; (): no runs
    dialled: float = 0.9  # that it goes to the next of a run
    spelt: float = 0.0  # that a number is written as a URI

    # How it goes
    answered: float = 0.7
    talks: tuple[int, ...] = TALKS
    short: float = 0.05  # of answered calls
    dropped: float = 0.02  # of answered calls, that the network released
    dialer: float = 0.2
    night: bool = False  # whether a dialer calls at night, too
    voicemail: float = 0.0  # that a message is left
    lengths: tuple[int, ...] = ()  # of these
    abandoned: float = 0.005  # of dialer calls, that surely no agent came in time
    unsure: float = 0.0  # of dialer calls, that nobody can tell
    early: float = 0.1  # of unanswered calls, that the caller gave up early
    rings: tuple[int, ...] = (0, 3_000, 8_000, 14_999, 15_000)  # before somebody answers or gives up early

    # What people say to it
    rejected: float = 0.0  # of unanswered calls, that the callee wants no more of them
    complaints: float = 0.002
    opt_outs: float = 0.002
    deaf: float = 0.0  # of opt-outs, that the person is called again
