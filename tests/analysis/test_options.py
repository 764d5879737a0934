"""Register, numbering and screening of options."""

import math

import pytest

from workbench.analysis.options import (
    BY_COST,
    BY_NUMBER,
    check_numbers,
    cost_class,
    count_options,
    option_origins,
    register,
    screen_options,
    screening_summary,
    sheet_gaps,
)

HEADER = (
    "option,name,stage,class,cost_class,description,investment,saving,"
    "technical,environmental,economic,ease,production,status\n"
)
LIMITS = {"cost.low": 10.0, "cost.medium": 100.0}


def options(*rows):
    return HEADER + "\n".join(rows)


def option(number, kind="control", cost="low", money="5,1", judged="yes,yes,yes,yes,yes", stage="generation"):
    return f"{number},name,{stage},{kind},{cost},what,{money},{judged},planned"


def test_the_limits_themselves_belong_to_the_next_class():
    found = cost_class([0, 3.5, 9.8, 10, 68, 100, 420], low=10, medium=100).tolist()
    assert found == ["none", "low", "low", "medium", "medium", "high", "high"]
    assert [found.count("none") + found.count("low"), found.count("medium"), found.count("high")] == [3, 2, 2]


def test_an_unknown_investment_has_no_class():
    assert cost_class([math.nan, 5], low=10, medium=100).tolist() == ["", "low"]


def test_a_class_against_the_declared_limits_is_seen(audit):
    rows = (option("F4-1", money="10,1"), option("F4-2"), option("F4-3", cost="high", money=",1"))
    table = register(audit(options=options(*rows), settings=LIMITS))
    assert table["by_threshold"].tolist() == ["medium", "low", ""]
    assert table["obeyed"].tolist() == [False, True, True]


def test_a_free_option_may_be_listed_as_low_cost_but_not_the_other_way_round(audit):
    rows = (option("F4-1", money="0,1"), option("F4-2", cost="none", money="2,1"))
    assert register(audit(options=options(*rows), settings=LIMITS))["obeyed"].tolist() == [True, False]


def test_without_declared_limits_nothing_is_held_against_an_option(audit):
    table = register(audit(options=options(option("F4-1", money="500,1"))))
    assert table["by_threshold"].tolist() == [""]
    assert table["obeyed"].all()


def test_options_are_counted_by_stage_and_cost_class(audit):
    rows = (
        option("F4-1", stage="preassessment"),
        option("F4-2", cost="high", money="200,50"),
        option("F4-3", cost="high", money=",30"),
    )
    table = count_options(audit(options=options(*rows))).set_index("stage")
    assert table["count"].to_dict() == {"preassessment": 1, "assessment": 0, "generation": 2, "total": 3}
    assert table.loc["total", ["low", "high"]].tolist() == [1, 2]
    assert table.loc["preassessment", "investment"] == 5
    assert math.isnan(table.loc["generation", "investment"])  # one is unknown
    assert table.loc["total", "saving"] == 81


def test_a_number_must_name_the_class_of_its_option(audit):
    rows = (option("F4-1"), option("F6-1", kind="waste"), option("F2-1", kind="waste"), option("X1"))
    found = check_numbers(audit(options=options(*rows)))
    assert found[["option", "problem"]].to_numpy().tolist() == [["F2-1", "class"], ["X1", "form"]]
    assert found["expected"].iloc[0] == "technology"


def test_an_audit_may_number_its_classes_otherwise(audit):
    case = audit(options=options(option("F5-1", kind="waste"), option("F5-2", kind="technology")))
    assert len(check_numbers(case)) == 2
    assert len(check_numbers(case, class_numbers={})) == 0
    assert check_numbers(case, class_numbers={5: "waste"})["option"].tolist() == ["F5-2"]


def test_a_gap_in_the_numbering_is_seen(audit):
    found = check_numbers(audit(options=options(option("F4-1"), option("F4-3"))))
    assert found.to_numpy().tolist() == [["F4-3", "gap", "2"]]


def test_a_variant_carries_the_number_of_its_option(audit):
    case = audit(options=options(option("F4-1"), option("F4-1S"), option("F4-2")))
    assert len(check_numbers(case)) == 0


def test_plain_numbers_and_cost_prefixes_are_other_ways_to_number(audit):
    case = audit(options=options(option("F1"), option("F2", kind="waste")))
    assert len(check_numbers(case, BY_NUMBER)) == 0
    case = audit(options=options(option("WD1"), option("ZG1"), option("ZG2", cost="high")))
    assert check_numbers(case, BY_COST).to_numpy().tolist() == [["ZG1", "cost", "ZG"]]


def test_screening_has_three_outcomes_and_leaves_the_unjudged_open(audit):
    rows = (
        option("F4-1"),
        option("F4-2", cost="high"),
        option("F4-3", judged="yes,no,,yes,yes"),
        option("F4-4", judged="yes,,yes,yes,yes"),
        option("F4-5", cost="medium", judged="yes,yes,yes,no,no"),
    )
    case = audit(options=options(*rows))
    table = screen_options(case)
    assert table["outcome"].tolist() == ["feasible_low", "candidate", "infeasible", "", "candidate"]
    assert table["against"].tolist() == ["", "", "environmental", "", "ease;production"]
    summary = screening_summary(case)
    assert summary["count"].tolist() == [1, 2, 1, 1]
    assert summary["options"].tolist() == ["F4-1", "F4-2;F4-5", "F4-3", "F4-4"]


def test_only_costly_options_need_a_development_sheet(audit):
    found = sheet_gaps(audit(options=options(option("F4-1"), option("F4-2", cost="high"))))
    assert found["option"].tolist() == ["F4-2"]
    assert found["missing"].iloc[0].startswith("principle;process_route;main_equipment")


@pytest.mark.parametrize("table", [register, screen_options, check_numbers, sheet_gaps])
def test_a_case_without_options_has_an_empty_register(audit, table):
    assert len(table(audit())) == 0


def test_an_option_comes_from_a_suggestion_a_cause_or_a_loss(audit):
    header = "option,name,stage,class,cost_class,description,cause,loss,status\n"
    rows = "F1,a,generation,control,low,x,,,planned\nF2,b,generation,control,low,x,c1,,planned\n"
    case = audit(
        options=header + rows + "F3,c,generation,control,low,x,,f3,planned\nF4,d,generation,control,low,x,,,planned\n",
        causes="cause,level,heading,aspect,description\nc1,plant,energy,staff,x\n",
        suggestions="suggestion,content,option\ns1,fix,F1\ns2,mend,F1\ns3,paint,\n",
    )
    table = option_origins(case).set_index("option")
    assert table.loc["F1", "suggestions"] == "s1;s2"
    assert table["traced"].to_dict() == {"F1": True, "F2": True, "F3": True, "F4": False}
