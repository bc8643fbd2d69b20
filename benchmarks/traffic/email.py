"""A day of mail: sent to one person or three, delivered or not, complained of; and some that was not honest.

A mail is about 1,450 bytes with its body, what becomes of it 140.
"""

from collections.abc import Iterator
from functools import partial
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
    domain_of,
    in_order,
    key_of,
    spree,
    things,
)
from benchmarks.traffic.people import ALL, SPREAD, by_time, lists, person
from benchmarks.traffic.texts import MAIL_BODIES, body

ABUSES = ("forged", "complained", "bounced")
PEOPLE = 3  # whom a tenth of the mails goes to
WHO = b'"account":"account-%06d","message":"m%08d"'
SEND = (
    b'{"event":"send","id":"%09d-s","ts":%d,' + WHO + b',"campaign":%b,"api_key":"key-%d","mail_from":"bounce@%b",'
    b'"header_from":"Your shop <news@%b>","reply_to":null,"to":[%b],"subject":"About order %d","body":%b,'
    b'"bytes":%d,"auth":{"spf":"pass","dkim":"pass","dmarc":"%b","arc":"none"},"unsubscribe":"one-click",'
    b'"attachments":[%b]}'
)
FILE = b'{"name":"bill-%d.pdf","type":"application/pdf","bytes":48213,"sha256":"%064x"}'
HEARD = b'{"event":"%b","id":"%09d-%b","ts":%d,' + WHO + b',"to":"%b"%b}'
BOUNCE, COMPLAINT, UNSUBSCRIBE = 1, 2, 3
ARRIVES, ANNOYS = 3_000, 1_800_000  # ms after a mail


def email(records: int, accounts: int, seed: int = 3, day: int = 0) -> Iterator[Made]:
    """So many records in the order of their times, the same for a seed."""
    columns = _columns(np.random.default_rng(seed + day), (records + 1) // 2, accounts)
    columns["at"] += day * BETWEEN
    at, people, outcome = columns["at"], columns["people"], columns["outcome"]
    mails = things(_Mail, columns, day)
    kinds = [(_send, np.arange(len(mails)), at)]
    for place in range(PEOPLE):
        arrived = np.flatnonzero((people > place) & ((outcome != BOUNCE) | (place > 0)))
        kinds.append(
            (partial(_heard, b"delivery", b"d%d" % place, b"", ARRIVES, place), arrived, at[arrived] + ARRIVES)
        )
    for event, kind, more, later in (
        (b"bounce", BOUNCE, b',"bounce":"hard","code":"5.1.1"', ARRIVES),
        (b"complaint", COMPLAINT, b"", ANNOYS),
        (b"unsubscribe", UNSUBSCRIBE, b"", ANNOYS),
    ):
        of = np.flatnonzero(outcome == kind)
        kinds.append((partial(_heard, event, event[:1], more, later, 0), of, at[of] + later))
    yield from in_order(mails, kinds, records)


class _Mail(NamedTuple):
    number: int
    account: int
    abuse: int  # index in ABUSES, -1: none
    at: int
    person: int  # the first that it goes to
    people: int
    text: int
    luck: int
    outcome: int  # 0: it arrives and nobody minds


def _columns(rng: np.random.Generator, count: int, accounts: int) -> dict[str, Ints]:
    """The mails, a column for each field of _Mail but the first."""
    account, nth = accounts_of(rng, count, accounts)
    abuse = abuses_of(account, accounts, ABUSES)
    is_ = {name: abuse == index for index, name in enumerate(ABUSES)}
    at_it = spree(rng, account)
    honest, chance = abuse < 0, rng.random(count)
    bounces, complains = np.where(is_["bounced"], 0.2, 0.005), np.where(is_["complained"], 0.03, 0.0001)
    outcome = np.select(
        [chance < bounces, chance < bounces + complains, chance > 0.998], [BOUNCE, COMPLAINT, UNSUBSCRIBE]
    )
    return {
        "account": account,
        "abuse": abuse,
        "at": by_time(account, np.where(honest, DAY_START + rng.integers(0, DAY, count), at_it)),
        "person": person(account, nth % np.where(honest, lists(account), count)),
        "people": np.where(rng.random(count) < 0.1, PEOPLE, 1),
        "text": rng.integers(0, 3, count),
        "luck": rng.integers(0, 1_000_000, count),
        "outcome": outcome,
    }


def _address(mail: _Mail, place: int) -> bytes:
    """Of those that stand next to each other on the account's list."""
    return b"p%d@mail.example" % ((mail.person + place * SPREAD) % ALL)


def _send(mail: _Mail) -> Made:
    said = body(MAIL_BODIES, mail.account, mail.text, mail.luck)
    forged = mail.abuse == ABUSES.index("forged")
    domain = domain_of(mail.account)
    value = SEND % (
        mail.number,
        mail.at,
        mail.account,
        mail.number,
        b'"c%d"' % mail.text if mail.account % 2 else b"null",
        mail.account,
        domain,
        b"bank-%d.example" % (mail.luck % 9) if forged else domain,
        b",".join(b'"%b"' % _address(mail, place) for place in range(mail.people)),
        mail.luck,
        said,
        len(said) + 900,
        b"fail" if forged else b"pass",
        FILE % (mail.luck, mail.luck) if mail.luck % 20 == 0 else b"",
    )
    return Made(key_of(mail.account), mail.at, value)


def _heard(event: bytes, suffix: bytes, more: bytes, later: int, place: int, mail: _Mail) -> Made:
    ts = mail.at + later
    about = (mail.account, mail.number, _address(mail, place), more)
    return Made(key_of(mail.account), ts, HEARD % (event, mail.number, suffix, ts, *about))
