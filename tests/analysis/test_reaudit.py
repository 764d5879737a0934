"""Monitored values of yesterday by the limits of today: found limits decide, recalled ones indicate."""

import math

import pytest

from workbench.analysis.reaudit import present_compliance

HEADER = "outlet,pollutant,date,sample,name,medium,concentration,unit,limit,standard\n"


def judged(audit, *rows, industry="beer"):
    case = audit(settings={"industry": industry}, monitoring=HEADER + "\n".join(rows) + "\n")
    return present_compliance(case)


def test_a_boiler_of_the_old_standard_is_above_the_found_limit_of_today(audit):
    table = judged(
        audit,
        "A,particulate,2012-05-01,1,锅炉,waste_gas,70,mg/Nm3,200,GB 13271-2001 二类区",
        "A,particulate,2012-11-01,1,锅炉,waste_gas,144,mg/Nm3,200,GB 13271-2001 二类区",
        "A,SO2,2012-11-01,1,锅炉,waste_gas,390,mg/Nm3,900,GB 13271-2001 二类区",
    ).set_index("pollutant")
    # the last date counts; in-use coal-fired boilers: 80 and 400 since GB 13271-2014
    assert table["limit_now"].to_dict() == {"particulate": 80, "SO2": 400}
    assert table["verdict"].to_dict() == {"particulate": "over", "SO2": "met"}


def test_a_recalled_limit_indicates_and_does_not_decide(audit):
    rows = [f"A,SO2,2012-11-01,1,尾气,waste_gas,{value},mg/Nm3,550,GB 16297-1996" for value in (356, 90)]
    over, met = (judged(audit, row, industry="aluminium_fluoride")["verdict"].iloc[0] for row in rows)
    assert (over, met) == ("recalled_over", "recalled_met")


def test_a_limit_of_another_industry_is_not_taken(audit):
    table = judged(audit, "A,SO2,2012-11-01,1,尾气,waste_gas,356,mg/Nm3,550,GB 16297-1996")
    assert table[["limit_now", "verdict"]].to_numpy().tolist() == [[550, "recalled_met"]]  # itself still in force


@pytest.mark.parametrize(("name", "limit"), [("窑尾烟囱", 30), ("包装机", 20)])
def test_the_outlet_chooses_among_limits_of_one_standard(audit, name, limit):
    row = f"A,particulate,2012-11-01,1,{name},waste_gas,25,mg/Nm3,50,GB 4915-2004 表2"
    assert judged(audit, row, industry="cement")["limit_now"].tolist() == [limit]


def test_a_standard_that_is_not_held_leaves_the_verdict_unknown(audit):
    table = judged(audit, "A,COD,2012-11-01,1,总排口,waste_water,70,mg/L,80,DB 1-2000")
    assert table["verdict"].tolist() == ["unknown"]
    assert math.isnan(table["limit_now"].iloc[0])


def test_a_unit_that_cannot_be_converted_leaves_it_unknown(audit):
    table = judged(audit, "A,SO2,2012-11-01,1,锅炉,waste_gas,70,kg/h,90,GB 13271-2001")
    assert table["verdict"].tolist() == ["unknown"]
