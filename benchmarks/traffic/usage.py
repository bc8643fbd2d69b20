"""A day of bytes moved by other services; some accounts move more than their quota. A transfer is about 160 bytes."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from benchmarks.traffic.made import (
    BETWEEN,
    DAY,
    DAY_START,
    QUOTA,
    Ints,
    Made,
    abuses_of,
    accounts_of,
    in_order,
    key_of,
    spree,
    things,
)

ABUSES = ("over",)
SERVICES = (b"turn", b"sfu", b"api")
TRANSFER = (
    b'{"event":"transfer","id":"%09d-u","ts":%d,"account":"account-%06d","api_key":"key-%d","service":"%b",'
    b'"bytes_in":%d,"bytes_out":%d}'
)


def usage(records: int, accounts: int, seed: int = 3, day: int = 0) -> Iterator[Made]:
    """So many records in the order of their times, the same for a seed."""
    columns = _columns(np.random.default_rng(seed + day), records, accounts)
    columns["at"] += day * BETWEEN
    transfers = things(_Transfer, columns, day)
    yield from in_order(transfers, [(_made, np.arange(records), columns["at"])], records)


class _Transfer(NamedTuple):
    number: int
    account: int
    at: int
    service: int
    inward: int
    outward: int


def _columns(rng: np.random.Generator, count: int, accounts: int) -> dict[str, Ints]:
    """The transfers, a column for each field of _Transfer but the first."""
    account, _ = accounts_of(rng, count, accounts)
    over = abuses_of(account, accounts, ABUSES) >= 0
    at_it = spree(rng, account)
    return {
        "account": account,
        "at": np.where(over, at_it, DAY_START + rng.integers(0, DAY, count)),
        "service": rng.integers(0, len(SERVICES), count),
        "inward": np.where(over, QUOTA // 50, rng.integers(1_000, 5_000_000, count)),
        "outward": rng.integers(1_000, 50_000_000, count),
    }


def _made(transfer: _Transfer) -> Made:
    account, service = transfer.account, SERVICES[transfer.service]
    value = TRANSFER % (transfer.number, transfer.at, account, account, service, transfer.inward, transfer.outward)
    return Made(key_of(account), transfer.at, value)
