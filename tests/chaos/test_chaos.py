"""A short run of the real thing; `make chaos` makes a long one."""

from pathlib import Path

import pytest

from tests.chaos.run import Plan, run
from tests.chaos.schedule import KINDS
from tests.kafka.broker import Broker

SHORT = Plan(seed=7, seconds=130, faults=12, rate=800)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # sockets of a broker that was killed
def test_nothing_is_lost_and_nothing_foreign_whatever_fails(own_broker: Broker, tmp_path: Path) -> None:
    result = run(SHORT, tmp_path, own_broker)
    said = "\n".join(result.lines())
    assert result.good, said
    assert len({one.kind for one in result.happened}) >= len(KINDS) - 2  # a worker may not come to its point in time
    assert all(one.took is not None for one in result.happened), said
    assert min(result.records.values()) > 0
