"""Effects at equal output, design against actual, and their sums."""

import math

import pandas as pd
import pytest

from workbench.analysis.effects import judge, judge_options, normalise, option_effects, sum_effects

OPTIONS = (
    "option,name,stage,class,cost_class,description,status\n"
    "F1,drives,generation,equipment,medium,x,implemented\nF2,heat,generation,waste,high,x,implemented\n"
    "F3,lamps,generation,equipment,low,x,implemented\nF4,later,generation,equipment,low,x,planned\n"
)
HEADER = "option,item,name,kind,unit,design,before,after,output_before,output_after,fixed\n"


def effects(*rows):
    return {"options": OPTIONS, "effects": HEADER + "\n".join(rows)}


POWER = "F1,electricity,power,energy,kWh/a,350000,2430000,2310000,18000,20100"


def test_a_known_fixed_load_gives_the_saving_that_the_plain_ratio_overstates(audit):
    row = option_effects(audit(**effects(f"{POWER},630000"))).iloc[0]
    assert row["raw"] == 120_000
    assert row["ratio"] == pytest.approx(403_500)
    assert row["saving"] == pytest.approx(330_000)
    assert row["method"] == "fixed"
    assert row["ratio"] / row["saving"] - 1 == pytest.approx(0.22, abs=5e-3)
    assert row["share"] == pytest.approx(330 / 350)


def test_without_a_fixed_load_the_ratio_stands(audit):
    row = option_effects(audit(**effects(f"{POWER},"))).iloc[0]
    assert (row["saving"], row["method"]) == (pytest.approx(403_500), "ratio")


def test_without_outputs_the_plain_difference_says_that_it_is_one(audit):
    row = option_effects(audit(**effects("F1,electricity,power,energy,kWh/a,350000,2430000,2310000,,,"))).iloc[0]
    assert (row["saving"], row["method"]) == (120_000, "raw")


def test_an_effect_not_yet_measured_is_unknown(audit):
    row = option_effects(audit(**effects("F1,electricity,power,energy,kWh/a,350000,,,,,"))).iloc[0]
    assert math.isnan(row["saving"])
    assert row["method"] == ""


def test_equal_output_needs_no_normalising():
    assert normalise(10, 8, 100, 100) == 2
    assert normalise(10, 8, 100, 100, 4) == 2


@pytest.mark.parametrize(
    ("figures", "shares", "effective"),
    [
        ((101, 120, 33, 30), (0.84, 1.10), True),
        ((310, 420, 275, 260), (0.74, 1.06), False),  # too little saved
        ((66, 60, 24, 18), (1.10, 1.33), False),  # saved enough, but spent too much
        ((80, 100, 120, 100), (0.80, 1.20), True),  # the limits themselves
        ((5, 5, 0, 0), (1.0, 0.0), True),
    ],
)
def test_an_option_is_effective_by_its_saving_and_its_budget(figures, shares, effective):
    found = judge(*figures)
    assert (found["saving_share"], found["budget_share"]) == pytest.approx(shares, abs=5e-3)
    assert found["effective"] is effective


def test_an_unknown_figure_leaves_the_verdict_open_unless_the_other_already_fails():
    assert judge(101, 120, float("nan"), 30)["effective"] is None
    assert judge(10, 120, float("nan"), 30)["effective"] is False


def test_the_options_of_a_case_are_judged_by_saving_and_budget(audit):
    rows = (
        *("F1,saving,saving,money,万元/a,120,300,199,,,", "F1,investment,investment,money,万元,30,,33,,,"),
        *("F3,saving,saving,money,万元/a,60,100,34,,,", "F3,investment,investment,money,万元,18,,24,,,"),
        "F2,electricity,power,energy,万kWh/a,420,1000,690,,,",
        "F2,investment,investment,money,万元,260,,275,,,",
        "F4,water,water,water,m3/a,,,,,,",
    )
    table = judge_options(audit(**effects(*rows))).set_index("option")
    assert table["effective"].to_dict() == {"F1": True, "F3": False, "F2": False}
    assert table["judged_by"].unique().tolist() == ["first"]
    assert table.loc["F3", "budget_share"] == pytest.approx(24 / 18)


ATTACKING = (
    "option,name,stage,class,cost_class,description,status,loss,saving_fraction,goals\n"
    "F1,reuse,generation,waste,high,x,implemented,f5,0.5,G1\nF2,other,generation,waste,high,x,implemented,,,G1\n"
)
GOALS = "goal,name,scope,unit,direction,baseline,near_target,near_date,quantity\n"
GOALS += "G1,steam,plant,t/a,lower,100,90,2013-12-31,steam\n"


def test_an_option_is_judged_by_its_loss_and_not_by_the_side_effect_that_fell_shortest(audit):
    # half of the 10 t/a of f5 is saved: the item designed for 5.2 t/a is it, neither the small dust nor the power
    rows = (
        *("F1,dust,dust,waste_gas,t/a,0.1,1,1,,,", "F1,power,power,energy,kWh/a,400,1000,990,,,"),
        *("F1,liquor,liquor,waste_water,t/a,5.2,10,5,,,", "F2,power,power,energy,kWh/a,400,900,500,,,"),
        "F2,steam,steam,energy,t/a,10,100,95,,,",
    )
    case = audit(options=ATTACKING, goals=GOALS, effects=HEADER + "\n".join(rows))
    table = judge_options(case).set_index("option")
    assert table[["item", "judged_by"]].to_numpy().tolist() == [["liquor", "loss"], ["steam", "goal"]]
    assert table["effective"].tolist()[1] is False
    smaller = pd.DataFrame({"flow": ["f5"], "reconciled": [0.19], "sd": [0.01]})
    assert judge_options(case, smaller).set_index("option").loc["F1", "item"] == "dust"


def test_concentrations_may_be_compared_over_periods_of_any_length(audit):
    rows = "F1,tail,tail,waste_gas,mg/Nm3,380,730,348,,,,2012 年与 2013-09\n"
    row = option_effects(audit(options=OPTIONS, effects=PERIODS + rows)).iloc[0]
    assert (row["unequal"], row["saving"]) == ("", 382)


def test_ditto_stands_for_the_period_above(audit):
    rows = f"{POWER},,2012 年与 2013 年上半年\nF1,water,water,water,m3/a,5,10,5,,,,同上\n"
    table = option_effects(audit(options=OPTIONS, effects=PERIODS + rows))
    assert table["unequal"].tolist() == ["12/6", "12/6"]


def test_the_case_may_set_its_own_limits(audit):
    rows = ("F2,power,power,energy,万kWh/a,420,1000,690,,,", "F2,investment,i,money,万元,260,,275,,,")
    case = audit(settings={"effective.saving": 0.7, "effective.budget": 1.2}, **effects(*rows))
    assert judge_options(case)["effective"].tolist() == [True]


def test_effects_of_the_options_carried_out_add_up_by_item(audit):
    rows = (
        "F1,water,water,water,m3/a,100,1000,900,,,",
        "F2,water,water,water,m3/a,50,500,440,,,",
        "F4,water,water,water,m3/a,70,500,400,,,",
        "F3,power,power,energy,kWh/a,7,,,,,",
        "F1,investment,i,money,万元,30,,33,,,",
    )
    table = sum_effects(audit(**effects(*rows))).set_index("item")
    assert table.loc["water", ["options", "design", "saving", "unknown"]].tolist() == [2, 150, 160, 0]
    assert math.isnan(table.loc["power", "saving"])
    assert table.loc["power", "unknown"] == 1
    assert "investment" not in table.index


def test_an_item_that_options_call_differently_goes_by_its_carrier_or_id(audit):
    rows = ("F1,power,drives,energy,kWh/a,1,2,1,,,", "F2,power,fans,energy,kWh/a,1,2,1,,,")
    more = ("F1,water,rinsing,water,m3/a,1,2,1,,,", "F2,water,cooling,water,m3/a,1,2,1,,,")
    tables = effects(*rows, *more) | {"carriers": "carrier,name,unit\npower,electric power,kWh\n"}
    assert sum_effects(audit(**tables))["item_name"].tolist() == ["electric power", "water"]


def test_one_item_in_two_units_is_not_added(audit):
    rows = ("F1,water,water,water,m3/a,1,2,1,,,", "F2,water,water,water,t/a,1,2,1,,,")
    with pytest.raises(ValueError, match="water"):
        sum_effects(audit(**effects(*rows)))


def test_a_case_without_effects_has_empty_tables(audit):
    case = audit()
    assert len(option_effects(case)) == len(judge_options(case)) == len(sum_effects(case)) == 0


PERIODS = HEADER.strip() + ",period\n"


@pytest.mark.parametrize(
    "period, unequal",
    [
        ("2012-01..2012-12 | 2013-01..2013-06", "12/6"),
        ("2012-07..2013-06|2013-07..2014-06", ""),
        ("2012-11..2013-01 | 2013-11..2014-02", "3/4"),
        ("2012-01..2012-12 | 2013-01..2013-06; 按月均折算", ""),
        ("2012 年与 2013-01 至 2013-06", "12/6"),
        ("2012 年与 2013 年下半年", "12/6"),
        ("", ""),
    ],
)
def test_periods_of_unequal_length_are_refused_unless_a_reason_is_given(audit, period, unequal):
    case = audit(options=OPTIONS, effects=f"{PERIODS}{POWER},,{period}\n")
    row = option_effects(case).iloc[0]
    assert row["unequal"] == unequal
    assert math.isnan(row["saving"]) == bool(unequal)
    assert row["method"] == ("" if unequal else "ratio")
