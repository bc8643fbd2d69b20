"""A day of calls of many accounts, some of them abusive: seeded, and made from templates, since it is half a million.

Attempts are about 271 bytes and ends 431, with every field of the contract that a call platform fills.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from benchmarks.traffic.made import (
    BETWEEN,
    DAY,
    DAY_START,
    Ints,
    Made,
    abuses_of,
    accounts_of,
    in_order,
    key_of,
    number_of,
    spree,
    things,
)

EVENING, MORNING = 3 * 3_600_000, 16 * 3_600_000  # ms of the day in UTC: 20 and 9 o'clock in California, in summer
RUSH = 12  # calls of one rush, 70 ms apart
ABUSES = ("unowned", "invalid", "unverified", "abandoned", "short", "given-up", "rush")
CAMPAIGNS = (b"spring", b"autumn", b"renewals")
BOTH = (
    b'"account":"account-%06d","call":"%07d","direction":"outbound","from":"+1%b","to":"+1%d","network":"pstn",'
    b'"access":"api","campaign":%b'
)
ATTEMPT = (
    b'{"event":"attempt","id":"%09d-a","ts":%d,' + BOTH + b',"attest":"A","verstat":%b,"identity":null,"pai":null}'
)
END = (
    b'{"event":"end","id":"%09d-e","ts":%d,' + BOTH + b',"started":%d,"sip":%d,"ring_ms":%d,"talk_ms":%d,'
    b'"answered_by":%b,"agent_ms":%b,"greeting_ms":null,"treatment":"agent","dialer":%b,"hangup":"%b",'
    b'"voicemail":false,"pages":0,"bytes":%d}'
)


def calls(records: int, accounts: int, seed: int = 3, day: int = 0) -> Iterator[Made]:
    """Attempts and ends in the order of their times, as many as `records` (an even number), the same for a seed."""
    if records <= 0 or records % 2:
        raise ValueError(f"{records} records: an even number above 0 is needed, as each leg has an attempt and an end")
    columns = _columns(np.random.default_rng(seed + day), records // 2, accounts)
    columns["started"] += day * BETWEEN
    started, ended = columns["started"], columns["started"] + columns["ring_ms"] + columns["talk_ms"]
    legs = things(_Leg, columns, day)
    each = np.arange(len(legs))
    yield from in_order(legs, [(_attempt, each, started), (_end, each, ended)], records)


class _Leg(NamedTuple):
    number: int
    account: int
    abuse: int  # index in ABUSES, -1: none
    started: int
    ring_ms: int
    talk_ms: int
    callee: int
    agent_ms: int
    given_up: int  # 1: the caller hung up first
    campaign: int
    luck: int


def _columns(rng: np.random.Generator, count: int, accounts: int) -> dict[str, Ints]:
    """The legs, a column for each field of _Leg but the first."""
    account, nth = accounts_of(rng, count, accounts)
    abuse = abuses_of(account, accounts, ABUSES)
    is_ = {name: abuse == index for index, name in enumerate(ABUSES)}
    at_it = spree(rng, account)
    rushes = DAY_START + (nth // RUSH * 600_000 + account * 1_000) % DAY + nth % RUSH * 70
    given_up = is_["given-up"] & (rng.random(count) < 0.5)
    talk = np.where(rng.random(count) < 0.7, rng.exponential(90_000, count).astype(np.int64) + 6_001, 0)
    talk = np.where(is_["short"] & (talk > 0) & (rng.random(count) < 0.6), rng.integers(500, 6_000, count), talk)
    return {
        "account": account,
        "abuse": abuse,
        "started": np.select([is_["rush"], abuse >= 0], [rushes, at_it], DAY_START + rng.integers(0, DAY, count)),
        "ring_ms": np.where(given_up, 4_000, rng.integers(2_000, 25_000, count)),
        "talk_ms": np.where(given_up, 0, talk),
        "callee": 4_152_000_000 + rng.integers(0, 8_000_000, count),
        "agent_ms": np.where(rng.random(count) < np.where(is_["abandoned"], 0.15, 0.01), 9_000, 700),
        "given_up": (given_up | (rng.random(count) < 0.03)).astype(np.int64),
        "campaign": rng.integers(0, 3, count),
        "luck": rng.integers(0, 10_000, count),
    }


def _both(leg: _Leg) -> tuple[int, int, bytes, int, bytes]:
    abuse = ABUSES[leg.abuse] if leg.abuse >= 0 else None
    stranger = {"unowned": b"212555%04d", "invalid": b"911555%04d"}.get(abuse or "")
    caller = stranger % leg.luck if stranger else number_of(leg.account)
    campaign = b'"%b"' % CAMPAIGNS[leg.campaign] if leg.account % 2 else b"null"
    return leg.account, leg.number, caller, leg.callee, campaign


def _attempt(leg: _Leg) -> Made:
    failed = leg.abuse == ABUSES.index("unverified")
    verstat = b'"TN-Validation-Failed"' if failed else b"null"
    value = ATTEMPT % (leg.number, leg.started, *_both(leg), verstat)
    return Made(key_of(leg.account), leg.started, value)


def _is_day(ts: int) -> bool:
    """Whether it is between 9 and 20 o'clock in California, where everybody is called."""
    return not EVENING <= (ts - DAY_START) % DAY < MORNING


def _end(leg: _Leg) -> Made:
    ts, answered = leg.started + leg.ring_ms + leg.talk_ms, leg.talk_ms > 0
    dialer = leg.account % 3 == 0 and (leg.abuse >= 0 or _is_day(leg.started))
    value = END % (
        leg.number,
        ts,
        *_both(leg),
        leg.started,
        200 if answered else 487,
        leg.ring_ms,
        leg.talk_ms,
        b'"human"' if answered else b"null",
        b"%d" % leg.agent_ms if dialer and answered else b"null",
        b"true" if dialer else b"false",
        b"caller" if leg.given_up else b"callee",
        leg.talk_ms * 16,
    )
    return Made(key_of(leg.account), ts, value)
