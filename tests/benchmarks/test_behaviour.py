"""`python -m benchmarks.behaviour`, on platforms of a few accounts."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks import behaviour
from benchmarks.behaviour import Accounts, intervals, main
from benchmarks.simulate.settings import load
from streams.behaviour.labelled import Truth
from streams.behaviour.training import measured


def test_it_prints_the_same_figures_for_the_same_seed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged = load()
    settings, parts = tmp_path / "settings.toml", {"blatant": packaged.blatant, "adapting": packaged.adapting}
    counts = "".join(f"[{part}]\n" + "".join(f"{kind} = 1\n" for kind in kinds) for part, kinds in parts.items())
    settings.write_text(f"days = 2\naccounts = 40\nvolume = 0.3\n{counts}", encoding="utf-8")
    monkeypatch.setattr(behaviour, "DRAWS", 20)
    command = ["--settings", str(settings), "--seeds", "4", "--trained-on", "5"]
    assert main(command) == 0
    first = capsys.readouterr().out
    assert "**Simulated: accounts ranked.** 75 accounts, 35 of them abusive." in first
    assert "| robocalls | 1 | " in first
    assert "| contact-centre | " in first
    assert main(command) == 0
    assert capsys.readouterr().out == first


def test_who_is_not_scored_comes_last_and_equal_ranks_count_against_us() -> None:
    truth = [Truth("a", honest=False), Truth("b", honest=True), Truth("c", honest=False)]
    assert measured(truth, np.array([2.0, 1.0, -np.inf])).average_precision == pytest.approx((1 + 2 / 3) / 2, abs=1e-6)
    many = [Truth(str(i), honest=i % 2 == 0) for i in range(60)]
    assert measured(many, np.zeros(60)).first == 0


def test_intervals_hold_what_they_are_of_and_repeat() -> None:
    rng = np.random.default_rng(2)
    truth = [Truth(str(i), honest=i % 3 > 0) for i in range(120)]
    accounts = Accounts(truth, rng.normal(size=120) + np.array([not one.honest for one in truth]))
    found = measured(truth, accounts.ranks)
    precision, auc, first = intervals(accounts)
    assert precision[0] < found.average_precision < precision[1]
    assert auc[0] < found.auc < auc[1]
    assert first[0] <= found.first <= first[1]
    assert intervals(accounts) == [precision, auc, first]
