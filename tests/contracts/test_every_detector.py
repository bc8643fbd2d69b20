"""What every detector keeps to. A new one is found by itself; all that it has to bring is a story in its own tests."""

import re

import msgspec
import pytest

from detectors.base import DESTINATION, PREFIX, Detector, of_stream
from streams.facts import Accounts
from streams.paging import page, pages, restore
from streams.raw import RawBatch
from streams.records import Alert
from streams.shard import Shard
from tests.contracts.telling import (
    OF_EVENTS,
    Told,
    anybody,
    every_declaration,
    every_detector,
    ordinary,
    story_of,
    telling,
    woven,
)
from tests.stories import POLICY, START, Record, ms, opened, told
from tests.stories import dates as during

JOINING = ("call", "message")  # fields that join events
MOMENTS = "load.calls-per-second"  # which keeps these, as long as legs are kept
LATER = "sms.pumping"  # which hears what came of a send before it counts: not where all come when that is over
A_LONG_TIME = ms("210d")  # whole days, weeks and months of thirty days, so that every pane begins as it did


def shard(story: Told) -> Shard:
    return opened(story.stream, story.story.records)


def state(of: Shard) -> list[bytes]:
    return [page(of, number) for number in range(pages(of))]


def long_after(events: list[Record]) -> list[Record]:
    """The same again, under ids of its own, when nothing is left of the first, and with other people.

    What people have said of the account, it may have to keep in mind for good.
    """
    later = [{name: event[name] + A_LONG_TIME for name in ("ts", "started") if name in event} for event in events]
    return [
        event
        | moved
        | {name: f"{event[name]} again" for name in ("id", *JOINING) if event.get(name)}
        | somebody_else(event)
        for event, moved in zip(events, later, strict=True)
    ]


def somebody_else(event: Record) -> Record:
    """The same with other people: `to`, or `from` where a person writes to the account; a neighbour stays one."""
    caller, callee = (str(event.get(name))[: len("+1212555")] for name in ("from", "to"))
    names = ("from", "to") if caller == callee else ("from",) if event.get("event") == "receive" else ("to",)
    return {name: others(event[name]) for name in names if name in event}


def others(number: str | list[str]) -> str | list[str]:
    """The number of somebody else for that of each, as far from each other as theirs; what is no number stays.

    Of mail the address of somebody else, or of each in a list.
    """
    if isinstance(number, list):
        return [str(others(one)) for one in number]
    if "@" in number and ":" not in number:
        return f"other.{number}"
    return f"+{int(number) + 3_000_000}" if number.startswith("+") else number


@every_detector
def test_it_fires_on_its_own_story(detector: type[Detector]) -> None:
    story = telling(detector)
    assert story.own, f"nothing was found in the story of {detector.id}"
    assert {alert.account for alert in story.own} == {story.story.name}


@every_detector
def test_it_is_quiet_on_ordinary_traffic(detector: type[Detector]) -> None:
    assert not telling(detector).of(ordinary(detector.stream))


@every_detector
@pytest.mark.parametrize("batch", [1, 7])
def test_batches_change_neither_findings_nor_state(detector: type[Detector], batch: int) -> None:
    story = telling(detector)
    whole, cut = shard(story), shard(story)
    assert told(cut, story.events, batch) == told(whole, story.events) == story.alerts
    assert state(cut) == state(whole)


@every_detector
@pytest.mark.parametrize("distance", [0, 1, 63])  # 64 events are remembered
def test_a_record_that_comes_twice_changes_nothing(detector: type[Detector], distance: int) -> None:
    story = telling(detector)
    assert len(story.events) > 64, "its story must be longer than what is remembered"
    again = [story.events[max(i - distance, 0)] for i in range(len(story.events))]
    twice = [each for i, event in enumerate(story.events) for each in ([event, again[i]] if i >= distance else [event])]
    once, repeated = shard(story), shard(story)
    told(once, story.events)
    assert told(repeated, twice) == story.alerts
    assert state(repeated) == state(once)


@every_detector
def test_other_accounts_change_nothing(detector: type[Detector]) -> None:
    story = telling(detector)
    neighbours = [other.story.of(f"other {other.detector}") for other in map(telling, of_stream(detector.stream))]
    records, events = anybody(detector.stream)
    crowd = [
        {**story.events[0], "id": f"{i}", "account": f"one of many {i}"} for i in range(3_000)
    ]  # so rows must grow
    others = [event for neighbour in neighbours for event in neighbour.events] + events + crowd
    everybody = [*records, *(record for one in (story.story, *neighbours) for record in one.records)]
    for seed in range(2):
        alerts = told(opened(story.stream, everybody), woven(story.events, others, seed))
        assert [alert for alert in alerts if alert.account == story.story.name] == story.alerts


@every_detector
def test_what_is_found_in_the_first_part_of_a_stream_does_not_depend_on_the_rest(detector: type[Detector]) -> None:
    story = telling(detector)
    crossings = {story.place[alert.crossing] for alert in story.own}
    for cut in {len(story.events) // 3, len(story.events) // 2, *crossings, *(i + 1 for i in crossings)}:
        before = [alert for alert in story.alerts if story.place[alert.crossing] < cut]
        assert told(shard(story), story.events[:cut]) == before


@every_detector
def test_a_shard_that_takes_over_its_state_goes_on_as_if_nothing_had_happened(detector: type[Detector]) -> None:
    story = telling(detector)
    whole = shard(story)
    told(whole, story.events)
    for cut in {len(story.events) // 2, *(story.place[alert.crossing] for alert in story.own)}:
        stopped, taken_over = shard(story), shard(story)
        alerts = told(stopped, story.events[:cut])
        for saved in state(stopped):
            restore(taken_over, saved)
        assert alerts + told(taken_over, story.events[cut:]) == story.alerts
        assert state(taken_over) == state(whole)


def gist(alert: Alert) -> tuple[object, ...]:
    """What an alert says, whoever it is about."""
    whom = [None if part.kind in {DESTINATION, PREFIX} else part.value for part in (alert.subject, alert.to_block)]
    since_then = any(figure.unit == "minutes" for figure in alert.evidence)  # it says how long ago something was
    figures = () if since_then else (alert.evidence, alert.summary)
    return alert.level, alert.subject.kind, alert.to_block.kind, *whom, *figures


@every_detector
def test_long_after_it_says_the_same_again(detector: type[Detector]) -> None:
    assert detector.quiet_after() < A_LONG_TIME // 2
    story = telling(detector)
    later = long_after(story.events)
    first_and_again = story.of(told(shard(story), story.events + later))
    again = first_and_again[len(story.own) :]
    assert first_and_again[: len(story.own)] == story.own
    assert list(map(gist, again)) == list(map(gist, story.own))
    assert [alert.crossing for alert in again] == [f"{alert.crossing} again" for alert in story.own]


def test_long_after_no_detector_shows_what_happened_before() -> None:
    for story in map(telling, OF_EVENTS):
        later = long_after(story.events)
        again = story.of(told(shard(story), story.events + later))[len(story.own) :]
        assert {sample for alert in again for sample in alert.samples} <= {event["id"] for event in later}


@every_declaration
def test_its_limits_are_within_what_it_can_judge(detector: type[Detector]) -> None:
    defaults = POLICY.detectors[detector.id].limits
    assert defaults.keys() == {name for name, kind in detector.limits.items() if not kind.optional}
    for name, kind in detector.limits.items():
        assert 0 <= defaults.get(name, 0) <= kind.most
        too_much = {name: kind.most * 1.001}
        dated = {name: [{"value": kind.most * 1.001, "from": 1}]}
        event = {"id": "launch", "status": "agreed", "limits": too_much}
        for facts in ({"limits": too_much}, {"limits": dated}, {"declared": [event]}):
            record = msgspec.json.encode({"account": "acme", **facts})
            (dead,) = Accounts().feed(RawBatch("accounts", 0, [0], [record]))
            assert name in dead.error
            assert "acme" in dead.error


@every_detector
def test_an_accounts_own_limits_hold_from_the_lowest_to_the_highest(detector: type[Detector]) -> None:
    story = telling(detector)
    most = {name: kind.most for name, kind in detector.limits.items()}
    assert bool(story.given(limits=most)) is not bool(most)
    least = story.given(limits=dict.fromkeys(most, 0))
    assert story.place[least[0].crossing] <= story.place[story.own[0].crossing]


@every_detector
def test_a_declared_event_covers_what_only_the_ordinary_limit_would_find(detector: type[Detector]) -> None:
    story = telling(detector)
    end = max(event["ts"] for event in story.events) - START + 1
    event = {"id": "launch", "status": "agreed", **during(0, end)}
    event["limits"] = {name: kind.most for name, kind in detector.limits.items()}
    covered = story.given(declared=[event])
    if not detector.limits:
        assert covered == story.own
        return
    assert {(a.level, a.declared, a.severity) for a in covered} == {(0, "launch", "info")}
    usual = {(a.crossing, a.subject): a for a in reversed(story.own)}  # of two levels at one event the first
    assert {(a.crossing, a.subject) for a in covered} == usual.keys()
    for alert in covered:
        ordinary = usual[alert.crossing, alert.subject]
        assert [(e.metric, e.observed) for e in alert.evidence] == [(e.metric, e.observed) for e in ordinary.evidence]
        assert alert.evidence == ordinary.evidence or ordinary.level > 1  # which may have a limit of its own


@every_declaration
def test_it_says_whom_it_finds_in_error_what_it_misses_and_where_its_rule_comes_from(detector: type[Detector]) -> None:
    doc = detector.__doc__ or ""
    inherited = "\n".join(kind.__doc__ or "" for kind in detector.__mro__)  # what a family has in common it says once
    usual = re.search(r"^    Usual false positives: \w", inherited, re.MULTILINE)
    assert usual, "its docstring needs `Usual false positives: …`"
    assert re.search(r"^    Blind spots: \w", doc, re.MULTILINE), "its docstring needs `Blind spots: …`"
    assert re.search(r"^    Source: \w", doc, re.MULTILINE), "its docstring needs `Source: …`"


@every_declaration
def test_its_file_is_named_as_its_id(detector: type[Detector]) -> None:
    assert detector.__module__ == f"detectors.{detector.id.replace('-', '_')}"


def test_a_detector_without_a_story_is_told_what_to_write() -> None:
    with pytest.raises(
        pytest.fail.Exception, match=r"give tests/detectors/voice/test_new_rule\.py a line like `STORY = "
    ):
        story_of("voice.new-rule")


@every_detector
def test_what_comes_later_than_lateness_allows_is_in_no_window(detector: type[Detector]) -> None:
    if detector.window is None or detector.id == MOMENTS:
        return
    story = telling(detector)
    newest = max(event["ts"] for event in story.events) + 1
    first = story.events[0] | {"id": "newest", "ts": newest, "call": "newest", "message": "newest"}
    strict = opened(story.stream, story.story.knowing(limits={"lateness": 0}).records)
    assert not story.of(told(strict, [first, *story.events]))
    assert detector.id == LATER or story.of(told(shard(story), [first, *story.events]))
