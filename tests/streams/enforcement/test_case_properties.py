"""What holds for whatever findings come, in whatever order accounts take turns."""

from collections import defaultdict
from itertools import pairwise

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from streams.enforcement.ladder import RANK, recommended
from streams.records import Alert, Recommendation
from tests.streams.enforcement.findings import ACTING, POLICY, finding, staging

ALERTS = st.builds(
    finding,
    st.sampled_from(ACTING),
    account=st.sampled_from(["a", "b", "c"]),
    level=st.sampled_from([1, 2]),
    after=st.integers(0, 10**9),
    crossing=st.sampled_from(["e1", "e2", "e3", "e4"]),
    campaign=st.sampled_from([None, "c1"]),
).filter(
    lambda alert: recommended(POLICY.detectors[alert.detector], alert.level, None, emergency_calls=False) is not None
)
HISTORIES = st.lists(ALERTS, max_size=30)


@pytest.fixture(autouse=True, scope="module")
def stories() -> None:
    """Every detector's story has been told, so that drawing a finding takes no time."""
    for detector in ACTING:
        finding(detector)


def records(alerts: list[Alert]) -> list[Recommendation]:
    stage = staging()
    return [record for alert in alerts for record in stage.alert(alert, None)]


def by_case(made: list[Recommendation]) -> list[list[Recommendation]]:
    cases = defaultdict(list)
    for record in made:
        cases[record.case].append(record)
    return list(cases.values())


@given(HISTORIES, st.data())
@settings(max_examples=60, deadline=None)
def test_records_do_not_depend_on_how_accounts_take_turns(alerts: list[Alert], data: st.DataObject) -> None:
    turns = data.draw(st.permutations([alert.account for alert in alerts]))
    queues = {name: iter([alert for alert in alerts if alert.account == name]) for name in turns}
    mixed = [next(queues[name]) for name in turns]
    assert sorted(records(mixed), key=lambda r: r.id) == sorted(records(alerts), key=lambda r: r.id)


@given(HISTORIES)
@settings(max_examples=60, deadline=None)
def test_one_record_speaks_for_a_case_and_its_action_never_falls(alerts: list[Alert]) -> None:
    made = records(alerts)
    lifts = [record for record in made if record.action == "lift"]
    assert len({record.id for record in made}) == len(made) == len({alert.id for alert in alerts}) + len(lifts)
    for case in by_case(made):
        assert [record.supersedes for record in case] == [None, *(record.id for record in case[:-1])]
        for before, record in pairwise(case):
            if "lift" not in {before.action, record.action}:
                assert RANK[record.action] >= RANK[before.action]  # type: ignore[index]  # neither is a lift
            begun = 0 if before.action == "lift" else len(before.findings)
            assert len(record.findings) == begun + (record.action != "lift")
        for record in case:
            assert record.effective_from >= min(other.ts for other in case)


@given(HISTORIES)
@settings(max_examples=30, deadline=None)
def test_a_second_reading_of_the_findings_adds_nothing(alerts: list[Alert]) -> None:
    assert records([*alerts, *alerts]) == records(alerts)
