"""Scores of a trial system worked by hand."""

import math

import pandas as pd
import pytest

from workbench.analysis.trial_index import trial_index

# Class A: weights 40 and 20; class B: weight 40 = 25 + 15.
NUMBERS = pd.DataFrame(
    [
        ("a1", "A", 60, 40, "lower", 100.0),
        ("a2", "A", 60, 20, "higher", 6.0),
        ("b1", "B", 40, 25, "lower", 95.0),
        ("b2", "B", 40, 15, "higher", 50.0),
    ],
    columns=["indicator", "group", "group_weight", "weight", "direction", "limit"],
)
FLAGS = pd.DataFrame(
    [("law", "C", 60, 60), ("audit", "C", 60, 0), ("system", "D", 40, 40)],
    columns=["indicator", "group", "group_weight", "weight"],
).iloc[[0, 2]]
VALUES = {"a1": 80, "a2": 5, "b1": 90}


def test_an_item_that_does_not_apply_gives_its_weight_to_its_class_and_ratios_are_capped():
    evaluation = trial_index(NUMBERS, FLAGS, {**VALUES, "law": True, "system": True}, alpha=0.7, beta=0.3, cap=1.2)
    assert vars(evaluation)["P1"] == pytest.approx(40 * 1.2 + 20 * 5 / 6 + 40 * 95 / 90)
    assert vars(evaluation)["P1"] == pytest.approx(106.89, abs=0.005)
    assert vars(evaluation)["P2"] == 100
    assert vars(evaluation)["P"] == pytest.approx(0.7 * 106.8889 + 0.3 * 100, abs=1e-3)
    assert evaluation.table["weight"].tolist() == pytest.approx([40, 20, 40, 60, 40])


def test_without_a_cap_the_ratio_stands():
    evaluation = trial_index(NUMBERS, FLAGS, {**VALUES, "law": True, "system": True}, alpha=0.7, beta=0.3)
    assert vars(evaluation)["P1"] == pytest.approx(40 * 1.25 + 20 * 5 / 6 + 40 * 95 / 90)


def test_the_cap_by_share_of_class_trims_outliers_only():
    outlier = {**VALUES, "a1": 1.0}
    evaluation = trial_index(NUMBERS, FLAGS, outlier, alpha=1, beta=0, cap="share")
    # k/m of class A = 60/2 = 30, while the ratio is 100.
    assert evaluation.table.set_index("indicator").loc["a1", "capped"] == 30
    ordinary = trial_index(NUMBERS, FLAGS, VALUES, alpha=1, beta=0, cap="share")
    assert vars(ordinary)["P1"] == pytest.approx(40 * 1.25 + 20 * 5 / 6 + 40 * 95 / 90)


def test_an_item_that_was_not_measured_scores_nothing():
    evaluation = trial_index(NUMBERS, FLAGS, {**VALUES, "b2": None}, alpha=1, beta=0)
    assert vars(evaluation)["P1"] == pytest.approx(40 * 1.25 + 20 * 5 / 6 + 25 * 95 / 90)


def test_a_requirement_that_is_not_met_scores_nothing():
    evaluation = trial_index(NUMBERS, FLAGS, {**VALUES, "law": True, "system": False}, alpha=0.7, beta=0.3)
    assert vars(evaluation)["P2"] == 60


def test_without_qualitative_items_their_score_is_unknown():
    evaluation = trial_index(NUMBERS, FLAGS, VALUES, alpha=0.7, beta=0.3)
    assert math.isnan(evaluation.P2) and math.isnan(evaluation.P)


@pytest.mark.parametrize("law, grade", [(True, "advanced"), (False, "ordinary")])
def test_the_grade_follows_the_thresholds_of_the_document(law, grade):
    # P = 0.7 · 106.889 + 0.3 · 100 = 104.8, or + 0.3 · 40 = 86.8
    values = {**VALUES, "law": law, "system": True}
    thresholds = {"advanced": 90, "ordinary": 75}
    arguments = {"alpha": 0.7, "beta": 0.3, "cap": 1.2, "thresholds": thresholds}
    assert trial_index(NUMBERS, FLAGS, values, **arguments).grade == grade
    assert trial_index(NUMBERS, FLAGS, values, **arguments, vetoed=True).grade == "none"


def test_without_thresholds_there_is_no_grade():
    values = {**VALUES, "law": True, "system": True}
    assert trial_index(NUMBERS, FLAGS, values, alpha=0.7, beta=0.3).grade is None


@pytest.mark.parametrize(
    "change, values, message",
    [
        ({}, {"law": "yes"}, "law: 应为"),
        ({"limit": float("nan")}, {"a1": 1}, "a1: 缺少评价基准值"),
        ({}, {"a1": 0}, "a1: 比值无意义"),
    ],
)
def test_what_cannot_be_scored_is_named(change, values, message):
    with pytest.raises(ValueError, match=message):
        trial_index(NUMBERS.assign(**change), FLAGS, values, alpha=0.7, beta=0.3)


def test_shares_that_do_not_sum_to_one_are_refused():
    with pytest.raises(ValueError, match="α"):
        trial_index(NUMBERS, FLAGS, VALUES, alpha=0.7, beta=0.4)
