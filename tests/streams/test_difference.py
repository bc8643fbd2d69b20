"""How what two runs recommend differs: hand-made runs, and what holds for any two."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.difference import Asked, Change, Difference, Label, Place, asked
from streams.records import Action, Recommendation
from tests.product import product
from tests.streams.replaying import accounts, calls

SHORT, EARLY, FAST = "voice.short-calls", "voice.early-hangups", "load.calls-per-second"
MIRRORED = {"added": "spared", "spared": "added", "stronger": "weaker", "weaker": "stronger"}


@cache
def pattern() -> Recommendation:
    return product(accounts(), calls()).records[0]


def recommended(action: Action, *findings: str, account: str = "acme", category: str = "load", **also: Any) -> Any:  # noqa: ANN401
    return replace(pattern(), action=action, findings=findings, account=account, category=category, **also)


def dialing(action: Action, **levels: int) -> dict[Place, Asked]:
    return {
        ("acme", "voice-dialing"): Asked(action, {f"voice.{name.replace('_', '-')}": n for name, n in levels.items()})
    }


def changes(before: dict[Place, Asked], after: dict[Place, Asked]) -> list[Change]:
    return Difference(before, after).changes


def test_of_a_category_the_strongest_action_counts_and_each_detector_at_its_highest_level() -> None:
    found = {"f1": (SHORT, 1), "f2": (SHORT, 2), "f3": (EARLY, 1), "f4": (FAST, 1)}
    records = [
        recommended("warn", "f1", category="voice-dialing"),
        recommended("suspend", "f1", "f2", "f3", category="voice-dialing"),
        recommended("warn", "f3", category="voice-dialing", case="another thing to block"),
        recommended("throttle", "f4"),
    ]
    run = {
        ("acme", "voice-dialing"): Asked("suspend", {SHORT: 2, EARLY: 1}),
        ("acme", "load"): Asked("throttle", {FAST: 1}),
    }
    assert asked(records, found) == asked(records[::-1], found) == run


def test_what_people_decide_is_no_difference() -> None:
    found = {"f1": (SHORT, 2)}
    left = [recommended("suspend", "f1", state="open")]
    rejected = [*left, recommended("suspend", "f1", state="rejected")]
    ended = [*left, recommended("terminate", "f1", state="terminated"), recommended("lift", "f1", state="lifted")]
    assert asked(left, found) == asked(rejected, found) == asked(ended, found)


def test_each_kind_of_change_names_the_detectors_that_are_the_reason() -> None:
    warned, suspended = (
        dialing("warn", short_calls=1, early_hangups=1),
        dialing("suspend", short_calls=2, early_hangups=1),
    )
    assert changes({}, warned) == [Change("acme", "voice-dialing", "added", None, "warn", (EARLY, SHORT))]
    assert changes(warned, {}) == [Change("acme", "voice-dialing", "spared", "warn", None, (EARLY, SHORT))]
    assert changes(warned, suspended) == [Change("acme", "voice-dialing", "stronger", "warn", "suspend", (SHORT,))]
    assert changes(suspended, warned) == [Change("acme", "voice-dialing", "weaker", "suspend", "warn", (SHORT,))]
    assert changes(warned, dialing("suspend", short_calls=1, early_hangups=1)) == [
        Change("acme", "voice-dialing", "stronger", "warn", "suspend", (EARLY, SHORT))  # by another policy
    ]
    assert changes(warned, dialing("warn", short_calls=2)) == []


def test_an_account_of_which_something_is_recommended_in_both_is_neither_added_nor_spared() -> None:
    load = {("acme", "load"): Asked("throttle", {FAST: 1})}
    found = Difference(load, load | dialing("warn", short_calls=1))
    assert (found.added, found.spared, found.otherwise) == (set(), set(), {"acme"})
    assert [change.kind for change in found.changes] == ["added"]


def test_labels_say_how_many_of_which() -> None:
    def run(*names: str) -> dict[Place, Asked]:
        return {(name, "load"): Asked("throttle", {FAST: 1}) for name in names}

    labels = {"shop": Label("shop", honest=True), "bot": Label("bot", honest=False, kind="wangiri")}
    figures = Difference(run("shop", "new"), run("bot", "x", "y"), labels).figures()
    assert figures["added"] == {"accounts": 3, "honest": 0, "abusive": 1, "unlabelled": 2}
    assert figures["spared"] == {"accounts": 2, "honest": 1, "abusive": 0, "unlabelled": 1}
    assert {change["account"]: change["label"] for change in figures["changes"]} == {
        "bot": {"honest": False, "kind": "wangiri"}, "shop": {"honest": True, "kind": None},
        "new": None, "x": None, "y": None,
    }  # fmt: skip
    assert figures["detectors"] == [{"detector": FAST, "added": 3, "spared": 2, "stronger": 0, "weaker": 0}]
    assert figures["actions"] == [{"action": "throttle", "before": 2, "after": 3}]


def runs() -> st.SearchStrategy[dict[Place, Asked]]:
    places = st.tuples(st.sampled_from("abcd"), st.sampled_from(("load", "voice-dialing")))
    levels = st.dictionaries(st.sampled_from((SHORT, EARLY, FAST)), st.integers(1, 2), min_size=1)
    actions: Iterable[Action] = ("warn", "throttle", "replace-key", "suspend")
    return st.dictionaries(places, st.builds(Asked, st.sampled_from(tuple(actions)), levels))


@given(runs())
def test_a_run_differs_not_from_itself(run: dict[Place, Asked]) -> None:
    found = Difference(run, dict(reversed(run.items())))
    assert (found.changes, found.added, found.spared, found.otherwise) == ([], set(), set(), set())


@given(runs(), runs())
def test_the_way_back_is_the_same_change_undone(before: dict[Place, Asked], after: dict[Place, Asked]) -> None:
    there, back = Difference(before, after), Difference(after, before)
    undone = [
        Change(c.account, c.category, MIRRORED[c.kind], c.after, c.before, c.detectors)  # type: ignore[arg-type]  # a kind
        for c in back.changes
    ]
    assert sorted(there.changes, key=repr) == sorted(undone, key=repr)
    assert (there.added, there.spared, there.otherwise) == (back.spared, back.added, back.otherwise)
    assert all(change.detectors for change in there.changes)


@given(runs(), runs())
def test_changes_make_the_one_run_the_other(before: dict[Place, Asked], after: dict[Place, Asked]) -> None:
    actions = {place: one.action for place, one in before.items()}
    for change in Difference(before, after).changes:
        place = change.account, change.category
        assert actions.pop(place, None) == change.before
        if change.after is not None:
            actions[place] = change.after
    assert actions == {place: one.action for place, one in after.items()}
