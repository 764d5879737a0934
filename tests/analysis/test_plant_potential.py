"""Potential of a small plant against its benchmarks, its own records and theory, in amounts, coal and money."""

import math

import pytest

from workbench.analysis.plant_potential import goals_within, histories, plant_potential

INDICATORS = """indicator,name,group,group_weight,weight,unit,direction,level1,level2,level3,limiting,value,domestic_advanced,theoretical,basis
water,取水,use,1,0.4,m3/t,lower,5,6,8,no,6,5.5,,teaching
power,电耗,use,1,0.3,kWh/t,lower,90,100,120,no,100,,80,teaching
so2,浓度,use,1,0.3,mg/m3,lower,100,200,400,no,300,,,teaching
"""
GOALS = """goal,name,indicator,scope,unit,direction,baseline,near_target,near_date
G1,取水,water,plant,m3/t,lower,6,5.8,2013-12-31
G2,电耗,power,plant,kWh/t,lower,100,85,2013-12-31
G3,浓度,so2,plant,mg/m3,lower,300,200,2013-12-31
"""


def records(*years):
    """Write records of years given as (year, output a month, water, kWh)."""
    production, consumption = "product,month,amount,unit\n", "item,place,month,amount,unit\n"
    for year, output, water, power in years:
        for month in range(1, 13):
            production += f"zinc,{year}-{month:02d},{output},t\n"
            consumption += f"WATER,全厂,{year}-{month:02d},{water},m3\npower,works,{year}-{month:02d},{power},kWh\n"
    return {"production": production, "consumption": consumption}


@pytest.fixture
def case(audit):
    return audit(
        settings={"system": ""},
        indicators=INDICATORS,
        goals=GOALS,
        products="product,name,unit,main\nzinc,zinc,t,yes\n",
        prices="item,year,price,unit\nWATER,2012,2,元/m3\nelectricity,2012,0.6,元/kWh\n",
        **records((2010, 90, 495, 9900), (2011, 100, 560, 9500), (2012, 100, 600, 10000)),
    )


def test_each_reference_gives_an_amount_with_its_money_and_coal(case):
    table, left_out = plant_potential(case)
    rows = table.set_index(["indicator", "reference"])
    assert rows.loc[("water", "level1"), ["saving", "money"]].tolist() == pytest.approx([1200, 0.24])
    assert rows.loc[("water", "level1"), "saving_unit"] == "m3/a"
    assert math.isnan(rows.loc[("water", "level1"), "tce_saved"])
    # 10 kWh/t of 1200 t: 12 MWh, 0.1229 kgce a kWh, 0.6 元 a kWh
    power = rows.loc[("power", "level1"), ["saving", "tce_saved", "money"]]
    assert power.tolist() == pytest.approx([12, 1.4748, 0.72])
    assert rows.loc[("power", "level1"), "saving_unit"] == "MWh/a"
    assert left_out == ("浓度",)


def test_a_plant_whose_indicators_are_no_amounts_per_product_has_no_potential_but_is_told_so(audit):
    rates = INDICATORS.splitlines()[0] + "\nso2,浓度,use,1,1,mg/m3,lower,100,200,400,no,300,,,teaching\n"
    plant = audit(
        settings={"system": ""},
        indicators=rates,
        products="product,name,unit,main\nzinc,zinc,t,yes\n",
        **records((2012, 100, 600, 10000)),
    )
    table, left_out = plant_potential(plant)
    assert table.empty
    assert left_out == ("浓度",)


def test_the_own_best_year_comes_from_the_record_that_agrees(case):
    rows = plant_potential(case)[0].set_index(["indicator", "reference"])
    assert rows.loc[("water", "own_best"), ["best_year", "target"]].tolist() == [2010, 5.5]
    assert rows.loc[("power", "own_best"), ["best_year", "target"]].tolist() == [2011, 95]


def test_theory_is_a_limit_and_the_smallest_credible_saving_feeds_the_goals(case):
    table, _ = plant_potential(case)
    chosen = table[table["chosen"].astype(bool)].set_index("indicator")
    assert chosen["reference"].to_dict() == {"water": "own_best", "power": "own_best"}
    assert "theoretical" in set(table["reference"])
    found = goals_within(case, table).set_index("goal")
    assert found["verdict"].to_dict() == {"G1": "within", "G2": "beyond"}


def test_the_present_year_is_no_better_year(audit, case):
    later = audit(**records((2011, 100, 700, 11000), (2012, 100, 600, 10000)))
    assert "own_best" not in set(plant_potential(later)[0]["reference"])


def test_without_records_the_benchmarks_remain(audit, case):
    bare = audit(consumption="item,place,month,amount,unit\n")
    assert histories(bare).empty
    assert set(plant_potential(bare)[0]["reference"]) == {"level1", "domestic_advanced", "theoretical"}
