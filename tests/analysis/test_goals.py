"""Goals: relative targets, what was reached, and whether the options carry them."""

import math

import pandas as pd
import pytest

from workbench.analysis.goals import achievement, attainability, relative_target, yearly_output

GOALS = pd.DataFrame(
    [
        ("g1", "water", "m3/t", "lower", 5.6, 5.0, 4.9),
        ("g2", "energy", "tce/t", "lower", 1.92, 1.80, 1.84),
        ("g3", "recovery", "%", "higher", 95.2, 96.5, 96.1),
    ],
    columns=["goal", "name", "unit", "direction", "baseline", "near_target", "actual"],
)


def test_achievement_is_the_share_of_the_gap_and_not_of_the_value():
    table = achievement(GOALS).set_index("goal")
    assert table["achievement"].tolist() == pytest.approx([1.17, 0.67, 0.69], abs=5e-3)
    assert table["light"].tolist() == ["green", "red", "red"]
    assert table.loc["g1", "achievement"] != pytest.approx(0.7 / 5.6, abs=0.01)


def test_the_lights_may_be_set_otherwise():
    assert achievement(GOALS, {"green": 0.68, "yellow": 0.5})["light"].tolist() == ["green", "yellow", "green"]


def test_a_goal_exactly_met_is_green_and_an_unknown_one_has_no_light():
    table = achievement(GOALS.assign(actual=[5.0, float("nan"), 95.2]))
    assert table["light"].tolist() == ["green", "", "red"]
    assert table["achievement"].iloc[2] == 0


def test_a_goal_without_gap_is_held_by_not_falling_behind():
    table = achievement(GOALS.assign(near_target=GOALS["baseline"], actual=[5.6, 2.0, 95.3]))
    assert table["achievement"].tolist() == [1, 0, 1]


def test_relative_targets_are_taken_from_the_baseline():
    assert relative_target(GOALS).tolist() == pytest.approx([0.107, 0.0625, 0.01366], abs=5e-4)
    assert relative_target(GOALS).iloc[0] != pytest.approx(0.12, abs=0.005)  # divided by the target


def test_the_published_chemical_plant_has_its_printed_targets():
    plant = pd.DataFrame(
        {"baseline": [150_000, 1200, 80], "near_target": [120_000, 950, 60], "far_target": [90_000, 600, 0]}
    ).assign(direction="lower")
    assert relative_target(plant).tolist() == pytest.approx([0.20, 0.208, 0.25], abs=5e-4)
    assert relative_target(plant, "far_target").tolist() == pytest.approx([0.40, 0.50, 1.0])


FLOWS = "flow,source,target,kind,amount,unit,rsd\nf1,outside,U1,raw,9,t/a,0\nf2,U1,outside,loss,9,t/a,0.1\n"
OPTIONS = "option,name,stage,class,cost_class,description,loss,saving_fraction,group,status\n" + "\n".join(
    f"{number},name,generation,control,low,what,{rest}"
    for number, rest in [
        ("F1", "f2,0.10,,planned"),
        ("F2", "f2,0.08,,implemented"),
        ("F3", ",,,shelved"),
        ("F4", ",,,rejected"),
    ]
)
GOAL = "goal,name,unit,direction,baseline,near_target,quantity\n"
EFFECTS = "option,item,name,kind,unit,design\n"
STEAM = "F1,steam,steam,energy,t/a,4200\nF2,steam,steam,energy,t/a,3360\n"


def case_with(audit, goal, effects, **tables):
    return audit(flows=FLOWS, options=OPTIONS, goals=GOAL + goal, effects=EFFECTS + effects, **tables)


def test_overlapping_savings_do_not_carry_a_goal_that_their_sum_would(audit):
    row = attainability(case_with(audit, "g1,steam,t/a,lower,42000,34500,steam", STEAM)).iloc[0]
    assert row["gap"] == 7500
    assert row["added"] == 7560  # the plain sum would do
    assert row["supply"] == pytest.approx(7224)
    assert row["ratio"] == pytest.approx(7224 / 7500)
    assert row["verdict"] == "supplement"
    assert not row["sure"]


def test_a_goal_within_the_overlap_free_sum_is_attainable(audit):
    row = attainability(case_with(audit, "g1,steam,t/a,lower,42000,36000,steam", STEAM)).iloc[0]
    assert row["verdict"] == "attainable"
    assert row["sure"]  # 7224 − 1.645·sd ≥ 6000, sd = 10 % of 4013 and of 3211 in quadrature
    assert row["sd"] == pytest.approx(0.1 * math.hypot(7224 * 10 / 18, 7224 * 8 / 18))


def test_a_gap_beyond_all_options_is_unattainable(audit):
    row = attainability(case_with(audit, "g1,steam,t/a,lower,42000,20000,steam", STEAM)).iloc[0]
    assert row["verdict"] == "unattainable"


def test_shelved_options_are_a_reserve_and_rejected_ones_are_not(audit):
    more = STEAM + "F3,steam,steam,energy,t/a,15000\nF4,steam,steam,energy,t/a,9000\n"
    row = attainability(case_with(audit, "g1,steam,t/a,lower,42000,20000,steam", more)).iloc[0]
    assert row["reserve"] == 15000
    assert row["verdict"] == "supplement"
    assert row["options"] == "F1;F2"


def test_only_the_recommended_options_count(audit):
    case = case_with(audit, "g1,steam,t/a,lower,42000,36000,steam", STEAM)
    assert attainability(case, ["F1"])["supply"].iloc[0] == pytest.approx(4200)


def test_more_is_better_is_carried_by_an_increase(audit):
    case = case_with(audit, "g1,recovery,%,higher,95,96,recovery", "F1,recovery,recovery,material,%,-1.2\n")
    row = attainability(case, ["F1"]).iloc[0]
    assert (row["gap"], row["supply"], row["verdict"]) == (1, pytest.approx(1.2), "attainable")


MONTHS = "product,month,amount,unit\n" + "\n".join(f"zinc,2012-{month:02d},{1000},t" for month in range(1, 13))


def test_a_yearly_saving_serves_a_goal_per_tonne_through_the_output(audit):
    tables = {"products": "product,name,unit,main\nzinc,zinc,t,yes\n", "production": MONTHS}
    effects = "F1,water,water,water,m3/a,7200\n"
    case = case_with(audit, "g1,water,m3/t,lower,5.6,5.0,water", effects, **tables)
    assert yearly_output(case) == (12_000, "t")
    assert attainability(case, ["F1"])["supply"].iloc[0] == pytest.approx(0.6)


def test_without_the_output_the_verdict_is_unknown_and_says_why(audit):
    case = case_with(audit, "g1,water,m3/t,lower,5.6,5.0,water", "F1,water,water,water,m3/a,7200\n")
    row = attainability(case).iloc[0]
    assert (row["verdict"], row["reason"]) == ("unknown", "unit")
    assert math.isnan(row["supply"])


@pytest.mark.parametrize(
    ("goal", "effects", "reason"),
    [
        ("g1,steam,t/a,lower,42000,36000,", STEAM, "no_effects"),
        ("g1,steam,t/a,lower,42000,36000,steam", "F1,steam,steam,energy,t/a,\n", "design"),
        ("g1,steam,t/a,lower,,36000,steam", STEAM, "baseline"),
    ],
)
def test_what_is_not_known_leaves_the_verdict_open(audit, goal, effects, reason):
    row = attainability(case_with(audit, goal, effects)).iloc[0]
    assert (row["verdict"], row["reason"]) == ("unknown", reason)


def test_half_a_year_on_record_is_no_yearly_output(audit):
    tables = {"products": "product,name,unit,main\nzinc,zinc,t,yes\n", "production": MONTHS.rsplit("\n", 6)[0]}
    assert math.isnan(yearly_output(audit(**tables))[0])


def test_a_case_without_goals_has_an_empty_table(audit):
    assert len(attainability(audit())) == 0
