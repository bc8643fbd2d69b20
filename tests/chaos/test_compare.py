import pytest

from tests.chaos.compare import CHANGED, DISORDERED, DOUBLED, FOREIGN, LOST, Difference, Seen, Wanted, compare
from tests.chaos.schedule import ZOMBIE
from tests.chaos.timeline import NO_FAULT, Happened, blamed, table

KILL = "kill -9 of a worker"
WANTED = [Wanted("a1", "a", b"1"), Wanted("b1", "b", b"1"), Wanted("a2", "a", b"2"), Wanted("a3", "a", b"3")]


def seen(id_: str, at: float, gist: bytes | None = None, source: str = "calls") -> Seen:
    return Seen(id_, id_[0], gist or id_[1:].encode(), at, source)


def test_what_is_as_it_has_to_be_differs_in_nothing_whatever_the_order_of_accounts() -> None:
    assert compare(WANTED, [seen("a1", 1), seen("a2", 2), seen("a3", 3), seen("b1", 4)]) == []


def test_each_difference_has_its_name_and_about_its_time() -> None:
    found = compare(WANTED, [seen("a1", 1), seen("a3", 2), seen("a1", 3), seen("c1", 4), seen("b1", 5, b"2")])
    assert found == [
        Difference(DOUBLED, "a1", 3),
        Difference(FOREIGN, "c1", 4),
        Difference(CHANGED, "b1", 5),
        Difference(LOST, "a2", 1),
    ]


def test_order_is_that_of_an_account_in_what_came_of_one_topic() -> None:
    assert compare(WANTED, [seen("b1", 1), seen("a2", 2), seen("a1", 3), seen("a3", 4)]) == [
        Difference(DISORDERED, "a1", 3)
    ]
    assert compare(WANTED, [seen("b1", 1), seen("a2", 2), seen("a1", 3, source="sms"), seen("a3", 4)]) == []


def zombie(at: float, until: float) -> Happened:
    one = Happened(ZOMBIE, at)
    one.until = until
    return one


def test_what_a_zombie_could_have_doubled_is_put_down_to_it() -> None:
    happened = [zombie(10, 16), Happened(KILL, 18)]
    early, within, late = Difference(DOUBLED, "a1", 5), Difference(DOUBLED, "a1", 19), Difference(DOUBLED, "a1", 30)
    lost = Difference(LOST, "a2", 19)
    assert [blamed(happened, one) for one in (early, within, late, lost)] == [NO_FAULT, ZOMBIE, KILL, KILL]


def test_a_fault_is_got_over_when_all_that_was_there_then_has_been_judged() -> None:
    one = Happened(KILL, 10)
    one.look(11, {("calls", 0): 5, ("calls", 1): 0}, {})
    one.look(12, {("calls", 0): 9}, {("calls", 0): 4})
    assert one.recovered is None
    one.look(13, {("calls", 0): 20}, {("calls", 0): 5})
    one.look(14, {("calls", 0): 20}, {("calls", 0): 20})
    assert one.took == pytest.approx(3)
    never = Happened("broker", 50)
    rows = table([one, never], [Difference(LOST, "a", 12)])
    assert rows[2:] == ["| broker | 1 | 0 | 0 | 0 | 0 | 0 | never |", f"| {KILL} | 1 | 1 | 0 | 0 | 0 | 0 | 3.0 s |"]
