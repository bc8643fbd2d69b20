"""From the fields of an `sms` record to one row of columns."""

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from detectors.kernel import Record, kernel
from detectors.messages import IN, NOT_SAID, OUT, REGISTERED, UNREGISTERED
from detectors.texts import NOT_SCORED
from streams.body_text import option, template_name
from streams.events import LARGEST
from streams.fields import COMMON, FAIL, charge, code, code_stands, coded, common, texts, truth, whole
from streams.installation import Reading
from streams.number_text import keyed, number_of
from streams.scan import INTEGER, NULL, STRING, TRUE, Ints, Text, hashed
from streams.sms_events import Receive, Send, Sms
from streams.template_text import fingerprint_in, option_of, template_of

FIELDS = (*COMMON, "message", "from", "to", "body", "template", "segments", "bytes", "registered", "cost", "status",
          "code", "opt", "content")  # fmt: skip
NUMBERS: Any = np.arange(len(COMMON), len(FIELDS))
MESSAGE, FROM, TO, BODY, TEMPLATE, SEGMENTS, BYTES, REGISTERED_, COST, STATUS, CODE, OPT, CONTENT = NUMBERS

EVENTS = coded("send", "status", "receive", "complaint", "verified")
SEND, STATUS_EVENT, RECEIVE, COMPLAINT = 0, 1, 2, 3
STATUSES = coded("delivered", "undelivered", "unknown-recipient", "filtered", "rejected")
OPTIONS = coded("out", "in")


@kernel
def parties(
    row: Record,
    text: Text,
    begins: Ints,
    lengths: Ints,
    own: int,
    other: int,
    plans: NDArray[np.int16],
    seed: np.uint64,
) -> None:
    """Who the account's sender is, and who the person."""
    row.caller_is, row.caller = number_of(text, begins[own], lengths[own], plans, seed)
    row.shown = keyed(row.caller, seed)
    row.from_at, row.from_len = begins[own], lengths[own]
    row.callee_is, row.callee = number_of(text, begins[other], lengths[other], plans, seed)
    row.destination = keyed(row.callee, seed)
    row.to_at, row.to_len = begins[other], lengths[other]


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
    """Fills a row of MESSAGE from what was found; False: leave it to msgspec. A lenient record has been checked."""
    if not common(row, text, lenient, kinds, begins, lengths, seed, EVENTS):
        return False
    row.message, row.template, row.opt, row.registered, row.body_len = 0, 0, 0, NOT_SAID, 0
    if kinds[MESSAGE] == STRING and lengths[MESSAGE] > 0:
        row.message = hashed(text, begins[MESSAGE], lengths[MESSAGE], seed)
    elif row.event != COMPLAINT or kinds[MESSAGE] > NULL:
        return False
    if row.event > COMPLAINT:
        return True
    if kinds[FROM] != STRING or kinds[TO] != STRING:
        return False
    if row.event == RECEIVE:
        parties(row, text, begins, lengths, TO, FROM, plans, seed)
        return fill_receive(row, text, kinds, begins, lengths)
    parties(row, text, begins, lengths, FROM, TO, plans, seed)
    if row.event == STATUS_EVENT:
        row.status = code(text, begins[STATUS], lengths[STATUS], STATUSES) if kinds[STATUS] == STRING else FAIL
        return row.status != FAIL and code_stands(kinds, CODE, lenient)
    return row.event == COMPLAINT or fill_send(row, text, lenient, kinds, begins, lengths, seed)


@kernel
def fill_receive(row: Record, text: Text, kinds: NDArray[np.uint8], begins: Ints, lengths: Ints) -> bool:
    """What only a `receive` has."""
    if not texts(kinds, BODY):
        return False
    if kinds[OPT] <= NULL:
        if kinds[BODY] == STRING:
            row.opt = option_of(text, begins[BODY], lengths[BODY])
        return True
    option = code(text, begins[OPT], lengths[OPT], OPTIONS) if kinds[OPT] == STRING else FAIL
    row.opt = OUT if option == 0 else IN
    return option != FAIL


@kernel
def fill_send(
    row: Record, text: Text, lenient: bool, kinds: NDArray[np.uint8], begins: Ints, lengths: Ints, seed: np.uint64
) -> bool:
    """What only a `send` has."""
    if not texts(kinds, BODY) or not texts(kinds, TEMPLATE) or truth(kinds, REGISTERED_) == FAIL:
        return False
    row.cost = charge(text, kinds[COST], begins[COST], lengths[COST], lenient)
    if row.cost < 0:
        return False
    if kinds[BODY] == STRING:
        row.template = template_of(text, begins[BODY], lengths[BODY], seed)
        row.body_at, row.body_len = begins[BODY], lengths[BODY]
    elif kinds[TEMPLATE] == STRING:
        row.template = fingerprint_in(text, begins[TEMPLATE], lengths[TEMPLATE], seed)
    if kinds[REGISTERED_] > NULL:
        row.registered = REGISTERED if kinds[REGISTERED_] == TRUE else UNREGISTERED
    row.content = begins[CONTENT] if lenient and kinds[CONTENT] == INTEGER else NOT_SCORED
    row.bytes = whole(kinds, begins, BYTES, 0, LARGEST)
    return min(row.bytes, whole(kinds, begins, SEGMENTS, 0, LARGEST)) > -1


def without_bodies(record: Sms, given: Reading) -> list[bytes]:
    """The record as the scanner reads it, with what its body says in the place of the body."""
    content = NOT_SCORED
    if isinstance(record, Send) and record.body is not None:
        body, name = record.body, template_name(record.body, given)
        if name and record.registered is False and given.content.sms is not None:
            content = int(given.content.sms.of([body.encode("utf-8", "surrogatepass")])[0])
        record = msgspec.structs.replace(record, body=None, template=name)
    elif isinstance(record, Receive) and record.body is not None:
        said = option(record.body) if record.opt is None else 0
        record = msgspec.structs.replace(record, body=None, opt="out" if said == OUT else "in" if said else record.opt)
    written = msgspec.json.encode(record)
    return [b'%b,"content":%d}' % (written[:-1], content) if content else written]


def set_content(messages: NDArray[Any], text: NDArray[np.uint8], given: Reading) -> None:
    """What is said of bodies that the scanner has read, of unregistered senders."""
    if given.content.sms is None:
        return
    own = (messages["event"] == SEND) & (messages["registered"] == UNREGISTERED)
    (places,) = np.nonzero(own & (messages["body_len"] > 0) & (messages["template"] != 0))
    if len(places):
        begins, lengths = messages["body_at"][places].tolist(), messages["body_len"][places].tolist()
        bodies = [text[at : at + length].tobytes() for at, length in zip(begins, lengths, strict=True)]
        messages["content"][places] = given.content.sms.of(bodies)
