"""How an account mails for a while: the odds of each thing, mail by mail."""

from dataclasses import dataclass

from tests.traffic.manners import Pace

OFFERED = ("one-click", "one-click", "link", "link", None)
SIZES = (1,) * 12 + (2, 3)


@dataclass(frozen=True)
class MailHabits(Pace):
    """Odds between 0 and 1, of each mail unless said otherwise. Without more they are those of honest people."""

    # What is sent
    texts: int = 3  # different ones of the account
    blank: float = 0.02  # that there is nothing but numbers and links in it, or nothing at all
    dressed: float = 0.1  # that it is in other letters, wider, or with other space
    ways: tuple[str | None, ...] = OFFERED  # how to unsubscribe
    campaigns: float = 0.3  # that it is of a campaign
    infected: float = 0.0
    attached: float = 0.1  # that there is something harmless with it

    # Under whose domain
    others: float = 0.0
    unproven: float = 0.02  # that nobody vouches for it
    failed: float = 0.0  # of the others, that DMARC fails
    nameless: float = 0.01  # that there is no domain in `From`

    # To whom
    sizes: tuple[int, ...] = SIZES  # addresses of one mail
    counted: float = 0.01  # that only their number is known
    numbers: tuple[int | None, ...] = (1, 2, 5)  # and what that is
    familiar: float = 0.05  # of addresses, that it is one of the account's circle
    circle: int = 60  # people
    twice: float = 0.01  # that an address stands in the list again
    spelt: float = 0.03  # of addresses, that it is written in another way

    # What comes of it, of each address
    delivered: float = 0.6
    hard: float = 0.005
    soft: float = 0.01
    complaints: float = 0.0001
    unsubscribes: float = 0.004
    deaf: float = 0.0  # of those who unsubscribe, that they are written to again
    quirks: float = 0.0  # of mails, that something is told in a strange way
    slow: float = 0.0  # of what comes of it, that it is heard of much later or happened before
