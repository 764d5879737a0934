"""Weight game: totals, flips and firmness are those of exercise E2.3 and of the ranking of a case."""

import re
from pathlib import Path

import pandas as pd
import pytest

from workbench import load_case
from workbench.analysis.ranking import rank_focus, rank_stability
from workbench.delivery.dashboard.visits import Visit
from workbench.delivery.dashboard.weights import TRIALS, answer, build, case_scores, exercise_scores, weigh


@pytest.fixture
def visit():
    return Visit("zh", "beer", ("beer",), Path("runs"), None, {})


def test_the_exercise_ranks_the_second_workshop_first_and_no_single_weight_turns_it():
    state = weigh(*exercise_scores())
    assert state["totals"].to_dict() == {"浸出净液": 368, "焙烧制酸": 293, "电解熔铸": 284}
    assert state["highest"] == 440 and state["lead"] == 75 and state["top"] == ["浸出净液"]
    flips = state["flips"].set_index("factor")["flips_at"].to_dict()
    # 10 + 75/4 and 8 + 75/2; no weight reaches 10
    assert flips == {"废物量": pytest.approx(28.75), "环保费用": pytest.approx(45.5)}
    assert state["turning"] == []


def test_the_firmness_is_that_of_the_engine():
    weights, scores = exercise_scores("en")
    share = rank_stability(weights, scores, runs=TRIALS)["first"].iloc[0]
    assert weigh(weights, scores)["share"] == share > 0.99


def test_a_weight_within_reach_is_named():
    scores = pd.DataFrame({"a": [8.0, 5.0], "b": [5.0, 9.0]}, index=["waste", "water"])
    state = weigh(pd.Series({"waste": 6.0, "water": 4.0}), scores)
    # 68 to 66: water at 4 + 2/4, waste at 6 − 2/3
    assert state["flips"]["flips_at"].tolist() == pytest.approx([6 - 2 / 3, 4.5])
    assert state["turning"] == ["waste", "water"]


def test_a_tie_is_said():
    scores = pd.DataFrame({"甲": [5.0, 4.0], "乙": [4.0, 5.0]}, index=["x", "y"])
    assert "并列第一：甲、乙" in answer(pd.Series({"x": 3.0, "y": 3.0}), scores, "zh")


def test_sliders_renew_the_ranking(visit):
    box = build(visit)
    assert [slider.value for slider in box.weights.values()] == [10, 9, 8, 7, 6, 4]
    assert "368 分，领先 75 分" in box.shown.value and "28.75" in box.shown.value and "45.50" in box.shown.value
    for factor, value in {
        "废物量": 10,
        "主要消耗": 1,
        "环保费用": 10,
        "废物毒性": 1,
        "市场潜力": 1,
        "车间积极性": 1,
    }.items():
        box.weights[factor].value = value
    # 100 + 5 + 80 + 4 + 6 + 5 against 60 + 10 + 60 + 10 + 10 + 10
    assert "200 分，领先 40 分" in box.shown.value


def test_a_case_brings_its_own_scores(visit):
    box = build(visit)
    box.where.value = "beer"
    ranked = rank_focus(load_case("beer"))
    best = ranked.sort_values("rank").iloc[0]
    assert best["name"] in box.shown.value and f"{best['total']:g} 分" in box.shown.value
    assert list(box.weights) == list(load_case("beer")["focus_factors"]["name"])


def test_candidates_of_one_name_stay_apart():
    class Twins:
        def __getitem__(self, table):
            rows = {
                "focus_factors": {"factor": ["f"], "name": ["废水"], "weight": [5]},
                "focus_candidates": {"candidate": ["A", "B"], "name": ["车间", "车间"]},
                "focus_scores": {"factor": ["f", "f"], "candidate": ["A", "B"], "score": [7, 9]},
            }
            return pd.DataFrame(rows[table])

    assert case_scores(Twins())[1].columns.tolist() == ["A 车间", "B 车间"]


def test_names_are_never_read_as_markup():
    bad = "<script>alert(1)</script>"
    html = answer(pd.Series({bad: 5.0}), pd.DataFrame({bad: [7.0], "b": [3.0]}, index=[bad]), "en")
    assert "<script" not in html and re.search("&lt;script&gt;", html)
