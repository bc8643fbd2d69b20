"""The rows about what a mail shows and carries: a domain in `From`, attachments."""

from collections.abc import Iterator
from fractions import Fraction

from tests.oracle.email.address import organisational, shown_domain
from tests.oracle.email.mail import Mail
from tests.oracle.facts import Facts
from tests.oracle.shares import DAY, HOUR, is_over, sliding
from tests.oracle.verdict import Verdict


class ForgedSender:
    """`From` shows a domain of somebody else, and nobody vouches for it; or its own, and it is not from there."""

    id = "email.forged-sender"
    window = HOUR

    def __init__(self) -> None:
        self._hour = sliding(HOUR)  # mails, those that are forged, those of its own domain that failed

    def judge(self, heard: Mail, facts: Facts) -> Iterator[Verdict]:
        """One verdict of the account."""
        if not facts.known or heard.what != "send" or not heard.mails:
            return
        auth = heard.event.get("auth") or {}
        results = {way: (auth.get(way) or "").strip().lower() for way in ("dmarc", "arc")}
        domain = shown_domain(heard.event.get("header_from"))
        own = domain in set(map(organisational, facts.domains))
        forged = domain is not None and not own and "pass" not in results.values()
        failed = own and results["dmarc"] == "fail"
        if self._hour.add(heard.ts, heard.clock, heard.mails, forged * heard.mails, failed * heard.mails):
            n, k, own_k = self._hour.totals(heard.clock)
            level = 2 if _is_too_many(k, n) else int(_is_too_many(own_k, n))
            yield Verdict(("account", heard.event["account"]), level, level, apart=True)


def _is_too_many(k: int, n: int) -> bool:
    return k >= 10 and is_over(k, n, Fraction(5, 100))


class Malware:
    """An attachment is on the list of malware."""

    id = "email.malware"
    window = DAY

    def __init__(self, listed: frozenset[str]) -> None:
        self._listed = listed

    def judge(self, heard: Mail, facts: Facts) -> Iterator[Verdict]:  # noqa: ARG002  (the row's contract)
        """One verdict of the account at each such mail, however late it comes."""
        sums = {(file.get("sha256") or "").strip().lower() for file in heard.event.get("attachments") or ()}
        if heard.what == "send" and not self._listed.isdisjoint(sums):
            yield Verdict(("account", heard.event["account"]), 1, 1)
