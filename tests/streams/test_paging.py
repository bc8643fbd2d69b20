import msgspec
import pytest

from detectors.policy import load
from streams.errors import Failed
from streams.facts import Accounts
from streams.installation import Installation
from streams.paging import DECODER, ENCODER, page, pages, restore
from streams.raw import RawBatch
from streams.records import Alert
from streams.shard import Shard
from streams.stream import STREAMS
from tests.oracle import Event
from tests.traffic import random_traffic

POLICY = load()
MANY = 600  # accounts, so that there is more than one page


def shard(accounts: list[Event]) -> Shard:
    known = Accounts()
    known.feed(RawBatch("accounts", 0, range(len(accounts)), [msgspec.json.encode(record) for record in accounts]))
    return Shard(STREAMS["calls"], POLICY, known)


def feed(to: Shard, calls: list[Event]) -> list[Alert]:
    return to.feed(RawBatch("calls", 0, range(len(calls)), [msgspec.json.encode(call) for call in calls])).alerts


def saved(of: Shard) -> list[bytes]:
    return [page(of, number) for number in range(pages(of))]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_shard_restored_from_its_pages_goes_on_as_if_it_had_never_stopped(seed: int) -> None:
    accounts, calls = random_traffic(seed, events=12_000, accounts=30)
    whole, stopped, restored = shard(accounts), shard(accounts), shard(accounts)
    wanted = feed(whole, calls)
    found = feed(stopped, calls[:6_000])
    for one in saved(stopped):
        restore(restored, one)
    assert saved(restored) == saved(stopped)
    assert found + feed(restored, calls[6_000:]) == wanted
    assert saved(restored) == saved(whole)


def test_state_is_the_same_bytes_whatever_other_accounts_did() -> None:
    accounts, calls = random_traffic(4, events=8_000, accounts=12)
    name = accounts[0]["account"]
    alone, among_others = shard(accounts), shard(accounts)
    feed(alone, [call for call in calls if call["account"] == name])
    feed(among_others, sorted(calls, key=lambda call: call["account"] != name))
    own = DECODER.decode(page(alone, 0)).subjects
    rows = [len(of.rows) for of in own.values()]
    others = DECODER.decode(page(among_others, 0)).subjects
    assert [of.rows[:n] for of, n in zip(others.values(), rows, strict=True)] == [of.rows for of in own.values()]


def test_accounts_lie_on_pages_of_256_in_the_order_they_came() -> None:
    calls: list[Event] = [
        {"id": f"{i}", "account": f"a{i}", "ts": 1_790_000_000_000 + i, "event": "complaint", "to": "+14155550100"}
        for i in range(MANY)
    ]
    full, restored = shard([]), shard([])
    feed(full, calls)
    assert [len(DECODER.decode(one).names) for one in saved(full)] == [256, 256, 88]
    for one in reversed(saved(full)):
        restore(restored, one)
    assert restored.names[:88] == full.names[512:]
    before = saved(restored)
    feed(restored, calls)  # the same records again: the accounts are known, and so are the ids
    assert saved(restored) == before


def test_a_page_of_another_layout_is_refused_in_one_line() -> None:
    whole = shard([])
    feed(whole, [{"id": "1", "account": "a", "ts": 1, "event": "complaint", "to": "+14155550100"}])
    older = msgspec.structs.replace(DECODER.decode(page(whole, 0)), layout="0123456789abcdef")
    with pytest.raises(Failed, match=r"^state of calls is of layout 0123456789abcdef, format 1; .*$"):
        restore(shard([]), ENCODER.encode(older))


@pytest.mark.parametrize("account", ["a", 'ann \u00e9"\\', "株式会社"])
def test_a_page_that_was_made_under_another_key_is_refused_in_one_line(account: str) -> None:
    """Or whoever was counted would be a stranger."""
    whole = shard([])
    feed(whole, [{"id": "1", "account": account, "ts": 1, "event": "complaint", "to": "+14155550100"}])
    restore(shard([]), page(whole, 0))
    another = Shard(STREAMS["calls"], POLICY, Accounts(), installation=Installation("another"))
    with pytest.raises(Failed, match="calls was made under another RINGFENCE_HASH_KEY: set that one again"):
        restore(another, page(whole, 0))
