"""The row about one mail that is sent to very many, counted by hand."""

from tests.oracle.email.hand import about, by, found, heard, person, send, sends
from tests.oracle.shares import DAY, HOUR

BULK = "email.bulk"
THOUSAND = [send(0, *range(1_000))]


def test_a_thousand_people_with_complaints_cross() -> None:
    delivered = by("delivery", HOUR, THOUSAND[0], 300)
    unhappy = by("complaint", 2 * HOUR, THOUSAND[0], 12)
    assert found([*THOUSAND, *delivered, *unhappy], BULK) == [(1, 310)]
    assert found([*THOUSAND, *delivered, *unhappy[:9]], BULK) == []
    assert found([*THOUSAND, *delivered[:190], *unhappy], BULK) == []
    assert found([send(0, *range(999)), *delivered, *unhappy], BULK) == []


def test_bounces_are_evidence() -> None:
    for mail in (THOUSAND[0], send(0, recipients=1_000)):
        assert found([mail, *by("bounce", HOUR, mail, 80, bounce="hard")], BULK) == [(1, 64)]


def test_ten_people_who_had_unsubscribed_are_evidence() -> None:
    early = sends(10, body="An older text")
    left = [*early, *about("unsubscribe", HOUR, early)]
    assert found([*left, send(3 * DAY, *range(1_000))], BULK) == [(1, 20)]
    assert found([*left, send(3 * DAY, *range(1, 1_001))], BULK) == []
    assert found([*left, send(3 * DAY, *range(1_000), unsubscribe="none")], BULK) == []


def test_marketing_has_to_say_how_to_unsubscribe() -> None:
    mails = [send(i, *range(100 * i, 100 * i + 100), unsubscribe="none" if i % 2 else "link") for i in range(10)]
    assert found(mails, BULK, use="marketing") == [(1, 9)]
    assert found(mails, BULK) == []
    assert found([*mails[:9], mails[9] | {"unsubscribe": "link"}], BULK, use="marketing") == []
    assert found([send(0, recipients=1_000, unsubscribe="none")], BULK, use="marketing") == [(1, 0)]
    assert found([send(0, recipients=1_000, unsubscribe=None)], BULK, use="marketing") == []


def test_what_is_said_belongs_to_the_text_of_its_message() -> None:
    other = send(HOUR, *range(20), body="Another text")
    delivered, unhappy = by("delivery", HOUR, THOUSAND[0], 300), by("complaint", 2 * HOUR, other, 12)
    assert found([*THOUSAND, other, *delivered, *unhappy], BULK) == []
    unheard = [event | {"message": "?"} for event in unhappy]
    assert found([*THOUSAND, other, *delivered, *unheard], BULK) == []  # of the last text to them
    assert found([*THOUSAND, *delivered, *unheard], BULK) == [(1, 310)]


def test_a_message_is_remembered_for_seven_days_and_one_without_names_for_thirty() -> None:
    for fields, until in (({"to": [person(i) for i in range(12)]}, 7 * DAY + 10_000), ({"recipients": 12}, 30 * DAY)):
        for at, levels in ((until - 12, [1]), (until, [])):
            mail = send(0, **{"to": [], **fields})
            today = [send(at - HOUR, *range(500, 1_488)), send(at - HOUR, *range(12), body="Another text")]
            known = by("delivery", at - HOUR, today[0], 300, 500)
            said = by("complaint", at, mail, 12)
            assert [level for level, _ in found([mail, *today, *known, *said], BULK)] == [], "too few recipients"
            more = [*today, send(at - HOUR, *range(2_000, 2_012))]
            assert [level for level, _ in found([mail, *more, *known, *said], BULK)] == levels, (fields, at)


def test_a_day_counts_and_a_send_to_nobody_does_not() -> None:
    bad = by("bounce", HOUR, THOUSAND[0], 80, bounce="hard")
    assert found([*THOUSAND, *bad, heard(2 * DAY, "delivery", to=person(1)), send(2 * DAY)], BULK) == [(1, 64)]
