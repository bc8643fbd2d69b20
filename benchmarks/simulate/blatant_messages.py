"""Accounts that abuse messages and mail and do not hide it: what they do on a day from the onset on."""

from benchmarks.simulate.account import Account
from benchmarks.simulate.blatant_calls import annoyed, spree
from benchmarks.simulate.curves import HOUR, MINUTE
from benchmarks.simulate.people import subscriber

FAILED = {"spf": "fail", "dkim": "none", "dmarc": "fail", "arc": "none"}


def spam(a: Account, ts: int, *, opts_out: float, unknown: float, sender: str = "", body: str = "") -> None:
    """A message that nobody asked for, and what people make of it."""
    to = a.stranger()
    if to in a.gone:
        return
    lost = a.odds(unknown)
    body = body or a.texts.spam(a.chance)
    status = "unknown-recipient" if lost else "delivered"
    message = a.text(ts, to, body, sender=sender, status=status, registered=False)
    if lost:
        return
    if a.odds(opts_out):
        a.opt_out(ts + a.later(), to, sender)
    elif a.odds(opts_out / 6):
        a.of_text("complaint", ts + a.later(), message, to, sender)
    annoyed(a, ts, "spam", "sms")


def sms_spam(a: Account) -> None:
    """A prize for everybody."""
    for ts in spree(a, a.chance.randrange(500, 2_000)):
        spam(a, ts, opts_out=0.16, unknown=0.06)


def sms_made_up_list(a: Account) -> None:
    """To numbers that a program made up."""
    for ts in spree(a, a.chance.randrange(500, 2_000)):
        spam(a, ts, opts_out=0.03, unknown=0.35)


def sms_deaf_to_stop(a: Account) -> None:
    """It goes on writing to whom it was asked not to."""
    list_ = [a.person(i) for i in range(150)]
    for i, ts in enumerate(spree(a, 450)):
        a.text(ts, list_[i % len(list_)], a.texts.spam(a.chance, i // len(list_)))
        if i < len(list_) and a.odds(0.3):
            a.reply(ts + 3 * MINUTE, list_[i], "STOP")


def sms_borrowed_sender(a: Account) -> None:
    """Under the numbers of others and the name of a bank."""
    for ts in spree(a, a.chance.randrange(300, 900)):
        sender = "MyBank" if a.odds(0.5) else subscriber(a.region, a.chance.randrange(4_000_000))
        spam(a, ts, opts_out=0.02, unknown=0.05, sender=sender)


def sms_flood(a: Account) -> None:
    """One person, a message a second."""
    victim = a.stranger()
    for i, ts in enumerate(a.row(a.hour, 700, 1_000)):
        a.text(ts, victim, a.texts.spam(a.chance, i))


def email_complained_of(a: Account) -> None:
    """Mail to people who never asked for it."""
    for ts in spree(a, a.chance.randrange(1_500, 3_000)):
        junk(a, ts, lost=0.03, complained=0.025)


def junk(a: Account, ts: int, *, lost: float, complained: float, said: str = "") -> None:
    """A mail that nobody asked for, and what people make of it."""
    to = f"q{a.chance.randrange(10**8)}@mail.example"
    gone = a.odds(lost)
    body = said or a.texts.letter(a.texts.spam(a.chance))
    message = a.mail(ts, to, body, "bounce" if gone else "delivery", unsubscribe="link")
    if not gone and a.odds(complained):
        a.of_mail("complaint", ts + a.later(), message, to)
    annoyed(a, ts, "spam", "email")


def email_bought_list(a: Account) -> None:
    """Every fifth address is nobody's."""
    for ts in spree(a, a.chance.randrange(1_500, 3_000)):
        junk(a, ts, lost=0.22, complained=0.006)


def email_deaf_to_unsubscribe(a: Account) -> None:
    """It writes to whom it was asked not to, for days; what is wrong with it begins two days after they asked."""
    said = a.texts.letter(a.texts.service(a.chance))
    for i, ts in enumerate(spree(a, 400)):
        to = f"s{a.serial}-{i % 400}@mail.example"
        message = a.mail(ts, to, said)
        if i % 8 == 0:
            a.of_mail("unsubscribe", ts + a.later(), message, to)


def email_forged(a: Account) -> None:
    """In the name of a bank."""
    for ts in spree(a, a.chance.randrange(100, 600)):
        to = f"q{a.chance.randrange(10**8)}@mail.example"
        a.mail(ts, to, a.texts.letter(a.texts.spam(a.chance)), header_from="security@bank.example", auth=FAILED)
        if a.odds(0.002):
            a.report(ts + a.later(MINUTE, 5 * HOUR), "phishing", "email")
