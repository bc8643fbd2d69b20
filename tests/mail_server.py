"""A mail server on this machine, which keeps what it takes."""

import email
import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any, NamedTuple

from aiosmtpd.controller import Controller


class Taken(NamedTuple):
    """A mail and whom the server took it for."""

    recipients: list[str]
    mail: EmailMessage


class MailServer:
    """What it says to each recipient and to each mail, and the mails that it took, in their order."""

    port: int

    def __init__(self) -> None:
        self.recipient, self.data = "250 OK", "250 OK"
        self.taken = list[Taken]()

    @contextmanager
    def running(self) -> Iterator[None]:
        """It is there, at `port`, and gone at the end."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        controller = Controller(self, hostname="127.0.0.1", port=self.port)
        controller.start()
        try:
            yield
        finally:
            controller.stop()

    async def handle_RCPT(self, _server: object, _session: object, envelope: Any, address: str, _: object) -> str:  # noqa: ANN401, N802 - aiosmtpd's
        """What it says to a recipient."""
        if self.recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: ANN401, N802 - aiosmtpd's
        """What it says to a mail."""
        if self.data.startswith("250"):
            mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
            assert isinstance(mail, EmailMessage)
            self.taken.append(Taken(list(envelope.rcpt_tos), mail))
        return self.data
