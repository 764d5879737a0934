"""Catalogues and score sheets by date."""

import re

import pytest

from workbench.errors import UsageError
from workbench.standards.catalogues import catalogue_items, score_sheet, score_sheets
from workbench.standards.register import shipped
from workbench.standards.systems import industry_context


def test_an_audit_of_2012_and_one_of_today_use_different_editions():
    assert "industry_2011" in set(catalogue_items("2012-06-30")["catalogue"])
    assert "industry_2024" not in set(catalogue_items("2012-06-30")["catalogue"])
    assert "industry_2011" not in set(catalogue_items("2026-06-30")["catalogue"])


def test_entries_of_other_industries_are_left_out():
    items = catalogue_items("2012-06-30", "cement")
    assert set(items["industry"].dropna()) == {"cement"}
    assert items["industry"].isna().any()


def test_chlorine_bleaching_was_restricted_and_is_eliminated():
    def classes(date):
        items = catalogue_items(date, "pulp_paper")
        return items.loc[items["zh"] == "元素氯漂白制浆工艺", "class"].tolist()

    assert classes("2012-06-30") == ["restricted"]
    assert classes("2026-06-30") == ["eliminated"]


def test_patterns_are_sound_and_every_entry_has_a_catalogue():
    items = shipped("catalogue_items")
    assert all(re.compile(pattern) for pattern in items["pattern"])
    assert set(items["catalogue"]) <= set(shipped("catalogues")["catalogue"])
    assert set(items["class"]) <= {"restricted", "eliminated"}


@pytest.mark.parametrize(
    "date, sheets",
    [
        ("2012-06-30", ["national_2008", "beijing_2009"]),
        ("2026-06-30", ["national_2018_assessment", "national_2018_acceptance"]),
    ],
)
def test_score_sheets_follow_date_and_province(date, sheets):
    assert score_sheets(date, "北京")["sheet"].tolist() == sheets


def test_all_jurisdictions_are_listed_when_none_is_named():
    assert "hunan_2016" in set(score_sheets("2017-01-01")["sheet"])


@pytest.mark.parametrize("sheet", ["national_2018_assessment", "national_2018_acceptance"])
def test_proposed_points_sum_to_a_hundred(sheet):
    assert score_sheet(sheet)["proposed"].sum() == 100


def test_points_that_are_not_held_stay_unknown():
    items = score_sheet("beijing_2009").set_index("item")
    assert items.loc["basis", "points"] == 4
    assert items["veto"].sum() == 5
    assert score_sheet("hunan_2016")["points"].isna().all()


def test_an_unknown_sheet_is_refused():
    with pytest.raises(UsageError, match="national_2008"):
        score_sheet("national_1999")


def test_theory_and_statistics_of_an_industry_are_at_hand():
    assert set(industry_context("electrolytic_manganese")["kind"]) == {"statistic", "theory"}
    assert industry_context("civil_explosives").empty
