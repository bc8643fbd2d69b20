"""The rows about people who do not want messages, counted by hand."""

from tests.oracle.hand import HELD
from tests.oracle.shares import DAY, HOUR, MINUTE
from tests.oracle.sms.hand import complaint, found, heard, person, receive, send, sends, status, stops

AFTER, OUTS, COMPLAINTS, UNKNOWN = "sms.after-opt-out", "sms.opt-outs", "sms.complaints", "sms.unknown-recipients"


def test_a_message_after_an_opt_out_crosses_at_once_but_for_the_confirmation() -> None:
    first = [send(0), receive(5)]
    for at, expected in ((4, []), (5, []), (6, []), (5 + 5 * MINUTE, []), (6 + 5 * MINUTE, [(1, 2)]), (DAY, [(1, 2)])):
        assert found([*first, send(at)], AFTER) == expected, at
    assert found([*first, send(9), send(8)], AFTER) == [(1, 3)]
    assert found([*first, send(9), receive(20), send(21), send(22)], AFTER) == [(1, 5)]


def test_opting_out_is_said_to_a_sender() -> None:
    assert found([send(0), receive(5, to="ACME"), send(HOUR)], AFTER) == []
    assert found([send(0), receive(5, to=f"tel:{HELD}"), send(HOUR)], AFTER) == [(1, 2)]


def test_what_was_said_last_holds() -> None:
    both = [send(0), receive(5), receive(9, body="start")]
    assert found([*both, send(HOUR)], AFTER) == []
    assert found([send(0), receive(9, body="start"), receive(5), send(HOUR)], AFTER) == []
    assert found([send(0), receive(9, body="start"), receive(9), send(HOUR)], AFTER) == [(1, 3)]
    assert found([*both, receive(10, body=None, opt="out"), send(HOUR)], AFTER) == [(1, 4)]


def test_nobody_opts_out_who_was_not_written_to_in_thirty_days() -> None:
    assert found([receive(5), send(6), send(HOUR)], AFTER) == []
    for at, expected in ((30 * DAY - 1, [(1, 2)]), (30 * DAY, [])):
        assert found([send(DAY - 1), receive(at), send(31 * DAY)], AFTER) == expected


def test_ten_people_within_a_day_are_the_second_level() -> None:
    before = [*sends(10), *stops(10, HOUR)]
    assert found([*before, *sends(10, DAY)], AFTER) == [(1, 20), (2, 29)]
    assert found([*before, *sends(9, DAY), *sends(9, DAY + HOUR)], AFTER) == [(1, 20)]


def test_ten_people_of_a_hundred_who_opt_out_cross() -> None:
    assert found([*sends(100), *stops(20, HOUR)], OUTS) == [(1, 109), (2, 115)]
    assert found([*sends(99), *stops(20, HOUR)], OUTS) == []
    assert found([*sends(100), *stops(9, HOUR), *stops(9, 2 * HOUR)], OUTS) == []
    assert found([*sends(99), *stops(11, HOUR), send(2 * HOUR, 99)], OUTS) == [(1, 110)]


def test_who_opts_out_was_written_to() -> None:
    assert found([*sends(30), *sends(70, 29 * DAY, 100), *stops(30, 29 * DAY)], OUTS) == [(1, 129), (2, 129)]


def test_two_hundred_people_of_whom_three_complain_cross_and_ten_cross_twice() -> None:
    written = sends(200)
    unhappy = [complaint(HOUR, message) for message in written[:10]]
    assert found([*written, *unhappy], COMPLAINTS) == [(1, 202), (2, 209)]
    assert found([*written[:99], *unhappy], COMPLAINTS) == []
    strangers = [complaint(HOUR, message, to=person(900 + i)) for i, message in enumerate(written[:10])]
    assert found([*written, *strangers], COMPLAINTS) == []
    assert found([*written, *(complaint(HOUR, message) for message in written[:2] * 9)], COMPLAINTS) == []


def test_a_declared_event_covers_complaints() -> None:
    written = sends(200)
    events = [*written, *(complaint(HOUR, message) for message in written[:9])]
    agreed = {"id": "d", "status": "agreed", "limits": {"sms_complaint_share": 0.5}}
    assert found(events, COMPLAINTS, declared=[agreed]) == [(0, 202)]
    assert found(events, COMPLAINTS, limits={"sms_complaint_share": 0.5}) == []


def test_seventeen_unknown_recipients_of_a_hundred_cross() -> None:
    written = sends(100)
    known = [status(HOUR, message, "delivered") for message in written[:83]]
    assert found([*written, *known, *(status(HOUR, message) for message in written[83:])], UNKNOWN) == [(1, 199)]
    assert found([*written, *known[1:], *(status(HOUR, message) for message in written[83:])], UNKNOWN) == []


def test_late_events_count_as_long_as_their_pane_does() -> None:
    for at, expected in ((DAY - 1, [(1, 110)]), (DAY, [])):
        clock = heard(at, "verified")
        assert found([*sends(100, 23 * MINUTE), clock, *stops(11, 23 * MINUTE)], OUTS)[:1] == expected
