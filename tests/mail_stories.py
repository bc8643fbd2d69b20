"""Stories of the mail that an account sends, in a few words, judged by what runs, as `tests.stories` tells of calls.

    account().mails(500).each(outcome=one_in(10, "hard", "delivery")).judge("email.bounces")

Unless the story says otherwise, an account sends from its own domain, every ten seconds to another person, a mail that
offers unsubscribing, passes DMARC and is delivered three seconds later. People complain and unsubscribe in the order in
which they were written to.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, TypedDict, Unpack, cast

from tests.message_stories import MessagePhase
from tests.stories import LISTED, Story, Varying
from tests.story_calls import START, Duration, Record, ms

TEXT = "Ten new teas.\nUnsubscribe below."
DOMAIN = "acme.example"
FROM = f"Acme Teas <News@{DOMAIN}>"
AUTHENTIC = {"spf": "pass", "dkim": "pass", "dmarc": "pass", "arc": "none"}
FORGED = {"spf": "fail", "dkim": "none", "dmarc": "fail", "arc": "none"}
VIRUS = [{"name": "a.exe", "type": "application/x-msdownload", "bytes": 9, "sha256": LISTED.upper()}]


class Traits(TypedDict, total=False):
    """What mail is like. A `Varying` may stand for any of them."""

    person: int | Varying  # the n-th of the people there are
    people: list[int] | Varying  # several, of a send
    recipients: int | Varying  # a send that names nobody
    stranger: bool | Varying  # somebody else, to whom nobody writes
    header_from: str | Varying | None
    auth: dict[str, str] | Varying | None
    unsubscribe: str | Varying | None
    body: str | Varying | None
    attachments: list[dict[str, Any]] | Varying | None
    campaign: str | Varying | None
    message: str | Varying  # its name, where that is not its own
    about: int | Varying  # which mail is complained of, unsubscribed from or bounces, where it is not that person's
    outcome: str | Varying | None  # `delivery`, `hard`, `soft`, or nothing is heard of it
    late: Duration | Varying  # how long after it happened each event arrives


SENT = ("header_from", "auth", "unsubscribe", "body", "attachments", "recipients")


def address(n: int, *, stranger: bool = False) -> str:
    """Where the n-th person there is gets mail."""
    return f"{'stranger' if stranger else 'p'}{n}@mail.example"


@dataclass(frozen=True)
class MailPhase(MessagePhase):
    """Mail of one manner. `times` are ms after START."""

    usual: ClassVar[dict[str, Any]] = {
        "header_from": FROM,
        "auth": AUTHENTIC,
        "unsubscribe": "one-click",
        "body": TEXT,
        "outcome": "delivery",
        "late": 0,
    }

    def told(self, n: int, i: int, time: int, traits: Record) -> Iterator[tuple[int, Record]]:
        """What is seen of the n-th mail, the i-th of its phase, and when it happened."""
        named: Record = {"campaign": traits["campaign"]} if "campaign" in traits else {}
        both: Record = {"id": f"{self.what}-{n}", "event": self.what, **named}
        if self.what != "send":
            person = traits.get("person", i)
            both["message"] = f"m-{traits.get('about', person)}"
            kind = {"bounce": "hard"} if self.what == "bounce" else {}
            yield time, {**both, "to": address(person, stranger=bool(traits.get("stranger"))), **kind}
            return
        both["message"] = traits.get("message", f"m-{n}")
        people = traits.get("people", [] if "recipients" in traits else [traits.get("person", n)])
        said: Record = {name: traits[name] for name in SENT if name in traits}
        yield time, {**both, "to": list(map(address, people)) or None, **said}
        outcome = traits["outcome"]
        for place, person in enumerate(people):
            if outcome is not None:
                event = "delivery" if outcome == "delivery" else "bounce"
                kind = {} if outcome == "delivery" else {"bounce": outcome, "code": "5.1.1"}
                id_ = f"{event}-{n}" if not place else f"{event}-{place}-{n}"
                yield time + 3_000, {**both, "id": id_, "event": event, "to": address(person), **kind}


@dataclass(frozen=True)
class Mailing(Story):
    """What one account mailed, and what became of it."""

    stream: ClassVar[str] = "email"

    def mails(self, count: int, every: Duration = "10s") -> "Mailing":
        """Mail to one person after the other."""
        return self._further("send", count, every)

    def grievances(self, count: int, every: Duration = "10s") -> "Mailing":
        """People complain, as usual the first who were written to."""
        return self._further("complaint", count, every)

    def unsubscriptions(self, count: int, every: Duration = "10s") -> "Mailing":
        """People unsubscribe, as usual the first who were written to."""
        return self._further("unsubscribe", count, every)

    def bounces(self, count: int, every: Duration = "10s") -> "Mailing":
        """Mail bounces for good, as usual that to the first who were written to."""
        return self._further("bounce", count, every)

    def each(self, **traits: Unpack[Traits]) -> "Mailing":  # type: ignore[override]  # mail has others
        """What the last phase's mail is like."""
        return cast("Mailing", super().each(**cast("Any", traits)))

    def pause(self, duration: Duration) -> "Mailing":
        """Nothing happens for a while."""
        return cast("Mailing", super().pause(duration))

    def knowing(self, **facts: object) -> "Mailing":
        """The same, where the account's record says this too."""
        return cast("Mailing", super().knowing(**facts))

    def _further(self, what: str, count: int, every: Duration) -> "Mailing":
        times = tuple(self.clock + i * ms(every) for i in range(count))
        return cast("Mailing", self.then(MailPhase(what, times, {}), count * ms(every)))


def account(name: str = "acme", **facts: object) -> Mailing:
    """An account of which the platform has a record, with the contract's fields."""
    return Mailing(name, {"account": name, "country": "US", "domains": [DOMAIN], **facts})


def stranger(name: str = "acme") -> Mailing:
    """An account of which the platform has no record."""
    return Mailing(name, None)


def honest(seed: int) -> tuple[list[Record], list[Record]]:
    """Accounts whose mail is wanted, and what they send in some weeks, by time."""
    rng = random.Random(seed)

    def rarely(share: float, value: object, otherwise: object) -> Varying:
        drawn = [value if rng.random() < share else otherwise for _ in range(3_000)]
        return Varying(lambda i: drawn[i])

    shop = account("shop", use="marketing").mails(1_500, every="1m")
    shop = shop.each(outcome=rarely(0.01, "hard", "delivery"), unsubscribe="link")
    shop = shop.unsubscriptions(30).grievances(1).pause("1d").mails(600).each(person=Varying(lambda i: 100 + i))
    receipts = account("receipts", use="notifications").mails(1_000, every="5m")
    receipts = receipts.each(unsubscribe="none", body=Varying(lambda i: f"Your order {i} is {i}.50 EUR"))
    lists = account("lists").mails(400, every="20s").each(header_from="ann@other.example", auth={"arc": "pass"})
    partner = account("partner").mails(600).each(header_from=rarely(0.01, "a@partner.example", FROM), auth={})
    group = account("group").mails(200).each(people=Varying(lambda i: [i, i + 1, i + 7]), outcome=None)
    stories = [shop, receipts, lists, partner, group]
    events = sorted((event for story in stories for event in story.events), key=lambda event: event["ts"])
    assert events[0]["ts"] >= START
    return [record for story in stories for record in story.records], events
