"""How an account writes for a while: the odds of each thing, message by message."""

from dataclasses import dataclass

from tests.traffic.manners import Pace

REGISTERED = (True, True, True, None)
TURNS = (1, 2, 3, 5, 8)
LOOPS = (15, 19, 20, 21, 27, 28, 29, 29, 30, 31, 45)


@dataclass(frozen=True)
class Habits(Pace):
    """Odds between 0 and 1, of each message unless said otherwise. Without more they are those of honest people."""

    # What is written
    texts: int = 3  # different ones of the account
    blank: float = 0.02  # that there is nothing but numbers and links in it, or nothing at all
    dressed: float = 0.1  # that it is in other letters, wider, or with other space
    named: float = 0.05  # that the platform gives a name for it and keeps the body to itself

    # Under which sender
    unowned: float = 0.0
    other: float = 0.005  # that it is nameless, or held or verified for a time only
    senders: int = 0  # that the account has for this, and has no right to; 0: its own
    uneven: float = 0.0  # that it is the first two of these
    registered: tuple[bool | None, ...] = REGISTERED

    # To whom
    familiar: float = 0.03  # to one of the account's circle
    circle: int = 40  # people
    odd_people: float = 0.0  # to somebody who is hardly a number
    pumped: float = 0.0  # to the account's one range of numbers at which codes are entered in vain
    spelt: float = 0.02  # that a number is written as a URI

    # What comes of it
    statuses: float = 0.3
    unknown: float = 0.02  # of statuses
    verified: float = 0.02
    replies: float = 0.03  # of ordinary words
    chats: float = 0.002  # that messages go to and fro from then on
    turns: tuple[int, ...] = TURNS  # of these
    opt_outs: float = 0.004
    opt_ins: float = 0.2  # of opt-outs, some time later
    confirmed: float = 0.8  # of opt-outs, within 5 minutes
    deaf: float = 0.0  # of opt-outs, that the person is written to again
    complaints: float = 0.0001
    quirks: float = 0.0  # that something is told in a strange way
    disordered: float = 0.0  # of chats, that they come late, and of all, that an opt-in comes before an older opt-out
