"""Whom an account writes to in the course of a day: each person a few times, and whom an abuser does."""

import numpy as np

from benchmarks.traffic.made import Ints

OFTEN = 3  # messages of a day to the same person
SPREAD = 104_729  # a prime: neighbours in a list are not neighbours in a numbering plan
ALL = 8_000_000


def by_time(account: Ints, at: Ints) -> Ints:
    """The times, an account's in their order."""
    return at[np.lexsort((at, account))]


def lists(account: Ints) -> Ints:
    """How many people are on the list of each thing's account, who are written to in turn."""
    return np.maximum(np.bincount(account)[account] // OFTEN, 1)


def last_round(account: Ints, nth: Ints) -> Ints:
    """1 where nothing more goes to that person today: who opts out then is let alone."""
    return (nth >= np.bincount(account)[account] - lists(account)).astype(np.int64)


def person(account: Ints, place: Ints) -> Ints:
    """Who stands at a place of an account's list."""
    return (account * 7_919 + place) * SPREAD % ALL
