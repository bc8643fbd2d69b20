import doctest
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest

from benchmarks import tables
from benchmarks.quality import measures, report
from benchmarks.quality.__main__ import measured
from benchmarks.quality.comparing import compared
from benchmarks.quality.measures import quality
from benchmarks.quality.outcomes import Account, Step
from benchmarks.quality.report import Report
from benchmarks.quality.what_if import points
from benchmarks.simulate.settings import Settings, load
from benchmarks.simulate.simulation import Label, simulate
from detectors.policy import load as policy
from streams.enforcement.ladder import RANK
from streams.evaluation import Measured, share

NOWHERE = Path("there are no corpora in a test")
MINUTE, ONSET = 60_000, 1_000_000
TINY = """
days = 4
accounts = 25
volume = 0.1
blatant_days = 1
"""
FIVE = ("borrowed-callers", "wangiri", "number-scan", "sms-made-up-list", "email-forged")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A few honest accounts of all kinds and five of the blatant."""
    file = tmp_path_factory.mktemp("settings") / "tiny.toml"
    file.write_text(TINY, encoding="utf-8")
    return msgspec.structs.replace(load(file), blatant=dict.fromkeys(FIVE, 1), adapting={})


@pytest.fixture(scope="module")
def found(tiny: Settings) -> Report:
    return measured(tiny, 3, policy(), what_if=False, corpora=NOWHERE)


def account(name: str, *steps: Step, onset: int | None = None, adapts: bool = False) -> Account:
    label = Label(name, "kind", onset is None, onset, adapts)
    times = () if onset is None else tuple(range(onset, onset + 100 * MINUTE, MINUTE))
    return Account(label, steps, steps, times, {100: ONSET})


def step(ts: int, action: str = "suspend", detector: str = "voice.wangiri") -> Step:
    return Step(ts, RANK[action], detector)  # type: ignore[index]


BY_HAND = [
    account("fine"),
    account("warned", step(5, "warn")),
    account("wronged", step(5)),
    account("soon", step(ONSET + 2 * MINUTE), onset=ONSET),
    account("late", step(ONSET + MINUTE, "warn"), step(ONSET + 50 * MINUTE, detector="voice.unwanted"), onset=ONSET),
    account("too early", step(ONSET - 1), onset=ONSET),
    account("missed", onset=ONSET, adapts=True),
]


def test_figures_of_a_case_that_was_counted_by_hand() -> None:
    said = quality(BY_HAND, 15, lambda one: one.first("suspend"))
    assert (said.precision.k, said.precision.n) == (2, 4)  # right, and one each that is honest and too early
    assert (said.recall.k, said.recall.n) == (2, 4)
    assert (said.blatant.k, said.blatant.n) == (2, 3)
    assert (said.adapting.k, said.adapting.n) == (0, 1)
    assert (said.false.k, said.false.n) == (1, 3)
    assert said.false_monthly[0] == pytest.approx(1_000 / 3 * 2)  # in half a month
    assert said.false_monthly[1] < said.false_monthly[0] < said.false_monthly[2]
    assert said.minutes is not None
    assert (said.minutes.median, said.minutes.p90) == (2, 50)
    assert said.minutes_adapting is None
    assert said.events is not None
    assert (said.events.median, said.events.p90) == (3, 51)


def test_each_detector_alone_and_all_but_one() -> None:
    said = compared(BY_HAND, 30)
    alone = {row.name: row.quality.recall.k for row in said.alone}
    without = {row.name: row.quality.recall.k for row in said.without}
    assert alone == without == {"voice.wangiri": 1, "voice.unwanted": 1}
    assert (said.milder.k, said.milder.n) == (1, 3)
    (hundred, *_) = said.baseline
    assert (hundred.quality.recall.k, hundred.quality.false.k) == (4, 3)
    kinds = {(kind.part, kind.accounts): (kind.warned, kind.throttled, kind.suspended) for kind in said.kinds}
    assert kinds == {("honest", 3): (2, 1, 1), ("blatant", 3): (2, 2, 2), ("adapting", 1): (0, 0, 0)}


def test_a_tiny_platform_has_its_blatant_abusers_found_and_nobody_honest_suspended(found: Report) -> None:
    overall = found.compared.overall.quality
    assert (overall.blatant.k, overall.blatant.n) == (5, 5)
    assert (overall.false.k, overall.false.n) == (0, 25)
    assert overall.minutes is not None
    assert overall.minutes.median <= 15
    assert {row.name for row in found.compared.alone} >= {
        "voice.unowned-caller-id",
        "voice.wangiri",
        "email.forged-sender",
    }


def test_it_repeats_to_the_digit(found: Report, tiny: Settings) -> None:
    assert measured(tiny, 3, policy(), what_if=False, corpora=NOWHERE).json() == found.json()


def test_simulated_and_real_never_stand_in_one_table_and_the_page_asks_nobody_for_anything(found: Report) -> None:
    titles = [title for title, *_ in report.tables(found)]
    assert all(title.startswith(("Simulated: ", "Real corpora: ")) for title in titles)
    assert sum(title.startswith("Real corpora: ") for title in titles) == 1
    assert "Not measured: there are no corpora here." in report.text(found)
    few, none = share(9, 10), share(0, 0)
    real = msgspec.structs.replace(found, content={"sms-test-few.ndjson": Measured(none, few, none, few)})
    assert "| sms-test-few.ndjson | 0 |  |  | 10 | 90.00%" in report.text(real)

    class Links(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag not in {"script", "link", "img"}
            assert not {"src", "href"} & {name for name, _ in attrs}

    page = report.html(found)
    Links().feed(page)
    assert page.count("<svg") == 3
    assert all(f"<h2>{title}</h2>" in page for title in titles)


def test_a_limit_that_is_four_times_as_high_finds_fewer(tmp_path: Path, tiny: Settings) -> None:
    settings = msgspec.structs.replace(tiny, accounts=5, blatant={"sms-made-up-list": 1}, adapting={})
    simulate(settings, 3, tmp_path)
    curve = list(points(tmp_path, policy(), settings.days, 5_000, ["sms.unknown-recipients"]))
    assert [point.value for point in curve] == sorted(point.value for point in curve)
    assert [point.found.k for point in curve] == [1, 1, 1, 1, 0]  # a third of the list is nobody's


@pytest.mark.parametrize("module", [measures, tables], ids=lambda module: module.__name__)
def test_examples_are_true(module: object) -> None:
    ran = doctest.testmod(module)  # type: ignore[arg-type]
    assert ran.attempted > 0
    assert ran.failed == 0
