"""Honest accounts that write, or that call with what is written: what they do on a day."""

from benchmarks.simulate.account import Account, Record
from benchmarks.simulate.curves import CUSTOMERS, DAY, HOUR, MINUTE, OFFICE, PEOPLE, SECOND
from benchmarks.simulate.honest_calls import office

PUMPED = 260  # codes an hour to one prefix


def clinic(a: Account) -> None:
    """Reminders, spoken and written; some hang up once they know, few want none."""
    office(a, 10)
    hung_up = a.chance.uniform(0.05, 0.13)
    for ts in a.times(OFFICE, 60):
        to = a.someone(4_000)
        if a.odds(0.4):
            said = a.chance.randrange(2, 6) if a.odds(hung_up) else a.chance.randrange(12, 40)
            machine = a.odds(0.4)
            fields: Record = {"voicemail": machine and said > 6, "answered_by": "machine" if machine else "human"}
            answers = a.odds(0.75)
            a.call(ts, to, said * SECOND if answers else 0, 22 * SECOND, treatment="message", dialer=True, **fields)
            continue
        a.text(ts, to, a.texts.service(a.chance), status="unknown-recipient" if a.odds(0.02) else "delivered")
        if a.odds(0.2):
            a.reply(ts + a.later(), to, "C")
        elif a.odds(0.004):
            a.opt_out(ts + a.later(), to)


def school(a: Account) -> None:
    """Nothing for days, then snow: every parent at once, as fast as the platform lets it, by voice and by message."""
    office(a, 6)
    if a.weekday < 5 and a.odds(0.12):
        parents = int(a.chance.randrange(400, 1_600) * a.volume)
        for i, ts in enumerate(a.row(8 + a.chance.random(), parents, 450)):
            if a.odds(0.5):
                status = "undelivered" if a.odds(0.02) else "delivered"
                a.text(ts, a.person(i), a.texts.service(a.chance, 1), status=status)
            elif a.odds(0.7):
                said = a.chance.randrange(3, 6) if a.odds(0.1) else a.chance.randrange(10, 30)
                fields: Record = {"voicemail": a.odds(0.35), "treatment": "message"}
                a.call(ts, a.person(i), said * SECOND, a.chance.randrange(4, 20) * SECOND, **fields)
            else:
                a.call(ts, a.person(i), 0, 25 * SECOND)


def weather_service(a: Account) -> None:
    """Warnings of a storm to thousands at night, ten a second, as agreed with the platform."""
    if a.odds(0.2):
        for i, ts in enumerate(a.row(22, int(3_000 * a.volume), 110)):
            said = a.chance.randrange(2, 40) * SECOND if a.odds(0.6) else 0
            a.call(ts, a.person(i), said, 25 * SECOND, treatment="message")


def otp(a: Account) -> None:
    """Codes to whoever logs in; most are entered, some asked for twice, a few spoken."""
    for ts in a.times(PEOPLE, 500):
        code(a, ts, a.stranger(), verified=0.86)


def code(a: Account, ts: int, to: str, verified: float) -> None:
    """A code, which is entered or not."""
    if a.odds(0.06):
        a.call(ts, to, a.chance.randrange(4, 20) * SECOND, 6 * SECOND, treatment="message", hangup="callee")
        return
    unknown = a.odds(0.025)
    message = a.text(ts, to, a.texts.code(a.chance), status="unknown-recipient" if unknown else "delivered")
    if not unknown and a.odds(verified):
        a.of_text("verified", ts + a.later(8 * SECOND, 3 * MINUTE), message)
    elif a.odds(0.4):
        again = a.text(ts + 90 * SECOND, to, a.texts.code(a.chance))
        a.of_text("verified", ts + 120 * SECOND, again)


def pumped_otp(a: Account) -> None:
    """The same; some nights somebody has codes sent to numbers of one block, to earn by each. It is the victim."""
    otp(a)
    if a.weekday in {2, 6}:
        prefix = a.stranger()[:-4]
        for ts in a.row(2, 3 * PUMPED, HOUR / PUMPED):
            a.text(ts, f"{prefix}{a.chance.randrange(10_000):04d}", a.texts.code(a.chance))


def shop(a: Account) -> None:
    """On one day of the week a sale, to whoever asked for it; on all notices of orders, to whoever still wants them."""
    if a.weekday == a.serial % 7:
        invited = int(700 * a.size * a.volume)
        tired = a.chance.uniform(0.004, 0.02)
        for i, ts in enumerate(a.row(11, invited, 1_200)):
            to = a.person(i)
            if to in a.gone:
                continue
            status = "unknown-recipient" if a.odds(0.012) else "delivered"
            body = f"{a.texts.firm}: sale until Sunday, 20% off. Reply STOP to opt out."
            message = a.text(ts, to, body, status=status, campaign="sale")
            if a.odds(tired):
                a.opt_out(ts + a.later(), to)
            elif a.odds(0.0001):
                a.of_text("complaint", ts + a.later(), message, to)
    for ts in a.times(CUSTOMERS, 50):
        a.text(ts, a.someone(3_000), a.texts.service(a.chance, 1))
    for ts in a.times(CUSTOMERS, 40):
        receipt(a, ts)


def receipt(a: Account, ts: int) -> None:
    """A mail about an order."""
    to = f"p{a.serial}-{a.chance.randrange(20_000)}@mail.example"
    outcome = "bounce" if a.odds(0.004) else "delivery"
    body = a.texts.letter(f"Thank you for your order {a.chance.randrange(10**6)}.")
    a.mail(ts, to, body, outcome, unsubscribe="none")


def receipts(a: Account) -> None:
    """Receipts, resets and notices, to who has just done something."""
    for ts in a.times(PEOPLE, 400):
        receipt(a, ts)


def newsletter(a: Account) -> None:
    """A letter a week to who subscribed, one of whom in two thousand says spam where unsubscribing was meant."""
    office(a, 5)
    if a.weekday == a.serial % 5:
        lost, annoyed = a.chance.uniform(0.003, 0.015), a.chance.uniform(0.0001, 0.0006)
        said = a.texts.letter(f"This is what is new in issue {a.midnight // DAY}.")
        for i, ts in enumerate(a.row(9, int(1_500 * a.size * a.volume), 1_000)):
            to = f"s{a.serial}-{i}@mail.example"
            if to in a.gone:
                continue
            message = a.mail(ts, to, said, "bounce" if a.odds(lost) else "delivery", campaign="weekly")
            if a.odds(0.003):
                a.of_mail("unsubscribe", ts + a.later(), message, to)
                a.gone.add(to)
            elif a.odds(annoyed):
                a.of_mail("complaint", ts + a.later(), message, to)


def video(a: Account) -> None:
    """Meetings by day, a backup at night; within what was agreed."""
    for ts in a.times(OFFICE, 60):
        a.transfer(ts, a.chance.randrange(10_000_000, 600_000_000))
    for ts in a.row(2, 12, 300_000):
        a.transfer(ts, 900_000_000)
