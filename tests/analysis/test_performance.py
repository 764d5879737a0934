"""绩效表: each effect stands in the column the platforms ask for, and the sums are those of the report."""

import pandas as pd
import pytest

from workbench.analysis.effects import sum_effects
from workbench.analysis.performance import TOTAL, performance_sheet
from workbench.case import load_case

OPTIONS = (
    "option,name,stage,class,cost_class,description,investment,saving,status\n"
    "F1,省电,assessment,equipment,low,换泵,10,6,implemented\n"
    "F2,节水,assessment,control,high,回用,300,80,implemented\n"
    "F3,不做,assessment,control,low,不做,1,1,rejected\n"
)
EFFECTS = (
    "option,item,name,kind,unit,before,after,source\n"
    "F1,electricity,电,energy,MWh/a,100,60,表\n"
    "F1,coal,煤,energy,t/a,10,4,磅\n"
    "F2,fresh_water,新水,water,m3/a,5000,1000,表\n"
    "F2,COD,化学需氧量,waste_water,kg/a,900,400,测\n"
    "F2,rate,回用率,water,%,10,30,算\n"
    "F2,investment,投资,money,万元,,320,决算\n"
    "F3,electricity,电,energy,MWh/a,100,1,表\n"
)
CARRIERS = (
    "carrier,name,unit,factor,source\nelectricity,电力,kWh,electricity,purchased\ncoal,原煤,t,raw_coal,purchased\n"
)


@pytest.fixture
def folder(tmp_path):
    texts = {
        "case.toml": 'id = "x"\n',
        "processes.csv": "process,name\nA,甲\n",
        "flows.csv": "flow,source,target,amount,unit,rsd\nf1,outside,A,1,t/d,0.01\n",
        "options.csv": OPTIONS,
        "effects.csv": EFFECTS,
        "carriers.csv": CARRIERS,
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def sheet(folder):
    return performance_sheet(load_case(folder)).set_index("number")


def test_cheap_options_are_numbered_wd_and_the_others_zg_and_rejected_ones_are_left_out(sheet):
    assert list(sheet.index) == ["WD1", "ZG1", TOTAL]
    assert list(sheet["option"]) == ["F1", "F2", ""]


def test_power_is_in_ten_thousand_kwh_and_energy_also_in_standard_coal(sheet):
    assert sheet.at["WD1", "electricity"] == pytest.approx(4.0)  # 40 MWh = 40,000 kWh
    assert sheet.at["WD1", "coal"] == pytest.approx(40_000 * 0.1229 / 1000 + 6 * 0.7143)


def test_water_and_pollutants_are_converted_to_the_unit_of_their_column(sheet):
    assert sheet.at["ZG1", "water"] == pytest.approx(4000)
    assert sheet.at["ZG1", "COD"] == pytest.approx(0.5)


def test_the_investment_is_what_was_spent_where_that_is_known(sheet):
    assert list(sheet["investment"]) == pytest.approx([10, 320, 330])
    assert list(sheet["benefit"]) == pytest.approx([6, 80, 86])


def test_what_fits_no_column_is_told_in_words(sheet):
    assert sheet.at["ZG1", "other"] == "回用率 -20 %"


def test_a_sum_with_an_unknown_effect_is_unknown(folder):
    text = EFFECTS.replace("F2,fresh_water,新水,water,m3/a,5000,1000,表", "F2,fresh_water,新水,water,m3/a,5000,,表")
    (folder / "effects.csv").write_text(text + "F1,fresh_water,新水,water,m3/a,10,2,表\n", encoding="utf-8")
    sheet = performance_sheet(load_case(folder)).set_index("number")
    assert sheet.at["WD1", "water"] == 8
    assert pd.isna(sheet.at["ZG1", "water"]) and pd.isna(sheet.at[TOTAL, "water"])


def test_the_sums_of_the_lead_case_are_those_of_the_report():
    case = load_case("zinc_smelting")
    totals = performance_sheet(case).set_index("number").loc[TOTAL]
    report = sum_effects(case).set_index("item")["saving"]
    assert totals["electricity"] == pytest.approx(report["electricity"] / 10)
    assert totals["water"] == pytest.approx(report["fresh_water"])
    assert totals["SO2"] == pytest.approx(report["SO2"])
    assert totals["CO2"] == pytest.approx(report["CO2"])


def test_a_case_without_options_has_an_empty_sheet_with_its_sums(folder):
    (folder / "options.csv").unlink()
    (folder / "effects.csv").unlink()
    assert list(performance_sheet(load_case(folder))["number"]) == [TOTAL]
