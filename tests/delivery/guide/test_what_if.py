import pytest

from workbench.analysis.evaluation import evaluate
from workbench.delivery.guide import what_if
from workbench.delivery.guide.what_if import aim, figures, index_with, order


def test_a_better_value_raises_the_index_and_a_limiting_one_still_holds_the_level(case, chapter, shown):
    what_if.indicator(chapter, case)
    table = index_with(evaluate(case), "alf_teaching_power", 170.0, "zh")
    # power has 10 % of a group of 30 %: from Ⅲ to Ⅰ adds 3 points to the first two indices
    assert table["Y Ⅰ"].diff().iloc[1] == pytest.approx(3.0) and table["Y Ⅱ"].diff().iloc[1] == pytest.approx(3.0)
    assert table["等级"].nunique() == 1
    assert len(shown) == 1


def test_another_target_is_judged_against_the_baseline(case, chapter):
    what_if.goal(chapter, case)
    assert aim(case, "G5", 6.5, "zh").endswith("相对改善 50.0%")
    assert "不能作目标" in aim(case, "G5", 20, "zh") and "no goal" in aim(case, "G5", 20, "en")


def test_a_baseline_of_zero_has_no_relative_improvement(case):
    goals = case["goals"].assign(baseline=0.0)
    nothing = type(case)(**{**vars(case), "tables": {**case.tables, "goals": goals}})
    assert "没有相对改善" in aim(nothing, "G5", 1, "zh")


def test_only_the_hazard_counts_once_all_other_weights_are_zero(case, chapter):
    what_if.weights(chapter, case)
    chosen = dict.fromkeys(case["focus_factors"]["factor"], 0) | {"hazard": 1}
    table = order(case, chosen, "zh")
    assert table["名次"].is_monotonic_increasing
    assert set(table["备选重点"][:2]) == {"3# 干法氟化铝线", "原料与酸罐区"}


def test_the_figures_of_an_option_follow_by_hand(case, chapter):
    what_if.money(chapter, case, "F4-1")
    table = chapter.only().set_index("项目")["数值"]
    assert table["年折旧 D"] == "11.80" and table["年净现金流 F"] == "95.38"
    assert table["偿还期 N（a）"] == "1.24"


def test_money_that_cannot_be_appraised_is_said():
    given = {"investment": -5.0, "saving": 1.0, "tax_rate": 0.25, "life": 10.0, "discount_rate": 0.1}
    assert what_if._figures_html(given, "zh").startswith("<p>")
    free = figures(given | {"investment": 0.0}, "en").set_index("figure")["value"]
    assert free["NPVR"] == free["IRR"] == "—"
