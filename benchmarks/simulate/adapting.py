"""Abusers who know the limits: under them, over many accounts, slowly, with other numbers and other words each time."""

from benchmarks.simulate.account import NUMBERS, Account
from benchmarks.simulate.blatant_calls import annoyed, overdialled, robocall, spree
from benchmarks.simulate.blatant_messages import junk, spam
from benchmarks.simulate.curves import HOUR
from benchmarks.simulate.honest_calls import dial
from benchmarks.simulate.people import subscriber

FILLERS = (
    "hi",
    "hello",
    "good news",
    "dear friend",
    "listen",
    "attention",
    "today only",
    "just for you",
    "hurry",
    "look",
)


def dialer_just_over(a: Account) -> None:
    """One call in twenty without an agent, where one in thirty-three is the limit."""
    for ts in spree(a, 150, 8):
        overdialled(a, ts, 0.05)


def few_borrowed_callers(a: Account) -> None:
    """Eight calls an hour under numbers of others, among its own."""
    for ts in spree(a, 40, 9):
        borrowed = a.odds(0.2)
        caller = subscriber(a.region, a.chance.randrange(4_000_000)) if borrowed else a.numbers[0]
        dial(a, ts, a.stranger(), 0.5, 0.12, caller=caller)
        if borrowed:
            annoyed(a, ts, "spoofing")


def rotating_robocalls(a: Account) -> None:
    """A recording, from one of sixty own numbers after the other, kept long enough that fewer calls are short."""
    for i, ts in enumerate(spree(a, 110, 8)):
        robocall(a, ts, a.stranger(), hung_up=0.26, caller=a.numbers[i % len(a.numbers)])


def split_robocalls(a: Account) -> None:
    """One campaign over several accounts, each with few calls."""
    for ts in spree(a, 25, 6):
        robocall(a, ts, a.stranger(), hung_up=0.45)


def wangiri_in_portions(a: Account) -> None:
    """It rings once at forty phones an hour, and not at fifty."""
    for ts in spree(a, 38, 8):
        a.call(ts, a.stranger(), 0, a.chance.randrange(800, 2_900), hangup="caller")
        annoyed(a, ts, "fraud")


def sms_under_the_limits(a: Account) -> None:
    """Fewer than two hundred to a text, other texts each time, and a list that is not quite so bad."""
    for i, ts in enumerate(spree(a, 100, 8)):
        spam(a, ts, opts_out=0.045, unknown=0.07, body=a.texts.spam(a.chance, i // 190))


def sms_slow(a: Account) -> None:
    """Ten an hour, day after day."""
    for ts in spree(a, 10, 9):
        spam(a, ts, opts_out=0.15, unknown=0.1)


def sms_split(a: Account) -> None:
    """One text over several accounts, of each eighty a day."""
    for ts in spree(a, 20, 6):
        spam(a, ts, opts_out=0.14, unknown=0.06)


def sms_varied(a: Account) -> None:
    """Other words in each message, so that no two are alike."""
    for ts in spree(a, 120, 5):
        words = " ".join(a.chance.sample(FILLERS, 4))
        spam(a, ts, opts_out=0.09, unknown=0.06, body=f"{words} {a.texts.spam(a.chance)} {a.chance.choice(FILLERS)}")


def sms_snowshoe(a: Account) -> None:
    """One text from sixty own numbers, of each a few."""
    for i, ts in enumerate(spree(a, 100, 6)):
        spam(a, ts, opts_out=0.08, unknown=0.06, sender=a.numbers[i % len(a.numbers)])


def email_slow(a: Account) -> None:
    """A hundred and fifty mails a day."""
    for ts in spree(a, 20, 8):
        junk(a, ts, lost=0.06, complained=0.012)


def email_varied(a: Account) -> None:
    """Other words in each mail, to a list that was cleaned before."""
    for ts in spree(a, 200, 6):
        said = a.texts.letter(
            f"{' '.join(a.chance.sample(FILLERS, 5))}. {a.texts.spam(a.chance, a.chance.randrange(6))}"
        )
        junk(a, ts, lost=0.02, complained=0.006, said=said)


def flood_from_many_numbers(a: Account) -> None:
    """One person, five calls a minute from another own number each."""
    victim = a.person(1)
    for i, ts in enumerate(a.row(a.hour, 300, HOUR / 300)):
        a.call(ts, victim, 0, 6_000, caller=a.numbers[i % min(len(a.numbers), NUMBERS)], hangup="caller")
