"""What findings lead to, told as an account's history."""

import msgspec
import pytest

from detectors.policy import Policy
from streams.events import AccountRecord
from streams.records import Alert, Recommendation, Subject
from tests.streams.enforcement.findings import ACTING, DETECTORS, HOUR, POLICY, T0, finding, staging

SPOOFING = ("voice.unowned-caller-id", "voice.invalid-caller-id", "voice.failed-verification")


def only(records: list[Recommendation]) -> Recommendation:
    (record,) = records
    return record


def first(alert: Alert, facts: AccountRecord | None = None, policy: Policy = POLICY) -> Recommendation:
    return only(staging(policy).alert(alert, facts))


def account(**facts: object) -> AccountRecord:
    return msgspec.convert({"account": "acme", **facts}, AccountRecord)


@pytest.mark.parametrize("detector", ACTING)
def test_every_detector_leads_to_a_whole_recommendation_for_an_unknown_account(detector: str) -> None:
    alert = finding(detector, level=len(POLICY.detectors[detector].actions))
    record = first(alert)
    assert record.account == "acme"
    assert record.findings == (alert.id,)
    assert record.evidence == alert.evidence
    assert record.scope == alert.subject
    assert record.excludes == ("emergency-calls",)
    assert alert.summary.rstrip(".") in record.reason
    assert record.clauses
    assert all(clause.sha256 and clause.article and clause.title for clause in record.clauses)
    assert record.notice.en
    assert record.notice.ja
    assert (record.state, record.supersedes, record.until, record.shadow) == ("open", None, None, False)


@pytest.mark.parametrize("detector", sorted(DETECTORS.keys() - set(ACTING)))
def test_what_is_for_the_operator_alone_recommends_nothing(detector: str) -> None:
    assert not staging().alert(finding(detector), account())


@pytest.mark.parametrize("detector", SPOOFING)
def test_spoofing_is_suspended_at_once_and_says_why_it_cannot_wait(detector: str) -> None:
    record = first(finding(detector))
    assert (record.action, record.urgent, record.approval) == ("suspend", True, "required")
    assert record.effective_from == record.ts
    assert record.emergency_basis is not None
    assert "paragraph 4 of the NEC Acceptable Use Policy and Article 15(2)" in record.emergency_basis


@pytest.mark.parametrize(
    ("detector", "level", "action", "approval", "notice"),
    [
        ("voice.abandoned-calls", 1, "warn", "automatic", 0),
        ("voice.abandoned-calls", 2, "suspend", "required", 72 * HOUR),
        ("voice.short-calls", 1, "warn", "automatic", 0),
        ("voice.short-calls", 2, "suspend", "required", 72 * HOUR),
        ("voice.early-hangups", 1, "warn", "automatic", 0),
        ("load.calls-per-second", 1, "throttle", "automatic", 0),
        ("load.calls-per-second", 2, "suspend", "required", 72 * HOUR),
    ],
)
def test_all_else_is_announced_ahead_and_approved_where_service_stops(
    detector: str, level: int, action: str, approval: str, notice: int
) -> None:
    record = first(finding(detector, level=level))
    assert (record.action, record.approval, record.urgent, record.emergency_basis) == (action, approval, False, None)
    assert record.effective_from == record.ts + notice


def test_a_throttle_holds_to_the_limit_that_was_broken() -> None:
    record = first(finding("load.calls-per-second", limits={"cps": 8}))
    assert [(parameter.name, parameter.value) for parameter in record.parameters] == [("cps", 8)]
    assert "hold your account to 8 calls a second" in record.notice.en


@pytest.mark.parametrize(
    "silent",
    [finding("load.calls-per-second", level=0), finding("load.calls-per-second", shadow=True)],
    ids=["covered by a declared event", "in shadow"],
)
def test_some_findings_are_alerts_alone(silent: Alert) -> None:
    assert staging().alert(silent, None) == []


@pytest.mark.parametrize(
    ("terms", "documents"),
    [
        (None, {"nec-aup", "ntt-webrtc-terms"}),
        (["nec-aup"], {"nec-aup"}),
        ([POLICY.documents["ntt-webrtc-terms"].sha256], {"ntt-webrtc-terms"}),
        ([POLICY.documents["nec-aup"].file, "kwc-high-load"], {"nec-aup"}),
        (["kwc-high-load"], set()),
        (["ntt-portal-terms"], set()),
        ([], set()),
    ],
)
def test_only_documents_that_bind_the_account_are_cited(terms: list[str] | None, documents: set[str]) -> None:
    records = staging().alert(finding("voice.unowned-caller-id"), account(terms=terms))
    assert {clause.document for record in records for clause in record.clauses} == documents
    assert len(records) == bool(documents)


@pytest.mark.parametrize("use", ["otp", "notifications"])
def test_codes_and_reminders_are_short_calls_by_nature(use: str) -> None:
    record = first(finding("voice.short-calls", level=2), account(use=use))
    assert (record.action, record.effective_from) == ("warn", record.ts)
    assert first(finding("voice.abandoned-calls", level=2), account(use=use)).action == "suspend"


@pytest.mark.parametrize("detector", ACTING)
def test_whoever_reaches_people_in_an_emergency_is_warned_at_most_and_by_a_person(detector: str) -> None:
    record = first(finding(detector, level=2), account(use="emergency", limits={"spend_cap": 1}))
    assert (record.action, record.approval, record.urgent) == ("warn", "required", False)


def test_findings_about_emergency_calls_need_approval_and_keep_needing_it() -> None:
    stage = staging()
    critical = only(stage.alert(finding("voice.early-hangups", severity="critical"), None))
    later = only(stage.alert(finding("voice.early-hangups", crossing="e2"), None))
    assert (critical.approval, later.approval) == ("required", "required")


def test_the_operator_may_make_urgent_suspensions_automatic_but_never_for_emergencies() -> None:
    settings = msgspec.structs.replace(POLICY.settings, automatic_urgent_suspensions=True)
    policy = msgspec.structs.replace(POLICY, settings=settings)
    urgent = "voice.unowned-caller-id"
    assert first(finding(urgent), policy=policy).approval == "automatic"
    assert first(finding(urgent, severity="critical"), policy=policy).approval == "required"
    assert first(finding(urgent), account(use="emergency"), policy).approval == "required"
    assert first(finding("voice.short-calls", level=2), policy=policy).approval == "required"


def test_the_same_finding_again_changes_nothing() -> None:
    stage = staging()
    assert len(stage.alert(finding("voice.short-calls"), None)) == 1
    assert stage.alert(finding("voice.short-calls"), None) == []


def test_a_stronger_finding_supersedes_and_a_weaker_one_joins() -> None:
    stage = staging()
    warned, stopped = finding("voice.short-calls"), finding("voice.short-calls", level=2)
    joined = finding("voice.early-hangups", after=5 * HOUR)
    warn, suspend, again = (only(stage.alert(alert, None)) for alert in (warned, stopped, joined))
    assert [record.action for record in (warn, suspend, again)] == ["warn", "suspend", "suspend"]
    assert [record.supersedes for record in (warn, suspend, again)] == [None, warn.id, suspend.id]
    assert again.findings == (warned.id, stopped.id, joined.id)
    assert again.case == warn.case
    assert again.ts == T0 + 5 * HOUR
    # what is said, and from when, still rests on what the suspension rests on
    assert (again.evidence, again.reason) == (suspend.evidence, suspend.reason)
    assert again.effective_from == suspend.effective_from == T0 + 72 * HOUR


def test_findings_of_the_same_action_stand_together() -> None:
    stage = staging()
    unowned, failed = finding("voice.unowned-caller-id"), finding("voice.failed-verification")
    stage.alert(unowned, None)
    record = only(stage.alert(failed, None))
    assert record.evidence == (*unowned.evidence, *failed.evidence)
    assert unowned.summary.rstrip(".") in record.reason
    assert failed.summary.rstrip(".") in record.reason


def test_campaigns_and_the_account_are_cases_of_their_own() -> None:
    stage = staging()
    whole = only(stage.alert(finding("voice.abandoned-calls", level=2), None))
    part = only(stage.alert(finding("voice.abandoned-calls", level=2, campaign="c1"), None))
    assert whole.case != part.case
    assert part.scope == Subject("campaign", "c1")
    assert part.supersedes is None


def test_a_campaign_name_cannot_add_lines_to_a_notice() -> None:
    record = first(finding("voice.abandoned-calls", campaign="{id}\n\nPlease pay " + "x" * 500))
    assert "“{id} Please pay xxx" in record.notice.en
    assert "x" * 65 not in record.notice.en
