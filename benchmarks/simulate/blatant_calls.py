"""Accounts that abuse calls and do not hide it: what they do on a day from the onset on."""

from benchmarks.simulate.account import Account, Record
from benchmarks.simulate.curves import HOUR, MINUTE, SECOND
from benchmarks.simulate.honest_calls import dial, talk
from benchmarks.simulate.people import subscriber

REPORTED = 0.0006  # of those who are reached tell somebody outside of it
WORKDAY = 4 * HOUR


def spree(a: Account, an_hour: int, hours: float = 3) -> list[int]:
    """The times of a few hours' work at such a pace."""
    return a.row(a.hour, int(an_hour * hours), HOUR / an_hour)


def annoyed(a: Account, ts: int, kind: str, channel: str = "voice") -> None:
    """Few of those who are reached report it."""
    if a.odds(REPORTED):
        a.report(ts + a.later(10 * MINUTE, 5 * HOUR), kind, channel)


def borrowed_callers(a: Account) -> None:
    """Somebody else's numbers, another for each call."""
    for ts in spree(a, a.chance.randrange(150, 500)):
        dial(a, ts, a.stranger(), 0.4, 0.3, caller=subscriber(a.region, a.chance.randrange(4_000_000)), attest="C")
        annoyed(a, ts, "spoofing")


def impossible_callers(a: Account) -> None:
    """Numbers that nobody can have."""
    for ts in spree(a, a.chance.randrange(150, 500)):
        caller = a.chance.choice(("+1911555", "+1123456", "+1000000")) + f"{a.chance.randrange(10_000):04d}"
        dial(a, ts, a.stranger(), 0.4, 0.3, caller=caller)
        annoyed(a, ts, "spoofing")


def failed_verification(a: Account) -> None:
    """Calls that come in from elsewhere with a signature that is wrong, shown under a number that it holds."""
    for ts in spree(a, a.chance.randrange(150, 500)):
        verstat = "TN-Validation-Failed" if a.odds(0.7) else "No-TN-Validation"
        dial(a, ts, a.stranger(), 0.4, 0.3, verstat=verstat, attest="C")
        annoyed(a, ts, "spoofing")


def neighbour_callers(a: Account) -> None:
    """Each callee sees a number that looks like one next door."""
    for ts in spree(a, a.chance.randrange(150, 400)):
        to = a.stranger()
        dial(a, ts, to, 0.5, 0.3, caller=f"{to[:-4]}{a.chance.randrange(10_000):04d}")
        annoyed(a, ts, "spoofing")


def wangiri(a: Account) -> None:
    """It rings once; whoever calls back pays."""
    for ts in spree(a, a.chance.randrange(300, 1_500)):
        a.call(ts, a.stranger(), 0, a.chance.randrange(500, 2_800), hangup="caller")
        annoyed(a, ts, "fraud")


def robocalls(a: Account) -> None:
    """A recording that most hang up on."""
    for ts in spree(a, a.chance.randrange(500, 1_500)):
        robocall(a, ts, a.stranger(), hung_up=0.55)


def robocall(a: Account, ts: int, to: str, hung_up: float, caller: str = "") -> None:
    """A call with a recording."""
    said = a.chance.randrange(1_200, 5_900) if a.odds(hung_up) else a.chance.randrange(7, 40) * SECOND
    fields: Record = {"treatment": "message", "dialer": True, "answered_by": "human"}
    unwanted = a.odds(0.02)
    if unwanted:
        a.call(ts, to, 0, 3 * SECOND, caller=caller, **fields | {"sip": 607, "hangup": "callee"})
        return
    a.call(ts, to, said if a.odds(0.55) else 0, 14 * SECOND, caller=caller, **fields | {"hangup": "callee"})
    if a.odds(0.006):
        a.of_calls("complaint", ts + a.later(), to)
    annoyed(a, ts, "spam")


def abandoned_calls(a: Account) -> None:
    """A dialer with far too few agents."""
    left = a.chance.uniform(0.09, 0.2)
    for ts in spree(a, a.chance.randrange(500, 1_200)):
        overdialled(a, ts, left)


def overdialled(a: Account, ts: int, left: float) -> None:
    """A call for which there may be no agent."""
    to = a.stranger()
    if not a.odds(0.5):
        a.call(ts, to, 0, 18 * SECOND, dialer=True)
        return
    agent = None if a.odds(left) else 900 + a.chance.randrange(200, 1_900)
    fields: Record = {"dialer": True, "answered_by": "human", "greeting_ms": 900, "agent_ms": agent}
    a.call(ts, to, talk(a) if agent else a.chance.randrange(2_500, 9_000), **fields)
    annoyed(a, ts, "spam")


def number_scan(a: Account) -> None:
    """Every number of a block, one after the other, to learn which are in use."""
    block, first = a.stranger()[:-4], a.chance.randrange(2_000)
    for i, ts in enumerate(spree(a, 400)):
        dial(a, ts, f"{block}{(first + i) % 10_000:04d}", 0.3, 0.8)


def ringless_voicemail(a: Account) -> None:
    """The same recording left in one mailbox after the other."""
    for ts in spree(a, a.chance.randrange(200, 600)):
        said = 31 * SECOND + a.chance.randrange(-900, 900)
        a.call(ts, a.stranger(), said, 0, voicemail=True, answered_by="machine", treatment="message", hangup="caller")
        annoyed(a, ts, "spam")


def telemarketing(a: Account) -> None:
    """Agents who call whoever is in the book; many complain, or reject such calls."""
    for ts in spree(a, a.chance.randrange(250, 500), 8):
        to = a.stranger()
        if a.odds(0.05):
            a.call(ts, to, 0, 3 * SECOND, sip=607, hangup="callee")
            continue
        if dial(a, ts, to, 0.5, 0.1) and a.odds(0.07):
            a.of_calls("complaint", ts + a.later(), to)
        annoyed(a, ts, "spam")


def junk_fax(a: Account) -> None:
    """Advertisements by fax; nobody ever sends one back."""
    for ts in spree(a, a.chance.randrange(90, 300)):
        a.call(ts, a.stranger(), 40 * SECOND, media="fax", answered_by="fax", pages=1)


def call_flood(a: Account) -> None:
    """One person's phone, until it is useless."""
    victim = a.stranger()
    for ts in a.row(a.hour, 900, 900):
        a.call(ts, victim, 0 if a.odds(0.8) else 3 * SECOND, 4 * SECOND, hangup="caller")


def call_rush(a: Account) -> None:
    """Eight calls a second that nobody was told of."""
    for ts in a.row(a.hour, 2_400, 125):
        dial(a, ts, a.stranger(), 0.4, 0.2)
