"""Cause matrix and the chain from losses to goals."""

import math

import pandas as pd
import pytest

from workbench.analysis.causes import (
    ASPECTS,
    HEADINGS,
    addressed_losses,
    cause_matrix,
    causes_of,
    coverage,
    find_orphans,
    links,
    spread_matrix,
    waste_matrix,
)
from workbench.analysis.losses import pareto

LOSSES = pareto(
    pd.DataFrame(
        {
            "flow": ["leach", "copper", "lead", "steam", "blowdown", "zinc"],
            "name": ["leach residue", "Cu-Cd residue", "Pb-Ag residue", "steam", "blow-down", "Zn in water"],
            "value": [1253.07, 302.72, 151.2, 109.2, 40.32, 1.008],
        }
    )
)

TABLES = {
    "balances": "balance,title,kind,quantities,unit,focus\nb1,focus,mass,mass,t/a,yes\nb2,rest,mass,mass,t/a,no\n",
    "flows": "flow,balance,source,target,kind,amount,unit,rsd\nf1,b1,outside,U1,raw,100,t/a,0.01\n"
    "f2,b1,U1,outside,solid_waste,10,t/a,0.05\nf3,b2,outside,U2,raw,20,t/a,0.05\nf4,b2,U2,outside,loss,2,t/a,0.05\n",
    "causes": "cause,level,heading,aspect,process,loss,waste,description,evidence\n"
    "c1,process,material,technology,U1,f2,residue,slow leaching,assay\n"
    "c2,process,material,technology,U1,f2,residue,coarse grinding,\n"
    "c3,plant,pollution,management,U2,f4,dust,no records,visit\n"
    "c4,workshop,energy,equipment,,,,old pumps,\n",
    "goals": "goal,name,unit,direction,baseline,near_target\ng1,recovery,%,higher,95,96\ng2,water,m3/t,lower,5,4\n",
    "options": "option,name,stage,class,cost_class,description,loss,cause,goals,status\n"
    "F1,mill,generation,equipment,high,x,,c2,g1,planned\nF2,bags,generation,equipment,low,x,f4,,,planned\n"
    "F3,paint,generation,staff,none,x,,,g1,planned\nF4,kiln,generation,technology,high,x,f2,c1,g2,rejected\n",
}


def test_the_matrix_has_every_heading_and_aspect_and_fills_the_right_cells(audit):
    cells = cause_matrix(audit(**TABLES), losses=pd.DataFrame({"flow": ["f2"], "value": [30.0]}))
    assert len(cells) == 3 * 8
    cell = cells.set_index(["heading", "aspect"]).loc[("material", "technology")]
    assert cell.tolist() == ["c1;c2", 2, 1, 30.0]  # the one loss behind two causes counts once
    empty = cells.set_index(["heading", "aspect"]).loc[("energy", "staff")]
    assert empty["count"] == 0
    assert math.isnan(empty["value"])


def test_the_focus_has_the_causes_of_its_processes_and_losses(audit):
    case = audit(**TABLES)
    assert causes_of(case, "focus")["cause"].tolist() == ["c1", "c2"]
    assert len(causes_of(case)) == 4
    assert cause_matrix(case, "focus")["count"].sum() == 2


def test_without_a_marked_focus_the_causes_of_single_processes_count(audit):
    tables = TABLES | {"balances": TABLES["balances"].replace(",yes", ",no")}
    assert causes_of(audit(**tables), "focus")["cause"].tolist() == ["c1", "c2"]


def test_an_unknown_scope_is_refused(audit):
    with pytest.raises(ValueError, match="scope"):
        causes_of(audit(**TABLES), "world")


def test_the_matrix_reads_in_two_languages(audit):
    cells = cause_matrix(audit(**TABLES))
    assert spread_matrix(cells).loc["物耗高", "技术工艺"] == "c1;c2"
    assert spread_matrix(cells, "count", "en").loc["high material use", "technology"] == 2
    assert spread_matrix(cells).shape == (len(HEADINGS), len(ASPECTS))


def test_the_worksheet_has_a_row_a_waste_and_a_column_an_aspect(audit):
    table = waste_matrix(audit(**TABLES))
    assert table.loc[0, ["process", "waste_name", "technology"]].tolist() == [
        "mixing",
        "residue",
        "slow leaching; coarse grinding",
    ]


def test_the_chain_runs_from_loss_to_goal_and_dropped_options_carry_nothing(audit):
    edges = {tuple(edge) for edge in links(audit(**TABLES)).to_numpy().tolist()}
    assert ("loss", "f2", "cause", "c1") in edges
    assert ("cause", "c2", "option", "F1") in edges
    assert ("option", "F1", "goal", "g1") in edges
    assert not any("F4" in edge for edge in edges)


def test_an_option_attacks_a_loss_directly_or_through_its_cause(audit):
    assert addressed_losses(audit(**TABLES)) == {"f2": ["F1"], "f4": ["F2"]}


def test_what_hangs_loose_is_listed(audit):
    losses = pd.DataFrame(
        {"flow": ["f2", "f9"], "name": ["residue", "heat"], "value": [30.0, 5.0], "vital": [True, False]}
    )
    table = find_orphans(audit(**TABLES), losses)
    assert table[["kind", "id"]].to_numpy().tolist() == [
        ["uncovered_loss", "f9"],
        ["loss_without_cause", "f9"],
        ["cause_without_option", "c1"],  # its option is rejected
        ["cause_without_option", "c3"],
        ["cause_without_option", "c4"],
        ["option_without_loss", "F3"],
        ["goal_without_support", "g2"],
    ]
    assert table.loc[0, "value"] == 5
    assert len(find_orphans(audit(**TABLES))) == 5


def test_losses_not_yet_ranked_are_ranked_first(audit):
    losses = pd.DataFrame({"flow": ["f8", "f9"], "name": ["a", "b"], "value": [5.0, 30.0]})
    table = find_orphans(audit(**TABLES), losses)
    assert table.loc[table["kind"] == "uncovered_loss", ["id", "vital"]].to_numpy().tolist() == [
        ["f9", True],
        ["f8", False],
    ]


def test_coverage_is_one_of_value_and_not_of_count():
    found = coverage(LOSSES, ["leach", "steam", "blowdown"])
    assert found["share"] == pytest.approx(0.755, abs=5e-4)
    assert found["share"] != pytest.approx(3 / 6)
    assert found["enough"] is False
    assert found["lacking"] == ["copper"]


def test_all_vital_losses_covered_is_enough():
    assert coverage(LOSSES, ["leach", "copper"]) == {
        "share": pytest.approx(0.838, abs=5e-4),
        "enough": True,
        "lacking": [],
    }


def test_a_case_without_causes_has_an_empty_chain(audit):
    case = audit()
    assert len(links(case)) == 0
    assert len(find_orphans(case)) == 0
    assert len(waste_matrix(case)) == 0
    assert cause_matrix(case)["count"].sum() == 0
