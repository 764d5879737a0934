"""Model numbers and processes against the catalogues."""

import pandas as pd
import pytest

from workbench.analysis.policy import find_policy_hits, normal_model, policy_check
from workbench.case import load_case
from workbench.standards.catalogues import catalogue_items

ITEMS = catalogue_items("2016-06-30")


def hits(model):
    row = {"table": "equipment", "id": "E1", "object": "设备", "model": model, "text": ""}
    return find_policy_hits(pd.DataFrame([row]), ITEMS)["zh"].tolist()


@pytest.mark.parametrize(
    "model, entry",
    [
        ("JO2-51-4", "JO2"),
        ("jo3 －112S－4", "JO2"),
        ("JDO2-42-4/2", "JDO2"),
        ("Y160M-4", "Y 系列"),
        ("Y-225S-4", "Y 系列"),
        ("S7-630/10", "SL7"),
        ("SL7-1000/10", "SL7"),
        ("4BA-12", "B 型"),
        ("50F-25", "F 型"),
        ("6JD-28", "JD 型"),
        ("9-27No.8D", "8-18"),
        ("L-10/8", "L-10/8"),
    ],
)
def test_obsolete_models_are_found(model, entry):
    assert len(hits(model)) == 1
    assert hits(model)[0].startswith(entry)


@pytest.mark.parametrize(
    "model", ["", "YE3-160M-4", "YX3-225S-4", "Y2-160M-4", "S11-630/10", "S13-M-800/10", "ISG50-160", "9-26No.8D"]
)
def test_present_models_are_left_alone(model):
    assert hits(model) == []


def test_spelling_does_not_hide_a_model():
    assert normal_model("ｓｌ７ — 630／10") == "SL7-630/10"


FILES = {
    "equipment.csv": "equipment,name,model,count\nM1,循环水泵电机,JO2-82-4,2\nM2,浆泵电机,YE3-160M-4,1\n",
    "processes.csv": "process,name,function\nmash,漂白,CEH 三段氯漂\ncellar,洗涤,\nfill,抄纸,\n",
}


def settings(date):
    return {"case.toml": f'id = "mill"\nindustry = "pulp_paper"\n{date}'}


def test_a_case_is_checked_by_the_edition_of_its_date(plant):
    table = policy_check(load_case(plant(FILES | settings('audit_date = "2012-06-30"\n'))))
    assert table[["id", "class"]].values.tolist() == [["M1", "eliminated"], ["mash", "restricted"]]
    assert table["title"].iloc[1] == "产业结构调整指导目录(2011年本)"
    assert set(table["provenance"]) == {"recalled"}


def test_the_re_audit_by_present_rules_is_stricter(plant):
    case = load_case(plant(FILES | settings('audit_date = "2012-06-30"\n')))
    table = policy_check(case, date="2026-06-30")
    assert table.loc[table["id"] == "mash", "class"].tolist() == ["eliminated"]


def test_without_a_date_the_present_catalogues_count(plant):
    table = policy_check(load_case(plant(FILES | settings(""))))
    assert "产业结构调整指导目录(2024年本)" in set(table["title"])


def test_entries_of_another_industry_do_not_count(plant):
    files = FILES | {"case.toml": 'id = "x"\nindustry = "beer"\naudit_date = "2012-06-30"\n'}
    assert set(policy_check(load_case(plant(files)))["id"]) == {"M1"}


def test_a_plant_without_findings_has_an_empty_table(plant):
    assert policy_check(load_case(plant())).empty


def test_a_hit_names_what_the_case_has_and_what_the_catalogue_speaks_of(plant):
    table = policy_check(load_case(plant(FILES | settings('audit_date = "2012-06-30"\n'))))
    assert table["object"].tolist() == ["循环水泵电机", "漂白"]
    assert table["entry"].tolist() == ["equipment", "process"]
