"""What the next level takes, worked by hand."""

import math
from itertools import chain, combinations

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.analysis.improvement import (
    cheapest_lift,
    compare_levels,
    gaps_to_next_level,
    group_shares,
    level_probabilities,
    problem_list,
)
from workbench.analysis.indicators import composite_index

COLUMNS = ["indicator", "group", "group_weight", "weight", "direction", "level1", "level2", "level3", "limiting"]
# Five indicators: water I, energy II (limiting), recovery III, dust below III, management II by requirement.
SYSTEM = pd.DataFrame(
    [
        ("water", "use", 0.6, 0.5, "lower", 5, 6, 8, False),
        ("energy", "use", 0.6, 0.5, "lower", 100, 110, 120, True),
        ("recovery", "reuse", 0.4, 0.4, "higher", 95, 90, 85, False),
        ("dust", "reuse", 0.4, 0.4, "lower", 1, 2, 3, False),
        ("management", "reuse", 0.4, 0.2, "meets", None, None, None, False),
    ],
    columns=COLUMNS,
)
VALUES = {"water": 4.0, "energy": 105.0, "recovery": 88.0, "dust": 4.0, "management": "II"}
READ = SYSTEM.assign(
    name=SYSTEM["indicator"],
    unit="",
    value=[4.0, 105.0, 88.0, 4.0, float("nan")],
    level=["I", "II", "III", "none", "II"],
    share=[0.3, 0.3, 0.16, 0.16, 0.08],
)


def test_the_gap_is_the_distance_to_the_next_benchmark_over_the_value():
    gaps = gaps_to_next_level(READ).set_index("indicator")
    assert gaps["next_level"].tolist() == [None, "I", "II", "III", "I"]
    assert gaps.loc["energy", "gap"] == pytest.approx(100 * 5 / 105)
    assert gaps.loc["recovery", "gap"] == pytest.approx(100 * 2 / 88)
    assert gaps.loc["dust", "gap"] == pytest.approx(25)
    assert gaps.loc["water", "gap"] == 0
    assert math.isnan(gaps.loc["management", "gap"])


def test_an_unknown_level_has_no_gap():
    gaps = gaps_to_next_level(READ.assign(level=[None] * 5, value=float("nan")))
    assert gaps["gap"].isna().all() and set(gaps["next_level"]) == {None}


def test_the_problem_list_holds_what_is_at_ii_or_below_worst_first():
    problems = problem_list(READ)
    assert problems["indicator"].tolist() == ["dust", "recovery", "energy", "management"]
    assert problems["lost"].tolist() == pytest.approx([16, 16, 30, 8])
    assert problems["zh"].iloc[0] == "现状 4 高于Ⅰ级基准 1，差 3"
    assert problems["en"].iloc[3] == "the requirement is met at level II only"


def test_the_reason_uses_the_names_of_the_system():
    names = {"I": "教学1级", "II": "教学2级", "III": "教学3级"}
    reasons = problem_list(READ.assign(level=["I", "II", "III", "none", "none"]), names)["zh"].tolist()
    assert "现状 105 高于教学1级基准 100，差 5" in reasons
    assert "定性要求未达到教学3级" in reasons


def test_a_group_shows_the_share_of_its_weight_at_each_level():
    shares = group_shares(READ).set_index("group")
    assert shares.loc["use"].tolist() == pytest.approx([50, 100, 100])
    assert shares.loc["reuse"].tolist() == pytest.approx([0, 20, 60])


def test_the_limiting_indicator_and_the_fewest_others_bring_level_one():
    # Y_I = 30; energy (30) is limiting. 25 more are needed: recovery 16 + dust 16 suffice, +8 does not with one.
    lift = cheapest_lift(SYSTEM, VALUES, "I")
    assert lift["indicator"].tolist() == ["energy", "recovery", "dust"]
    assert lift["necessary"].tolist() == [True, False, False]
    assert lift["benchmark"].tolist() == [100, 95, 1]


def test_costs_decide_which_indicators_are_lifted():
    # Level II needs 85 of 100 points, 68 are there (water, energy, management): 17 more, so both others.
    both = cheapest_lift(SYSTEM, VALUES, "II", costs=dict.fromkeys(VALUES, 1.0))
    assert sorted(both["indicator"]) == ["dust", "recovery"]
    # With management as heavy as the others, one of three is enough beside energy: the cheaper wins.
    rows = SYSTEM.assign(weight=[0.5, 0.5, 0.5, 0.25, 0.25], group_weight=[0.4, 0.4, 0.6, 0.6, 0.6])
    values = VALUES | {"water": 4.0, "energy": 99.0}
    lift = cheapest_lift(rows, values, "I", costs={"recovery": 9, "dust": 2, "management": 8})
    # Y_I = 40; recovery 30, dust 15, management 15: 45 points cost 11 with dust, 17 with management.
    assert lift["indicator"].tolist() == ["dust", "recovery"]


def test_level_three_needs_every_indicator():
    assert cheapest_lift(SYSTEM, VALUES, "III")["indicator"].tolist() == ["dust"]


def test_a_plant_that_is_there_has_nothing_to_lift():
    best = {"water": 5, "energy": 100, "recovery": 95, "dust": 1, "management": "I"}
    assert cheapest_lift(SYSTEM, best, "I").empty


def test_a_plant_at_level_one_has_nothing_to_lift_for_level_three():
    heavy = SYSTEM.assign(group_weight=[0.9, 0.9, 0.1, 0.1, 0.1])
    values = VALUES | {"energy": 99.0}  # dust is below III, but Y_I = 90
    assert cheapest_lift(heavy, values, "III").empty


def test_the_newer_rule_works_on_everything_below_ii():
    heavy = SYSTEM.assign(group_weight=[0.9, 0.9, 0.1, 0.1, 0.1])
    values = VALUES | {"energy": 99.0}
    assert cheapest_lift(heavy, values, "I").empty
    assert sorted(cheapest_lift(heavy, values, "I", newer=True)["indicator"]) == ["dust", "recovery"]


def test_a_missing_limiting_indicator_or_cost_is_named():
    with pytest.raises(ValueError, match="energy"):
        cheapest_lift(SYSTEM, {**VALUES, "energy": None}, "I")
    with pytest.raises(ValueError, match="缺少提升费用.*dust"):
        cheapest_lift(SYSTEM, VALUES, "III", costs={"recovery": 1})


def test_a_value_on_the_boundary_is_at_the_better_level_half_of_the_time():
    one = SYSTEM.iloc[[0]].assign(weight=1.0, group_weight=1.0)
    share = level_probabilities(one, {"water": 6.0}, {"water": 0.1})
    assert share["II"] == pytest.approx(0.5, abs=0.03)
    assert share["III"] == pytest.approx(0.5, abs=0.03)


def test_one_sigma_above_a_boundary_leaves_sixteen_per_cent():
    one = SYSTEM.iloc[[0]].assign(weight=1.0, group_weight=1.0)
    share = level_probabilities(one, {"water": 8.5}, {"water": 0.5})
    assert share["none"] == pytest.approx(0.841, abs=0.015)
    assert share.sum() == pytest.approx(1)


def test_exact_values_have_one_certain_level():
    share = level_probabilities(SYSTEM, {**VALUES, "dust": 2.5}, {})
    assert share.to_dict() == {"I": 0, "II": 0, "III": 1, "none": 0}


def test_without_a_limiting_value_no_level_is_probable():
    share = level_probabilities(SYSTEM, {**VALUES, "energy": None}, {"water": 1.0}, draws=100)
    assert share["none"] == 1


def test_before_and_after_stand_side_by_side():
    after = READ.assign(value=[4.4, 99.0, 96.8, 4.0, float("nan")], level=["I", "I", "I", "none", "I"])
    table = compare_levels(READ, after).set_index("indicator")
    assert table["improvement"].tolist()[:4] == pytest.approx([-10, 100 * 6 / 105, 10, 0])
    assert table.loc["energy", ["level_before", "level_after"]].tolist() == ["II", "I"]
    assert math.isnan(table.loc["management", "improvement"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(0, 3), st.booleans(), st.integers(1, 9)), min_size=1, max_size=7),
    st.sampled_from(["I", "II", "III"]),
)
def test_the_lift_reaches_its_target_and_no_cheaper_set_does(rows, target):
    """Compare with every subset of what could be lifted."""
    total = sum(weight for weight, *_ in rows)
    names = [f"i{place}" for place in range(len(rows))]
    system = pd.DataFrame(
        [
            (name, "g", 1, weight / total, "meets", None, None, None, limiting)
            for name, (weight, _, limiting, _) in zip(names, rows, strict=True)
        ],
        columns=COLUMNS,
    )
    values = {name: ["I", "II", "III", "none"][level] for name, (_, level, _, _) in zip(names, rows, strict=True)}
    costs = {name: cost for name, (*_, cost) in zip(names, rows, strict=True)}
    order = ["I", "II", "III", None]

    def reaches(lifted):
        level = composite_index(system, values | dict.fromkeys(lifted, target)).level
        return order.index(level) <= order.index(target)

    chosen = cheapest_lift(system, values, target, costs=costs)
    assert reaches(chosen["indicator"])
    open_ = [name for name in names if ["I", "II", "III", "none"].index(values[name]) > order.index(target)]
    subsets = chain.from_iterable(combinations(open_, size) for size in range(len(open_) + 1))
    cheapest = min(sum(costs[name] for name in subset) for subset in subsets if reaches(subset))
    assert chosen["cost"].sum() == cheapest
