"""The product finds in reports exactly what the oracle finds, whatever the batches and partitions."""

import pytest

from detectors.reports import KINDS
from tests.oracle.agreement import assert_alike
from tests.oracle.reports import judge_reports
from tests.product import product
from tests.report_stories import random_reports


@pytest.mark.parametrize("seed", [1, 2])
def test_they_agree_on_random_reports_of_every_kind(seed: int) -> None:
    accounts, reports = random_reports(seed, 20_000, 25, "mixed")
    again = [report for i, report in enumerate(reports) for report in [report] * (2 if i % 97 == 0 else 1)]
    wanted = judge_reports(again)
    assert {finding.detector for finding in wanted} == {f"report.{kind}" for kind in KINDS}
    assert_alike(product(accounts, again, 777, stream="reports").findings, wanted)


@pytest.mark.parametrize(("batch", "partitions"), [(1, 1), (7, 4), (5_000, 12)])
def test_neither_batches_nor_partitions_change_what_is_said(batch: int, partitions: int) -> None:
    accounts, reports = random_reports(3, 2_000, 10, "mixed")
    said = product(accounts, reports, 777, stream="reports")
    assert said.alerts
    assert product(accounts, reports, batch, partitions, stream="reports").lines == said.lines
