"""Who uses one key: told as soon as there are two, whatever other keys' accounts say that the time is."""

from detectors.spans import DAY
from streams.api_keys import ApiKeys, KeyUse
from streams.complete import Complete
from tests.books import START

FAR = 20_000 * DAY  # ahead


def used(account: str, after: int = 0, key: str = "k-1") -> KeyUse:
    return KeyUse(key, account, (START + after) // DAY * DAY, START + after)


def test_the_first_two_are_told_at_once_and_others_as_they_come() -> None:
    keys = ApiKeys()
    told = [keys.take(used(account)) for account in "aabcb"]
    assert [[(one.account, one.accounts) for one in some] for some in told] == [
        [],
        [],
        [("a", 2), ("b", 2)],
        [("c", 3)],
        [],
    ]


def test_clocks_that_are_far_ahead_take_nothing_from_other_keys() -> None:
    keys = ApiKeys()
    assert not keys.take(used("a"))
    assert not keys.take(used("z", FAR, "k-2"))
    assert len(keys.take(used("b"))) == 2


def test_a_day_is_out_of_mind_when_all_partitions_have_told_all_62_days_later() -> None:
    keys = ApiKeys(2)
    assert not keys.take(used("a"))
    for partition, day, known in ((0, 62, 1), (1, 61, 1), (1, 62, 0)):
        assert not keys.take(Complete(partition, START + day * DAY))
        assert len(keys.uses) == known
    assert not keys.take(used("b"))
    assert not keys.take(used("a"))
