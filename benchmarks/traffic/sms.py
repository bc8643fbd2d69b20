"""A day of messages: sent, delivered or not, answered, opted out of, complained of; and some that nobody wanted.

A message is about 360 bytes with its body, a status 180.
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
from benchmarks.traffic.people import by_time, last_round, lists, person
from benchmarks.traffic.texts import ANSWERS, MESSAGE_BODIES, OPTING_OUT, body

ABUSES = ("unowned", "unwelcome", "complained", "unknown", "ignored", "flood")
ANSWER, OPT_OUT, COMPLAINT = 1, 2, 3
DELIVERED, UNDELIVERED, UNKNOWN = 0, 1, 2
STATUSES = (
    b'"status":"delivered","code":null',
    b'"status":"undelivered","code":"30003"',
    b'"status":"unknown-recipient","code":"30005"',
)
WHO = b'"account":"account-%06d","message":"m%08d","from":"+1%b","to":"+1%b"'
SEND = (
    b'{"event":"send","id":"%09d-s","ts":%d,' + WHO + b',"campaign":%b,"api_key":"key-%d","body":%b,"template":null,'
    b'"segments":1,"bytes":%d,"registered":true,"cost":0.0079}'
)
STATUS = b'{"event":"status","id":"%09d-d","ts":%d,' + WHO + b",%b}"
RECEIVE = b'{"event":"receive","id":"%09d-r","ts":%d,' + WHO + b',"body":%b}'
COMPLAIN = b'{"event":"complaint","id":"%09d-c","ts":%d,' + WHO + b"}"
HEARD, ANSWERED, COMPLAINED = 2_000, 90_000, 120_000  # ms after a message
FLOOD = 600_000  # ms for which somebody is flooded


def sms(records: int, accounts: int, seed: int = 3, day: int = 0) -> Iterator[Made]:
    """So many records in the order of their times, the same for a seed."""
    columns = _columns(np.random.default_rng(seed + day), (records + 1) // 2, accounts)
    columns["at"] += day * BETWEEN
    at, answer = columns["at"], columns["answer"]
    messages = things(_Message, columns, day)
    each = np.arange(len(messages))
    answers, complaints = np.flatnonzero((answer == ANSWER) | (answer == OPT_OUT)), np.flatnonzero(answer == COMPLAINT)
    kinds = [
        (_send, each, at),
        (_status, each, at + HEARD),
        (_receive, answers, at[answers] + ANSWERED),
        (_complaint, complaints, at[complaints] + COMPLAINED),
    ]
    yield from in_order(messages, kinds, records)


class _Message(NamedTuple):
    number: int
    account: int
    abuse: int  # index in ABUSES, -1: none
    at: int
    person: int
    text: int
    luck: int
    status: int
    answer: int  # 0: none


def _columns(rng: np.random.Generator, count: int, accounts: int) -> dict[str, Ints]:
    """The messages, a column for each field of _Message but the first."""
    account, nth = accounts_of(rng, count, accounts)
    abuse = abuses_of(account, accounts, ABUSES)
    is_ = {name: abuse == index for index, name in enumerate(ABUSES)}
    at_it = np.where(is_["flood"], DAY_START + DAY // 2 + rng.integers(0, FLOOD, count), spree(rng, account))
    of_account = np.bincount(account)[account]
    honest = abuse < 0
    size = np.select([is_["flood"], is_["ignored"], honest], [1, of_account // 2 + 1, lists(account)], of_account)
    luck, chance = rng.integers(0, 1_000_000, count), rng.random(count)
    opts_out = np.select(
        [is_["unwelcome"], is_["ignored"] & (nth < size), honest & (last_round(account, nth) > 0)], [0.15, 0.2, 0.004]
    )
    complains = np.where(is_["complained"], 0.03, 0.0001)
    answer = np.select([chance < opts_out, chance < opts_out + complains, chance > 0.98], [OPT_OUT, COMPLAINT, ANSWER])
    unknown = np.where(is_["unknown"], 0.3, 0.01)
    drawn = rng.random(count)
    return {
        "account": account,
        "abuse": abuse,
        "at": by_time(account, np.where(honest, DAY_START + rng.integers(0, DAY, count), at_it)),
        "person": person(account, nth % size),
        "text": rng.integers(0, 3, count),
        "luck": luck,
        "status": np.select([drawn < unknown, drawn < unknown + 0.01], [UNKNOWN, UNDELIVERED], DELIVERED),
        "answer": answer,
    }


def _sender(message: _Message) -> bytes:
    """Its own number, or that of somebody else."""
    unowned = message.abuse == ABUSES.index("unowned")
    return b"212555%04d" % (message.luck % 10_000) if unowned else number_of(message.account)


def _send(message: _Message) -> Made:
    said = body(MESSAGE_BODIES, message.account, message.text, message.luck)
    campaign = b'"c%d"' % message.text if message.account % 2 else b"null"
    who = (message.account, message.number, _sender(message), _person(message))
    value = SEND % (message.number, message.at, *who, campaign, message.account, said, len(said) - 2)
    return Made(key_of(message.account), message.at, value)


def _status(message: _Message) -> Made:
    ts = message.at + HEARD
    who = (message.account, message.number, _sender(message), _person(message))
    return Made(key_of(message.account), ts, STATUS % (message.number, ts, *who, STATUSES[message.status]))


def _receive(message: _Message) -> Made:
    ts, said = message.at + ANSWERED, OPTING_OUT if message.answer == OPT_OUT else ANSWERS
    who = (message.account, message.number, _person(message), _sender(message))
    return Made(key_of(message.account), ts, RECEIVE % (message.number, ts, *who, said[message.luck % len(said)]))


def _complaint(message: _Message) -> Made:
    ts = message.at + COMPLAINED
    who = (message.account, message.number, _sender(message), _person(message))
    return Made(key_of(message.account), ts, COMPLAIN % (message.number, ts, *who))


def _person(message: _Message) -> bytes:
    return b"%d" % (4_152_000_000 + message.person)
