"""What is looked at of an account-hour: shares, amounts and a mean, each with the words that it is said in."""

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[Any]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Kind = Literal["share", "amount", "mean"]
FEW = 10  # of which a share is said to be what is usual, as far as it is: so chance does not make an hour stand out
SECOND = 1_000  # ms


class Feature(NamedTuple):
    """A figure. A share is `part` of `whole`, a mean `part` ms over `whole`; an amount is `part` alone."""

    name: str
    kind: Kind
    part: Callable[[Rows], Ints]
    whole: Callable[[Rows], Ints]
    said: str  # with {value}, {part} and {whole}
    below: bool = False  # to be under what is usual is out of the ordinary as well
    wanted: bool = False  # more of it says that people want to hear from the account


def _of(*names: str) -> Callable[[Rows], Ints]:
    return lambda rows: np.asarray(sum(rows[name] for name in names), np.int64)


def _more(done: str, people: str) -> Callable[[Rows], Ints]:
    return lambda rows: np.asarray(np.maximum(rows[done] - rows[people], 0), np.int64)


def _changes(numbers: str) -> Callable[[Rows], Ints]:
    return lambda rows: np.asarray(np.maximum(rows[numbers] - 1, 0), np.int64)


def _share(
    name: str, part: Callable[[Rows], Ints], whole: Callable[[Rows], Ints], said: str, *, below: bool = False
) -> Feature:
    return Feature(name, "share", part, whole, said, below)


def _wanted(name: str, part: Callable[[Rows], Ints], whole: Callable[[Rows], Ints], said: str) -> Feature:
    return Feature(name, "share", part, whole, said, below=True, wanted=True)


def _amount(name: str, said: str) -> Feature:
    return Feature(name, "amount", _of(name), _of(name), said)


CALLS, ANSWERED, MESSAGES, MAILS = _of("calls"), _of("answered"), _of("messages"), _of("mails")
FEATURES = (
    _amount("callees", "called {value} different people"),
    _amount("texted", "wrote messages to {value} different people"),
    _amount("mailed", "wrote mails to {value} different people"),
    _amount("busiest", "called or wrote to one of them {value} times"),
    _share("answer_ratio", ANSWERED, CALLS, "{value} of {whole} calls were answered", below=True),
    Feature("talk", "mean", _of("talk_ms"), ANSWERED, "{whole} answered calls lasted {value} on average", below=True),
    _share("short", _of("short"), ANSWERED, "{value} of {whole} answered calls were over within 6 s"),
    _share("rung_briefly", _of("rung_briefly"), CALLS, "{value} of {whole} calls were given up within 3 s"),
    _share("given_up", _of("given_up"), CALLS, "{value} of {whole} calls were given up within 15 s"),
    _share("abandoned", _of("abandoned"), ANSWERED, "{value} of {whole} answered calls found no agent in time"),
    _share("recorded", _of("recorded"), CALLS, "{value} of {whole} calls were a recording"),
    _share("voicemails", _of("voicemails"), ANSWERED, "{value} of {whole} answered calls left a voicemail"),
    _share("faxes", _of("faxes"), CALLS, "{value} of {whole} calls were faxes"),
    _share(
        "repeated", _more("calls", "callees"), CALLS,
        "{value} of {whole} calls were to somebody called before in the hour", below=True,
    ),
    _share("numbers", _changes("callers"), CALLS, "{value} of {whole} calls showed yet another number"),
    _share("unwanted", _of("unwanted"), CALLS, "{part} complained, opted out or refused, for {whole} calls: {value}"),
    _wanted("received", _of("received"), _of("calls", "received"), "{value} of {whole} calls were incoming"),
    _share("unknown", _of("unknown"), _of("statuses"), "{value} of {whole} messages were to unknown recipients"),
    _share("undelivered", _of("undelivered"), _of("statuses"), "{value} of {whole} messages were not delivered"),
    _share(
        "texted_again", _more("messages", "texted"), MESSAGES,
        "{value} of {whole} messages were to somebody written to before in the hour",
    ),
    _share("senders", _changes("senders"), MESSAGES, "{value} of {whole} messages showed yet another sender"),
    _wanted("replies", _of("replies"), _of("messages", "replies"), "{value} of {whole} messages were replies"),
    _share("opted_out", _of("opted_out"), MESSAGES, "{part} opted out, for {whole} messages: {value}"),
    _share("sms_complaints", _of("sms_complaints"), MESSAGES, "{part} complained, for {whole} messages: {value}"),
    _wanted("verified", _of("verified"), MESSAGES, "{part} codes were entered, for {whole} messages: {value}"),
    _share("unregistered", _of("unregistered"), MESSAGES, "{value} of {whole} messages were from unregistered senders"),
    _share("bounced", _of("bounced"), MAILS, "{part} mails bounced for good, of {whole}: {value}"),
    _share("mail_complaints", _of("mail_complaints"), MAILS, "{part} complained, for {whole} mails: {value}"),
    _share("unsubscribed", _of("unsubscribed"), MAILS, "{part} unsubscribed, for {whole} mails: {value}"),
    _share(
        "mailed_again", _more("mails", "mailed"), MAILS,
        "{value} of {whole} mails were to somebody written to before in the hour",
    ),
    _share(
        "at_night", _of("at_night"), _of("calls", "messages"),
        "{value} of {whole} calls and messages were before 8 or after 21 o'clock, where they arrive",
    ),
)  # fmt: skip
NAMES = tuple(feature.name for feature in FEATURES)


class Figures(NamedTuple):
    """A column a feature: `part` and `whole`, as they were counted."""

    part: Ints
    whole: Ints


def figures(rows: Rows) -> Figures:
    """The figures of account-hours; of shares a part is never more than its whole and one for each of the part."""
    part = np.stack([feature.part(rows) for feature in FEATURES], 1)
    whole = np.stack([feature.whole(rows) for feature in FEATURES], 1)
    shares = np.array([feature.kind == "share" for feature in FEATURES])
    return Figures(part, np.where(shares, np.maximum(whole, part), whole))


def figure(feature: Feature, part: int, whole: int) -> float:
    """A figure as people read it: an amount, a share, or a mean in ms."""
    return float(part) if feature.kind == "amount" else part / max(whole, 1)


def positions(found: Figures, expected: Floats) -> Floats:
    """Where each figure stands: of amounts the logarithm, of means and shares that beside what is `expected`.

    Shares as log odds, after FEW more of the whole have been as expected; of none of the whole it is 0, as of what is
    expected.
    """
    part, whole = found.part.astype(np.float64), found.whole.astype(np.float64)
    stands = np.empty_like(part)
    for i, feature in enumerate(FEATURES):
        usual = expected[i]
        if feature.kind == "amount":
            stands[:, i] = np.log1p(part[:, i])
        elif feature.kind == "mean":
            mean = (part[:, i] + FEW * usual) / (whole[:, i] + FEW)
            stands[:, i] = np.log((mean + SECOND) / (usual + SECOND))
        else:
            odds = (part[:, i] + FEW * usual) / (whole[:, i] - part[:, i] + FEW * (1 - usual))
            stands[:, i] = np.log(odds * (1 - usual) / usual)
    return stands
