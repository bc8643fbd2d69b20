"""The rows about senders, loops and flooding, counted by hand."""

from tests.oracle.hand import HELD
from tests.oracle.shares import DAY, MINUTE, SECOND
from tests.oracle.sms.hand import chat, found, receive, send, sends
from tests.oracle.sms.judge import KNOWN_MESSAGES, judge_messages

UNOWNED, LOOP, FLOODING = "sms.unowned-sender", "sms.loop", "sms.flooding"


def test_ten_messages_of_somebody_elses_sender_cross() -> None:
    for sender, levels in (
        ("Bank", [(1, 9)]),
        ("ACME", []),
        ("acme", []),
        ("ACME2", [(1, 9)]),
        ("anonymous", []),
        (HELD, []),
    ):
        assert found(sends(20, sender=sender), UNOWNED, sender_ids=["ACME"]) == levels, sender
    assert judge_messages([], sends(20, sender="Bank")) == []


def test_thirty_messages_in_turns_are_a_loop() -> None:
    assert found(chat(0, 30), LOOP) == [(1, 29)]
    assert found(chat(0, 30, first=1), LOOP) == [(1, 29)]
    assert found(chat(0, 30, pause=30 * SECOND), LOOP) == [(1, 29)]
    assert found(chat(0, 60, pause=30 * SECOND + 1), LOOP) == []
    assert found([*chat(0, 15), send(15 * SECOND), *chat(0, 15, first=15)], LOOP) == []


def test_turns_are_between_a_sender_and_a_person() -> None:
    aside = [send(5_000, 7), receive(5_001, 7), send(5_002, sender="ACME"), receive(5_003, to="ACME")]
    assert found([*chat(0, 15), *aside, *chat(0, 15, first=15)], LOOP) == [(1, 33)]


def test_a_loop_is_forgotten_when_its_answer_is_too_late() -> None:
    for at, expected in ((59_999, [(1, 30)]), (60_000, [])):
        ahead = send(at, 7)  # the last message of the first half is of second 20
        assert found([*chat(6_000, 15), ahead, *chat(6_000, 15, first=15)], LOOP) == expected


def test_sixty_messages_to_one_person_in_ten_minutes_are_a_flood() -> None:
    assert found([send(i * SECOND) for i in range(300)], FLOODING) == [(1, 59), (2, 299)]
    assert found([send(i * SECOND, i % 2) for i in range(118)], FLOODING) == []
    mixed = [send(i * SECOND, sender=f"s{i}") for i in range(30)]
    late = [send(10 * MINUTE + i, 0) for i in range(30)]
    assert found([*mixed, *late], FLOODING) == []


def test_what_is_said_again_is_said_a_day_later() -> None:
    assert found([*chat(0, 30), *chat(MINUTE, 30), *chat(2 * DAY, 30)], LOOP) == [(1, 29), (1, 89)]


def test_a_duplicate_changes_nothing() -> None:
    last = send(59 * SECOND)
    flood = [send(i * SECOND) for i in range(59)]
    assert found([*flood, flood[-1], flood[0]], FLOODING) == []
    assert found([*flood, last], FLOODING) == [(1, 59)]


def test_there_are_eleven_rows() -> None:
    assert len(KNOWN_MESSAGES) == 11
