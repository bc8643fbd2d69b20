"""The rows about one text that is sent to many, or by many, counted by hand."""

from tests.oracle import Event
from tests.oracle.shares import DAY, HOUR, MINUTE
from tests.oracle.sms.hand import complaint, found, send, sends, status, stops

BULK, SNOWSHOE = "sms.bulk", "sms.snowshoe"


def test_two_hundred_people_with_evidence_cross() -> None:
    assert found([*sends(200), *stops(20, HOUR)], BULK) == [(1, 216)]
    assert found([*sends(199), *stops(30, HOUR)], BULK) == []
    assert found(sends(400), BULK) == []


def test_numbers_and_links_do_not_make_another_text() -> None:
    many = [send(i, i, body=f"Win ${i}.50 at www.x{i}.example") for i in range(200)]
    assert found([*many, *stops(30, HOUR)], BULK) == [(1, 216)]
    assert found([*sends(100), *sends(100, HOUR, 100, body="Another text"), *stops(30, 2 * HOUR)], BULK) == []


def test_ten_complaints_are_evidence_by_message_or_by_person() -> None:
    written = sends(200)
    after = sends(20, HOUR, body="Another text")
    about = [complaint(2 * HOUR, message) for message in written[:10]]
    assert found([*written, *after, *about], BULK) == [(1, 229)]
    assert found([*written, *after, *(event | {"message": None} for event in about)], BULK) == []
    assert found([*written, *(event | {"message": "?"} for event in about)], BULK) == [(1, 209)]
    assert found([*written, *about[:9], *about[:9]], BULK) == []


def test_a_message_is_remembered_for_seven_days() -> None:
    written = [send(9_999, i) for i in range(200)]
    again = sends(200, 6 * DAY + HOUR, body="Another text")
    written_to = [*written, *again, *sends(200, 6 * DAY + HOUR, 300, body="Another text")]
    for at, of_another in ((7 * DAY + 9_999, False), (7 * DAY + 10_000, True)):
        about = [complaint(at, message) for message in written[:10]]
        assert bool(found([*written_to, *about], BULK)) == of_another


def test_ten_unknown_people_are_evidence() -> None:
    written = sends(200)
    delivered = [status(HOUR, message, "delivered") for message in written[:80]]
    unknown = [status(HOUR, message) for message in written[:20]]
    assert found([*written, *delivered, *unknown], BULK) == [(1, 299)]
    assert found([*written, *delivered, *unknown[:9], *(status(HOUR, written[0]) for _ in range(30))], BULK) == []


def test_ten_people_who_had_opted_out_are_evidence() -> None:
    before = [*sends(20, body="An older text"), *stops(20, HOUR)]
    assert found([*before, *sends(200, 2 * DAY)], BULK) == [(1, 239)]
    assert found([*before, *sends(200, 2 * DAY, 11)], BULK) == []


def spread(senders: int, each: int, at: int = 0, *, registered: bool | None = False) -> list[Event]:
    return [
        send(at + i * 100, i, registered=registered, sender=f"+1312555{i % senders:04d}") for i in range(senders * each)
    ]


def test_ten_unregistered_senders_of_one_text_cross() -> None:
    assert found(spread(10, 3), SNOWSHOE) == [(1, 9)]
    assert found(spread(9, 9), SNOWSHOE) == []
    assert found(spread(10, 3, registered=None), SNOWSHOE) == []
    assert found([*spread(10, 20), *stops(30, HOUR)], SNOWSHOE) == [(1, 9), (2, 216)]


def test_senders_of_more_than_fifty_are_not_small() -> None:
    large = [send(i, i, registered=False, sender="+13125550000") for i in range(51)]
    nine = [event for event in spread(10, 1, MINUTE) if event["from"] != "+13125550000"]
    assert found([*large[:50], *nine], SNOWSHOE) == [(1, 58)]
    assert found([*large, *nine], SNOWSHOE) == []
    later = spread(10, 1, DAY + MINUTE)
    assert found([*large, *nine, *later], SNOWSHOE) == [(1, 69)]
