"""The row about codes that are sent in vain, counted by hand."""

from tests.oracle import Event
from tests.oracle.shares import HOUR, MINUTE, SECOND
from tests.oracle.sms.hand import found, heard, send

PUMPING = "sms.pumping"
LATER = 10 * MINUTE


def code(at: int, to: str, entered: int | None = None) -> list[Event]:
    """A code, and how long after it that was entered."""
    sent = send(at, to=0) | {"to": to}
    return [sent] if entered is None else [sent, heard(at + entered, "verified") | {"message": sent["message"]}]


def codes(number: int, entered: int | None = None, area: str = "+96171123", at: int = 0) -> list[Event]:
    return [event for i in range(number) for event in code(at + i, f"{area}{i:04d}", entered)]


def verified(at: int) -> Event:
    """Of a message that nobody knows."""
    return heard(at, "verified")


def told(*events: Event) -> list[Event]:
    return sorted(events, key=lambda event: int(event["ts"]))


def test_two_hundred_in_vain_cross() -> None:
    for number, expected in ((200, [(1, 200)]), (199, [])):
        assert found([*codes(number), verified(HOUR // 2)], PUMPING) == expected


def test_the_two_hundredth_counts_ten_minutes_after_it() -> None:
    for at, expected in ((199 + LATER - 1, []), (199 + LATER, [(1, 200)])):
        assert found([*codes(200), verified(at)], PUMPING) == expected


def test_only_accounts_that_send_verified_are_judged() -> None:
    assert found([*codes(300), send(HOUR // 2)], PUMPING) == []
    assert found(told(*codes(300), verified(5), send(HOUR // 2)), PUMPING) == [(1, 301)]


def test_a_code_is_entered_in_time_or_not() -> None:
    for after, in_time in ((0, True), (LATER, True), (LATER + 1, False), (-1, False)):
        events = [*told(*codes(200, after)), send(HOUR // 2)]
        assert bool(found(events, PUMPING)) != in_time


def test_of_all_others_fewer_than_half_are_in_vain() -> None:
    for in_vain, fires in ((49, True), (50, False)):
        others = [*codes(in_vain, area="+12125551"), *codes(100 - in_vain, SECOND, "+12125552")]
        assert bool(found([*told(*codes(200), *others), send(HOUR // 2)], PUMPING)) == fires
