"""Totals that do not agree and how they came about."""

import pandas as pd
import pytest

from workbench.analysis.totals import check_total, compare_statements

ROWS = [12.5, 8.2, 36.0, 4.75, 101.3, 15.0, 9.6]


def test_two_swapped_digits_are_recognised():
    found = check_total(178.35, ROWS)
    assert found["total"] == 187.35
    assert found["difference"] == 9.0
    assert found["hint"] == "transposition"
    assert not found["agrees"]


def test_a_right_total_agrees():
    assert check_total("187.35", ROWS) == {
        **{"stated": 187.35, "total": 187.35, "difference": 0.0},
        **{"agrees": True, "hint": ""},
    }


def test_a_difference_of_nine_without_a_swap_is_only_a_hint():
    assert check_total(100, [50, 59])["hint"] == "nine"  # 109 is no swap of 100


def test_any_other_difference_has_no_hint():
    assert check_total(180.35, ROWS)["hint"] == ""


def test_swapped_digits_behind_the_point_are_seen_in_their_own_place():
    found = check_total(10.12, [5.1, 5.11])  # 10.21
    assert found["difference"] == pytest.approx(0.09)
    assert found["hint"] == "transposition"


def test_figures_that_read_differently_in_two_places_are_listed():
    statements = pd.DataFrame(
        [("saving", "summary", 178.35), ("saving", "chapter 6", 187.35), ("water", "summary", 5), ("water", "ch 6", 5)],
        columns=["key", "place", "value"],
    )
    table = compare_statements(statements)
    assert table["key"].tolist() == ["saving"]
    assert table["spread"].iloc[0] == pytest.approx(9)
    assert table["places"].iloc[0] == "summary 178.35; chapter 6 187.35"
    assert len(compare_statements(statements.iloc[2:])) == 0
