"""What is read again is judged by the account records of then, whatever compaction has left of first uses."""

import msgspec
import pytest

from streams.facts import Accounts, FirstUse
from streams.facts_in_use import Recorded
from streams.raw import RawBatch

USES = [FirstUse("acme", 3, 10), FirstUse("acme", 5, 100, before=3), FirstUse("acme", 9, 200, before=5)]


def known() -> Accounts:
    accounts = Accounts()
    accounts.wanted = {3, 5, 9}
    records = [msgspec.json.encode({"account": "acme", "use": use}) for use in ("emergency", "otp", "marketing")]
    for offset, record in zip((3, 5, 9), records, strict=True):
        assert not accounts.feed(RawBatch("accounts", 0, [offset], [record]))
    return accounts


@pytest.mark.parametrize("left", [0, 1, 2])
@pytest.mark.parametrize(("at", "use"), [(99, 3), (100, 5), (150, 5), (199, 5), (200, 9)])
def test_an_account_is_judged_as_then_from_where_its_last_words_but_one_were_kept(left: int, at: int, use: int) -> None:
    if at < 100 and left == 2:
        return  # two changes ago: a checkpoint has that behind it before compaction may take the words on both
    facts = Recorded({"acme": USES[left:]}, known()).at("acme", at)
    assert facts is not None
    assert facts.offset == use


def test_before_its_first_use_an_account_was_judged_by_nothing() -> None:
    assert Recorded({"acme": USES[:1]}, known()).at("acme", 9) is None
    assert Recorded({}, known()).at("acme", 9) is None
