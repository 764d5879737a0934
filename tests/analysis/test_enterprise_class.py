"""Classes of enterprise and their deadlines, worked by hand."""

import datetime

import pytest

from workbench.analysis.enterprise_class import (
    add_months,
    audit_interval,
    compulsory_status,
    deadlines,
    enterprise_class,
    triggers,
)
from workbench.case import load_case


def date(text):
    return datetime.date.fromisoformat(text)


def test_three_triggers_are_found_with_their_excess():
    found = triggers(
        concentrations=[("COD", 62, 60, "mg/L")],
        totals=[("COD", 46.2, 45, "t/a")],
        energy=[("单耗", 0.352, 0.340, "tce/t")],
    )
    assert found["class"].tolist() == ["双超", "双超", "高耗能"]
    assert (100 * found["excess"]).tolist() == pytest.approx([3.3, 2.7, 3.5], abs=0.05)


def test_what_keeps_its_limit_triggers_nothing():
    assert triggers(concentrations=[("COD", 60, 60, "mg/L")]).empty


def test_toxic_materials_need_no_limit():
    assert triggers(toxics=["二氧化硒"])["class"].tolist() == ["双有"]


def test_the_listed_firm_begins_within_two_months_and_reports_within_a_year():
    table = deadlines("2025-03-10").set_index("event")["date"]
    assert table["disclosure"] == date("2025-04-10")
    assert table["start"] == date("2025-05-10")
    assert table["report"] == date("2026-03-10")


def test_a_toxic_enterprise_is_audited_again_within_five_years():
    table = deadlines("2023-01-05", "beer", accepted="2024-06-30").set_index("event")["date"]
    assert table["next"] == date("2029-06-30")


@pytest.mark.parametrize("industry, years", [("zinc_smelting", 2), ("cement", 3), ("beer", 5), (None, 5)])
def test_sectors_have_their_own_interval(industry, years):
    assert int(audit_interval(industry)["years"]) == years


@pytest.mark.parametrize(
    "day, months, later",
    [
        ("2025-12-31", 2, "2026-02-28"),
        ("2023-12-31", 2, "2024-02-29"),
        ("2025-01-15", 12, "2026-01-15"),
        ("2024-02-29", 60, "2029-02-28"),
    ],
)
def test_months_end_where_the_calendar_ends(day, months, later):
    assert add_months(day, months) == date(later)


SETTINGS = 'id = "smelter"\nindustry = "zinc_smelting"\naudit_date = "2026-06-30"\n'
FILES = {
    "monitoring.csv": "outlet,pollutant,date,sample,medium,concentration,unit,limit\n"
    "G1,SO2,2012-03-01,1,waste_gas,726,mg/m3,400\nG1,SO2,2012-03-01,2,waste_gas,500,mg/m3,400\n"
    "W1,总铅,2012-03-01,1,waste_water,0.2,mg/L,0.5\n",
    "permits.csv": "permit,kind,name,pollutant,limit,unit,actual\nP1,total,总量,SO2,100,t/a,130\n",
    "materials.csv": "material,name,toxic\nM1,锌精矿,no\nM2,砷滤饼,yes\n",
    "wastes.csv": "waste,name,kind\nS1,铅银渣,hazardous_waste\nS2,炉渣,solid_waste\n",
    "indicators.csv": "indicator,name,group,unit,value\nzn_gb25323_hydro_res,综合能耗,限额,kgce/t,1300\n",
}


def test_a_case_shows_all_its_classes(plant):
    table = enterprise_class(load_case(plant({"case.toml": SETTINGS, **FILES})))
    assert table["class"].tolist() == ["双超", "双超", "高耗能", "双有", "双有", "双有"]
    assert table["object"].tolist()[0] == "G1 SO2"
    assert table["excess"].tolist()[:3] == pytest.approx([0.815, 0.3, 1300 / 1260 - 1])
    assert table["object"].tolist()[3:] == ["砷滤饼", "铅银渣", "总铅"]


def test_a_norm_that_was_not_yet_in_force_triggers_nothing(plant):
    table = enterprise_class(load_case(plant({"case.toml": SETTINGS, **FILES})), date="2012-06-30")
    assert "高耗能" not in set(table["class"])


def test_only_the_list_makes_an_audit_compulsory(plant):
    assert compulsory_status(load_case(plant()))["compulsory"] is False
    settings = SETTINGS + 'listed.date = "2012-01-15"\nlisted.number = "环发〔2012〕1号"\n'
    status = compulsory_status(load_case(plant({"case.toml": settings}, "listed")))
    assert status["compulsory"] and "环发〔2012〕1号" in status["zh"]


def test_a_case_without_data_has_no_class(plant):
    assert enterprise_class(load_case(plant())).empty
