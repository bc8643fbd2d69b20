"""What an account shows of itself, and what it sends along."""

import random
from typing import Any

from tests.traffic.mails.manners import MailHabits

LISTED = tuple(f"{n:02x}" * 32 for n in (1, 0xAB, 0xF0))
MALWARE = frozenset(LISTED)
OWN = ("acme.example", "shop.co.uk", "firma.co.jp", "münchen.de", "example.com", "10.0.0.1", "localhost")
ALONE = ("10.0.0.1", "localhost")  # what is before these makes something else of them
OTHERS = ("bank.example", "other.co.uk", "co.uk", "muenchen.de", "acme.example.com", "192.0.2.7", "xn--mnchen-3ya.de")
NAMELESS = (None, "", "Your Bank", "news@", "<>")
FORMS = (
    "{}@{}",
    "Acme <{}@{}>",
    '"ceo@bank.example" <{}@{}>',
    "{}@mail.{}",
    "News <{}@a.b.{}>",
    "{}@{}, x@bank.example",
)
PASSED = ({"dmarc": "pass"}, {"spf": "pass", "dmarc": "Pass", "arc": "none"}, {"dmarc": "fail", "arc": "pass"})
FAILED = ({"dmarc": "fail"}, {"spf": "pass", "dkim": "pass", "dmarc": " FAIL "})
UNKNOWN: tuple[dict[str, str | None] | None, ...] = (
    None,
    {},
    {"spf": "pass", "dkim": "pass"},
    {"dmarc": "none", "arc": None},
    {"dmarc": "temperror"},
)


class Senders:
    """The domains of one account."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self.own = rng.sample(OWN, rng.choice((1, 1, 2, 3)))

    @property
    def domains(self) -> list[str]:
        """What the platform knows of them, which may be a host of them."""
        return [
            domain if domain in ALONE else self._rng.choice((domain, domain, domain.upper(), f"www.{domain}"))
            for domain in self.own
        ]

    def shown(self, habits: MailHabits) -> dict[str, Any]:
        """`From`, and what is found out about it."""
        rng = self._rng
        if rng.random() < habits.nameless:
            return {"header_from": rng.choice(NAMELESS), "auth": rng.choice((*FAILED, *UNKNOWN))}
        name, form = rng.choice(("news", "Ann", "o'b+1")), rng.choice(FORMS)
        others = [domain for domain in OTHERS if domain not in self.own]
        if rng.random() < habits.others:
            domain, doubtful = rng.choice(others), (*FAILED, *UNKNOWN)
            return {"header_from": form.format(name, domain), "auth": rng.choice((*PASSED, *doubtful, *doubtful))}
        luck = rng.random()
        auth = FAILED if luck < habits.failed else UNKNOWN if luck < habits.failed + habits.unproven else PASSED[:2]
        domain = rng.choice(self.own)
        form = FORMS[0] if domain in ALONE else form
        return {"header_from": form.format(name, domain), "auth": rng.choice(auth)}

    def attached(self, habits: MailHabits) -> dict[str, Any]:
        """Files, where there are some."""
        rng = self._rng
        files: list[dict[str, Any]] = []
        if rng.random() < habits.infected:
            listed = rng.choice(LISTED)
            files += [{"name": "a.exe", "bytes": 9, "sha256": rng.choice((listed, listed.upper(), f" {listed}"))}]
        if rng.random() < habits.attached:
            files += [rng.choice(({"name": "b.pdf"}, {"sha256": "0" * 64}, {"sha256": LISTED[0][:-1]}))]
        rng.shuffle(files)
        return {"attachments": files} if files or rng.random() < 0.1 else {}
