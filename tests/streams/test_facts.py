"""Records of the accounts topic: the latest of a key wins, and a bad one costs itself alone."""

import msgspec
import pytest

from streams.facts import Accounts
from streams.raw import DeadLetter, RawBatch
from tests.oracle import Event


def record(account: str = "acme", **facts: object) -> bytes:
    return msgspec.json.encode({"account": account, **facts})


def fed(accounts: Accounts, *records: tuple[bytes | None, bytes | None], offset: int = 0) -> list[DeadLetter]:
    keys, values = [key for key, _ in records], [value for _, value in records]
    return accounts.feed(RawBatch("accounts", 2, range(offset, offset + len(values)), values, keys))


def told(*values: bytes) -> tuple[Accounts, list[str]]:
    """Lines of a file: accounts, and the errors of those that are refused."""
    accounts = Accounts()
    return accounts, [letter.error for letter in accounts.feed(RawBatch("accounts", 0, range(len(values)), values))]


def test_the_latest_record_of_an_account_wins() -> None:
    accounts = Accounts()
    dead = fed(
        accounts, (b"acme", record(use="otp")), (b"b", record("b")), (b"acme", record(use="marketing")), offset=7
    )
    assert dead == []
    known = accounts.record("acme")
    assert known is not None
    assert known.use == "marketing"
    assert accounts.latest["acme"].offset == 9
    assert accounts.record("nobody") is None


def test_a_tombstone_forgets_an_account() -> None:
    accounts = Accounts()
    assert fed(accounts, (b"acme", record()), (b"acme", None)) == []
    assert accounts.record("acme") is None
    assert accounts.latest["acme"].offset == 1
    assert fed(accounts, (b"\xff", None)) == []  # nobody's
    (letter,) = fed(accounts, (None, None), offset=5)
    assert (letter.offset, letter.error) == (5, "neither key nor value: a tombstone needs the account as its key")


def test_records_have_their_account_as_key() -> None:
    accounts = Accounts()
    for key in (None, b"", b"other", b"acme "):
        (letter,) = fed(accounts, (key, record()))
        assert letter.error == "the key is not the account; key accounts records by `account`"
        assert (letter.key, letter.value) == (key, record())
    assert accounts.record("acme") is None
    assert fed(accounts, ("é".encode(), record("é"))) == []


def test_records_of_another_partition_are_refused() -> None:
    accounts = Accounts(0, 3)
    for value in (record(), None):
        dead = [
            letter.error for letter in fed(accounts, *((name.encode(), value and record(name)) for name in "abcdef"))
        ]
        assert 0 < len(dead) < 6
        assert all(error.startswith("partition 0 does not hold this account: murmur2") for error in dead)
        assert len(dead) + len(accounts.latest) == 6


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (b"{", "malformed JSON: Input data was truncated"),
        (b"[" * 100_000, "not as the contract has it: Expected `object`, got `array`"),
        (b'{"account":"a","x":' + b"[" * 100_000, "nested too deeply"),
        (b'{"account":"a","x":"\xff"}', "invalid UTF-8 at byte 20"),
        (
            record(status="gone"),
            (
                "not as the contract has it: Invalid enum value - at `$.status`: "
                "one of active, suspended, terminated, trial"
            ),
        ),
        (
            record(numbers=[{}]),
            "not as the contract has it: Object missing required field `number` - at `$.numbers[0]`",
        ),
        (record(limits={"cps": -1}), "not as the contract has it: Expected `float` >= 0.0 - at `$.limits[...]`"),
        (record(limits={"cps": 10_001}), 'account "acme": limit "cps" is 10001; at most 10000 can be judged'),
        (
            record("a\nb", limits={"short_share": [{"value": 0.1}, {"value": 1.5}]}),
            'account "a\\nb": limit "short_share" is 1.5; at most 1 can be judged',
        ),
        (
            record(declared=[{"id": "d", "status": "pending", "limits": {"cps": 1e6}}]),
            'account "acme": limit "cps" is 1000000; at most 10000 can be judged',
        ),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line(value: bytes, error: str) -> None:
    accounts, errors = told(record("before"), value, record("after"))
    assert errors == [error]
    assert sorted(accounts.latest) == ["after", "before"]


OUT_OF_REACH = (-1, 2**63, 2**64, 10**400)


@pytest.mark.parametrize("when", OUT_OF_REACH)
def test_dates_that_no_clock_can_hold_are_refused_before_anybody_judges_by_them(when: int) -> None:
    dates: Event = {"from": when}
    for facts in (
        {"numbers": [{"number": "+1", **dates}]},
        {"caller_ids": [{"number": "+1", **dates}]},
        {"limits": {"cps": [{"value": 1, **dates}]}},
        {"declared": [{"id": "d", "status": "agreed", **dates}]},
    ):
        value = b'{"account":"acme",' + str(facts).replace("'", '"').encode()[1:]
        _, errors = told(value)
        assert len(errors) == 1
        assert errors[0].startswith("not as the contract has it: Expected `int` ")


def test_what_may_be_absent_may_be_null() -> None:
    for dates in ({}, {"from": None, "until": None}, {"from": 0, "until": 2**63 - 1}, {"from": 5, "until": -(2**63)}):
        facts: Event = {
            "numbers": [{"number": "+1", "country": None, **dates}],
            "caller_ids": [{"number": "+1", **dates}],
            "limits": {"cps": [{"value": 1, **dates}]},
            "declared": [{"id": "d", "status": "agreed", "submitted": None, "limits": None, **dates}],
        }
        assert told(record(**facts))[1] == []
    nothing: Event = dict.fromkeys(
        ("status", "country", "use", "numbers", "caller_ids", "limits", "declared", "terms", "pool")
    )
    assert told(record(**nothing))[1] == []


def test_limits_of_later_detectors_are_left_alone() -> None:
    assert told(record(limits={"of_days_to_come": 10**15, "of_others": [{"value": 1e18}]}))[1] == []


def test_only_accounts_with_newer_records_are_asked_for() -> None:
    accounts = Accounts()
    fed(accounts, *[(name.encode(), record(name)) for name in "abcd"])
    read = accounts.read
    assert accounts.since(read) == []
    fed(accounts, (b"b", record("b")), (b"a", None))
    assert sorted(accounts.since(read)) == ["a", "b"]
    assert sorted(accounts.since(0)) == ["a", "b", "c", "d"]
