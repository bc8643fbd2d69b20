"""The product reads bodies as the oracle does: which are one template, which have none, and which opt out or in."""

import random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.raw import RawBatch
from streams.reader import Reader
from streams.stream import STREAMS
from tests.oracle import Event
from tests.oracle.sms.opting import said
from tests.oracle.template import template
from tests.traffic.messages import texts

PARTS = (
    *"019٣५２½²③Ⅷ", *"abzZßİıﬀéµ字ひﾊあ", *" \t\n\u00a0\u3000\u2028\x1c\x85", *"$€￥₿¢",
    *".,:'/-_()<>[]\"'!?&%+=@#^~|`", *"🎉©→°§",
    "://", "www.", "x.example/", "a-b.co/", "http://", "1.2/", "x.y/", "..", "10", "$5", "x.example", "ｗｗｗ．",
    "STOP", "out", "opt ", "停止", "start", "end", "，", "。", "“", "—",
)  # fmt: skip
READER = Reader(STREAMS["sms"])
BODIES = st.lists(st.sampled_from(PARTS), max_size=8).map("".join)


def read(events: list[Event]) -> list[tuple[int, str | None]]:
    """The template of each event as the product numbers it, and what it opts for."""
    both = {"account": "a", "ts": 1_790_000_000_000, "message": "m", "from": "+1", "to": "+2"}
    values = [msgspec.json.encode({**both, "id": str(i), **event}) for i, event in enumerate(events)]
    read = READER.read(RawBatch("sms", 0, range(len(values)), values))
    assert not read.dead
    return [(int(row["template"]), (None, "out", "in")[row["opt"]]) for row in read.columns]


def assert_same_templates(bodies: list[str]) -> None:
    fingerprints = [mark for mark, _ in read([{"event": "send", "body": body} for body in bodies])]
    ours = [template(body) for body in bodies]
    for body, text, mark in zip(bodies, ours, fingerprints, strict=True):
        assert (text is None) == (mark == 0), (body, text)
    pairs = {(text, mark) for text, mark in zip(ours, fingerprints, strict=True) if text is not None}
    for side in (0, 1):
        alike = [pair[side] for pair in pairs]
        twice = [pair for pair in pairs if alike.count(pair[side]) > 1]
        assert twice == [], [body for body, text in zip(bodies, ours, strict=True) if text in dict(twice)]


@settings(max_examples=300, deadline=None)
@given(st.lists(BODIES, min_size=1, max_size=40))
def test_templates_are_the_same(bodies: list[str]) -> None:
    assert_same_templates(bodies)


def test_variants_of_one_text_are_one_template() -> None:
    rng = random.Random(1)
    bodies = [texts.text(rng, i) for i in range(len(texts.TEXTS)) for _ in range(200)]
    assert_same_templates(bodies + [texts.dressed(rng, body) for body in bodies])


@settings(max_examples=300, deadline=None)
@given(st.lists(BODIES, min_size=1, max_size=20))
def test_words_that_opt_out_or_in_are_the_same(bodies: list[str]) -> None:
    words = [*bodies, *texts.OUT, *texts.OUT_ELSEWHERE, *texts.IN, *(word for word in texts.WORDS if word is not None)]
    events: list[Event] = [{"event": "receive", "body": body} for body in words]
    for body, event, (_, opt) in zip(words, events, read(events), strict=True):
        assert opt == said(event), body


def test_opt_says_more_than_a_body() -> None:
    ways = [
        {"event": "receive", "body": body, "opt": opt} for body in ("STOP", "停止", None) for opt in ("in", "out", None)
    ]
    assert [opt for _, opt in read(ways)] == [said(event) for event in ways]


def test_a_name_of_a_template_is_what_its_body_would_be() -> None:
    named = read([{"event": "send", "template": "hello"}, {"event": "send", "body": "Hello"}])
    assert named[0] == named[1]
    assert [mark for mark, _ in read([{"event": "send", "template": ""}, {"event": "send", "template": None}])] == [
        0,
        0,
    ]
    ((mark, _),) = read([{"event": "send", "body": "Grüße"}])
    assert read([{"event": "send", "template": f"{mark & 0xFFFFFFFFFFFFFFFF:016x}"}])[0][0] == mark
    both = read([{"event": "send", "body": body, "template": "t"} for body in ("123", "１２３", "hello")])
    assert [text for text, _ in both] == [0, 0, named[0][0]]
