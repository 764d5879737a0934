"""Every shipped number states where it comes from, or that it is missing."""

import pytest

from workbench.standards.provenance import check_standards
from workbench.standards.register import shipped
from workbench.standards.systems import all_indicators


@pytest.fixture(scope="module")
def report():
    return check_standards()


def test_no_number_is_without_a_statement_of_its_source(report):
    assert set(report["state"]) <= {"found", "recalled", "teaching", "derived", "proposed", "missing"}


def test_every_number_of_the_indicators_is_listed_once(report):
    rows = report[report["table"] == "indicators"]
    numbers = all_indicators()[["level1", "level2", "level3", "limit", "low", "high", "weight"]].notna().sum().sum()
    assert (rows["state"] != "missing").sum() == numbers
    assert not rows.duplicated(["id", "field"]).any()


def test_a_gap_is_listed_as_a_gap(report):
    rows = report[(report["table"] == "indicators") & (report["state"] == "missing")]
    assert len(rows) == 149
    assert rows["value"].isna().all()


def test_recalled_values_carry_their_confidence(report):
    rows = report[(report["state"] == "recalled") & (report["table"] == "indicators")]
    assert (rows["confidence"] != "").all()


def test_a_weight_is_listed_with_its_own_source(report):
    row = report[(report["id"] == "mn_cp2022_dc") & (report["field"] == "weight")].iloc[0]
    assert row["state"] == "found" and "research article" in row["source"]


def test_a_teaching_benchmark_is_listed_as_such_with_its_basis_in_words(report):
    rows = report[report["id"] == "pig_teaching_drain"].set_index("field")
    assert set(rows["state"]) == {"teaching"}
    assert "教学3 借用 GB 13457-1992 表3 的 6.5(查得 pig_drain)" in rows.loc["level3", "source"]
    assert "教学用权重" in rows.loc["weight", "source"]


def test_every_shipped_table_of_numbers_is_in_the_report(report):
    tables = {"standards", "indicators", "context", "energy_factors", "fuel_carbon", "grid_carbon"}
    others = {"catalogue_items", "score_items", "option_library", "present_limits", "laws"}
    assert tables | others == set(report["table"])
    assert len(report[report["table"] == "fuel_carbon"]) == 3 * len(shipped("fuel_carbon"))


def test_the_days_of_a_law_are_listed_with_their_source(report):
    rows = report[report["id"] == "cpl_2012"].set_index("field")
    assert rows.loc["effective", "value"] == "2012-07-01" and rows.loc["effective", "state"] == "found"
    assert rows.loc["effective", "source"].startswith("https://")
