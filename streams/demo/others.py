"""Accounts of the generated day that send mail, or move bytes."""

from streams.demo.account import HOUR, MINUTE, SECOND, Account

QUOTA = 2_000_000_000  # bytes a day
LOST = 0.01  # of addresses that are given up


def newsletter(a: Account) -> None:
    """Offers to people who asked for them."""
    for _ in range(a.rng.randrange(50, 120)):
        gone = a.rng.random() < LOST
        a.mail(a.rng.randrange(7 * HOUR, 20 * HOUR), "Ten new teas.", outcome="bounce" if gone else "delivery")


def harvester(a: Account) -> None:
    """One text to a list that was bought: every fifth address is nobody's."""
    for i in range(1_500):
        outcome = "bounce" if i % 5 == 0 else "delivery"
        a.mail(10 * HOUR + i * 5 * SECOND, f"Earn {i} a day from home!", outcome=outcome, unsubscribe="none")


def phisher(a: Account) -> None:
    """Mail under the name of a bank."""
    failed = {"spf": "fail", "dkim": "none", "dmarc": "fail"}
    for i in range(120):
        a.mail(12 * HOUR + i * 10 * SECOND, "Sign in now.", header_from="security@bank.example", auth=failed)


def video(a: Account) -> None:
    """Calls with pictures, within what was agreed."""
    for i in range(120):
        a.transfer(8 * HOUR + i * 5 * MINUTE, QUOTA // 200)


def hog(a: Account) -> None:
    """Five times what was agreed."""
    for i in range(200):
        a.transfer(6 * HOUR + i * 4 * MINUTE, QUOTA // 40)
