"""What the PASSporTs of an attempt come to, read a second time: slowly, and from the standards alone."""

import json
import string
from base64 import urlsafe_b64decode
from typing import Any

from tests.oracle.arrival import Event
from tests.oracle.numbering import called, is_e164

LETTERS = frozenset(string.ascii_letters + string.digits + "-_")
TOLERATED = 60  # seconds
JUDGED = (None, "shaken", "div", "div-o")


def contradicts(event: Event) -> bool:
    """Whether what is signed of an attempt is not so. What is malformed may say where it was sent on to, and when."""
    told, whole = list[dict[str, Any]](), True
    for part in _parts(event.get("identity") or ""):
        try:
            token = _token(part)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            whole = False
            continue
        if token.get("ppt") in JUDGED:
            told.append(token)
    hidden = [token for token in told if token.get("compact")]
    told = [token for token in told if not token.get("compact")]
    sent_on = any(token["ppt"] in ("div", "div-o") for token in hidden)
    return (
        _of_another(told, event)
        or (whole and not sent_on and (_elsewhere(told, event) or _at_another_time(told, event)))
        or (whole and _attested_otherwise(told, event))
    )


def _parts(header: str) -> list[str]:
    try:
        parts = _apart(header, ",")
    except ValueError:  # what is quoted does not end
        parts = header.split(",")
    return parts if header else []


def _apart(text: str, by: str) -> list[str]:
    """The parts of a header, where what separates them is in no quotes and no brackets."""
    parts, closing = [""], ""
    for letter in text:
        if not closing and letter == by:
            parts.append("")
            continue
        if closing == letter:
            closing = ""
        elif not closing:
            closing = {"<": ">", '"': '"'}.get(letter, "")
        parts[-1] += letter
    if closing:
        raise ValueError(text)
    return parts


def _token(text: str) -> dict[str, Any]:
    """The head and claims of one, together."""
    token, *parameters = (part.strip() for part in _apart(text, ";"))
    head, claims, signature = token.split(".")
    if len(signature) != 86 or not set(head + claims + signature) <= LETTERS:
        raise ValueError(token)
    said = {name.strip().lower(): value.strip().strip('"') for name, _, value in (p.partition("=") for p in parameters)}
    if not claims:
        return {"compact": True, "ppt": said.get("ppt")}
    made = _object(head)
    if made["alg"] != "ES256" or made["typ"] != "passport" or not isinstance(made["x5u"], str):
        raise ValueError(head)
    if parameters and (said.get("ppt") != made.get("ppt") or said.get("alg", "ES256") != "ES256"):
        raise ValueError(parameters)
    told = _object(claims)
    if made.get("ppt") == "shaken" and (told["attest"] not in ("A", "B", "C") or not isinstance(told["origid"], str)):
        raise ValueError(told)
    if made.get("ppt") in ("div", "div-o") and not isinstance(told["div"], dict):
        raise ValueError(told)
    if not isinstance(told["iat"], int):
        raise TypeError(told)
    return {**told, "ppt": made.get("ppt"), "from": _digits(told["orig"].get("tn")), "for": _for(told["dest"])}


def _object(part: str) -> dict[str, Any]:
    decoded = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    if not isinstance(decoded, dict):
        raise TypeError(part)
    return decoded


def _digits(tn: str | None) -> str | None:
    if tn is None:
        return None
    digits = "".join(letter for letter in tn.removeprefix("+") if letter not in ".()-")
    if not digits.isdecimal():
        raise ValueError(tn)
    return digits


def _for(dest: dict[str, Any]) -> set[str | None]:
    """The numbers that a token is for, with those that URIs are of."""
    uris = (called(uri).removeprefix("+") for uri in dest.get("uri") or () if is_e164(called(uri)))
    return {*(_digits(tn) for tn in dest.get("tn") or ()), *uris}


def _of_another(told: list[dict[str, Any]], event: Event) -> bool:
    shown = {
        called(event[name]).removeprefix("+") for name in ("from", "pai") if is_e164(called(event.get(name) or ""))
    }
    return bool(shown) and any(token["from"] not in {None, *shown} for token in told)


def _elsewhere(told: list[dict[str, Any]], event: Event) -> bool:
    """Whether the callee and what tokens are for fall apart: a token of who had the call sent on joins two numbers."""
    if not is_e164(called(event["to"])):
        return False
    diverted = [token for token in told if token["ppt"] in ("div", "div-o") or isinstance(token.get("div"), dict)]
    if any(not token["div"].get("tn") or not token["for"] for token in diverted):
        return False
    groups = [{called(event["to"]).removeprefix("+")}]
    for link in [token["for"] | {_digits(token["div"]["tn"])} for token in diverted]:
        touched = [group for group in groups if group & link]
        groups = [group for group in groups if not group & link] + [link.union(*touched)]
    here = next(group for group in groups if called(event["to"]).removeprefix("+") in group)
    return any(token["for"] and not token["for"] & here for token in told)


def _at_another_time(told: list[dict[str, Any]], event: Event) -> bool:
    away = [abs(event["ts"] // 1_000 - token["iat"]) > TOLERATED for token in told]
    sent_on = any(isinstance(token.get("div"), dict) for token in told)
    return all(away) if sent_on else any(away)


def _attested_otherwise(told: list[dict[str, Any]], event: Event) -> bool:
    signed = {token["attest"] for token in told if token["ppt"] == "shaken"}
    return bool(signed) and event.get("attest") is not None and event["attest"] not in signed
