"""From the fields of an `email` record to rows of columns: one for each recipient of a `send`, one for all else."""

from functools import lru_cache
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from detectors.kernel import Record, kernel
from detectors.mails import BOUNCE, MOST_RECIPIENTS, SEND
from detectors.texts import NOT_SCORED, PLAIN
from models.text import text as scored
from streams.address_text import address, address_of, sender_domain
from streams.bodies import anything, raw, said, set_templates, template_in
from streams.body_text import padded
from streams.content import Content
from streams.email_events import Authentication, Email, Send
from streams.event_text import unescaped
from streams.events import LARGEST
from streams.fields import COMMON, FAIL, code_stands, coded, common, optional, texts, whole
from streams.installation import Reading
from streams.kept_tables import plans
from streams.scan import EMPTY, NULL, OBJECT, ONE, STRING
from streams.template_text import SPACE, lowered
from streams.words import Ints, Text, hashed

FIELDS = (*COMMON, "message", "to", "bounce", "code", "recipients", "bytes", "mail_from", "header_from", "reply_to",
          "subject", "body", "unsubscribe", "auth", "auth.spf", "auth.dkim", "auth.dmarc", "auth.arc", "attachments",
          "part", "listed")  # fmt: skip
NUMBERS: Any = np.arange(len(COMMON), len(FIELDS))
(
    MESSAGE, TO, BOUNCED, CODE, RECIPIENTS, BYTES, MAIL_FROM, HEADER_FROM, REPLY_TO, SUBJECT,
    BODY, WAY, AUTH, SPF, DKIM, DMARC, ARC, ATTACHMENTS, PART, LISTED,
) = NUMBERS  # fmt: skip

EVENTS = coded("send", "delivery", "complaint", "unsubscribe", "bounce")
BOUNCES = coded("", "hard", "soft")
WAYS = coded("", "one-click", "link", "none")
PASS, FAILED = (np.frombuffer(word, np.uint8) for word in (b"pass", b"fail"))  # RFC 8601, 2.7
NO_KEY = np.uint64(0)
MANY, ONE_IN = 20, 16  # recipients of a mail that is always scored; one of so many others is


@kernel
def fill(
    row: Record,
    text: Text,
    lenient: bool,
    kinds: NDArray[np.uint8],
    begins: Ints,
    lengths: Ints,
    plans: NDArray[np.int16],  # noqa: ARG001 - the same for all streams
    seed: np.uint64,
) -> bool:
    """Fills a row of MAIL from what was found; False: leave it to msgspec. A lenient record is one of `flat`."""
    if not common(row, text, lenient, kinds, begins, lengths, seed, EVENTS):
        return False
    if kinds[MESSAGE] != STRING or lengths[MESSAGE] < 1:
        return False
    row.message = hashed(text, begins[MESSAGE], lengths[MESSAGE], seed)
    row.destination, row.recipients = 0, 1
    if kinds[TO] == STRING or kinds[TO] == ONE:
        row.destination = address_of(text, begins[TO], lengths[TO], seed)
    if row.event == SEND:
        return fill_send(row, text, lenient, kinds, begins, lengths, seed)
    if not texts(kinds, TO):
        return False
    if row.event != BOUNCE:
        return True
    row.bounce = optional(kinds, begins, lengths, text, BOUNCED, BOUNCES)
    return row.bounce != FAIL and code_stands(kinds, CODE, lenient)


@kernel
def fill_send(
    row: Record, text: Text, lenient: bool, kinds: NDArray[np.uint8], begins: Ints, lengths: Ints, seed: np.uint64
) -> bool:
    """What only a `send` has: to one person, to so many, or to nobody, and without attachments."""
    for field in (MAIL_FROM, HEADER_FROM, REPLY_TO, SUBJECT, BODY):
        if not anything(kinds, field):
            return False
    for field in (SPF, DKIM, DMARC, ARC):
        if not texts(kinds, field):
            return False
    if (kinds[AUTH] > NULL and kinds[AUTH] != OBJECT) or (kinds[ATTACHMENTS] > NULL and kinds[ATTACHMENTS] != EMPTY):
        return False
    number, octets = whole(kinds, begins, RECIPIENTS, 0, LARGEST), whole(kinds, begins, BYTES, 0, LARGEST)
    row.unsubscribe = optional(kinds, begins, lengths, text, WAY, WAYS)
    if min(number, octets) < 0 or row.unsubscribe == FAIL:
        return False
    if kinds[TO] != ONE:
        if kinds[TO] > NULL and kinds[TO] != EMPTY:
            return False
        row.recipients = min(number, MOST_RECIPIENTS)
    row.bytes = min(octets, LARGEST // max(row.recipients, 1)) * row.recipients
    row.to_score = hashed(text, begins[MESSAGE], lengths[MESSAGE], NO_KEY) % ONE_IN == 0  # whatever the key
    row.part, row.listed = 0, 0
    if lenient:
        row.part, row.listed = begins[PART], begins[LISTED]
    row.caller_is, row.caller, row.shown, row.from_len, row.template, row.body_len = 0, 0, 0, 0, 0, 0
    row.body_is, row.content, row.subject_len = PLAIN, NOT_SCORED, 0
    if kinds[HEADER_FROM] > NULL and lengths[HEADER_FROM] > 0:
        row.from_at, row.from_len = begins[HEADER_FROM], lengths[HEADER_FROM]
        row.caller = hashed(text, begins[HEADER_FROM], lengths[HEADER_FROM], seed)  # until `set_senders`
    if kinds[SUBJECT] > NULL:
        row.subject_at, row.subject_len = begins[SUBJECT], lengths[SUBJECT]
    if kinds[BODY] > NULL:
        row.body_at, row.body_len = begins[BODY], lengths[BODY]
        as_it_is = not lenient and kinds[BODY] == STRING
        row.template, row.body_is = template_in(text, begins[BODY], lengths[BODY], as_it_is, seed)
    row.authentic = says(text, kinds, begins, lengths, DMARC, PASS) or says(text, kinds, begins, lengths, ARC, PASS)
    row.dmarc_failed = says(text, kinds, begins, lengths, DMARC, FAILED)
    return True


@kernel
def says(text: Text, kinds: NDArray[np.uint8], begins: Ints, lengths: Ints, field: int, word: Text) -> bool:
    """Whether a field is this word, in letters of either case and with any spaces around it."""
    if kinds[field] != STRING:
        return False
    at, stop = begins[field], begins[field] + lengths[field]
    while at < stop and text[at] == SPACE:
        at += 1
    while at < stop and text[stop - 1] == SPACE:
        stop -= 1
    if stop - at != len(word):
        return False
    for i in range(len(word)):
        if lowered(text[at + i]) != word[i]:
            return False
    return True


def flat(record: Email, given: Reading) -> list[bytes]:
    """The record as the scanner reads it: with addresses as they are compared; a send once for each recipient."""
    if not isinstance(record, Send):
        to = None if record.to is None else address(record.to)
        return [msgspec.json.encode(msgspec.structs.replace(record, to=to))]
    auth, files = record.auth or Authentication(), record.attachments or ()
    auth = Authentication(dmarc=_word(auth.dmarc), arc=_word(auth.arc))
    listed = sum((file.sha256 or "").strip().lower() in given.malware for file in files)
    people = list(dict.fromkeys(map(address, record.to or ())))
    first = msgspec.structs.replace(record, mail_from=None, reply_to=None, to=people[:1], auth=auth, attachments=None)
    rows = [_row(first, 0, listed)]
    if len(people) > 1:  # what they are told is told in the first row
        rest = msgspec.structs.replace(first, subject=None, body=None)
        rows += [
            _row(msgspec.structs.replace(rest, to=[person]), part, listed) for part, person in enumerate(people[1:], 1)
        ]
    return rows


def _row(record: Send, part: int, listed: int) -> bytes:
    return b'%b,"part":%d,"listed":%d}' % (msgspec.json.encode(record)[:-1], part, listed)


def _word(result: str | None) -> str:
    return (result or "").strip().lower()


def complete(mails: NDArray[Any], text: Text, given: Reading) -> None:
    """Who sends, and what is to be said of bodies beyond what the scanner says, in all rows of a send."""
    set_templates(mails, text, SEND, given)
    set_senders(mails, text, given)
    if given.content.email is not None:
        set_content(mails, text, given.content.email)
    if mails["part"].any():
        first = np.arange(len(mails)) - mails["part"]
        for name in ("template", "content"):
            mails[name] = mails[name][first]


def set_senders(mails: NDArray[Any], text: Text, given: Reading) -> None:
    """The organisational domains in `From`, of which a batch has each many times."""
    (places,) = np.nonzero((mails["event"] == SEND) & (mails["from_len"] > 0))
    if len(places):
        _, first, which = np.unique(mails["caller"][places], return_index=True, return_inverse=True)
        senders = [_sender(one, given.seed, given.kernels) for one in raw(mails[places[first]], text, "from")]
        for name, column in zip(("caller_is", "caller", "shown"), zip(*senders, strict=True), strict=True):
            mails[name][places] = np.array(column, np.int64)[which]


@lru_cache(maxsize=1 << 16)
def _sender(header_from: bytes, seed: np.uint64, kernels: Any) -> tuple[int, int, int]:  # noqa: ANN401 - a module
    """What columns have for a `From`, as it stands in JSON: what its domain is as a number, the number, and its key."""
    domain = sender_domain(unescaped(header_from))
    if domain is None:
        return 0, 0, 0
    written = msgspec.json.encode(domain)[1:-1]
    kind, number, key = kernels.numbered(padded(written), len(written), plans(), seed)
    return int(kind), int(number), int(key)


def set_content(mails: NDArray[Any], text: Text, content: Content) -> None:
    """What a content model says of mails that are scored: those to many, and of the others one in sixteen.

    Which those are follows from what they are called. It is enough to tell of a thousand, and a mail takes a thousand
    times as long to score as to read.
    """
    (first,) = np.nonzero(mails["part"] == 0)
    people = np.maximum(np.diff(first, append=len(mails)), mails["recipients"][first])
    these = (mails["event"] == SEND) & (mails["body_len"] > 0)
    places = first[these[first] & ((people >= MANY) | (mails["to_score"][first] == 1))]
    if len(places):
        bodies, subjects = (said(mails[places], text, name) for name in ("body", "subject"))
        texts = (scored(body, subject) for body, subject in zip(bodies, subjects, strict=True))
        mails["content"][places] = content.of([one.encode("utf-8", "surrogatepass") for one in texts])
