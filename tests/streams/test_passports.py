from time import process_time
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.calls import CONTRADICTION, MALFORMED_PASSPORT, NO_CONTRADICTION
from streams.certificates import Certificates
from streams.passports import Call, judged, number
from streams.raw import RawBatch
from streams.reader import Reader
from streams.stream import STREAMS
from tests.passports import UNCHECKED, URL, compact, diverted, numbers, part, passport

TS = 1_790_000_000_500
CALLER, CALLEE = "+13125550100", "+12125550123"
DESK, OTHER = "+13125550199", "+14155550111"  # somebody who has calls sent on, somebody else
READER = Reader(STREAMS["calls"])
SIGNED = passport(CALLER, CALLEE, TS)


def attempt(identity: str | None, **fields: object) -> dict[str, object]:
    call = {"id": "1", "account": "a", "ts": TS, "event": "attempt", "call": "c", "direction": "outbound"}
    return {**call, "from": CALLER, "to": CALLEE, "attest": "A", "identity": identity, **fields}


def said(identity: str | None, **fields: object) -> int:
    """The column `passport` of such an attempt, which is the same whichever way the record is read."""
    text = msgspec.json.encode(attempt(identity, **fields))
    read = READER.read(RawBatch("calls", 0, range(2), [text, b"\n" + text]))  # no usual shape begins so
    scanned, decoded = read.columns["passport"].tolist()
    assert scanned == decoded
    return int(scanned)


@pytest.mark.parametrize(
    "identity",
    [
        None,
        "",
        SIGNED,
        passport(CALLER, CALLEE, TS, None),
        passport(CALLER, CALLEE, TS, parameters=""),
        passport(CALLER, CALLEE, TS, parameters=f" ; info = <{URL};x=1,2> ; alg=ES256 ;ppt=shaken"),
        passport(CALLER, CALLEE, TS, dest=numbers(OTHER, CALLEE)),
        passport(CALLER, CALLEE, TS, orig={"tn": "1-312-555-0100"}),
        passport(CALLER, CALLEE, TS, orig={"uri": "sip:desk@pbx.example"}),
        passport(CALLER, CALLEE, TS, dest={"uri": ["sip:ann@mail.example"]}),
        passport(CALLER, CALLEE, TS, attest="B"),
        compact(),
        f"{SIGNED}, {passport(CALLER, CALLEE, TS, None)}",
        passport(CALLER, CALLEE, TS, dest={"tn": [OTHER[1:]], "uri": [f"sip:{CALLEE}@pbx.example"]}),
        passport(OTHER, OTHER, 1, "rph", rph={"auth": ["ets.0"]}),  # a type that is not known here
    ],
)
def test_what_agrees_or_says_nothing_is_no_contradiction(identity: str | None) -> None:
    fields = {"attest": "B"} if identity == passport(CALLER, CALLEE, TS, attest="B") else {}
    assert said(identity, **fields) == NO_CONTRADICTION


@pytest.mark.parametrize("attest", [None, "C"])
def test_an_attestation_is_held_only_against_one_that_the_platform_says(attest: str | None) -> None:
    assert said(passport(CALLER, CALLEE, TS, attest="C"), attest=attest) == NO_CONTRADICTION


@pytest.mark.parametrize(
    "fields",
    [
        {"from": "anonymous", "pai": CALLER},
        {"from": "anonymous"},
        {"from": OTHER, "pai": f'"Ann" <sip:{CALLER}@pbx.example;user=phone>'},
        {"from": f"sip:{CALLER}@pbx.example"},
        {"from": "tel:+1-312-555-0100;ext=5", "pai": OTHER},
        {"from": "sip:desk@pbx.example", "pai": "unknown"},
        {"to": f"sip:{CALLEE}@gate.example"},
        {"to": "911"},
        {"to": "sip:ann@mail.example"},
    ],
)
def test_a_call_may_show_its_number_in_either_place_or_none(fields: dict[str, object]) -> None:
    assert said(SIGNED, **fields) == NO_CONTRADICTION


@pytest.mark.parametrize(
    ("identity", "fields"),
    [
        (passport(OTHER, CALLEE, TS), {}),
        (passport(OTHER, CALLEE, TS), {"from": "anonymous", "pai": CALLER}),
        (passport(OTHER, CALLEE, TS), {"from": f"sip:{CALLER}@pbx.example"}),
        (passport(CALLER, OTHER, TS), {}),
        (passport(CALLER, OTHER, TS), {"to": f"tel:{CALLEE}"}),
        (passport(CALLER, CALLEE, TS, attest="A"), {"attest": "C"}),
        (passport(CALLER, CALLEE, TS - 61_000), {}),
        (passport(CALLER, CALLEE, TS + 61_000), {}),
        (f"{SIGNED},{passport(CALLER, OTHER, TS, None)}", {}),
        (f"{compact()},{passport(OTHER, CALLEE, TS)}", {}),
        (f"{passport(OTHER, CALLEE, TS)},x", {}),
        (f"x,{passport(OTHER, CALLEE, TS)}", {}),
        (f"{passport(OTHER, CALLEE, TS)}, ", {}),
        (f"{passport(CALLER, OTHER, TS)},{compact()}", {}),
        (passport(CALLER, CALLEE, TS, dest={"tn": [OTHER[1:]], "uri": ["sip:ann@mail.example"]}), {}),
    ],
)
def test_a_token_of_another_call_contradicts_this_one(identity: str, fields: dict[str, object]) -> None:
    assert said(identity, **fields) == CONTRADICTION


@pytest.mark.parametrize("away", [-60, 60])
def test_a_token_is_fresh_for_sixty_seconds(away: int) -> None:
    assert said(passport(CALLER, CALLEE, TS + away * 1000)) == NO_CONTRADICTION


@pytest.mark.parametrize("direction", ["inbound", "forward"])
def test_only_outbound_calls_are_held_against_theirs(direction: str) -> None:
    assert said(passport(OTHER, OTHER, 1), direction=direction) == NO_CONTRADICTION
    assert said("no token", direction=direction) == NO_CONTRADICTION


ORIGINAL = passport(CALLER, DESK, TS - 90_000)  # it rang there for a while before it was sent on
SENT_ON = diverted(CALLER, DESK, CALLEE, TS)


@pytest.mark.parametrize(
    "identity",
    [
        f"{ORIGINAL},{SENT_ON}",
        f"{SENT_ON},{ORIGINAL}",
        SENT_ON,
        f"{ORIGINAL},{diverted(CALLER, DESK, OTHER, TS - 70_000)},{diverted(CALLER, OTHER, CALLEE, TS)}",
        f"{passport(CALLER, CALLEE, TS)},{diverted(CALLER, CALLEE, OTHER, TS)}",  # `to` is who was called at first
        f"{ORIGINAL},{passport(CALLER, CALLEE, TS, 'div-o', div={'tn': DESK[1:]}, opt=ORIGINAL)}",
        f"{ORIGINAL},{passport(CALLER, CALLEE, TS, 'div', div={'uri': 'sip:desk@pbx.example'})}",
        f"{ORIGINAL},{compact('div')}",
    ],
)
def test_a_call_that_was_sent_on_is_signed_more_than_once(identity: str) -> None:
    assert said(identity) == NO_CONTRADICTION


@pytest.mark.parametrize(
    "identity",
    [
        f"{ORIGINAL},{diverted(CALLER, OTHER, CALLEE, TS)}",  # nobody says how it came from the desk to the other
        f"{ORIGINAL},{diverted(CALLER, DESK, OTHER, TS)}",
        f"{ORIGINAL},{diverted(CALLER, DESK, OTHER, TS)},{diverted(CALLER, OTHER, DESK, TS)}",
        f"{ORIGINAL},{diverted(OTHER, DESK, CALLEE, TS)}",
        f"{ORIGINAL},{diverted(CALLER, DESK, CALLEE, TS - 61_000)}",
    ],
)
def test_tokens_of_a_call_that_was_sent_on_have_to_lead_to_it(identity: str) -> None:
    assert said(identity) == CONTRADICTION


DEEP = b'{"x":' * 1_500 + b"1" + b"}" * 1_500
HEAD, CLAIMS, _ = SIGNED.split(";")[0].split(".")
WRONG = passport(OTHER, OTHER, 1)


@pytest.mark.parametrize(
    "identity",
    [
        " ",
        "token",
        f"{HEAD}.{CLAIMS}",
        f"{SIGNED},",
        f", {SIGNED}",
        f"{SIGNED};",
        f"{SIGNED}, eyJhbGciOi",
        f"x, {SIGNED}",
        f"{passport(CALLER, OTHER, 1)}, eyJhbGciOi",
        WRONG.removesuffix('"shaken"') + "sha",
        WRONG.partition(";ppt")[0],
        WRONG.partition(">")[0],
        f"{HEAD}.{CLAIMS}.{UNCHECKED[1:]}",
        f"{HEAD}.{CLAIMS}=.{UNCHECKED}",
        f"{HEAD}.{CLAIMS[:-1]}.{UNCHECKED}",
        f"{HEAD}.{part(b'[' * 9_000)}.{UNCHECKED}",
        f"{HEAD}.{part(DEEP)}.{UNCHECKED}",
        f"{HEAD}.{part(bytes([0xFF]))}.{UNCHECKED}",
        f"{part({'alg': 'none', 'typ': 'passport', 'x5u': URL})}.{CLAIMS}.{UNCHECKED}",
        f"{part({'alg': 'ES256', 'typ': 'passport'})}.{CLAIMS}.{UNCHECKED}",
        passport(OTHER, OTHER, 1, iat="now"),
        passport(OTHER, OTHER, 1, orig={"tn": 13125550100}),
        passport(OTHER, OTHER, 1, orig={"tn": "anonymous"}),
        passport(OTHER, OTHER, 1, orig=None),
        ",".join([WRONG] * 60),
    ],
)
def test_a_malformed_header_is_called_that_and_contradicts_nothing(identity: str) -> None:
    assert said(identity) == MALFORMED_PASSPORT


@pytest.mark.parametrize("lacks", [{"attest": "D"}, {"attest": None}, {"origid": None}, {"ppt": "div"}], ids=str)
def test_a_token_that_lacks_what_its_type_has_to_say_is_malformed_and_still_of_somebody(lacks: dict[str, Any]) -> None:
    assert said(passport(CALLER, OTHER, 1, **lacks)) == MALFORMED_PASSPORT
    assert said(passport(OTHER, CALLEE, TS, **lacks)) == CONTRADICTION


def test_a_time_with_a_fraction_is_one() -> None:
    assert said(passport(CALLER, CALLEE, TS, iat=TS / 1000)) == NO_CONTRADICTION
    assert said(passport(CALLER, CALLEE, TS, iat=TS / 1000 - 61.5)) == CONTRADICTION


CHAIN = f"{ORIGINAL},{SENT_ON}"


def test_a_header_cut_anywhere_is_no_contradiction_but_where_nothing_shows_that_more_was_there() -> None:
    first = len(ORIGINAL.partition(";")[0]), len(ORIGINAL)  # behind its signature, and behind all of it
    assert [cut for cut in range(1, len(CHAIN) + 1) if said(CHAIN[:cut]) == CONTRADICTION] == [*first]


@given(st.text(max_size=40) | st.text('.,;<>"= eyJA-_', max_size=60).map(lambda text: f"{SIGNED[:-9]}{text}"))
def test_any_text_is_read_the_same_either_way(identity: str) -> None:
    assert said(identity) in {NO_CONTRADICTION, MALFORMED_PASSPORT}


@pytest.mark.parametrize("filler", [" ", "<", '"', ";a", "a", "\\", ";a " + " " * 50, "A.", ",", "1", ";a=<", "("])
def test_no_text_takes_long_to_read(filler: str) -> None:
    long, begun = filler * (16_000 // len(filler)), process_time()
    call = Call(frozenset({CALLER[1:]}), CALLEE[1:], "A", TS)
    for identity in (long, f"{HEAD}.{CLAIMS}.{UNCHECKED};a{long}", f"{HEAD}.{CLAIMS}.{UNCHECKED}{long}"):
        judged(identity, call, Certificates())
    judged(passport(long, long, TS), call, Certificates())
    number(long)
    assert process_time() - begun < 0.2
