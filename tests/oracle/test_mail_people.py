"""The rows about people who do not want mail or are not there, counted by hand."""

from tests.oracle.email.hand import about, bounces, by, found, heard, person, send, sends
from tests.oracle.shares import DAY, HOUR

COMPLAINTS, BOUNCES, AFTER = "email.complaints", "email.bounces", "email.after-unsubscribe"
WEEK = 7 * DAY


def test_of_two_hundred_people_three_who_complain_cross_and_ten_cross_twice() -> None:
    written = sends(200)
    delivered, unhappy = about("delivery", HOUR, written), about("complaint", 2 * HOUR, written[:12])
    assert found([*written, *delivered, *unhappy], COMPLAINTS) == [(1, 402), (2, 409)]
    assert found([*written[1:], *delivered[1:], *unhappy[1:]], COMPLAINTS) == []
    assert found([*written, *delivered, *unhappy[:2], *unhappy[:2]], COMPLAINTS) == []
    assert found([*written, *delivered[:199], *unhappy[:9], delivered[199]], COMPLAINTS) == [(1, 408)]


def test_who_complains_was_delivered_to() -> None:
    written = sends(200)
    delivered, unhappy = about("delivery", HOUR, written[:190]), about("complaint", 2 * HOUR, written[190:])
    assert found([*written, *delivered, *unhappy], COMPLAINTS) == [(1, 399), (2, 399)]


def test_only_people_of_the_last_thirty_days_can_complain() -> None:
    strangers = [heard(1, "delivery", to=person(i)) for i in range(900, 903)]  # delivered to, though nobody sent
    for at, levels in ((29 * DAY, [1]), (30 * DAY, [])):
        written = sends(200, at)
        delivered = about("delivery", at + HOUR, written)
        said = [heard(at + HOUR, "complaint", to=event["to"]) for event in strangers]
        levels_found = [level for level, _ in found([*strangers, *written, *delivered, *said], COMPLAINTS)]
        assert levels_found == levels


def test_a_declared_event_covers_complaints() -> None:
    written = sends(200)
    events = [*written, *about("delivery", HOUR, written), *about("complaint", 2 * HOUR, written[:9])]
    agreed = {"id": "d", "status": "agreed", "limits": {"email_complaint_share": 0.5}}
    assert found(events, COMPLAINTS, declared=[agreed]) == [(0, 402)]
    assert found(events, COMPLAINTS, limits={"email_complaint_share": 0.5}) == []


def test_seventeen_and_twenty_nine_of_two_hundred_that_bounce_cross() -> None:
    written = sends(200)
    assert found([*written, *bounces(HOUR, written[:40])], BOUNCES) == [(1, 216), (2, 228)]
    assert found([*written[:199], *bounces(HOUR, written[:40])], BOUNCES) == []
    assert found([*written, *about("bounce", HOUR, written, bounce="soft")], BOUNCES) == []
    assert (
        found([*written, *(event | {"id": f"{event['id']}b"} for event in bounces(HOUR, written[:1] * 60))], BOUNCES)
        == []
    )


def test_who_bounces_was_sent_to() -> None:
    strangers = [heard(HOUR, "bounce", to=person(i), bounce="hard") for i in range(900, 920)]
    assert found([*sends(180), *strangers], BOUNCES) == [(1, 199)]


def test_addresses_are_one_however_they_are_written() -> None:
    written = sends(200)
    shouted = [event | {"to": f" {event['to'].upper()}"} for event in bounces(HOUR, written[:17])]
    assert found([*written, *shouted[:17], *bounces(2 * HOUR, written[:17])], BOUNCES) == [(1, 216)]


def test_a_send_is_judged_when_all_its_recipients_are_counted() -> None:
    written = sends(190)
    early = [*written, *bounces(HOUR, written[:40])]
    assert found([*early, send(2 * HOUR, *range(500, 1_500))], BOUNCES) == []
    assert found([*early, send(2 * HOUR, recipients=1_000)], BOUNCES) == []
    assert found([*early, send(2 * HOUR, *range(500, 510))], BOUNCES) == [(1, 230), (2, 230)]


def test_recipients_without_names_are_as_many_as_they_are() -> None:
    mail = send(0, recipients=200)
    assert found([mail, *by("bounce", HOUR, mail, 40, bounce="hard")], BOUNCES) == [(1, 17), (2, 29)]
    early = send(0, recipients=20)
    late = [early, *sends(190, WEEK + HOUR, 500), *by("bounce", WEEK + 2 * HOUR, early, 20, bounce="hard")]
    assert found(late, BOUNCES) == [(1, 207)]  # who bounces is one of them, though all else of that mail is over


def test_a_send_to_nobody_is_none() -> None:
    written = sends(200)
    events = [*written, *bounces(HOUR, written[:40])]
    for nobody in ({}, {"recipients": 0}, {"recipients": None}):
        assert found([*events, send(9 * DAY, **nobody)], BOUNCES) == [(1, 216), (2, 228)]


def test_two_days_after_somebody_unsubscribed_any_mail_crosses() -> None:
    first = [send(0, 1), heard(5, "unsubscribe", to=person(1))]
    for at, expected in ((5, []), (48 * HOUR + 5, []), (48 * HOUR + 6, [(1, 2)]), (400 * DAY, [(1, 2)])):
        assert found([*first, send(at, 1)], AFTER) == expected, at
    again = heard(47 * HOUR, "unsubscribe", to=person(1))
    assert found([*first, again, send(49 * HOUR, 1)], AFTER) == [(1, 3)]
    assert found([first[1], first[0], send(49 * HOUR, 1)], AFTER) == []  # of whom nobody knew


def test_receipts_may_still_be_sent() -> None:
    first = [send(0, 1), heard(5, "unsubscribe", to=person(1))]
    for way, levels in (("none", []), (None, []), ("one-click", [(1, 2)])):
        assert found([*first, send(49 * HOUR, 1, unsubscribe=way)], AFTER) == levels
        assert found([*first, send(49 * HOUR, 1, unsubscribe=way)], AFTER, use="marketing") == [(1, 2)]


def test_who_leaves_a_campaign_leaves_that_one() -> None:
    for left, then, levels in (
        ("sale", "sale", [(1, 2)]),
        ("sale", "news", []),
        ("sale", None, []),
        (None, "news", [(1, 2)]),
        ("", "news", [(1, 2)]),
    ):
        first = [send(0, 1), heard(5, "unsubscribe", to=person(1), campaign=left)]
        assert found([*first, send(49 * HOUR, 1, campaign=then)], AFTER) == levels, (left, then)


def test_ten_people_within_seven_days_are_the_second_level() -> None:
    before = [*sends(10), *about("unsubscribe", HOUR, sends(10))]
    assert found([*before, send(3 * DAY, *range(10))], AFTER) == [(1, 20), (2, 20)]
    assert found([*before, *sends(9, 3 * DAY), *sends(9, 4 * DAY)], AFTER) == [(1, 20)]
    assert found([*before, *sends(5, 3 * DAY), *sends(5, 11 * DAY, 5)], AFTER) == [(1, 20), (1, 25)]
