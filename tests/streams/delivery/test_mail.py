"""A notice as the mail that its account's contact gets, and what a mail server may say to it."""

import smtplib
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.delivery.channel import Later, Never
from streams.delivery.contacts import Contact, Contacts
from streams.delivery.mail import Mail, Server, send, written
from streams.errors import WrongUsage
from streams.settings import Settings
from tests.mail_server import MailServer
from tests.streams.test_tail import recommendation

SENDER = "safety@platform.example"
BOTH = Contact("acme", "ann@acme.example")


@pytest.fixture(name="answering")
def _answering() -> Iterator[MailServer]:
    answering = MailServer()
    with answering.running():
        yield answering


@pytest.fixture(name="server")
def _server(answering: MailServer) -> Server:
    return Server("127.0.0.1", answering.port, at_once=False)


def test_the_mail_of_a_record_has_an_id_of_its_own_for_good() -> None:
    first, again = (written(recommendation(id="0a1b"), BOTH, SENDER) for _ in range(2))
    assert first["Message-ID"] == again["Message-ID"] == "<0a1b@platform.example>"
    assert (first["From"], first["To"], first["Auto-Submitted"]) == (SENDER, "ann@acme.example", "auto-generated")


def test_it_is_in_the_contacts_language_or_in_all() -> None:
    assert written(recommendation(), BOTH, SENDER).get_content() == "Dear\n\n\n拝啓\n"
    in_japanese = written(recommendation(), Contact("acme", "ann@acme.example", "ja"), SENDER)
    assert in_japanese.get_content() == "拝啓\n"
    assert in_japanese["Subject"] == "ご利用アカウントに関するお知らせ（参照番号 r1）"


def test_a_server_takes_it_for_the_contact_alone(server: Server, answering: MailServer) -> None:
    send(server, written(recommendation(), BOTH, SENDER))
    (taken,) = answering.taken
    assert taken.recipients == ["ann@acme.example"]
    assert "拝啓" in taken.mail.get_content()


@pytest.mark.parametrize(
    ("recipient", "data", "said"),
    [
        ("550 no such user", "250 OK", Never),
        ("450 try again", "250 OK", Later),
        ("250 OK", "554 not wanted", Never),
        ("250 OK", "451 busy", Later),
        ("250 OK", "535 who are you", Later),
    ],
)
def test_what_it_says_decides_and_names_no_address(
    server: Server, answering: MailServer, recipient: str, data: str, said: type[Exception]
) -> None:
    answering.recipient, answering.data = recipient, data
    with pytest.raises(said, match="SMTP status") as refused:
        send(server, written(recommendation(), BOTH, SENDER))
    assert "acme" not in str(refused.value)


def test_a_server_that_is_not_there_may_come_back() -> None:
    with pytest.raises(Later, match="no mail server took it"):
        send(Server("127.0.0.1", 1, at_once=False), written(recommendation(), BOTH, SENDER))


def test_a_server_elsewhere_is_not_spoken_to_in_clear(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is not on this machine has to offer TLS, or gets nothing."""
    monkeypatch.setattr("streams.delivery.mail.is_loopback", lambda _: False)
    monkeypatch.setattr(smtplib.SMTP, "send_message", lambda *_: pytest.fail("it was sent in clear"))
    with pytest.raises(Later, match="SMTPNotSupportedError"):
        send(server, written(recommendation(), BOTH, SENDER))


def test_contacts_are_read_again_as_their_file_changes_and_stay_where_it_is_broken(tmp_path: Path) -> None:
    file = tmp_path / "contacts.ndjson"

    def say(text: str) -> None:
        new = file.with_suffix(".new")
        new.write_text(text)
        new.replace(file)

    say('{"account":"acme","address":"ann@acme.example"}\n')
    contacts = Contacts(file)
    say('{"account":"acme","address":"bob@acme.example","language":"en"}\n')
    assert contacts.of("acme") == Contact("acme", "bob@acme.example", "en")
    assert contacts.of("other") is None
    say('{"account":"acme","address":"bob"}\n')
    assert contacts.of("acme") == Contact("acme", "bob@acme.example", "en")


@pytest.mark.parametrize("line", ['{"account":"acme"}', '{"account":"acme","address":"a@b\\nBcc: c@d"}', "{"])
def test_a_line_that_is_no_contact_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "contacts.ndjson"
    file.write_text(f"\n{line}\n")
    with pytest.raises(WrongUsage, match=r"RINGFENCE_CONTACTS: .*contacts.ndjson: line 2: "):
        Contacts(file)


@pytest.mark.parametrize(
    ("settings", "because"),
    [
        ({"smtp": "smtp://mail.example"}, "needs RINGFENCE_NOTICE_SENDER"),
        ({"smtp": "mail.example"}, "RINGFENCE_SMTP: give"),
        ({"smtp": "smtp://mail.example", "smtp_user": "ringfence"}, "go together"),
        ({"smtp": "smtp://mail.example", "notice_sender": "safety"}, "RINGFENCE_NOTICE_SENDER: is not"),
    ],
)
def test_settings_that_do_not_fit_together_are_named(tmp_path: Path, settings: dict[str, str], because: str) -> None:
    (tmp_path / "contacts.ndjson").write_text("")
    rest = {} if because.startswith("needs") else {"notice_sender": SENDER, "contacts": tmp_path / "contacts.ndjson"}

    async def announce(_: object) -> None:
        """Nobody."""

    with pytest.raises(WrongUsage, match=because):
        Mail.of(Settings.model_validate(rest | settings), announce)
