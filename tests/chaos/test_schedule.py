from itertools import pairwise

import pytest

from tests.chaos.schedule import KINDS, schedule

SECONDS = 1_800


@pytest.mark.parametrize("seed", range(20))
def test_every_kind_comes_as_often_as_the_others_while_there_is_traffic(seed: int) -> None:
    faults = schedule(seed, 10 * len(KINDS), SECONDS, 3)
    assert {kind: sum(fault.kind == kind for fault in faults) for kind in KINDS} == dict.fromkeys(KINDS, 10)
    assert all(0 < fault.at < SECONDS for fault in faults)
    assert [fault.at for fault in faults] == sorted(fault.at for fault in faults)
    assert {fault.worker for fault in faults} == {0, 1, 2}


def test_the_same_seed_gives_the_same_faults_and_another_one_others() -> None:
    assert schedule(1, 12, 100, 3) == schedule(1, 12, 100, 3) != schedule(2, 12, 100, 3)


def test_some_come_while_the_one_before_them_is_being_got_over() -> None:
    faults = schedule(1, 100, SECONDS, 3)
    assert 20 < sum(later.at - fault.at < 3 for fault, later in pairwise(faults)) < 60
