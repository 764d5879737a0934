import pandas as pd
import pytest

from workbench.display import (
    abatement,
    adjustments,
    causes_map,
    closure,
    economics_chart,
    effects_chart,
    goals,
    levels,
    options_chart,
    ranking_chart,
    schedule_chart,
    trends,
)
from workbench.display.scales import check_known, check_rows, reach

CHARTS = [
    levels.indicator_bullets,
    levels.indicator_heat,
    levels.level_gap,
    trends.monthly_trend,
    trends.annual_trend,
    causes_map.cause_map,
    goals.goal_lights,
    ranking_chart.ranking_bars,
    economics_chart.cash_flow,
    economics_chart.tornado,
    lambda frame: closure.closure_picture(frame, "t/d"),
    lambda frame: adjustments.adjustment_dots(frame, "t/d"),
    lambda frame: effects_chart.waterfall(frame, "t/d"),
]


@pytest.mark.parametrize("chart", CHARTS)
def test_a_table_without_rows_is_refused(chart):
    with pytest.raises(ValueError, match="没有可画的行"):
        chart(pd.DataFrame({"name": []}))


def test_options_of_which_none_is_known_are_refused():
    unknown = {"investment": [None], "saving": [5.0], "payback": [None], "option": ["F1-1"], "class": ["staff"]}
    with pytest.raises(ValueError, match="no rows to draw"):
        options_chart.option_bubbles(pd.DataFrame(unknown))


def test_options_that_save_nothing_make_no_curve():
    with pytest.raises(ValueError, match="no rows to draw"):
        abatement.abatement_curve(pd.DataFrame({"option": ["F1-1"], "reduction": [0.0], "cost": [5.0]}), "tCO₂")


def test_a_plan_without_rows_is_refused():
    with pytest.raises(ValueError, match="起止日期"):
        schedule_chart.gantt(pd.DataFrame({"name": [], "start": [], "finish": [], "department": []}))


def test_unknown_values_are_refused_by_the_name_of_their_column():
    frame = pd.DataFrame({"year": [0, 1], "cash_flow": [-150, None]})
    with pytest.raises(ValueError, match="cash_flow"):
        check_known(frame, ["year", "cash_flow"])
    assert check_known(frame, ["year"]) is None
    assert check_rows(frame) is None


def test_the_reach_is_the_largest_known_magnitude_and_never_nothing():
    assert reach(pd.Series([1.0, -7.0, None]), 5) == 7
    assert reach([float("nan")]) == 1 and reach(0.0) == 1 and reach([]) == 1


def nothing_known(name, **columns):
    return pd.DataFrame({"name": [name, name + "二"], **{column: [value] * 2 for column, value in columns.items()}})


def test_a_balance_of_which_nothing_is_known_is_all_dashes(legible):
    frame = nothing_known("浸出", input=None, output=None, deviation=None, tolerance=5.0)
    frame = frame.astype({"input": float, "output": float, "deviation": float})
    assert legible(closure.closure_picture(frame, "t/d")).count("—") == 6


def test_gaps_of_which_none_is_known_are_all_dashes(legible):
    frame = nothing_known("指标", unit="t/t", limiting=True, value=1.0, next_level=None, benchmark=None, gap=None)
    assert legible(levels.level_gap(frame.astype({"gap": float}))).count("—") == 2


def test_flows_of_which_none_is_solved_are_named_all_the_same(legible):
    columns = dict.fromkeys(("measured", "measured_sd", "reconciled", "sd"))
    frame = nothing_known("物流", suspect=False, **columns).astype(dict.fromkeys(columns, float))
    assert legible(adjustments.adjustment_dots(frame, "t/d")).count("— → —") == 2


def test_a_shop_that_scores_nothing_has_a_bar_of_no_length(legible):
    frame = pd.DataFrame({"candidate": ["一车间"], "factor": ["废弃物量"], "score": [0.0]})
    assert "0" in legible(ranking_chart.ranking_bars(frame))
