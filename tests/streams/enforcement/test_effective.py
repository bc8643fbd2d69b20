"""When actions take effect: the longest notice, working hours where a policy asks for them, and delays."""

from datetime import datetime
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import msgspec
import pytest
from hypothesis import given

from detectors.policy import Policy
from streams.enforcement.business_hours import at_work, zones_of
from streams.events import AccountRecord
from streams.records import Recommendation
from tests.streams.enforcement.findings import HOUR, POLICY, T0, finding, staging
from tests.streams.enforcement.test_decisions import decide, delivered, only

BULK, CPS = "sms.bulk", "load.calls-per-second"


def with_settings(**fields: object) -> Policy:
    return msgspec.structs.replace(POLICY, settings=msgspec.structs.replace(POLICY.settings, **fields))


def with_document(key: str, **fields: object) -> Policy:
    documents = POLICY.documents | {key: msgspec.structs.replace(POLICY.documents[key], **fields)}
    return msgspec.structs.replace(POLICY, documents=documents)


def moment(text: str, zone: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


def suspended(policy: Policy, after: int = 0, **facts: object) -> list[Recommendation]:
    """A suspension that is found, approved an hour later, and told of another hour later."""
    known = msgspec.convert({"account": "acme", **facts}, AccountRecord)
    stage = staging(policy)
    first = only(stage.alert(finding(BULK, after=after), known))
    approved = only(stage.decision(decide("approve", first, after + HOUR), known))
    return [first, approved, only(stage.delivered(delivered(approved, after + 2 * HOUR), known))]


@pytest.mark.parametrize(
    ("begins", "country", "zone", "moves_to"),
    [
        ("2026-06-10 10:30", "JP", "Asia/Tokyo", "2026-06-10 10:30"),  # a Wednesday, in the hours
        ("2026-06-10 08:59", "JP", "Asia/Tokyo", "2026-06-10 09:00"),
        ("2026-06-10 17:00", "JP", "Asia/Tokyo", "2026-06-11 09:00"),
        ("2026-06-12 23:00", "JP", "Asia/Tokyo", "2026-06-15 09:00"),  # over a weekend
        ("2026-05-02 12:00", "JP", "Asia/Tokyo", "2026-05-07 09:00"),  # over the golden week
        ("2026-04-24 18:00", "NL", "Europe/Amsterdam", "2026-04-28 09:00"),  # the King's birthday is on Monday
        ("2026-03-27 18:00", "NL", "Europe/Amsterdam", "2026-03-30 09:00"),  # summer time begins on Sunday
        ("2026-06-11 12:00", "AE", "Asia/Dubai", "2026-06-11 12:00"),
        ("2026-09-11 19:00", "AE", "Asia/Dubai", "2026-09-14 09:00"),
        ("2026-06-12 18:00", "IL", "Asia/Jerusalem", "2026-06-14 09:00"),  # Sunday is a working day
        ("2026-06-13 12:00", None, "UTC", "2026-06-15 09:00"),
        ("2026-06-13 12:00", "XX", "UTC", "2026-06-15 09:00"),
        ("2026-06-12 19:00", "US", "America/Chicago", "2026-06-15 09:00"),  # the one in the middle
    ],
)
def test_what_would_fall_on_no_working_hour_waits_for_the_next(
    begins: str, country: str | None, zone: str, moves_to: str
) -> None:
    assert at_work(moment(begins, zone), country) == moment(moves_to, zone)


@given(st.integers(1_700_000_000_000, 2_000_000_000_000), st.sampled_from(sorted(zones_of())))
def test_it_is_never_earlier_nor_much_later_and_stays(ts: int, country: str) -> None:
    at = at_work(ts, country)
    assert ts <= at <= ts + 16 * 24 * HOUR
    assert at_work(at, country) == at


def test_suspensions_and_ends_wait_for_working_hours_where_the_policy_says_so_and_never_cut_a_notice_short() -> None:
    office = with_settings(business_hours=True)
    after = 4 * 24 * HOUR + 9 * HOUR  # 2025-12-05, a Friday, 18:00 in Tokyo, so that 72 h are over on a Monday at 20:00
    for record in suspended(office, after, country="JP"):
        assert record.effective_from == moment("2025-12-09 09:00", "Asia/Tokyo")
        assert "2025-12-09 00:00 UTC" in record.notice.en
    exact = suspended(POLICY, after, country="JP")
    assert [record.effective_from for record in exact] == [T0 + after + period * HOUR for period in (72, 73, 74)]


def test_what_takes_effect_does_so_at_the_moment_that_was_told() -> None:
    stage = staging(with_settings(business_hours=True))
    known = AccountRecord(account="acme", country="JP")
    first = only(stage.alert(finding(BULK), known))
    approved = only(stage.decision(decide("approve", first), known))
    told = only(stage.delivered(delivered(approved, 2 * HOUR), known))
    assert told.effective_from == moment("2025-12-04 11:00", "Asia/Tokyo")
    late = staging(with_settings(business_hours=True))
    first = only(late.alert(finding(BULK, after=9 * HOUR), known))
    approved = only(late.decision(decide("approve", first, 10 * HOUR), known))
    told = only(late.delivered(delivered(approved, 11 * HOUR), known))
    (over,) = late.due(told.effective_from)
    assert over.ts == told.effective_from == moment("2025-12-05 09:00", "Asia/Tokyo")


@pytest.mark.parametrize(("detector", "action"), [("voice.wangiri", "suspend"), (CPS, "throttle")])
def test_what_is_urgent_or_restricts_little_waits_for_no_working_hour(detector: str, action: str) -> None:
    record = only(staging(with_settings(business_hours=True)).alert(finding(detector), None))
    assert (record.action, record.effective_from) == (action, T0)  # midnight


@pytest.mark.parametrize(("terms", "hours"), [(None, 240), (["nec-aup"], 72), (["nec-aup", "ntt-webrtc-terms"], 240)])
def test_of_the_documents_that_bind_the_account_the_longest_notice_holds(terms: list[str] | None, hours: int) -> None:
    policy = with_document("ntt-webrtc-terms", notice_hours={"suspend": 240})
    first, approved, told = suspended(policy, terms=terms)
    assert [record.effective_from for record in (first, approved, told)] == [
        T0 + (hours + later) * HOUR for later in (0, 1, 2)
    ]
    assert {clause.document for clause in told.clauses} == set(terms or ("nec-aup", "ntt-webrtc-terms"))


def test_a_document_that_wants_less_than_the_policy_does_not_shorten_it() -> None:
    assert suspended(with_document("nec-aup", notice_hours={"suspend": 1}))[0].effective_from == T0 + 72 * HOUR


def test_one_document_that_wants_notice_in_any_case_holds_for_all() -> None:
    powers = msgspec.structs.replace(POLICY.documents["ntt-webrtc-terms"].powers, urgent=None)
    policy = with_document("ntt-webrtc-terms", powers=powers)
    for terms, urgent in ((None, False), (["nec-aup"], True)):
        known = AccountRecord(account="acme", terms=terms)
        assert only(staging(policy).alert(finding("voice.wangiri"), known)).urgent is urgent


def test_a_delay_is_of_the_case_and_the_installations_key_within_what_the_policy_allows() -> None:
    policy = with_settings(delay_hours=24)
    accounts = [f"account {i}" for i in range(50)]
    starts = {
        key: [only(staging(policy, key).alert(finding(CPS, account=name), None)).effective_from for name in accounts]
        for key in ("secret", "another")
    }
    for own in starts.values():
        assert all(T0 <= start <= T0 + 24 * HOUR for start in own)
        assert len(set(own)) == len(accounts)
        assert max(own) - min(own) > 12 * HOUR
    assert starts["secret"] != starts["another"]
    assert (
        starts["secret"][0]
        == only(staging(policy, "secret").alert(finding(CPS, account=accounts[0]), None)).effective_from
    )


def test_nothing_urgent_is_delayed_and_no_notice_gets_shorter() -> None:
    policy = with_settings(delay_hours=24)
    assert only(staging(policy).alert(finding("voice.wangiri"), None)).effective_from == T0
    first, *_ = suspended(policy)
    assert T0 + 72 * HOUR <= first.effective_from <= T0 + 96 * HOUR
