"""What once told the product and the oracle apart, of mail."""

from tests.oracle import Event
from tests.oracle.email.hand import account, bounces, by, send, sends
from tests.oracle.shares import DAY, HOUR, MINUTE
from tests.oracle.test_product_mails import agreed

FORGED: Event = {"header_from": "a@bank.example", "auth": {"dmarc": "fail"}}


def test_a_send_is_judged_when_all_its_recipients_are_counted() -> None:
    written = sends(190)
    early = [*written, *bounces(HOUR, written[:40])]
    for batch in (1, 777):
        assert not agreed([account()], [*early, send(2 * HOUR, *range(500, 1_500))], batch)
        assert len(agreed([account()], [*early, send(2 * HOUR, *range(500, 510))], batch)) == 2


def test_so_is_what_it_shows_and_to_whom_it_should_not_go() -> None:
    early = [*sends(200), *sends(10, 10 * MINUTE, 300, **FORGED)]
    assert not agreed([account()], [*early, send(65 * MINUTE, *range(400, 900))])
    written = sends(20)
    left = [event | {"event": "unsubscribe"} for event in bounces(HOUR, written[:12])]
    several = send(3 * DAY, *range(20), **FORGED, attachments=[{"sha256": "01" * 32}])
    assert len(agreed([account()], [*written, *left, several])) == 4


def test_a_send_to_nobody_is_not_judged_by_what_is_long_over() -> None:
    written = sends(200)
    events = [*written, *bounces(HOUR, written[:40]), *sends(20, DAY, **FORGED)]
    assert len(agreed([account()], [*events, send(60 * DAY), send(61 * DAY, recipients=0, **FORGED)])) == 3


def test_who_bounces_of_a_mail_to_people_without_names_is_one_of_those_sent_to() -> None:
    early = send(0, recipients=20)
    late = sends(190, 7 * DAY + HOUR, 500)
    assert agreed([account()], [early, *late, *by("bounce", 7 * DAY + 2 * HOUR, early, 20, bounce="hard")])
