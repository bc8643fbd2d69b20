"""Events that name people and hold what they wrote, in every stream."""

from collections.abc import Iterator
from typing import Any

from tests.integration.rows import T0

Event = dict[str, Any]
OWN, WRITTEN = "+14155550100", "Zebras graze at the quokka lagoon tonight"
BROKEN = '{"id":"b","account":"acme","ts":"now","event":"send","message":"b","body":"Zebras in a broken record"}'
FOUND = {
    "acme": {"sms.bulk", "sms.flooding", "voice.flooding", "voice.unowned-caller-id", "email.forged-sender"},
    "globex": {"sms.flooding"},
}


def person(i: int) -> str:
    return f"+8190{31_000_000 + 7_919 * i}"


def address(i: int) -> str:
    return f"quokka.{i}@lagoon-{i}.example"


def events(account: str, own: str) -> Iterator[tuple[str, Event]]:
    """Traffic that many detectors speak of, with what nobody may read in every field that may hold it."""
    for i in range(220):
        sms = {"id": f"{account}m{i}", "account": account, "ts": T0 + 1_000 * i, "message": f"m{i}", "from": own}
        yield "sms", sms | {"event": "send", "to": person(i), "body": f"{WRITTEN} {person(i)} {address(i)}"}
        yield "sms", sms | {"id": f"{account}f{i}", "event": "send", "message": f"f{i}", "to": person(900)}
        if i < 40:
            reply = {"id": f"{account}r{i}", "event": "receive", "message": f"r{i}", "from": person(i), "to": own}
            yield "sms", sms | reply | {"ts": T0 + 300_000 + i, "body": "STOP"}
    for i in range(80):
        call = {"id": f"{account}c{i}", "account": account, "ts": T0 + 5_000 * i, "event": "attempt", "call": f"c{i}"}
        yield (
            "calls",
            call | {"direction": "outbound", "from": person(300 + i), "to": person(901), "pai": person(500 + i)},
        )
        mail = {"id": f"{account}e{i}", "account": account, "ts": T0 + 5_000 * i, "event": "send", "message": f"e{i}"}
        about = {"to": [address(i), address(100 + i)], "subject": f"{WRITTEN} about {i}", "body": f"{WRITTEN} for {i}"}
        sender = {"header_from": f"Quokka <{address(200 + i)}>", "reply_to": address(300 + i), "mail_from": address(i)}
        yield "email", mail | about | sender | {"auth": {"dmarc": "fail"}}
    report = {"id": f"{account}p", "account": account, "ts": T0, "kind": "fraud", "trust": 0.95}
    yield "reports", report | {"reporter": address(400), "detail": f"{WRITTEN} to me", "subject": person(700)}
