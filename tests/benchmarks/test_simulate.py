import doctest
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest

from benchmarks.simulate import people
from benchmarks.simulate.kinds import ADAPTING, BLATANT, HONEST
from benchmarks.simulate.settings import PACKAGED, Settings, load
from benchmarks.simulate.simulation import TOPICS, simulate
from detectors.numbers import is_allocatable
from streams.email_events import Email
from streams.errors import WrongUsage
from streams.events import AccountRecord, Calls
from streams.reports_events import Report
from streams.sms_events import Sms
from streams.usage_events import Usage

RECORDS: dict[str, Any] = {
    "calls": Calls, "sms": Sms, "email": Email, "usage": Usage, "reports": Report, "accounts": AccountRecord,
}  # fmt: skip
PARTS = {"blatant": BLATANT, "adapting": ADAPTING}
SMALL = """
days = 5
accounts = 40
volume = 0.1
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """One abuser of each kind among few honest accounts, for five days."""
    of_each = [f"[{part}]\n" + "".join(f"{kind} = 1\n" for kind in kinds) for part, kinds in PARTS.items()]
    file = tmp_path_factory.mktemp("settings") / "small.toml"
    file.write_text(SMALL + "".join(of_each), encoding="utf-8")
    return load(file)


@pytest.fixture(scope="module")
def folder(small: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("simulated")
    simulate(small, 1, out)
    return out


def lines(file: Path) -> list[dict[str, Any]]:
    return [msgspec.json.decode(line) for line in file.read_bytes().splitlines()]


def test_a_seed_gives_the_same_bytes_and_another_seed_others(small: Settings, folder: Path, tmp_path: Path) -> None:
    for seed in (1, 2):
        simulate(small, seed, tmp_path / str(seed))
    for file in folder.iterdir():
        assert file.read_bytes() == (tmp_path / "1" / file.name).read_bytes()
    assert (folder / "calls.ndjson").read_bytes() != (tmp_path / "2" / "calls.ndjson").read_bytes()


def test_every_account_has_a_label_and_every_event_an_account(folder: Path) -> None:
    labels = {str(label["account"]): label for label in lines(folder / "labels.ndjson")}
    assert labels.keys() == {record["account"] for record in lines(folder / "accounts.ndjson")}
    for topic in TOPICS:
        assert {event["account"] for event in lines(folder / f"{topic}.ndjson")} <= labels.keys()
    kinds = Counter((label["kind"], label["honest"], label["adapts"]) for label in labels.values())
    assert {kind for kind, honest, _ in kinds if honest} <= HONEST.keys()
    assert {kind for kind, honest, adapts in kinds if not honest and not adapts} == BLATANT.keys()
    assert {kind for kind, honest, adapts in kinds if not honest and adapts} == ADAPTING.keys()


def test_records_are_of_the_contract_in_the_order_of_their_times_with_ids_of_their_own(folder: Path) -> None:
    for topic, type_ in RECORDS.items():
        written = (folder / f"{topic}.ndjson").read_bytes().splitlines()
        for line in written[:: max(len(written) // 2_000, 1)]:
            msgspec.json.decode(line, type=type_)
    for topic in TOPICS:
        events = lines(folder / f"{topic}.ndjson")
        assert [event["ts"] for event in events] == sorted(event["ts"] for event in events)
        assert len({event["id"] for event in events}) == len(events)


def test_honest_accounts_have_no_onset_and_abuse_begins_with_an_event_of_the_account(folder: Path) -> None:
    times: dict[str, set[int]] = {}
    for topic in TOPICS:
        for event in lines(folder / f"{topic}.ndjson"):
            times.setdefault(event["account"], set()).update((event["ts"], event.get("started", event["ts"])))
    for label in lines(folder / "labels.ndjson"):
        assert label["honest"] is (label["onset"] is None)
        assert label["honest"] or label["onset"] in times[label["account"]]


def test_honest_accounts_are_shared_out_by_weight() -> None:
    settings = load()
    counts = settings.honest_accounts()
    assert sum(counts.values()) == settings.accounts
    assert counts.keys() == HONEST.keys() == settings.honest.keys()
    assert counts["office"] > counts["clinic"] > counts["poll"] > 0


def test_numbers_of_people_are_some_that_there_can_be() -> None:
    for region in people.REGIONS:
        numbers = [people.subscriber(region, place) for place in range(0, 5_000_000, 9_973)]
        assert all(map(is_allocatable, numbers))
        assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("dayz = 3", "dayz"),
        ("days = 0", "days"),
        ("begins = 2026-09-07T00:00:00", "zone"),
        ("days = ", "not TOML"),
        ("[blatant]\nnoise = 1", "noise"),
    ],
)
def test_what_is_wrong_with_settings_is_said_in_one_line(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(WrongUsage, match=said) as wrong:
        simulate(load(file), 1, tmp_path / "out")
    assert "\n" not in str(wrong.value)


def test_the_month_is_one_of_ten_thousand_accounts() -> None:
    whole = load(PACKAGED.with_name("whole.toml"))
    assert (whole.accounts, whole.days) == (10_000, 30)
    assert min(whole.blatant.values()) >= 10
    assert whole.adapting.keys() == ADAPTING.keys()


def test_examples_are_true() -> None:
    assert doctest.testmod(people).failed == 0
