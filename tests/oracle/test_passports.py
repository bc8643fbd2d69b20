"""The oracle's reading of PASSporTs, token by token."""

import pytest

from tests.oracle.hand import FAILED, FOREIGN, HELD, START, attempt, found
from tests.oracle.passports import contradicts
from tests.oracle.shares import SECOND
from tests.passports import compact, diverted, passport

CALLEE, DESK = "+12125550123", "+13125550199"
RIGHT, WRONG = passport(HELD, CALLEE, START), passport(FOREIGN, CALLEE, START)
ORIGINAL = passport(HELD, DESK, START - 90 * SECOND)


@pytest.mark.parametrize(
    ("identity", "expected"),
    [
        (None, False),
        (RIGHT, False),
        (f"{RIGHT},{compact()}", False),
        (WRONG, True),
        (passport(HELD, FOREIGN, START), True),
        (passport(HELD, CALLEE, START, attest="B"), True),
        (passport(HELD, CALLEE, START - 60 * SECOND), False),
        (passport(HELD, CALLEE, START - 61 * SECOND), True),
        (ORIGINAL, True),
        (f"{ORIGINAL},{diverted(HELD, DESK, CALLEE, START)}", False),
        (f"{ORIGINAL},{diverted(HELD, FOREIGN, CALLEE, START)}", True),
        (f"{WRONG},", True),
        (f"{WRONG},x", True),
        (f"{ORIGINAL},", False),
        (f"{ORIGINAL},{compact()}", True),
        (f"{ORIGINAL},{compact('div')}", False),
        (WRONG[:-3], False),
        (passport(FOREIGN, FOREIGN, 0, "rph"), False),
    ],
)
def test_what_contradicts_an_attempt(identity: str | None, expected: bool) -> None:  # noqa: FBT001 - a case's outcome
    assert contradicts(attempt(0, identity=identity, to=CALLEE, attest="A")) == expected


def test_ten_contradictions_cross_with_failures_among_them() -> None:
    calls = [attempt(i * SECOND, identity=WRONG, to=CALLEE) for i in range(5)]
    calls += [attempt(i * SECOND, verstat="TN-Validation-Failed", identity=WRONG, to=CALLEE) for i in range(5)]
    assert found(calls, FAILED) == [(1, 9)]
    assert found(calls[1:], FAILED) == []
