"""Predicted scores: vetoes first, points of the document apart from proposed ones."""

import math

import pytest

from workbench.analysis.acceptance import pick_sheet, predict_score
from workbench.errors import UsageError

HEADER = "outlet,pollutant,date,sample,medium,concentration,unit,limit\n"
OVER = HEADER + "S1,SO2,2013-09-01,1,waste_gas,730,mg/m3,400\n"
GOALS = (
    "goal,name,unit,direction,baseline,near_target,near_date,basis,actual\n"
    "g1,water,m3/t,lower,5.6,5.0,2013-12-31,permit,4.9\ng2,energy,tce/t,lower,2,1.8,,,1.9\n"
)


def test_vetoes_come_first_and_override_the_score(audit):
    found = predict_score(audit(monitoring=OVER), "national_2018_acceptance")
    assert found.items["veto"].tolist() == [True] * 6 + [False] * 7
    assert found.items.set_index("item").loc["compliance", "state"] == "fails"
    assert found.items.set_index("item").loc["compliance", "missing_zh"] == "审核后监测达标: S1 SO2"
    assert found.verdict == "veto"


def test_an_item_earns_its_points_by_the_share_that_is_shown(audit):
    items = predict_score(audit(goals=GOALS), "national_2018_acceptance").items.set_index("item")
    assert items.loc["goals", ["points", "share", "earned"]].tolist() == [25, 0.5, 12.5]
    assert items.loc["goals", "points_from"] == "proposed"
    assert items.loc["goals", "missing_en"] == "goals reached: g2"


def test_what_only_a_person_can_judge_opens_a_range(audit):
    found = predict_score(audit(goals=GOALS), "national_2018_acceptance")
    assert found.items.set_index("item").loc["site", "state"] == "by_hand"
    assert found.high - found.low == 15  # on site 10, innovation 5


def test_points_of_the_document_are_told_from_proposed_ones(audit):
    items = predict_score(audit(), "national_2018_assessment").items.set_index("item")
    assert items.loc["frame", ["points", "points_from"]].tolist() == [3, "document"]
    assert items.loc["survey", ["points", "points_from"]].tolist() == [12, "proposed"]
    assert items["points"].sum() == 100


def test_points_that_are_not_held_leave_the_score_open(audit):
    found = predict_score(audit(), "beijing_2009")
    assert (found.low, found.high) == (0, 100)  # two items of six points are held
    assert predict_score(audit(), "yunnan_2007").items.empty


def test_a_sheet_without_points_gives_no_score(audit):
    found = predict_score(audit(), "hunan_2016")
    assert math.isnan(found.low)
    assert found.verdict == "unscored"


def options(done):
    header = "option,name,stage,class,cost_class,description,status\n"
    rows = [("implemented" if n < done else "planned") for n in range(10)]
    return header + "\n".join(f"F{n},x,generation,control,low,what,{status}" for n, status in enumerate(rows))


@pytest.mark.parametrize(("done", "state"), [(9, "clear"), (6, "fails")])
def test_no_and_low_cost_options_must_basically_be_done(audit, done, state):
    evidence = "evidence,option,kind,description\n" + "\n".join(f"e{n},F{n},photo,x" for n in range(10))
    found = predict_score(audit(options=options(done), evidence=evidence), "national_2008")
    assert found.items.set_index("item").loc["low_cost", "state"] == state


def test_the_date_and_the_province_choose_the_sheet(audit):
    assert pick_sheet(audit(settings={"audit_date": "2013-03-15"}))["sheet"] == "national_2008"
    assert pick_sheet(audit(settings={"audit_date": "2020-03-15"}))["sheet"] == "national_2018_acceptance"
    beijing = audit(settings={"audit_date": "2013-03-15", "province": "北京"})
    assert pick_sheet(beijing)["sheet"] == "beijing_2009"
    assert predict_score(beijing).sheet["jurisdiction"] == "北京"
    assessed = audit(settings={"audit_date": "2020-03-15", "province": "湖南"})
    assert predict_score(assessed, kind="assessment").sheet["sheet"] == "hunan_2016"


def test_without_a_date_the_sheet_has_to_be_named(audit):
    with pytest.raises(UsageError, match="audit_date"):
        predict_score(audit())


def test_before_any_sheet_was_in_force_one_has_to_be_named(audit):
    with pytest.raises(UsageError, match="no score sheet in force"):
        predict_score(audit(settings={"audit_date": "2001-01-01"}))


def test_an_unknown_sheet_is_refused(audit):
    with pytest.raises(UsageError, match="mars"):
        predict_score(audit(), "mars_2030")


def test_a_veto_is_not_clear_while_part_of_it_is_left_to_a_person(audit):
    permits = "permit,kind,name,pollutant,limit,unit,actual\nP1,total,SO2,SO2,320,t/a,356\n"
    rows = OVER.replace("730", "300")
    held = predict_score(audit(monitoring=rows), "national_2018_acceptance").items.set_index("item")
    assert held.loc["compliance", "state"] == "clear"
    told = predict_score(audit(monitoring=rows, permits=permits), "national_2018_acceptance").items.set_index("item")
    assert told.loc["compliance", "state"] == "by_hand"
    assert "SO2 356/320 t/a" in told.loc["compliance", "missing_zh"]


def test_points_that_the_case_does_not_show_are_lost(audit):
    items = predict_score(audit(), "national_2018_acceptance").items.set_index("item")
    assert items.loc["goals", ["points", "earned", "lost"]].tolist() == [25, 0, 25]
    assert math.isnan(items.loc["site", "lost"])
