"""Honest accounts that call: what they do on a day."""

from typing import Any

from benchmarks.simulate.account import Account, Record
from benchmarks.simulate.curves import CUSTOMERS, EVENINGS, HOUR, MEALS, MINUTE, OFFICE, SECOND
from benchmarks.simulate.people import subscriber

TALK = 4.4  # of the natural logarithm of seconds: half of conversations last longer than 81 s


def talk(a: Account, short: float = 0.04) -> int:
    """How long a conversation lasts; some are over at once: a wrong number, a bad moment."""
    if a.odds(short):
        return a.chance.randrange(1_000, 6_000)
    return int(min(a.chance.lognormvariate(TALK, 0.9), 3_600) * SECOND) + 6_001


def dial(a: Account, ts: int, to: str, answered: float = 0.65, short: float = 0.04, **fields: Any) -> int:  # noqa: ANN401 - fields of the contract
    """An ordinary call, answered or not; returns for how long."""
    if not a.odds(answered):
        rings = a.chance.randrange(15, 35) if a.odds(0.85) else a.chance.randrange(3, 15)
        a.call(ts, to, 0, rings * SECOND, **fields)
        return 0
    said = talk(a, short)
    a.call(ts, to, said, a.chance.randrange(2, 22) * SECOND, **fields)
    return said


def office(a: Account, usual: float = 20) -> None:
    """A small firm: some calls out, some in, the same customers again."""
    for ts in a.times(OFFICE, usual):
        dial(a, ts, a.someone(400))
    for ts in a.times(OFFICE, usual / 2):
        a.call(ts, a.numbers[0], talk(a), direction="inbound", caller=a.someone(400))


def pbx(a: Account) -> None:
    """A company behind its own exchange: a main number that it may show, but the platform did not give out."""
    shown = a.facts["caller_ids"][0]["number"]
    for ts in a.times(OFFICE, 90):
        caller = shown if a.odds(0.8) else a.numbers[0]
        dial(a, ts, a.someone(3_000), caller=caller, access="sip-trunk", attest="B" if a.odds(0.5) else "A")


def contact_centre(a: Account) -> None:
    """A dialer with enough agents: one call in ninety finds none, machines answer a quarter."""
    kept = a.chance.uniform(0.004, 0.018)
    for ts in a.times(CUSTOMERS, 320):
        dialled(a, ts, a.someone(6_000), abandoned=kept, answered=0.45, short=0.07)


def dialled(a: Account, ts: int, to: str, *, abandoned: float, answered: float, short: float) -> None:
    """A call of a dialer, and what the person who was called thinks of it."""
    campaign = f"campaign-{1 + a.chance.randrange(2)}"
    if not a.odds(answered):
        a.call(ts, to, 0, a.chance.randrange(16, 30) * SECOND, dialer=True, campaign=campaign)
        return
    if a.odds(0.25):
        a.call(ts, to, a.chance.randrange(7, 30) * SECOND, dialer=True, answered_by="machine", campaign=campaign)
        return
    left = a.odds(abandoned)
    said = a.chance.randrange(2, 6) * SECOND if left else talk(a, short)
    greeting = a.chance.randrange(600, 1_800)
    agent = None if left else greeting + a.chance.randrange(200, 1_900)
    fields: Record = {"dialer": True, "answered_by": "human", "greeting_ms": greeting, "agent_ms": agent}
    a.call(ts, to, said, campaign=campaign, **fields)
    if a.odds(0.004):
        a.of_calls("opt-out", ts + said + a.later(), to)
    elif a.odds(0.0008):
        a.of_calls("complaint", ts + said + a.later(), to)


def poll(a: Account) -> None:
    """Opinion research: numbers by chance, of which many are nobody's, in the evening; many do not want to."""
    for ts in a.times(EVENINGS, 500):
        to = a.stranger()
        if to in a.gone:
            continue
        if a.odds(0.25):
            a.call(ts, to, 0, 0, sip=404, hangup="network", dialer=True)
        else:
            dialled(a, ts, to, abandoned=0.008, answered=0.35, short=0.11)


def courier(a: Account) -> None:
    """Drivers: short calls at the door, the same person twice or three times."""
    for ts in a.times(MEALS, 60):
        to, at = a.someone(20_000), ts
        for _ in range(3):
            if a.odds(0.6):
                a.call(at, to, a.chance.randrange(5, 50) * SECOND, a.chance.randrange(3, 18) * SECOND)
                break
            a.call(at, to, 0, a.chance.randrange(10, 28) * SECOND)
            at += a.later(MINUTE, 4 * MINUTE)
        if a.odds(0.3):
            a.call(at + HOUR // 2, a.numbers[0], 20 * SECOND, direction="forward", caller=to)


def developer(a: Account) -> None:
    """Somebody who tries things out on two phones of their own, some of it wrong."""
    phones, caught = [a.person(0), a.person(1)], 0
    for ts in a.times(OFFICE, 12):
        match a.chance.randrange(10):
            case 0:
                a.call(ts, phones[0], 0, 0, sip=486, hangup="network")
            case 1 if caught < 3:
                caught += 1
                a.call(ts, phones[0], 0, 0, caller="+15005550006", sip=403, hangup="network")
            case 2 | 3:
                a.text(ts, phones[1], f"test {a.chance.randrange(1000)}", registered=False)
            case _:
                a.call(ts, phones[a.chance.randrange(2)], a.chance.randrange(0, 30) * SECOND, 5 * SECOND)


def reseller(a: Account) -> None:
    """Many small firms behind one account, each with its number and its campaign."""
    for ts in a.times(OFFICE, 500):
        which = a.chance.randrange(len(a.numbers))
        dial(a, ts, a.someone(20_000), caller=a.numbers[which], campaign=f"customer-{which}")
    for ts in a.times(CUSTOMERS, 150):
        which = a.chance.randrange(len(a.numbers))
        body = f"Shop {which}: " + a.texts.service(a.chance, which)
        to = a.someone(20_000)
        a.text(ts, to, body, sender=a.numbers[which], campaign=f"customer-{which}")
        if a.odds(0.006):
            a.opt_out(ts + a.later(), to, a.numbers[which])


def tickets(a: Account) -> None:
    """A box office: quiet, until a concert goes on sale and everybody calls, which it has announced."""
    office(a, 10)
    if (a.serial + a.weekday) % 4 == 0:
        for ts in a.row(10, int(2_500 * a.volume), 800):
            waits = a.odds(0.5)
            caller = subscriber(a.region, a.chance.randrange(5_000_000))
            a.call(ts, a.numbers[0], 0 if waits else talk(a), 20 * SECOND, direction="inbound", caller=caller)
        for ts in a.row(10.1, int(600 * a.volume), 3_000):
            a.text(ts, a.stranger(), a.texts.service(a.chance))


def law_firm(a: Account) -> None:
    """Faxes out and in."""
    office(a, 8)
    for ts in a.times(OFFICE, 14):
        a.call(ts, a.someone(120), 60 * SECOND, media="fax", answered_by="fax", pages=a.chance.randrange(1, 30))
    for ts in a.times(OFFICE, 9):
        a.call(ts, a.numbers[0], 50 * SECOND, media="fax", direction="inbound", caller=a.someone(120), pages=3)
