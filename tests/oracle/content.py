"""What the packaged content models say of a text: which mails are scored, and whether one reads like spam."""

from functools import cache
from zlib import crc32

from models.artifact import load, shipped
from models.content import scores
from tests.oracle.arrival import Event


@cache
def reads_like_spam(kind: str, text: str) -> bool | None:
    """Whether it does; None: the model cannot say."""
    said = scores(load(shipped(kind)), [text])
    return None if said.abstain[0] else bool(said.suspend[0])


def of_message(send: Event) -> bool | None:
    """The same of a message; None too where its sender is registered or nothing is known of it, or there is no text."""
    if send.get("registered") is not False or not send.get("body"):
        return None
    return reads_like_spam("sms", send["body"])


def of_mail(send: Event) -> bool | None:
    """The same of a mail; None too where it has no text, or goes to few and is not the one in sixteen of those."""
    people = len(send.get("to") or ()) or send.get("recipients") or 0
    if not send.get("body") or (people < 20 and crc32(send["message"].encode()) % 16):
        return None
    subject = send.get("subject")
    return reads_like_spam("email", f"{subject}\n{send['body']}" if subject else send["body"])
