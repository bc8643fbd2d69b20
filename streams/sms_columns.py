"""From the fields of an `sms` record to one row of columns."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import Record, kernel
from detectors.messages import IN, NO_STATUS, NOT_SAID, OUT, REGISTERED, UNREGISTERED
from detectors.texts import NOT_SCORED, PLAIN
from streams.bodies import anything, elsewhere_in, option_in, said, set_templates, template_in
from streams.body_text import option
from streams.content import Content
from streams.events import LARGEST
from streams.fields import COMMON, FAIL, charge, code, code_stands, coded, common, texts, truth, whole
from streams.installation import Reading
from streams.number_text import keyed, number_of, reach
from streams.scan import NULL, STRING, TRUE
from streams.template_text import fingerprint_in
from streams.words import Ints, Text, hashed

FIELDS = (*COMMON, "message", "from", "to", "body", "template", "segments", "bytes", "registered", "cost", "status",
          "code", "opt")  # fmt: skip
NUMBERS: Any = np.arange(len(COMMON), len(FIELDS))
MESSAGE, FROM, TO, BODY, TEMPLATE, SEGMENTS, BYTES, REGISTERED_, COST, STATUS, CODE, OPT = NUMBERS

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
    reach(row, text, begins[other], lengths[other], plans, seed)


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
    row.message, row.template, row.opt, row.registered = 0, 0, 0, NOT_SAID
    row.body_len, row.body_is = 0, PLAIN
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
        return fill_receive(row, text, lenient, kinds, begins, lengths)
    parties(row, text, begins, lengths, FROM, TO, plans, seed)
    if row.event == STATUS_EVENT:
        row.status = NO_STATUS if kinds[STATUS] <= NULL else FAIL
        if kinds[STATUS] == STRING:
            row.status = code(text, begins[STATUS], lengths[STATUS], STATUSES)
        return row.status != FAIL and code_stands(kinds, CODE, lenient)
    return row.event == COMPLAINT or fill_send(row, text, lenient, kinds, begins, lengths, seed)


@kernel
def fill_receive(row: Record, text: Text, lenient: bool, kinds: NDArray[np.uint8], begins: Ints, lengths: Ints) -> bool:
    """What only a `receive` has."""
    if not anything(kinds, BODY):
        return False
    if kinds[OPT] <= NULL:
        if kinds[BODY] > NULL:
            as_it_is = not lenient and kinds[BODY] == STRING
            row.body_at, row.body_len = begins[BODY], lengths[BODY]
            row.opt, row.body_is = option_in(text, begins[BODY], lengths[BODY], as_it_is)
        return True
    option = code(text, begins[OPT], lengths[OPT], OPTIONS) if kinds[OPT] == STRING else FAIL
    row.opt = OUT if option == 0 else IN
    return option != FAIL


@kernel
def fill_send(
    row: Record, text: Text, lenient: bool, kinds: NDArray[np.uint8], begins: Ints, lengths: Ints, seed: np.uint64
) -> bool:
    """What only a `send` has."""
    if not anything(kinds, BODY) or not texts(kinds, TEMPLATE) or truth(kinds, REGISTERED_) == FAIL:
        return False
    row.cost = charge(text, kinds[COST], begins[COST], lengths[COST], lenient)
    if row.cost < 0:
        return False
    if kinds[BODY] > NULL:
        as_it_is = not lenient and kinds[BODY] == STRING
        row.body_at, row.body_len = begins[BODY], lengths[BODY]
        row.template, row.body_is = template_in(text, begins[BODY], lengths[BODY], as_it_is, seed)
    elif kinds[TEMPLATE] == STRING:
        row.template = fingerprint_in(text, begins[TEMPLATE], lengths[TEMPLATE], seed)
    if kinds[REGISTERED_] > NULL:
        row.registered = REGISTERED if kinds[REGISTERED_] == TRUE else UNREGISTERED
    row.content = NOT_SCORED
    row.bytes = whole(kinds, begins, BYTES, 0, LARGEST)
    return min(row.bytes, whole(kinds, begins, SEGMENTS, 0, LARGEST)) > -1


def complete(messages: NDArray[Any], text: Text, given: Reading) -> None:
    """What is to be said of bodies beyond what the scanner says."""
    set_templates(messages, text, SEND, given)
    replies = elsewhere_in(messages, RECEIVE)
    messages["opt"][replies] = [option(body) for body in said(messages[replies], text, "body")]
    if given.content.sms is not None:
        set_content(messages, text, given.content.sms)


def set_content(messages: NDArray[Any], text: Text, content: Content) -> None:
    """What a model says of bodies by unregistered senders."""
    own = (messages["event"] == SEND) & (messages["registered"] == UNREGISTERED)
    (places,) = np.nonzero(own & (messages["body_len"] > 0) & (messages["template"] != 0))
    if len(places):
        messages["content"][places] = content.of(
            [one.encode("utf-8", "surrogatepass") for one in said(messages[places], text, "body")]
        )
