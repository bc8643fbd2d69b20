"""Notices to customers by mail. Once a server has taken one, that it was delivered is announced."""

import asyncio
import smtplib
import ssl
from collections import defaultdict
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from email.utils import formatdate
from typing import NamedTuple, Self
from urllib.parse import urlsplit

from streams.delivery.channel import Later, Never
from streams.delivery.contacts import ADDRESS, Contact, Contacts
from streams.delivery.telling import Told
from streams.enforcement.notices import LANGUAGES, Language
from streams.errors import WrongUsage
from streams.records import Recommendation
from streams.secrecy import is_loopback, secrets_of
from streams.settings import Settings

TIMEOUT = 30.0  # seconds for each answer of the server
PORTS = {"smtp": 587, "smtps": 465}
PERMANENT = range(500, 600)
AUTHENTICATION = (530, 534, 535)  # about the settings, not about the mail
SUBJECT: dict[Language, str] = {
    "en": "Notice about your account, reference {}",
    "ja": "ご利用アカウントに関するお知らせ（参照番号 {}）",
}
SHOWN = 10  # letters of a reference, as `tail` shows them
BETWEEN = "\n\n\n"  # languages

Announce = Callable[[Recommendation], Awaitable[None]]


class Server(NamedTuple):
    """A mail server and how it is spoken to. Only one on this machine is spoken to in clear."""

    host: str
    port: int
    at_once: bool  # TLS from the first byte on
    user: str | None = None
    password: str = ""


class Mail:
    """Notices to the contacts of accounts. `announce` says that one has been delivered."""

    name = "mail"
    recalls = True

    def __init__(self, server: Server, sender: str, contacts: Contacts, parallel: int, announce: Announce) -> None:
        self._server, self._sender, self._contacts, self._announce = server, sender, contacts, announce
        self._told: dict[int, Told] = defaultdict(Told)
        self._threads = ThreadPoolExecutor(parallel, "mail")

    @classmethod
    def of(cls, settings: Settings, announce: Announce) -> Self | None:
        """The way that the settings describe, if any; raises WrongUsage where they do not fit together."""
        if settings.smtp is None:
            return None
        if settings.notice_sender is None or settings.contacts is None:
            raise WrongUsage("RINGFENCE_SMTP needs RINGFENCE_NOTICE_SENDER and RINGFENCE_CONTACTS")
        if not ADDRESS.fullmatch(settings.notice_sender):
            raise WrongUsage("RINGFENCE_NOTICE_SENDER: is not an address such as safety@platform.example")
        contacts = Contacts(settings.contacts)
        return cls(_server(settings), settings.notice_sender, contacts, settings.delivery_parallel, announce)

    def is_due(self, partition: int, record: Recommendation) -> bool:
        """Whether the customer is to be told of a record."""
        return self._told[partition].take(record)

    def forget(self, partition: int) -> None:
        """What was told of a partition's cases is somebody else's to know."""
        self._told.pop(partition, None)

    async def deliver(self, record: Recommendation, value: bytes) -> None:  # noqa: ARG002 - the notice is part of it
        """Sends the notice of a record and announces that; raises Later or Never."""
        contact = self._contacts.of(record.account)
        if contact is None:
            raise Never("RINGFENCE_CONTACTS has no line for its account")
        sent = asyncio.get_running_loop().run_in_executor(
            self._threads, send, self._server, written(record, contact, self._sender)
        )
        await sent
        await self._announce(record)

    async def close(self) -> None:
        """Waits for nothing: what is still being sent is sent again."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def written(record: Recommendation, contact: Contact, sender: str) -> EmailMessage:
    """The mail that tells of a record, by whose id it can be known again."""
    languages = (contact.language,) if contact.language else LANGUAGES
    notices: dict[Language, str] = {"en": record.notice.en, "ja": record.notice.ja}
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, contact.address
    mail["Subject"] = " / ".join(SUBJECT[language].format(record.id[:SHOWN]) for language in languages)
    mail["Date"] = formatdate(localtime=False)
    mail["Message-ID"] = f"<{record.id}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no robot is to answer
    mail.set_content(BETWEEN.join(notices[language] for language in languages), cte="base64")
    return mail


def send(server: Server, mail: EmailMessage) -> None:
    """Hands a mail to a server; raises Later or Never."""
    try:
        with _connected(server) as connection:
            connection.send_message(mail)
    except smtplib.SMTPRecipientsRefused as refused:
        code, _ = next(iter(refused.recipients.values()))
        raise _refused(code) from None
    except smtplib.SMTPResponseException as refused:
        raise _refused(refused.smtp_code) from None
    except (smtplib.SMTPException, OSError) as failed:
        raise Later(f"no mail server took it ({type(failed).__name__})") from None


def _connected(server: Server) -> smtplib.SMTP:
    if server.at_once:
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=TIMEOUT, context=ssl.create_default_context()
        )
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    try:
        if not server.at_once and not is_loopback(server.host):
            connection.starttls(context=ssl.create_default_context())
        if server.user is not None:
            connection.login(server.user, server.password)
    except (smtplib.SMTPException, OSError):
        connection.close()
        raise
    return connection


def _refused(code: int) -> Later | Never:
    said = f"SMTP status {code}"
    return Never(said) if code in PERMANENT and code not in AUTHENTICATION else Later(said)


def _server(settings: Settings) -> Server:
    try:
        split = urlsplit(settings.smtp or "")
        host, port = split.hostname, split.port
    except ValueError:
        host = port = None
    if split.scheme not in PORTS or not host or split.username or split.password or split.path:
        raise WrongUsage("RINGFENCE_SMTP: give smtps://host or smtp://host, and a port behind it where it is another")
    passwords = secrets_of(settings.smtp_password, settings.smtp_password_file, "RINGFENCE_SMTP_PASSWORD")
    if bool(settings.smtp_user) != bool(passwords):
        raise WrongUsage("RINGFENCE_SMTP_USER and RINGFENCE_SMTP_PASSWORD, or its _FILE, go together")
    password = passwords[0] if passwords else ""
    return Server(host, port or PORTS[split.scheme], split.scheme == "smtps", settings.smtp_user, password)
