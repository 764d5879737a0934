"""The abatement cost curve against a hand-worked exercise."""

import pandas as pd
import pytest

from workbench.analysis.abatement import abatement_costs, option_abatement
from workbench.analysis.economics import appraise_options

MEASURES = pd.DataFrame(
    [
        ("drives", 80.0, 60.0, 310.0),
        ("heat", 900.0, 210.0, 2100.0),
        ("gas", 650.0, -90.0, 1500.0),
        ("lamps", 25.0, 14.0, 75.0),
    ],
    columns=["option", "investment", "saving", "reduction"],
)


def test_the_curve_rises_from_the_cheapest_tonne_not_from_the_largest_measure():
    table = abatement_costs(MEASURES, discount_rate=0.08, life=10)
    assert table["option"].tolist() == ["drives", "lamps", "heat", "gas"]
    assert table["cost"].tolist() == pytest.approx([-1551, -1370, -361, 1246], abs=0.6)
    assert table["option"].tolist() != MEASURES.sort_values("reduction")["option"].tolist()


def test_tonnes_below_zero_cost_add_up():
    table = abatement_costs(MEASURES, discount_rate=0.08, life=10)
    assert table.loc[table["cost"] < 0, "reduction"].sum() == 2485
    assert table["finish"].iloc[-1] == 3985
    assert table["start"].tolist() == [0, 310, 385, 2485]


def test_a_measure_without_reduction_or_with_an_unknown_figure_is_left_out():
    spoiled = MEASURES.assign(reduction=[310.0, 0.0, float("nan"), 75.0])
    assert abatement_costs(spoiled, discount_rate=0.08, life=10)["option"].tolist() == ["drives", "lamps"]


def test_the_effects_of_a_case_give_its_curve(audit):
    tables = {
        "options": "option,name,stage,class,cost_class,description,investment,saving,status\n"
        "F1,drives,generation,equipment,medium,x,80,60,planned\nF2,paint,generation,staff,none,x,0,1,planned\n",
        "effects": "option,item,name,kind,unit,design\nF1,CO2,CO2,energy,t/a,310\nF2,water,water,water,m3/a,5\n",
    }
    settings = {"economics.tax_rate": 0.25, "economics.life": 10.0, "economics.discount_rate": 0.08}
    case = audit(settings=settings, **tables)
    table = option_abatement(case, appraise_options(case), "CO2")
    assert table[["option", "reduction"]].to_numpy().tolist() == [["F1", 310.0]]
    assert table["cost"].iloc[0] == pytest.approx(-1551, abs=0.6)


def test_without_a_discount_rate_there_is_no_curve(audit):
    case = audit()
    assert len(option_abatement(case, appraise_options(case), "CO2")) == 0
