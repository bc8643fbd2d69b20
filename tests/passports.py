"""PASSporTs as networks sign them, and as they arrive in an Identity header."""

import json
from base64 import urlsafe_b64encode

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

URL = "https://certs.example.org/2026/carrier.pem"
UNCHECKED = "A" * 86  # stands for a signature where nobody verifies it


def part(value: object) -> str:
    """One part of a token."""
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(text).decode().rstrip("=")


def numbers(*these: str) -> dict[str, object]:
    """Who is called, by number."""
    return {"tn": [number.removeprefix("+") for number in these]}


def passport(
    caller: str,
    callee: str,
    ts: int,
    ppt: str | None = "shaken",
    *,
    key: EllipticCurvePrivateKey | None = None,
    x5u: str = URL,
    parameters: str | None = None,
    **claims: object,
) -> str:
    """An Identity header for a call at `ts`, as its network would sign it; `claims` are others, or others instead."""
    head = {"alg": "ES256", "typ": "passport", "x5u": x5u} | ({"ppt": ppt} if ppt else {})
    usual: dict[str, object] = {"orig": {"tn": caller.removeprefix("+")}, "dest": numbers(callee), "iat": ts // 1000}
    usual |= {"attest": "A", "origid": "7ca3a4dc-6f2b-4b5c-9d2c-2f8e9a1b0c3d"} if ppt == "shaken" else {}
    text = f"{part(head)}.{part(usual | claims)}"
    said = f';info=<{x5u}>;alg=ES256;ppt="{ppt}"' if ppt else f";info=<{x5u}>;alg=ES256"
    return f"{text}.{signature(text, key) if key else UNCHECKED}{said if parameters is None else parameters}"


def signature(text: str, key: EllipticCurvePrivateKey) -> str:
    """By ES256 (RFC 7518, 3.4)."""
    r, s = decode_dss_signature(key.sign(text.encode(), ECDSA(SHA256())))
    return part(r.to_bytes(32) + s.to_bytes(32))


def diverted(caller: str, by: str, callee: str, ts: int, **given: object) -> str:
    """The token of who had a call sent on."""
    return passport(caller, callee, ts, "div", div={"tn": by.removeprefix("+")}, **given)  # type: ignore[arg-type]


def compact(ppt: str = "shaken") -> str:
    """A token without its head and its claims."""
    return f"..{UNCHECKED};info=<{URL}>;alg=ES256;ppt={ppt}"
