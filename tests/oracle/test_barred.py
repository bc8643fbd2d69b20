"""The oracle's row about suspended accounts, counted by hand."""

from tests.oracle.hand import ACTIVE, START, attempt, complaint, end, found
from tests.oracle.shares import DAY, HOUR


def test_traffic_of_a_suspended_account() -> None:
    suspended = {"status": "suspended", "status_from": START}
    assert found([attempt(HOUR), attempt(HOUR + 1), attempt(HOUR + 2)], ACTIVE, **suspended) == [(1, 1)]
    assert found([attempt(DAY)], ACTIVE, status="terminated", status_from=START) == [(1, 0)]
    for status, since in (("active", START), ("trial", START), ("suspended", None)):
        assert found([attempt(DAY)], ACTIVE, status=status, status_from=since) == []
    inbound = attempt(DAY, direction="inbound")
    others = [inbound, attempt(DAY, to="911"), complaint(DAY, inbound["to"])]
    assert found(others, ACTIVE, **suspended) == []
    assert found([end(DAY, direction="forward")], ACTIVE, **suspended) == [(1, 0)]
    assert found([attempt(0, call="c"), end(DAY - 1, call="c")], ACTIVE, **suspended) == []
    for gap, expected in ((DAY - 1, [(1, 0)]), (DAY, [(1, 0), (1, 1)])):
        assert found([attempt(2 * HOUR), attempt(2 * HOUR + gap)], ACTIVE, **suspended) == expected
