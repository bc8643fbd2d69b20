"""A person who is erased is in no cell of a shard, and nobody else is forgotten."""

import json
from typing import Any

import numpy as np
import pytest

from detectors.policy import load
from streams import paging
from streams.errors import WrongUsage
from streams.facts import Accounts
from streams.holding.person import keys_in
from streams.installation import Installation
from streams.people import beside, named, person
from streams.plucking import SMALL, pluck, together
from streams.privacy import pseudonym
from streams.raw import RawBatch
from streams.shard import Shard
from streams.stream import STREAMS

SECRET = Installation("secret")
EXTENSION = "sip:1000@acme.example"
OWN, THEY, OTHER = "+14155550100", "+14155550123", "+14155550124"
T0 = 1_790_000_000_000
MINUTE = 60_000


def shard(stream: str, events: list[dict[str, Any]]) -> Shard:
    """What has judged events of one account, ten seconds apart unless they say when."""
    made = Shard(STREAMS[stream], load(), Accounts(), installation=SECRET)
    told(made, events)
    return made


def told(made: Shard, events: list[dict[str, Any]]) -> list[str]:
    first = int(made.tables["account"].rows["clock"].max(initial=0))
    begin = max(T0, first)
    lines = [
        json.dumps({"id": f"{begin}-{i}", "account": "acme", "ts": begin + 10_000 * (i + 1), **event}).encode()
        for i, event in enumerate(events)
    ]
    fed = made.feed(RawBatch(made.stream.name, 0, list(range(len(lines))), lines))
    assert not fed.dead
    return [alert.detector for alert in fed.alerts]


def met(made: Shard, events: list[dict[str, Any]], who: str) -> set[int]:
    """With what records name somebody, as `ringfence erase` finds it on topics."""
    lines = [
        json.dumps({"id": f"m{i}", "account": "acme", "ts": T0, **event}).encode() for i, event in enumerate(events)
    ]
    columns = made.reader.read(RawBatch(made.stream.name, 0, list(range(len(lines))), lines)).columns
    return beside(columns[named(columns, person(who, SECRET).keys[made.stream.name], made.stream.name)])


def places(made: Shard, known: set[int], who: str) -> int:
    """How many 64-bit values of its page are a key of somebody, alone or with what they were named with."""
    own = np.array(sorted(person(who, SECRET).keys[made.stream.name]), np.int64)
    subjects = [key for kind in made.layout.subjects[1:] for key in made.tables[kind].rows["key"].tolist()]
    further = np.array(sorted({*known, *SMALL, *subjects}), np.int64)
    further = np.concatenate([further, together(made.tables["account"].rows["key"][:1], further)])
    return keys_in(paging.page(made, 0), np.sort(np.concatenate([own, together(further, own)])))


def call(n: int, to: str) -> dict[str, Any]:
    return {"event": "attempt", "call": f"c{n}", "direction": "outbound", "from": OWN, "to": to}


CALLS = [call(n, to) for n, to in enumerate((THEY, OTHER, "+14155550125", THEY, THEY, OTHER))]
SMS = [
    {"event": "send", "message": f"m{n}", "from": OWN, "to": to, "body": "hello"} for n, to in enumerate((THEY, OTHER))
]
SHORT = [
    {"event": "send", "message": f"s{i}", "from": OWN, "to": to, "body": "hello"}
    for i, to in enumerate((EXTENSION, "1000", EXTENSION, "1000"))
]
STOPS = [
    {"event": "receive", "message": f"r{n}", "from": who, "to": OWN, "body": "STOP"}
    for n, who in enumerate((THEY, OTHER))
]
MAIL: list[dict[str, Any]] = [
    {"event": "send", "message": f"e{n}", "header_from": "a@acme.example", "to": [to], "list_unsubscribe": "one-click"}
    for n, to in enumerate(("ann@lagoon.example", "bob@lagoon.example"))
]
LEAVE: list[dict[str, Any]] = [
    {"event": "unsubscribe", "message": f"e{n}", "to": to}
    for n, to in enumerate(("ann@lagoon.example", "bob@lagoon.example"))
]
REPORTS = [{"kind": "fraud", "reporter": who, "trust": 0.4} for who in ("ann@lagoon.example", "bob@lagoon.example")]


@pytest.mark.parametrize(
    ("stream", "events", "who", "other"),
    [
        ("calls", CALLS, THEY, OTHER),
        ("calls", CALLS, f"tel:{THEY}", OTHER),
        ("calls", [call(n, to) for n, to in enumerate((EXTENSION, "1000", EXTENSION))], EXTENSION, "1000"),
        ("sms", [*SMS, *STOPS], THEY, OTHER),
        ("sms", SHORT, EXTENSION, "1000"),
        ("sms", SHORT, "1000", EXTENSION),
        ("email", [*MAIL, *LEAVE], "Ann@Lagoon.example ", "bob@lagoon.example"),
        ("reports", REPORTS, "ann@lagoon.example", "bob@lagoon.example"),
    ],
)
def test_no_cell_has_them_afterwards_and_others_are_where_they_were(
    stream: str, events: list[dict[str, Any]], who: str, other: str
) -> None:
    made = shard(stream, events)
    mine, theirs = met(made, events, who), met(made, events, other)
    before, others = places(made, mine, who), places(made, theirs, other)
    assert before
    assert others
    assert pluck(made, person(who, SECRET), mine) == before
    assert (places(made, mine, who), places(made, theirs, other)) == (0, others)
    assert made.touched_pages() == [0]
    assert pluck(made, person(who, SECRET), mine) == 0


def test_who_opted_out_is_forgotten_and_another_who_did_is_not() -> None:
    events = [*SMS, *STOPS]
    made = shard("sms", events)
    pluck(made, person(THEY, SECRET), met(made, events, THEY))
    later = {"event": "send", "message": "x", "from": OWN, "body": "hello again"}
    assert told(made, [{**later, "ts": T0 + 60 * MINUTE, "to": THEY}]) == []
    assert told(made, [{**later, "ts": T0 + 60 * MINUTE, "to": OTHER}]) == ["sms.after-opt-out"]


def test_who_left_a_campaign_is_found_by_what_another_account_named_them_with() -> None:
    """Names of campaigns are those of no one account, and records of when they left may have gone."""
    events = [{**event, "campaign": "news"} for event in (*MAIL, *LEAVE)]
    made = shard("email", events)
    elsewhere = [{**events[0], "account": "globex"}]
    pluck(made, person("ann@lagoon.example", SECRET), met(made, elsewhere, "ann@lagoon.example"))
    assert not places(made, met(made, events, "ann@lagoon.example"), "ann@lagoon.example")


@pytest.mark.parametrize("written", [THEY, f"tel:{THEY}", f"sip:{THEY}@carrier.example"])
def test_cases_have_a_person_by_their_number_however_it_is_written(written: str) -> None:
    assert pseudonym(THEY, SECRET.key) in person(written, SECRET).hashes


def test_an_extension_of_a_company_is_not_what_its_digits_are_elsewhere() -> None:
    assert pseudonym("1000", SECRET.key) not in person(EXTENSION, SECRET).hashes
    assert pseudonym("1000", SECRET.key) in person("tel:1000", SECRET).hashes


@pytest.mark.parametrize("nobody", ["", "  "])
def test_nobody_has_no_number(nobody: str) -> None:
    with pytest.raises(WrongUsage, match="neither a number nor an address"):
        person(nobody, SECRET)
