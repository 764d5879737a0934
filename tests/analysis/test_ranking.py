"""Weighted ranking against the published manual's example and hand-worked exercises."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.ranking import (
    focus_scores,
    option_scores,
    products,
    rank,
    rank_focus,
    rank_options,
    rank_stability,
    score_by_size,
    score_table,
    weight_flips,
)

FACTORS = ["waste", "consumption", "treatment", "toxicity", "market", "will"]


def scores_of(columns, factors=FACTORS):
    return pd.DataFrame(columns, index=factors, dtype=float)


# The manual's three workshops
MANUAL_WEIGHTS = dict(zip(FACTORS, [10, 9, 8, 7, 5, 2], strict=True))
MANUAL = scores_of({"w1": [10, 5, 10, 4, 6, 5], "w2": [6, 10, 4, 10, 10, 10], "w3": [4, 8, 1, 5, 8, 7]})
# Exercise: six factors, three workshops
WEIGHTS = dict(zip(FACTORS, [10, 9, 8, 7, 6, 4], strict=True))
SCORES = scores_of({"w1": [10, 5, 8, 4, 6, 5], "w2": [6, 10, 6, 10, 10, 10], "w3": [4, 8, 5, 8, 8, 7]})
# Exercise: five criteria, three options
CRITERIA = ["environment", "economy", "technology", "ease", "outlook"]
OPTION_WEIGHTS = dict(zip(CRITERIA, [10, 8, 8, 6, 5], strict=True))
OPTIONS = scores_of({"o1": [7, 8, 6, 9, 8], "o2": [9, 6, 8, 5, 7], "o3": [8, 7, 9, 7, 6]}, CRITERIA)


def test_the_manuals_workshops_are_ranked_as_printed():
    ranked = rank(MANUAL_WEIGHTS, MANUAL)
    assert ranked["total"].to_dict() == {"w2": 322, "w1": 293, "w3": 209}
    assert ranked["rank"].tolist() == [1, 2, 3]
    assert ranked.index.name == "alternative"


def test_measured_values_give_the_manuals_scores():
    assert score_by_size(pd.Series([1000, 600, 400])).tolist() == [10, 6, 4]
    assert score_by_size(pd.Series([56, 118, 89])).tolist() == [5, 10, 8]
    assert score_by_size(pd.Series([140, 60, 15])).tolist() == [10, 4, 1]


def test_half_a_point_is_rounded_up_and_nothing_scores_below_one():
    assert score_by_size(pd.Series([100, 25, 45, 1, 0])).tolist() == [10, 3, 5, 1, 1]  # 2.5 → 3, 4.5 → 5
    assert score_by_size(pd.Series([0.0, 0.0])).tolist() == [1, 1]


def test_an_unknown_value_has_no_score():
    assert math.isnan(score_by_size(pd.Series([10.0, math.nan]))[1])


def test_the_exercise_is_won_by_the_second_workshop_not_by_the_largest_waste():
    ranked = rank(WEIGHTS, SCORES)
    assert ranked["total"].to_dict() == {"w2": 368, "w1": 293, "w3": 284}
    assert ranked["share"].iloc[0] == pytest.approx(368 / 440)
    assert ranked.index[0] != SCORES.loc["waste"].idxmax()


def test_only_weights_beyond_any_range_would_flip_the_exercise():
    flips = weight_flips(WEIGHTS, SCORES).set_index("factor")
    assert flips["flips_at"].to_dict() == pytest.approx({"waste": 28.75, "treatment": 45.5})
    assert set(flips["rival"]) == {"w1"}
    assert not flips["possible"].any()


def test_a_close_lead_flips_within_the_range():
    close = scores_of({"a": [6, 5], "b": [5, 6]}, ["x", "y"])
    flips = weight_flips({"x": 6, "y": 5}, close).set_index("factor")
    assert flips.loc["x", "flips_at"] == 5  # a lead of one point
    assert flips.loc["y", "flips_at"] == 6
    assert flips["possible"].all()


def test_weights_beyond_a_limit_are_not_thought_of():
    assert weight_flips(WEIGHTS, SCORES, limit=30)["factor"].tolist() == ["waste"]


def test_options_are_ranked_by_weight_and_not_by_the_plain_sum():
    ranked = rank(OPTION_WEIGHTS, OPTIONS)
    assert ranked["total"].to_dict() == {"o3": 280, "o1": 276, "o2": 267}
    assert OPTIONS.sum().to_dict() == {"o1": 38, "o2": 35, "o3": 37}
    assert ranked.index[0] != OPTIONS.sum().idxmax()


def test_equal_totals_share_a_rank_and_say_so():
    ranked = rank({"x": 1, "y": 1}, scores_of({"a": [9, 1], "b": [5, 5], "c": [1, 1]}, ["x", "y"]))
    assert ranked["rank"].to_dict() == {"a": 1, "b": 1, "c": 3}
    assert ranked["tied"].to_dict() == {"a": True, "b": True, "c": False}


def test_an_unknown_score_leaves_the_total_without_rank():
    ranked = rank({"x": 1, "y": 1}, scores_of({"a": [9, math.nan], "b": [5, 5]}, ["x", "y"]))
    assert ranked.loc["b", "rank"] == 1
    assert math.isnan(ranked.loc["a", "rank"])


def test_factors_without_a_partner_are_named():
    with pytest.raises(ValueError, match="colour"):
        rank({"x": 1, "colour": 2}, scores_of({"a": [1]}, ["x"]))


def test_weights_must_be_known():
    with pytest.raises(ValueError, match="weights"):
        rank({"x": math.nan}, scores_of({"a": [1]}, ["x"]))


def test_the_worksheet_shows_score_and_product_and_ends_with_the_total():
    table = score_table(MANUAL_WEIGHTS, MANUAL)
    assert table["w1 RW"].tolist() == [100, 45, 80, 28, 30, 10, 293]
    assert table["factor"].iloc[-1] == "total"
    assert products(MANUAL_WEIGHTS, MANUAL).loc["will", "w2"] == 20


def test_a_clear_lead_is_stable_and_a_draw_is_not():
    clear = rank_stability(WEIGHTS, SCORES, runs=2000)
    assert clear.loc["w2", "first"] > 0.99
    assert clear.loc["w2", ["low_rank", "high_rank"]].tolist() == [1, 1]
    draw = rank_stability({"x": 5, "y": 5}, scores_of({"a": [6, 5], "b": [5, 6]}, ["x", "y"]), runs=4000)
    assert draw["first"].tolist() == pytest.approx([0.5, 0.5], abs=0.05)


def test_the_same_seed_gives_the_same_stability():
    first, second = (rank_stability(WEIGHTS, SCORES, runs=500, seed=3) for _ in range(2))
    pd.testing.assert_frame_equal(first, second)


def test_stability_of_unknown_scores_is_refused():
    with pytest.raises(ValueError, match="known"):
        rank_stability({"x": 1}, scores_of({"a": [math.nan]}, ["x"]))


@given(st.lists(st.integers(1, 10), min_size=6, max_size=6), st.floats(0.1, 10))
def test_scaling_all_weights_changes_no_rank(weights, factor):
    plain = rank(dict(zip(FACTORS, weights, strict=True)), SCORES)
    scaled = rank({name: factor * w for name, w in zip(FACTORS, weights, strict=True)}, SCORES)
    assert plain["rank"].to_dict() == scaled["rank"].to_dict()


FOCUS = {
    "focus_candidates": "candidate,name,selected,reason\nA,plant A,yes,first\nB,plant B,no,\n",
    "focus_factors": "factor,name,weight\nwaste,waste,10\nwill,will,2\n",
    "focus_scores": "candidate,factor,score\nA,waste,10\nA,will,5\nB,waste,6\nB,will,10\n",
}


def test_the_focus_of_a_case_is_ranked_from_its_tables(audit):
    case = audit(**FOCUS)
    table = rank_focus(case)
    assert table["candidate"].tolist() == ["A", "B"]
    assert table["total"].tolist() == [110, 80]
    assert table["selected"].tolist() == [True, False]
    assert focus_scores(case)[1].loc["will", "B"] == 10


def test_the_options_of_a_case_are_ranked_from_its_tables(audit):
    case = audit(
        options="option,name,stage,class,cost_class,description,status\nF1,a,generation,control,high,x,planned\n"
        "F2,b,generation,control,high,x,planned\n",
        option_factors="factor,name,weight\ne,environment,10\n",
        option_scores="option,factor,score\nF1,e,4\nF2,e,9\n",
    )
    assert rank_options(case)[["option", "total", "cost_class"]].to_numpy().tolist() == [
        ["F2", 90, "high"],
        ["F1", 40, "high"],
    ]
    assert option_scores(case)[0].to_dict() == {"e": 10}


def test_a_case_without_scores_ranks_nothing(audit):
    case = audit()
    assert len(rank_focus(case)) == len(rank_options(case)) == 0
