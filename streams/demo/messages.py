"""Accounts of the generated day that write messages."""

from streams.demo.account import HOUR, SECOND, Account

TIRED = 0.02  # of people who opt out of what they had asked for


def reminders(a: Account) -> None:
    """Appointments, a few of which somebody wants no more."""
    for i in range(a.rng.randrange(20, 60)):
        at = a.rng.randrange(8 * HOUR, 18 * HOUR)
        person = a.message(at, f"Your appointment is at {8 + i % 10}:30. Reply STOP to end.")
        if a.rng.random() < TIRED:
            a.reply(at + 90 * SECOND, person, "Stop")


def codes(a: Account) -> None:
    """One-time codes: one text to very many people, and wanted."""
    for i in range(600):
        a.message(8 * HOUR + i * 40 * SECOND, f"Your code is {a.rng.randrange(10**6):06d}.")


def spammer(a: Account) -> None:
    """A prize that nobody asked for, to a list that was made up."""
    for i in range(500):
        at = 15 * HOUR + i * 5 * SECOND
        text = f"WINNER!! Claim prize {i} now at http://prize.example/{i}"
        unknown = i % 5 == 0
        person = a.message(at, text, "unknown-recipient" if unknown else "delivered", registered=False)
        if i % 6 == 1:
            a.reply(at + 40 * SECOND, person, "STOP")


def deaf(a: Account) -> None:
    """A shop that goes on writing to whom it was asked not to."""
    people = []
    for i in range(30):
        at = 9 * HOUR + i * 60 * SECOND
        people.append(a.message(at, "Sale on Friday. Reply STOP to end."))
        a.reply(at + 30 * SECOND, people[-1], "stop")
    for i, person in enumerate(people):
        a.message(16 * HOUR + i * 60 * SECOND, "Sale is still on. Reply STOP to end.", to=person)
