"""From the fields of an `email` record to rows of columns: one for each recipient of a `send`, one for all else."""

from typing import Any
from zlib import crc32

import msgspec
import numpy as np
from numpy.typing import NDArray

from detectors.kernel import Record, kernel
from detectors.mails import BOUNCE, MOST_RECIPIENTS, SEND
from detectors.texts import NOT_SCORED
from models.text import text
from streams.address_text import address, address_of, sender_domain
from streams.body_text import template_name
from streams.email_events import Authentication, Email, Send
from streams.events import LARGEST
from streams.fields import COMMON, FAIL, code_stands, coded, common, optional, texts
from streams.installation import Reading
from streams.number_text import keyed, number_of
from streams.scan import STRING, TRUE, Ints, Text, hashed
from streams.template_text import fingerprint_in

FIELDS = (*COMMON, "message", "to", "bounce", "code", "part", "recipients", "domain", "template", "unsubscribe",
          "authentic", "dmarc_failed", "listed", "bytes", "content")  # fmt: skip
NUMBERS: Any = np.arange(len(COMMON), len(FIELDS))
(
    MESSAGE, TO, BOUNCED, CODE, PART, RECIPIENTS, DOMAIN, TEMPLATE, UNSUBSCRIBE, AUTHENTIC, DMARC_FAILED, LISTED, BYTES,
    CONTENT,
) = NUMBERS  # fmt: skip

EVENTS = coded("send", "delivery", "complaint", "unsubscribe", "bounce")
BOUNCES = coded("", "hard", "soft")
WAYS = coded("", "one-click", "link", "none")
PASS, FAILED = "pass", "fail"  # RFC 8601, 2.7
MANY, ONE_IN = 20, 16  # recipients of a mail that is always scored; one of so many others is


@kernel
def fill(
    row: Record,
    text: Text,
    lenient: bool,
    kinds: NDArray[np.uint8],
    begins: Ints,
    lengths: Ints,
    plans: NDArray[np.int16],
    seed: np.uint64,
) -> bool:
    """Fills a row of MAIL from what was found; False: leave it to msgspec, and `flat`, from which alone sends come."""
    if not common(row, text, lenient, kinds, begins, lengths, seed, EVENTS):
        return False
    if kinds[MESSAGE] != STRING or lengths[MESSAGE] < 1 or not texts(kinds, TO):
        return False
    row.message = hashed(text, begins[MESSAGE], lengths[MESSAGE], seed)
    row.destination = 0
    if kinds[TO] == STRING:
        row.destination = address_of(text, begins[TO], lengths[TO], seed)
    if row.event == SEND:
        if lenient:
            fill_send(row, text, kinds, begins, lengths, plans, seed)
        return lenient
    row.recipients = 1
    if row.event != BOUNCE:
        return True
    row.bounce = optional(kinds, begins, lengths, text, BOUNCED, BOUNCES)
    return row.bounce != FAIL and code_stands(kinds, CODE, lenient)


@kernel
def fill_send(
    row: Record,
    text: Text,
    kinds: NDArray[np.uint8],
    begins: Ints,
    lengths: Ints,
    plans: NDArray[np.int16],
    seed: np.uint64,
) -> None:
    """What only a `send` has, as `flat` writes it."""
    row.part, row.recipients = begins[PART], begins[RECIPIENTS]
    row.listed, row.bytes = begins[LISTED], min(begins[BYTES], LARGEST // max(row.recipients, 1)) * row.recipients
    row.caller, row.shown, row.template = 0, 0, 0
    if kinds[DOMAIN] == STRING:
        row.caller_is, row.caller = number_of(text, begins[DOMAIN], lengths[DOMAIN], plans, seed)
        row.shown = keyed(row.caller, seed)
    if kinds[TEMPLATE] == STRING:
        row.template = fingerprint_in(text, begins[TEMPLATE], lengths[TEMPLATE], seed)
    row.unsubscribe = optional(kinds, begins, lengths, text, UNSUBSCRIBE, WAYS)
    row.content = begins[CONTENT]
    row.authentic, row.dmarc_failed = kinds[AUTHENTIC] == TRUE, kinds[DMARC_FAILED] == TRUE


def flat(record: Email, given: Reading) -> list[bytes]:
    """The record as the scanner reads it: flat, with addresses as they are compared; a send once for each recipient."""
    if not isinstance(record, Send):
        to = None if record.to is None else address(record.to)
        return [msgspec.json.encode(msgspec.structs.replace(record, to=to))]
    said = msgspec.json.encode(_said(record, given))[:-1]
    people = list(dict.fromkeys(map(address, record.to or ())))
    if not people:
        return [said + b',"part":0,"recipients":%d}' % min(record.recipients or 0, MOST_RECIPIENTS)]
    return [
        b'%b,"part":%d,"recipients":1,"to":%b}' % (said, part, msgspec.json.encode(person))
        for part, person in enumerate(people)
    ]


def _said(record: Send, given: Reading) -> dict[str, Any]:
    """What is said of a send, whoever receives it."""
    auth, files = record.auth or Authentication(), record.attachments or ()
    return {
        "id": record.id,
        "account": record.account,
        "ts": record.ts,
        "event": "send",
        "api_key": record.api_key,
        "campaign": record.campaign,
        "message": record.message,
        "domain": sender_domain(record.header_from) if record.header_from else None,
        "template": template_name(record.body, given) if record.body else None,
        "unsubscribe": record.unsubscribe,
        "authentic": PASS in {_result(auth.dmarc), _result(auth.arc)},
        "dmarc_failed": _result(auth.dmarc) == FAILED,
        "listed": sum((file.sha256 or "").strip().lower() in given.malware for file in files),
        "bytes": record.bytes or 0,
        "content": _content(record, given),
    }


def _content(record: Send, given: Reading) -> int:
    """What a content model says of a mail that is scored: one to many, else one in sixteen by what they are called.

    That is deterministic, and enough to tell of a thousand; a mail is a thousand times as long to score as to read.
    """
    if given.content.email is None or not record.body:
        return NOT_SCORED
    people = len(record.to or ()) or record.recipients or 0
    if people < MANY and crc32(record.message.encode("utf-8", "surrogatepass")) % ONE_IN:
        return NOT_SCORED
    return int(given.content.email.of([text(record.body, record.subject).encode("utf-8", "surrogatepass")])[0])


def _result(word: str | None) -> str:
    return (word or "").strip().lower()
