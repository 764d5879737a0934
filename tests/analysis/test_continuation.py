"""Milestones, what stays open, and two rounds compared."""

import math

import pandas as pd
import pytest

from workbench.analysis.continuation import (
    compare_rounds,
    compare_years,
    milestones,
    open_options,
    plan_gaps,
    repeated_losses,
    split_change,
    yearly_use,
)


def test_milestones_follow_a_constant_rate_and_not_a_straight_line():
    table = milestones(4.9, 4.2, 3)
    assert table["value"].tolist() == pytest.approx([4.65, 4.42, 4.20], abs=6e-3)
    assert table["rate"].iloc[0] == pytest.approx(-0.050, abs=5e-4)
    assert table["rate"].iloc[0] != pytest.approx(-0.7 / 4.9 / 3, abs=1e-3)  # linear: −4.76 %


def test_a_rate_to_zero_does_not_exist():
    with pytest.raises(ValueError, match="positive"):
        milestones(5, 0, 3)


def test_the_change_of_use_is_split_without_rest():
    # output + 10 % would take 100 more; 150 were saved; the use fell by 20: 30 were lost again
    found = split_change(1000, 980, 100, 110, 150)
    assert found == pytest.approx({"change": -20, "production": 100, "improvement": -150, "drift": 30})
    assert found["change"] == pytest.approx(found["production"] + found["improvement"] + found["drift"])


def months(item, amount, unit, year):
    return "\n".join(f"{item},plant,{year}-{month:02d},{amount},{unit}" for month in range(1, 13))


def round_of(audit, year, power, output, unit="kWh"):
    header = "option,name,stage,class,cost_class,description,status\n"
    records = f"{months('power', power, unit, year)}\n{months('coal', 10, 't', year)}\n"
    return audit(
        consumption="item,place,month,amount,unit\n" + records,
        products="product,name,unit,main\nzinc,zinc,t,yes\n",
        production="product,month,amount,unit\n"
        + "\n".join(f"zinc,{year}-{month:02d},{output},t" for month in range(1, 13)),
        options=header + "F1,drives,generation,equipment,medium,x,implemented\n",
        effects="option,item,name,kind,unit,before,after,output_before,output_after\n"
        "F1,power,power,energy,kWh/a,1200,1050,1200,1200\n",
    )


def test_two_rounds_are_compared_item_by_item(audit):
    old = round_of(audit, 2010, 100, 100)
    new = round_of(audit, 2013, 0.098, 110, "MWh")
    table = compare_rounds(old, new).set_index("item")
    assert table.loc["power", ["before", "after"]].tolist() == pytest.approx([1200, 1176])
    assert table.loc["power", ["production", "improvement", "drift"]].tolist() == pytest.approx([120, -150, 6])
    assert table.loc["coal", ["improvement", "drift"]].tolist() == pytest.approx([0, -12])


def test_an_incomplete_year_is_unknown(audit):
    case = audit(consumption="item,place,month,amount,unit\npower,plant,2012-01,5,kWh\n")
    assert math.isnan(yearly_use(case).loc["power", "amount"])
    assert len(yearly_use(audit(consumption="item,place,month,amount,unit\n"))) == 0


def test_a_unit_that_does_not_fit_leaves_the_change_unknown(audit):
    old = round_of(audit, 2010, 100, 100)
    new = round_of(audit, 2013, 98, 110, "t")
    assert math.isnan(compare_rounds(old, new).set_index("item").loc["power", "change"])


def test_what_is_still_open_goes_into_the_next_round(audit):
    header = "option,name,stage,class,cost_class,description,status\n"
    rows = "F1,a,generation,control,low,x,implemented\nF2,b,generation,control,low,x,planned\n"
    case = audit(
        options=header + rows + "F3,c,generation,control,high,x,shelved\nF4,d,generation,control,low,x,rejected\n"
    )
    assert open_options(case)["option"].tolist() == ["F2", "F3"]


def test_a_plan_without_indicator_or_department_is_seen(audit):
    header = "item,kind,content,indicator,start,finish,department\n"
    rows = "1,training,courses,,2013-01-01,2013-12-31,\n2,options,kiln,residue t/a,2013-01-01,2013-12-31,works\n"
    table = plan_gaps(audit(continuation_plan=header + rows))
    assert table[["item", "missing"]].to_numpy().tolist() == [["1", "indicator;department"]]


def test_losses_that_stay_vital_are_repeated():
    old = pd.DataFrame({"flow": ["a", "b"], "name": "x", "value": [50.0, 40.0], "vital": [True, True]})
    new = pd.DataFrame({"flow": ["a", "b"], "name": "x", "value": [45.0, 1.0], "vital": [True, False]})
    table = repeated_losses(old, new)
    assert table[["flow", "change"]].to_numpy().tolist() == [["a", -5.0]]


def two_years(audit, finished):
    records = f"{months('power', 100, 'kWh', 2011)}\n{months('power', 105, 'kWh', 2012)}\n"
    return audit(
        consumption="item,place,month,amount,unit\n" + records,
        products="product,name,unit,main\nzinc,zinc,t,yes\n",
        production="product,month,amount,unit\n"
        + "\n".join(f"zinc,{year}-{m:02d},{x},t" for year, x in ((2011, 100), (2012, 110)) for m in range(1, 13)),
        options="option,name,stage,class,cost_class,description,status,finished\n"
        f"F1,drives,generation,equipment,medium,x,implemented,{finished}\n",
        effects="option,item,name,kind,unit,before,after,output_before,output_after\n"
        "F1,power,power,energy,kWh/a,1200,1050,1200,1200\n",
    )


def test_two_years_of_one_case_are_split_like_two_rounds(audit):
    # 10 % more output: +120; of 150 kWh/a saved since the end of June half; the use grew by 60
    table = compare_years(two_years(audit, "2012-06-30"))
    assert table.attrs["years"] == (2011, 2012)
    parts = table.set_index("item").loc["power", ["change", "production", "improvement", "drift"]]
    assert parts.tolist() == pytest.approx([60, 120, -75, 15])


def test_an_option_finished_in_another_year_explains_nothing_of_this_one(audit):
    assert compare_years(two_years(audit, "2013-06-30"))["improvement"].tolist() == [0]


def test_one_year_cannot_be_compared(audit):
    assert compare_years(round_of(audit, 2010, 100, 100)).empty
