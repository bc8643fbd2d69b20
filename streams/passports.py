"""PASSporTs, by which a caller's network signs a call: what those in an Identity header say, held against the call.

RFC 8224 (the header), 8225 (the token), 8588 (`shaken`: how well the network knows the caller) and 8946 (`div`: who
had the call sent on).
"""

import re
from base64 import urlsafe_b64decode
from typing import Annotated, Any, Literal, NamedTuple, TypeVar

import msgspec
import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from detectors.calls import ALLOCATABLE, CONTRADICTION, MALFORMED_PASSPORT, NO_CONTRADICTION, OUTBOUND, UNALLOCATABLE
from streams.certificates import Certificates
from streams.event_text import text_of
from streams.number_text import LONGEST_NUMBER

LONGEST = 16_384  # characters of a header; real ones have some hundreds for each token
FRESH = 60  # seconds from signing to the call (RFC 8224, 4.1)
DIVERTING = {"div", "div-o"}
KNOWN = {None, "shaken", *DIVERTING}  # whoever does not know a type leaves it alone (RFC 8224, 6.2)
ATTESTS = (None, "A", "B", "C")  # by their codes in columns

VALUE = r"""<[^<>]*>|"[^"]*"|[^\s;,"<>]+"""
PARAMETER = rf"\s*;\s*[\w-]+(?:\s*=\s*(?:{VALUE}))?"
IDENTITY = re.compile(
    rf"\s*([\w-]*)\.([\w-]*)\.([\w-]{{86}})((?:{PARAMETER})*)\s*(,|\Z)",
    re.ASCII,
)
SAID = re.compile(rf";\s*([\w-]+)\s*=\s*({VALUE})", re.ASCII)
NUMBER = re.compile(
    r"(?:[^<>]*<)?(?:tel:|sips?:)?\+([1-9][\d().-]*)(?:[;:>@].*)?", re.ASCII | re.IGNORECASE | re.DOTALL
)
SEPARATORS = re.compile(r"[+().-]")

Tn = Annotated[str, Meta(pattern=r"\A\+?[().-]*[0-9][0-9().-]*\Z", max_length=64)]
T = TypeVar("T")


class Malformed(ValueError):
    """A header that is not as the standards have it; most often it was cut."""


class Party(msgspec.Struct):
    """Who calls, or had a call sent on."""

    tn: Tn | None = None


class Parties(msgspec.Struct):
    """Who is called."""

    tn: list[Tn] | None = None
    uri: list[str] | None = None


class Head(msgspec.Struct):
    """How and by whom a token is signed."""

    alg: Literal["ES256"]
    typ: Literal["passport"]
    x5u: str
    ppt: str | None = None


class Claims(msgspec.Struct):
    """What a token says of a call."""

    orig: Party
    dest: Parties
    iat: int | float
    attest: str | None = None
    origid: str | None = None
    div: Party | None = None


class Token(NamedTuple):
    """A token in its full form."""

    head: Head
    claims: Claims
    text: bytes
    signature: bytes

    @property
    def is_whole(self) -> bool:
        """Whether all that its type has to say is there."""
        says, ppt = self.claims, self.head.ppt
        attested = ppt != "shaken" or (says.attest in ATTESTS[1:] and says.origid is not None)
        return attested and (ppt not in DIVERTING or says.div is not None)


class Call(NamedTuple):
    """What tokens are held against: the numbers shown, and the one called, as digits; None: it is no number."""

    callers: frozenset[str]
    callee: str | None
    attest: str | None
    ts: int


HEAD, CLAIMS = msgspec.json.Decoder(Head), msgspec.json.Decoder(Claims)


def set_passports(calls: NDArray[Any], text: NDArray[np.uint8], certificates: Certificates) -> None:
    """Sets `passport` of outbound attempts that came with one."""
    for i in np.flatnonzero((calls["identity_len"] > 0) & (calls["direction"] == OUTBOUND)).tolist():
        row = calls[i]
        shown = (number(text_of(row, name, text)) for name in ("from", "pai"))
        plain = row["callee_is"] in {ALLOCATABLE, UNALLOCATABLE}
        callee = str(int(row["callee"])) if plain else None
        call = Call(frozenset(filter(None, shown)), callee, ATTESTS[int(row["attest"])], int(row["ts"]))
        calls["passport"][i] = judged(text_of(row, "identity", text), call, certificates)


def number(text: str) -> str | None:
    """The digits of a number of E.164, bare or in a URI, with or without a name before it; None: it is none.

    >>> number("+13125550100"), number('"Ann" <sip:+1-312-555-0100@pbx.example>;tag=1'), number("anonymous")
    ('13125550100', '13125550100', None)
    """
    found = NUMBER.fullmatch(text)
    digits = canonical(found[1]) if found else ""
    return digits if 0 < len(digits) <= LONGEST_NUMBER else None


def canonical(number: str) -> str:
    """A number as it is compared (RFC 8224, 8.3)."""
    return SEPARATORS.sub("", number)


def judged(header: str, call: Call, certificates: Certificates) -> int:
    """What a header comes to, as the column `passport` has it.

    A part that cannot be read, or whose claims are not there, may be what says where the call was sent on to, and when.
    """
    tokens, malformed, diverted = read(header)
    claims = [token.claims for token in tokens]
    contradicts = (
        shows_another(claims, call)
        or (not malformed and not diverted and (goes_elsewhere(claims, call) or is_stale(claims, call)))
        or (not malformed and attests_otherwise(tokens, call))
        or any(certificates.disown(token.head.x5u, token.text, token.signature, call.ts) for token in tokens)
    )
    return CONTRADICTION if contradicts else MALFORMED_PASSPORT if malformed else NO_CONTRADICTION


class Header(NamedTuple):
    """The tokens of a header that can be read, whether some cannot, and whether one in the compact form diverts."""

    tokens: list[Token]
    malformed: bool
    diverted: bool


def read(header: str) -> Header:
    """What stands in a header; claims of tokens in the compact form are not there (RFC 8224, 7)."""
    tokens, malformed, diverted, at = list[Token](), len(header) > LONGEST, False, 0
    while not malformed or 0 < at < len(header):
        found = IDENTITY.match(header, at)
        if found is None:
            malformed, at = True, header.find(",", at) + 1
            continue
        head, claims, signature, parameters, comma = found.groups()
        at = found.end()
        try:
            if not claims:
                diverted = diverted or _said(parameters).get("ppt") in DIVERTING
            elif (token := _token(head, claims, signature, parameters)).head.ppt in KNOWN:
                tokens.append(token)
                malformed = malformed or not token.is_whole
        except Malformed:
            malformed = True
        if not comma:
            break
    return Header(tokens, malformed, diverted)


def _said(parameters: str) -> dict[str, str]:
    return {name.lower(): value.strip('"') for name, value in SAID.findall(parameters)}


def _token(head: str, claims: str, signature: str, parameters: str) -> Token:
    made = _decoded(head, HEAD)
    said = _said(parameters)
    if parameters and (said.get("ppt") != made.ppt or said.get("alg", made.alg) != made.alg):
        raise Malformed
    return Token(made, _decoded(claims, CLAIMS), f"{head}.{claims}".encode(), _bytes(signature))


def _decoded(part: str, decoder: "msgspec.json.Decoder[T]") -> T:
    try:
        return decoder.decode(_bytes(part))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise Malformed from None


def _bytes(part: str) -> bytes:
    try:
        return urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except ValueError:
        raise Malformed from None


def shows_another(claims: list[Claims], call: Call) -> bool:
    """Whether a token is of somebody whose number the call does not show."""
    if not call.callers:
        return False
    return any(one.orig.tn is not None and canonical(one.orig.tn) not in call.callers for one in claims)


def goes_elsewhere(claims: list[Claims], call: Call) -> bool:
    """Whether a token is of a call to somebody else, whom no other tokens join with the callee.

    One that was sent on names who had it sent on and to whom; the callee of the record may be either.
    """
    diverted = [one for one in claims if one.div is not None]
    if call.callee is None or any(one.div.tn is None or not _called(one) for one in diverted if one.div):
        return False
    joined = {call.callee}
    links = [_called(one) | {canonical(one.div.tn)} for one in diverted if one.div and one.div.tn]
    for _ in links:
        joined |= {number for link in links if link & joined for number in link}
    return any(called and not called & joined for called in map(_called, claims))


def _called(one: Claims) -> set[str]:
    """The numbers that a token is for, those in URIs too; none where it names other URIs alone."""
    return {*map(canonical, one.dest.tn or ()), *filter(None, map(number, one.dest.uri or ()))}


def is_stale(claims: list[Claims], call: Call) -> bool:
    """Whether one was signed at another time than that of the call; where that was sent on, whether all were."""
    away = [abs(call.ts // 1000 - one.iat) > FRESH for one in claims]
    return all(away) if any(one.div for one in claims) else any(away)


def attests_otherwise(tokens: list[Token], call: Call) -> bool:
    """Whether the platform says another attestation than was signed."""
    said = {token.claims.attest for token in tokens if token.head.ppt == "shaken"}
    return bool(said) and call.attest is not None and call.attest not in said
