"""Partitions come, go and are kept one after the other, however Faust and the group run into each other."""

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest
from faust.types import TP

from detectors.policy import load
from streams import app as module
from streams.agents import build_app
from streams.app import RingfenceApp
from streams.errors import Failed
from streams.settings import Settings

CALLS = TP("calls", 0)


class Around:
    """A worker without Kafka: what it does when partitions come and go, in its order."""

    def __init__(self, app: RingfenceApp) -> None:
        self.app, self.done = app, list[str]()
        self.committed = list[dict[TP, int]]()
        self.taking, self.taken = asyncio.Event(), asyncio.Event()
        self.is_out = False
        self.consumer = SimpleNamespace(
            assignment=lambda: {CALLS},
            stop_flow=lambda: None,
            _commit=self._commit,
            done_below=lambda _, taken: taken,
            is_out=lambda: self.is_out,
        )
        app._consumer = self.consumer  # type: ignore[assignment]
        app.restoring.take_over = self._take_over  # type: ignore[method-assign,assignment]
        app.publisher.partitions = 1
        app._check_partitions = self._step("checks partitions")  # type: ignore[method-assign,assignment]
        app.committing.run = self._keep  # type: ignore[method-assign]
        app.restoring.forget = self._step("forgets")  # type: ignore[method-assign,assignment]

    def _step(self, name: str) -> Callable[[], Awaitable[None]]:
        async def step() -> None:
            self.done.append(name)

        return step

    async def _take_over(self, *_: object) -> None:
        self.done.append("taking over")
        self.taking.set()
        await self.taken.wait()
        self.done.append("has all")

    async def _keep(self) -> None:
        await self.app.lease.held()
        self.done.append("keep")

    async def _commit(self, offsets: dict[TP, int]) -> None:
        self.committed.append(offsets)


def around(scene: Callable[[Around], Awaitable[Any]]) -> Around:
    async def run() -> Around:
        one = Around(build_app(Settings(), load()))
        await scene(one)
        return one

    return asyncio.run(run())


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "COMMIT_EVERY", 0)


async def turns(count: int = 20) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


def test_nothing_is_kept_of_partitions_that_are_half_taken_over() -> None:
    async def scene(one: Around) -> None:
        keeping = asyncio.create_task(one.app._commit_on())
        coming = asyncio.create_task(one.app._on_assigned(one.app))
        await one.taking.wait()
        await turns()
        one.taken.set()
        await coming
        await turns()
        keeping.cancel()

    assert around(scene).done[:4] == ["checks partitions", "taking over", "has all", "keep"]


def test_partitions_that_go_while_they_are_taken_over_are_taken_over_first() -> None:
    async def scene(one: Around) -> None:
        coming = asyncio.create_task(one.app._on_assigned(one.app))
        await one.taking.wait()
        going = asyncio.create_task(one.app._on_revoked(one.app, {CALLS}))
        await turns()
        one.taken.set()
        await asyncio.gather(coming, going)

    assert around(scene).done == ["checks partitions", "taking over", "has all", "keep"]


def test_nothing_is_kept_once_partitions_have_gone() -> None:
    async def scene(one: Around) -> None:
        one.taken.set()
        await one.app._on_assigned(one.app)
        await one.app._on_revoked(one.app, {CALLS})
        keeping = asyncio.create_task(one.app._commit_on())
        await turns()
        keeping.cancel()

    assert around(scene).done.count("keep") == 1


def test_who_was_counted_out_keeps_nothing_and_begins_anew() -> None:
    async def scene(one: Around) -> None:
        one.app.consumer_generation_id = 3
        one.taken.set()
        await one.app._on_assigned(one.app)
        one.is_out = True
        await one.app._on_revoked(one.app, {CALLS})
        await one.app._on_assigned(one.app)  # of the generation before, which was under way
        one.is_out = False
        one.app.consumer_generation_id = 4  # as if nobody else had been there meanwhile
        await one.app._on_assigned(one.app)
        await one.app.committing.run()

    begun = ["checks partitions", "taking over", "has all"]
    assert around(scene).done == [*begun, *begun[:1], "forgets", *begun[:1], "forgets", *begun[1:], "keep"]


def test_who_is_counted_out_while_partitions_are_taken_over_lets_go_of_them() -> None:
    async def scene(one: Around) -> None:
        coming = asyncio.create_task(one.app._on_assigned(one.app))
        await one.taking.wait()
        one.is_out = True
        going = asyncio.create_task(one.app._on_revoked(one.app, {CALLS}))
        await turns()
        assert one.app.lease.over  # so that nothing that is still under way there leaves
        one.taken.set()
        await asyncio.gather(coming, going)

    assert "keep" not in around(scene).done


def test_offsets_of_partitions_that_have_just_gone_are_not_committed() -> None:
    """Faust leaves out what is not assigned, and crashes on what is then nothing."""

    async def scene(one: Around) -> None:
        await one.app._commit({("calls", 1): 5})
        await one.app._commit({("calls", 0): 7})

    assert around(scene).committed == [{CALLS: 7}]


def test_it_is_well_while_it_has_its_partitions_and_commits(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(one: Around) -> None:
        app = one.app
        assert app.trouble() == "no partitions yet: 0 are being taken over"
        one.taken.set()
        await app._on_assigned(app)
        assert app.trouble() is None
        monkeypatch.setattr(module, "RECENT", -1)
        assert app.trouble() == "nothing was committed for 0 s"
        await app._on_revoked(app, {CALLS})
        assert app.trouble() == "no partitions yet: 0 are being taken over"

    around(scene)


def test_a_commit_that_the_group_does_not_take_is_counted() -> None:
    async def scene(one: Around) -> None:
        await one.app._commit({("calls", 0): 7})
        assert one.app.metrics.registry.get_sample_value("ringfence_commit_failures_total") == 1

    around(scene)


class Going:
    """Where the consumer is sent back to, on a partition that begins at an offset."""

    def __init__(self, one: Around, begin: int, assigned: set[TP]) -> None:
        self.sought: list[tuple[TP, int]] = []

        async def seek(tp: TP, offset: int) -> None:
            self.sought.append((tp, offset))

        async def beginnings(_topic: str, partitions: list[int]) -> dict[int, int]:
            return dict.fromkeys(partitions, begin)

        one.consumer.seek, one.consumer.assignment = seek, lambda: assigned
        one.app.offsets.beginnings = beginnings  # type: ignore[method-assign,assignment]


@pytest.mark.parametrize(("assigned", "sought"), [({CALLS}, [(CALLS, 7)]), (set[TP](), [])])
def test_records_that_were_passed_over_are_read_again_by_whoever_has_them(
    assigned: set[TP], sought: list[tuple[TP, int]]
) -> None:
    async def scene(one: Around) -> None:
        going = Going(one, 7, assigned)
        await one.app.read_again(CALLS, 7)
        assert going.sought == sought

    around(scene)


def test_records_that_were_deleted_before_they_were_judged_are_told_of_in_one_line() -> None:
    async def scene(one: Around) -> None:
        Going(one, 9, {CALLS})
        with pytest.raises(Failed, match=r"^calls 0: records from offset 7 to 9 were deleted .* retention"):
            await one.app.read_again(CALLS, 7)

    around(scene)
