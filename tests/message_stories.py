"""Stories of what an account writes, in a few words, judged by what runs, as `tests.stories` tells those of calls.

    account().messages(300, every="1s").each(status=one_in(4, "unknown-recipient", "delivered")).judge("sms.bulk")

Unless the story says otherwise, an account of the United States writes from the one number that it holds, every ten
seconds to another person, under a registered campaign. People reply STOP, or complain, in the order in which they were
written to.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, ClassVar, TypedDict, Unpack, cast

from tests.stories import Story, Varying
from tests.story_calls import AS_USUAL, HELD, START, Duration, Record, ms, number_of

TEXT = "Our shop opens at nine tomorrow."


class Traits(TypedDict, total=False):
    """What messages are like. A `Varying` may stand for any of them."""

    person: int | Varying  # the n-th of the people there are
    stranger: bool | Varying  # somebody else, to whom nobody writes
    callee: str | Varying  # the same as a number
    sender: str | Varying
    body: str | Varying | None
    template: str | Varying | None
    opt: str | Varying | None
    registered: bool | Varying | None
    status: str | Varying | None  # what becomes of a message, two seconds later ("": not said); None: nothing is heard
    verified: Duration | Varying | None  # how long after it its code is entered; None: never
    about: int | Varying | None  # which message a complaint names
    campaign: str | Varying | None
    late: Duration | Varying  # how long after it happened each event arrives


USUAL: dict[str, Any] = {"sender": HELD, "body": TEXT, "registered": True, "late": 0}


@dataclass(frozen=True)
class MessagePhase:
    """Messages of one manner. `times` are ms after START."""

    usual: ClassVar[dict[str, Any]] = USUAL

    what: str  # the event
    times: tuple[int, ...]
    traits: dict[str, Any]

    def events(self, account: str, before: int) -> Iterator[tuple[int, Record]]:
        """Each event and when it arrives, ms after START; `before` messages have been told before."""
        arrivals = accumulate(self.times, max)
        for i, (time, arrival) in enumerate(zip(self.times, arrivals, strict=True)):
            traits = self.of(i)
            for at, event in self.told(before + i + 1, i + 1, time, traits):
                yield max(arrival, at) + ms(traits["late"]), {"account": account, "ts": START + at, **event}

    def told(self, n: int, i: int, time: int, traits: Record) -> Iterator[tuple[int, Record]]:
        """What is seen of the n-th message, the i-th of its phase, and when it happened."""
        sender = traits["sender"]
        named: Record = {"campaign": traits["campaign"]} if "campaign" in traits else {}
        person = number_of(traits, n if self.what == "send" else i)
        both: Record = {"id": f"{self.what}-{n}", "event": self.what, "message": f"m-{n}", **named}
        match self.what:
            case "send":
                said: Record = {name: traits[name] for name in ("body", "template", "registered") if name in traits}
                yield time, {**both, "from": sender, "to": person, **said}
                if (status := traits.get("status")) is not None:
                    heard = {"id": f"status-{n}", "event": "status", "status": status or None}
                    yield time + 2_000, {**both, "from": sender, "to": person, **heard}
                if (after := traits.get("verified")) is not None:
                    entered = {"id": f"verified-{n}", "event": "verified", "message": f"m-{n}", **named}
                    yield time + ms(after), entered
            case "receive":
                body = traits["body"] if "body" in self.traits else "STOP"
                said = {"opt": traits["opt"]} if "opt" in traits else {"body": body}
                yield time, {**both, "message": f"r-{n}", "from": person, "to": sender, **said}
            case _:
                about = traits.get("about")
                message = None if about is None else f"m-{about}"
                yield time, {**both, "message": message, "from": sender, "to": person}

    def of(self, i: int) -> Record:
        """The traits of the i-th message."""
        given = {name: value.of(i) if isinstance(value, Varying) else value for name, value in self.traits.items()}
        return {**self.usual, **{name: value for name, value in given.items() if value is not AS_USUAL}}


@dataclass(frozen=True)
class Correspondence(Story):
    """What one account wrote and was answered."""

    stream: ClassVar[str] = "sms"

    def messages(self, count: int, every: Duration = "10s") -> "Correspondence":
        """Messages to one person after the other."""
        return self._further("send", count, every)

    def replies(self, count: int, every: Duration = "10s") -> "Correspondence":
        """People reply, as usual STOP and the first who were written to."""
        return self._further("receive", count, every)

    def grievances(self, count: int, every: Duration = "10s") -> "Correspondence":
        """People complain, as usual the first who were written to."""
        return self._further("complaint", count, every)

    def each(self, **traits: Unpack[Traits]) -> "Correspondence":  # type: ignore[override]  # messages have others
        """What the last phase's messages are like."""
        return cast("Correspondence", super().each(**cast("Any", traits)))

    def pause(self, duration: Duration) -> "Correspondence":
        """Nothing happens for a while."""
        return cast("Correspondence", super().pause(duration))

    def _further(self, what: str, count: int, every: Duration) -> "Correspondence":
        times = tuple(self.clock + i * ms(every) for i in range(count))
        return cast("Correspondence", self.then(MessagePhase(what, times, {}), count * ms(every)))


def account(name: str = "acme", **facts: object) -> Correspondence:
    """An account of which the platform has a record, with the contract's fields."""
    return Correspondence(name, {"account": name, "country": "US", "numbers": [{"number": HELD}], **facts})
