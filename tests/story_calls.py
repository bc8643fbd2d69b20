"""What the calls of a story are like, and the records of `calls` that they leave."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Literal, TypedDict

from detectors.spans import DAY, HOUR, MINUTE, SECOND

START = 20_706 * DAY  # when every story begins: a border of every pane, those of seven days included
HELD = "+13125550100"  # what the account holds
FOREIGN = "+14155550111"  # what somebody else holds
UNITS = {"ms": 1, "s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY}

Record = dict[str, Any]
Duration = int | str  # ms, or as in "250ms", "4s", "10m", "24h", "30d"
What = Literal["calls", "attempts", "ends", "complaints", "opt-outs"]


def ms(duration: Duration) -> int:
    """A duration in milliseconds.

    >>> ms("4s"), ms("30d"), ms(250), ms("-1ms")
    (4000, 2592000000, 250, -1)
    """
    if isinstance(duration, int):
        return duration
    number = duration.rstrip("msdh")
    return int(number) * UNITS[duration[len(number) :]]


@dataclass(frozen=True)
class Varying:
    """A trait that differs from call to call: `of(i)` is that of the i-th, from 0, or `AS_USUAL`."""

    of: Callable[[int], object]


AS_USUAL = object()


def one_in(n: int, value: object = True, otherwise: object = AS_USUAL) -> Varying:  # noqa: FBT002 - a trait's value
    """Every n-th call has the trait, beginning with the n-th."""
    return Varying(lambda i: value if i % n == n - 1 else otherwise)


def first(n: int, value: object = True, otherwise: object = AS_USUAL) -> Varying:  # noqa: FBT002 - a trait's value
    """The first n calls have the trait."""
    return Varying(lambda i: value if i < n else otherwise)


def in_turn(*values: object) -> Varying:
    """One value after the other, over and over."""
    return Varying(lambda i: values[i % len(values)])


def counting(start: int | str, by: int = 1) -> Varying:
    """A number that is higher each time: of a person, or one to be dialled.

    >>> [counting(7).of(1), counting("+12125550100", by=2).of(1)]
    [8, '+12125550102']
    """
    if isinstance(start, int):
        return Varying(lambda i: start + i * by)
    return Varying(lambda i: f"+{int(start) + i * by}")


class Traits(TypedDict, total=False):
    """What calls are like, and what people say of them. A `Varying` may stand for any of them."""

    person: int | Varying  # the n-th of the people there are: whom the n-th call is to, and who speaks n-th in a phase
    japanese: bool | Varying  # that person's number is one of Japan
    stranger: bool | Varying  # it is somebody else, whom nobody calls
    callee: str | Varying  # the same as a number
    caller: str | Varying
    unowned: bool | Varying  # the caller is somebody else's number, another one each time
    campaign: str | Varying | None
    late: Duration | Varying  # how long after it happened each event arrives
    call: int | Varying  # of calls, as all that follow: which of the story's it is, where it is not one of its own
    direction: str | Varying
    network: str | Varying | None
    access: str | Varying | None
    media: str | Varying | None
    verstat: str | Varying | None  # of attempts, as the next
    attest: str | Varying | None
    identity: str | Varying | None
    pai: str | Varying | None
    ring: Duration | Varying | None  # of ends, as all that follow
    untimed: bool | Varying  # nobody says how long it rang
    talk: Duration | Varying  # 0: nobody answered
    given_up: bool | Varying  # the caller hung up before anybody answered
    hangup: str | Varying | None
    sip: int | Varying | None
    answered_by: str | Varying | None
    dialer: bool | Varying
    voicemail: bool | Varying
    treatment: str | Varying | None
    agent: Duration | Varying | None  # when an agent came, after the answer; None: never
    greeting: Duration | Varying | None


USUAL: Traits = {"ring": "8s", "talk": "60s", "hangup": "callee", "answered_by": "human", "late": 0}
SAID: dict[What, str] = {"complaints": "complaint", "opt-outs": "opt-out"}
OF_BOTH = ("direction", "network", "access", "media", "campaign")
OF_ATTEMPTS = ("verstat", "attest", "identity", "pai")
OF_ENDS = ("hangup", "sip", "answered_by", "dialer", "voicemail", "treatment")
TIMES_OF_ENDS = ("ring", "agent", "greeting")


@dataclass(frozen=True)
class Phase:
    """Calls of one manner. `times` are ms after START: of set-up, or of release where there are ends alone."""

    what: What
    times: tuple[int, ...]
    traits: Traits

    def events(self, account: str, before: int) -> Iterator[tuple[int, Record]]:
        """Each event and when it arrives, ms after START; `before` calls have been told before."""
        arrivals = accumulate(self.times, max)
        for i, (time, arrival) in enumerate(zip(self.times, arrivals, strict=True)):
            n, traits = before + i + 1, self.of(i)
            told = self.leg(n, time, traits) if self.what not in SAID else [said(SAID[self.what], n, i, time, traits)]
            for at, event in told:
                yield max(arrival, at) + ms(traits["late"]), {"account": account, "ts": START + at, **event}

    def leg(self, n: int, time: int, traits: Record) -> Iterator[tuple[int, Record]]:
        """What is seen of the n-th call, and when it happened."""
        call = traits.get("call", n)
        leg = {"call": f"call-{call}", **parties(traits, call), **chosen(traits, OF_BOTH)}
        if self.what != "ends":
            yield time, {"id": f"attempt-{n}", "event": "attempt", **leg, **chosen(traits, OF_ATTEMPTS)}
        if self.what != "attempts":
            released = time if self.what == "ends" else time + ms(traits["ring"] or 0) + talked(traits)
            yield released, {"id": f"end-{n}", **leg, **end(traits, released)}

    def of(self, i: int) -> Record:
        """The traits of the i-th call."""
        given = {name: value.of(i) if isinstance(value, Varying) else value for name, value in self.traits.items()}
        return {**USUAL, **{name: value for name, value in given.items() if value is not AS_USUAL}}


def said(event: str, n: int, i: int, time: int, traits: Record) -> tuple[int, Record]:
    """What somebody, of a phase the i-th from 0, says of the account's calls."""
    record = {"id": f"{event}-{n}", "event": event, "to": number_of(traits, i + 1), **chosen(traits, ("campaign",))}
    return time, record


def number_of(traits: Record, n: int) -> str:
    """The number of the person that is meant, as usual the n-th: scattered, as those of a company's customers are."""
    place = traits.get("person", n) * 7_919 % 8_000_000
    area = "+1646" if traits.get("stranger") else "+1212"
    number = f"+8190{20_000_000 + place}" if traits.get("japanese") else f"{area}{2_000_000 + place}"
    return str(traits.get("callee", number))


def parties(traits: Record, n: int) -> Record:
    """Who calls whom in the n-th call."""
    caller = f"+1415{2_000_000 + n % 8_000_000}" if traits.get("unowned") else HELD
    return {"direction": "outbound", "from": traits.get("caller", caller), "to": number_of(traits, n)}


def talked(traits: Record) -> int:
    """How long they talked, in ms."""
    return 0 if traits.get("given_up") else ms(traits["talk"])


def end(traits: Record, released: int) -> Record:
    """What the release of a call says of it."""
    started = START + released - ms(traits["ring"] or 0) - talked(traits)
    told = {"event": "end", "started": started, "talk_ms": talked(traits), **chosen(traits, OF_ENDS)}
    for name in TIMES_OF_ENDS:
        if name in traits and not (name == "ring" and traits.get("untimed")):
            told[f"{name}_ms"] = None if traits[name] is None else ms(traits[name])
    return told | ({"hangup": "caller", "answered_by": None} if traits.get("given_up") else {})


def chosen(traits: Record, names: tuple[str, ...]) -> Record:
    """The traits that have the names of their fields."""
    return {name: traits[name] for name in names if name in traits}
