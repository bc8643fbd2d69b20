"""Shadow, and shares of accounts."""

from pathlib import Path

import msgspec
import pytest

from detectors.policy import Policy, PolicyError, Row, load
from streams.rollout import in_shadow
from tests.stories import account, opened, told

POLICY = load()
CPS, SHORT = "load.calls-per-second", "voice.short-calls"
ACCOUNTS = [f"account {i}" for i in range(4000)]


def changed(*detectors: str, **fields: object) -> Policy:
    rows: dict[str, Row] = {id_: msgspec.structs.replace(POLICY.detectors[id_], **fields) for id_ in detectors}
    return msgspec.structs.replace(POLICY, detectors=POLICY.detectors | rows)


def judged_for_real(policy: Policy, detector: str) -> set[str]:
    return {name for name in ACCOUNTS if not in_shadow(policy, detector, name)}


def test_nothing_is_in_shadow_as_the_policy_comes() -> None:
    assert judged_for_real(POLICY, CPS) == set(ACCOUNTS)


def test_a_share_is_of_accounts_by_detector_and_grows_by_taking_more_in() -> None:
    tenth, half = (judged_for_real(changed(CPS, share=share), CPS) for share in (0.1, 0.5))
    assert len(tenth) == pytest.approx(400, abs=80)
    assert tenth < half < set(ACCOUNTS)
    both = tenth & judged_for_real(changed(SHORT, share=0.1), SHORT)
    assert len(both) == pytest.approx(40, abs=25)  # of one as of the other, as chance has it
    assert judged_for_real(changed(CPS, share=0.0), CPS) == set()


def test_a_detector_or_the_whole_policy_can_be_in_shadow() -> None:
    alone = changed(CPS, shadow=True)
    assert (judged_for_real(alone, CPS), judged_for_real(alone, SHORT)) == (set(), set(ACCOUNTS))
    settings = msgspec.structs.replace(POLICY.settings, shadow=True)
    assert judged_for_real(msgspec.structs.replace(POLICY, settings=settings), SHORT) == set()


@pytest.mark.parametrize("shadow", [False, True])
def test_findings_say_that_they_are_in_shadow_and_are_otherwise_the_same(*, shadow: bool) -> None:
    rush = account().attempts(8, every=50)
    alerts = told(opened("calls", rush.records, changed(CPS, shadow=shadow)), rush.events)
    (alert,), (ordinary,) = [one for one in alerts if one.detector == CPS], rush.judge(CPS).alerts
    assert alert == msgspec.structs.replace(ordinary, shadow=shadow)


def test_a_share_is_no_more_than_all(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(f'["{CPS}"]\nshare = 10\n')
    with pytest.raises(PolicyError, match="<= 1"):
        load(path)
