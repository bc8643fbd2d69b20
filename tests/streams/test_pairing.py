"""A text that waits for evidence, and the report that is it: whichever comes first, the same finding once."""

import random

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from detectors.spans import DAY
from streams.checkpoints.of_books import BookPages
from streams.checkpoints.paged import Page
from streams.pairing import NEAR, Evidence, Fired, Spread
from streams.pools import Pools
from streams.records import Alert, Subject
from streams.totals import Totals
from tests.books import START
from tests.detectors.account.test_key_misuse import STORY
from tests.stories import POLICY

(BASE,) = STORY.said()


def text(ts: int, template: str = "t1", level: int = 1) -> Alert:
    return msgspec.structs.replace(
        BASE, detector="sms.bulk", subject=Subject("template", template), level=level, ts=START + ts, crossing=f"s{ts}"
    )


def report(number: int, ts: int) -> Alert:
    return msgspec.structs.replace(
        BASE, id=f"alert {number}", detector="report.spam", ts=START + ts, crossing=f"report {number}"
    )


def test_the_finding_crosses_with_the_report_at_the_later_of_both_times() -> None:
    for first, later in ((0, 5), (5, 0)):
        waiting, known = Evidence(), Evidence()
        assert not waiting.spread(text(first))
        assert not known.fire(report(1, later))
        (after,), (before,) = waiting.fire(report(1, later)), known.spread(text(first))
        assert after == before
        assert (after.ts, after.crossing, after.detector, after.level) == (START + 5, "report 1", "sms.bulk", 1)
        assert after.samples[-1] == "report 1"
        assert after.evidence == (*BASE.evidence, *BASE.evidence)


def test_seven_days_are_near_and_a_millisecond_more_is_not() -> None:
    for apart, found in ((NEAR, 1), (-NEAR, 1), (NEAR + 1, 0), (-NEAR - 1, 0)):
        evidence = Evidence()
        evidence.spread(text(0))
        assert len(evidence.fire(report(1, apart))) == found


def test_a_text_that_goes_on_is_found_again_only_by_a_report_that_was_not_near_before() -> None:
    evidence = Evidence()
    evidence.fire(report(1, 0))
    assert len(evidence.spread(text(0))) == 1
    assert not evidence.spread(text(DAY))
    assert not evidence.fire(report(2, 8 * DAY))  # near to the second time, which has a report already
    assert len(evidence.spread(text(9 * DAY))) == 1


TIMES = st.sampled_from([day * DAY for day in range(0, 40, 4)])


@given(
    st.lists(st.tuples(TIMES, st.sampled_from(["t1", "t2"])), max_size=8, unique=True),
    st.lists(TIMES, max_size=4),
    st.randoms(use_true_random=False),
)
def test_in_whatever_order_they_come_the_first_report_that_is_near_completes_a_text(
    texts: list[tuple[int, str]], reports: list[int], rng: random.Random
) -> None:
    expected = set()
    for ts, template in texts:
        near = [i for i, fired in enumerate(reports) if abs(fired - ts) <= NEAR]
        expected |= {(template, f"report {near[0]}")} if near else set()
    told: list[Spread | Fired] = []
    waiting, coming = rng.sample(texts, len(texts)), list(enumerate(reports))
    while waiting or coming:
        if waiting and (not coming or rng.random() < 0.6):
            told.append(Spread("acme", text(*waiting.pop())))
        else:
            told.append(Fired("acme", report(*coming.pop(0))))
    said = judged(told, rng)
    assert {(alert.subject.value, alert.crossing) for alert in said} == expected
    assert len({alert.id for alert in said}) == len(said) == len(expected)


def judged(told: list[Spread | Fired], rng: random.Random) -> list[Alert]:
    """What is said of it, by a stage that is taken over once and some of it told again."""
    stage, said = Totals(POLICY), list[Alert]()
    cut = rng.randrange(len(told) + 1)
    for i, one in enumerate([*told, *told[rng.randrange(len(told) + 1) :]]):
        if i == cut:
            pages, heir = BookPages(stage, Pools()), Totals(POLICY)
            kept = {name: pages.page(name) for name in pages.touched()}
            BookPages(heir, Pools()).restore({name: Page(i, data) for name, data in kept.items() if data is not None})
            stage = heir
        said += [alert for alert in stage.take(one, None) if isinstance(alert, Alert)]
    return said
