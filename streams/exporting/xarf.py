"""Cases of spam as XARF v4 reports, for those who are told of abuse: networks, registrars, blocklists.

The fields are those of the schemas of xarf-spec 4.2.0 (https://github.com/xarf/xarf-spec, schemas/v4): of all reports
`xarf_version`, `report_id` (a UUID), `timestamp`, `reporter` and `sender` (`org`, `contact`, `domain`),
`source_identifier`, `category` and `type`; of `messaging` `spam` `protocol`, and for `smtp` `smtp_from` and
`source_port` besides.
"""

import base64
from collections.abc import Iterable
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from streams.delivery.contacts import ADDRESS
from streams.errors import WrongUsage
from streams.exporting.cases import Standing
from streams.exporting.senders import Senders
from streams.identity import identity
from streams.settings import Settings
from streams.times import rfc3339

VERSION = "4.2.0"
PROTOCOLS = {"sms-spam": "sms", "email-spam": "smtp"}  # of who spoofs, what can be seen is somebody else's
DECIDED = ("approved", "terminated")
SMTP_PORT = 25  # of what is not known but asked for
LONGEST = 1000  # letters of a description
COMPLAINED = (".complaints", ".opt-outs", ".after-opt-out", ".after-unsubscribe")


class Exported(NamedTuple):
    """Reports, and of how many cases there are none: nobody has decided, or it is not known from whom it came."""

    reports: list[dict[str, Any]]
    undecided: int
    unknown: int


def identity_of(settings: Settings) -> dict[str, str]:
    """Who reports; raises WrongUsage where the settings do not say."""
    given = {
        "org": settings.reporter_organization,
        "contact": settings.reporter_contact,
        "domain": settings.reporter_domain,
    }
    if None in given.values():
        raise WrongUsage(
            "reports name who reports: set RINGFENCE_REPORTER_ORGANIZATION, RINGFENCE_REPORTER_CONTACT and"
            " RINGFENCE_REPORTER_DOMAIN"
        )
    if not ADDRESS.fullmatch(given["contact"] or ""):
        raise WrongUsage("RINGFENCE_REPORTER_CONTACT: is not an address such as abuse@platform.example")
    return {name: value for name, value in given.items() if value is not None}


def exported(cases: Iterable[Standing], senders: Senders, who: dict[str, str], *, undecided: bool) -> Exported:
    """A report of each case of spam that was approved, or, if so asked, that is open."""
    reports, waiting, unknown = list[dict[str, Any]](), 0, 0
    for case in cases:
        now = case.now
        if now.category not in PROTOCOLS or now.shadow or now.action == "lift" or now.state not in {*DECIDED, "open"}:
            continue
        if now.state not in DECIDED and not undecided:
            waiting += 1
        elif (source := _source(case, senders)) is None:
            unknown += 1
        else:
            reports.append(_report(case, source, who))
    return Exported(reports, waiting, unknown)


def _source(case: Standing, senders: Senders) -> dict[str, Any] | None:
    """What says from whom it came; None: nothing does."""
    protocol, scope = PROTOCOLS[case.now.category], case.now.scope
    if protocol == "sms" and scope.kind in {"number", "sender"}:
        return {"protocol": protocol, "source_identifier": scope.value}
    sender = senders.of(case.findings)
    if sender is None:
        return None
    if protocol == "sms":
        return {"protocol": protocol, "source_identifier": sender}
    if not ADDRESS.fullmatch(sender):
        return None
    domain = sender.rpartition("@")[2]
    return {"protocol": protocol, "source_identifier": domain, "smtp_from": sender, "source_port": SMTP_PORT}


def _report(case: Standing, source: dict[str, Any], who: dict[str, str]) -> dict[str, Any]:
    now, figures = case.now, msgspec.json.encode(case.now.evidence)
    complained = any(detector.endswith(COMPLAINED) for detector in case.detectors)
    found = max((alert.ts for alert in case.findings), default=now.ts)
    return {
        "xarf_version": VERSION,
        "report_id": str(UUID(hex=identity(now.case, *now.findings), version=4)),
        "timestamp": rfc3339(found),
        "reporter": who,
        "sender": who,
        "category": "messaging",
        "type": "spam",
        **source,
        "evidence_source": "user_complaint" if complained else "automated_filter",
        "evidence": [
            {
                "content_type": "application/json",
                "description": "Figures, each with its limit",
                "payload": base64.b64encode(figures).decode(),
                "hash": f"sha256:{sha256(figures).hexdigest()}",
                "size": len(figures),
            }
        ],
        "tags": [f"detector:{detector.replace('.', '-')}" for detector in case.detectors],
        "confidence": now.confidence,
        "description": now.reason[:LONGEST],
    }
