"""Accounts of the generated day that call."""

from streams.demo.account import DAY_START, HOUR, SECOND, Account


def honest(a: Account) -> None:
    """Office hours, ordinary calls."""
    for _ in range(a.rng.randrange(20, 90)):
        talk = a.rng.choice((0, 4, 20, 60, 120, 300)) * SECOND
        a.call(a.rng.randrange(8 * HOUR, 20 * HOUR), talk, ring=a.rng.randrange(2, 25) * SECOND)


def spoofer(a: Account) -> None:
    """Other people's numbers."""
    for i in range(120):
        a.call(10 * HOUR + i * 7 * SECOND, 5 * SECOND, attest="C", caller=a.someone())


def forger(a: Account) -> None:
    """Numbers that cannot be, and calls that fail verification."""
    for i in range(60):
        a.call(11 * HOUR + i * 6 * SECOND, 20 * SECOND, verstat="TN-Validation-Failed", caller=f"+1911555{i:04d}")


def dialer(a: Account) -> None:
    """A campaign that calls more people than it has agents for; the account's other campaign is in order."""
    for i in range(900):
        waiting = None if i % 9 == 0 else 700
        a.call(
            17 * HOUR + i * 20 * SECOND,  # in the middle of the day where it calls
            dialer=True,
            answered_by="human",
            agent_ms=waiting,
            greeting_ms=900,
            campaign="autumn-sale",
        )
        a.call(
            17 * HOUR + i * 20 * SECOND,
            dialer=True,
            answered_by="human",
            agent_ms=600,
            greeting_ms=800,
            campaign="renewals",
        )


def surplus(a: Account) -> None:
    """A dialer that hangs up on whom it has no agent for."""
    for i in range(400):
        given_up = i % 3 == 0
        a.call(13 * HOUR + i * 15 * SECOND, 0 if given_up else 90 * SECOND, ring=(4 if given_up else 9) * SECOND)


def nuisance(a: Account) -> None:
    """Calls that people hang up on at once."""
    for i in range(500):
        a.call(14 * HOUR + i * 12 * SECOND, (3 if i % 2 else 40) * SECOND, hangup="callee")


def ticket_sale(a: Account) -> None:
    """Ten calls a second for three minutes."""
    for i in range(1800):
        a.call(18 * HOUR + i * 100, 30 * SECOND)


AGREED = {
    "id": "weather-drill",
    "status": "agreed",
    "from": DAY_START + 17 * HOUR,
    "until": DAY_START + 20 * HOUR,
    "limits": {"cps": 20},
}
