"""Overlapping savings and impossible claims against hand-worked exercises."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.overlap import (
    check_claims,
    combine,
    option_claims,
    overlap,
    overlap_factors,
    share_out,
)

FLOWS = """flow,source,target,kind,material,amount,unit,rsd
f1,outside,U1,raw,ore,50000,t/a,0.01
f2,U1,outside,steam,steam,42000,t/a,0.05
f3,U1,outside,solid_waste,residue,4641,t/a,0.05
"""
HEADER = "option,name,stage,class,cost_class,description,loss,saving_fraction,group,status\n"
MATERIALS = "material,name\nore,ore\nsteam,steam\nresidue,residue\n"


def options(*rows):
    return HEADER + "\n".join(f"{number},name,generation,control,low,what,{rest}" for number, rest in rows)


SHARED = (("F1", "f2,0.10,,planned"), ("F2", "f2,0.08,,planned"))


def test_two_options_on_the_same_steam_do_not_add_up(audit):
    row = overlap(audit(flows=FLOWS, materials=MATERIALS, options=options(*SHARED))).iloc[0]
    assert row["saved"] == pytest.approx(7224)
    assert row["combined"] == pytest.approx(0.172)
    assert row["saved"] != pytest.approx(7560)
    assert row["overstated"] == pytest.approx(336)
    assert row["sd"] == pytest.approx(0.05 * 7224)
    assert row["options"] == "F1;F2"


def test_dropped_options_and_rivals_of_one_group_do_not_count(audit):
    rows = (
        *SHARED,
        ("F3", "f2,0.5,,rejected"),
        ("F4", "f3,0.6,G,planned"),
        ("F5", "f3,0.9,G,planned"),
    )
    case = audit(flows=FLOWS, materials=MATERIALS, options=options(*rows))
    assert overlap(case).set_index("loss")["combined"].to_dict() == pytest.approx({"f2": 0.172, "f3": 0.6})
    assert overlap(case, options=["F5", "F4"])["combined"].tolist() == [0.9]


def test_reconciled_amounts_are_shared_where_they_are_known(audit):
    case = audit(flows=FLOWS, materials=MATERIALS, options=options(*SHARED))
    reconciled = pd.DataFrame({"flow": ["f2"], "reconciled": [40000.0], "sd": [100.0]})
    assert overlap(case, reconciled)["saved"].iloc[0] == pytest.approx(6880)


def test_an_option_without_a_share_is_left_out(audit):
    case = audit(flows=FLOWS, materials=MATERIALS, options=options(("F1", "f2,,,planned"), ("F2", ",0.1,,planned")))
    assert len(overlap(case)) == 0
    assert overlap_factors(case).to_dict() == {"F1": 1, "F2": 1}


def test_the_combined_saving_is_shared_out_in_proportion(audit):
    assert share_out([0.10, 0.08]).tolist() == pytest.approx([0.172 * 10 / 18, 0.172 * 8 / 18])
    case = audit(flows=FLOWS, materials=MATERIALS, options=options(*SHARED, ("F3", "f3,0.5,,planned")))
    factors = overlap_factors(case)
    assert factors["F1"] == factors["F2"] == pytest.approx(0.172 / 0.18)
    assert factors["F3"] == 1


def test_an_unknown_share_leaves_the_combination_unknown():
    assert math.isnan(combine([0.1, float("nan")]))


@given(st.lists(st.floats(0, 1), max_size=8))
def test_no_combination_exceeds_its_loss_or_the_plain_sum(fractions):
    together = combine(fractions)
    assert -1e-12 <= together <= 1 + 1e-12
    assert together <= sum(fractions) + 1e-9
    assert share_out(fractions).sum() == pytest.approx(together if sum(fractions) > 0 else 0, abs=1e-9)


CLAIMS = pd.DataFrame(
    {"option": ["a", "b", "c", "d"], "claim": [1100.0, 850, 700, float("nan")], "pool": 928.2, "recovery": 0.85}
)


def test_a_claim_above_the_loss_is_impossible_and_one_above_the_recovery_too():
    table = check_claims(CLAIMS)
    assert table["verdict"].tolist() == ["above_loss", "above_recovery", "possible", "unknown"]
    assert table["share"].iloc[0] == pytest.approx(1.185, abs=5e-4)
    assert table["most"].iloc[0] == pytest.approx(789, abs=0.05)


def test_without_a_known_recovery_the_whole_loss_may_be_claimed():
    assert check_claims(CLAIMS.assign(recovery=float("nan")))["verdict"].tolist()[1] == "possible"


def test_the_benefits_of_a_case_are_held_against_its_losses(audit):
    case = audit(
        flows=FLOWS,
        materials=MATERIALS,
        contents="flow,material,quantity,content,rsd\nf3,,Zn,0.2,0.05\n",
        options=options(("F1", "f3,0.85,,planned"), ("F2", "f2,,,planned"), ("F3", "f3,0.85,,planned")),
        benefits="option,item,name,kind,quantity,quantity_unit,amount\n"
        "F1,Zn,zinc,income,1100,t,1485\nF1,power,power,energy,5,万kWh,3\n"
        "F2,steam,steam,energy,50,t/a,1\nF3,Zn,zinc,income,100,kWh,1\nF3,residue,residue,treatment,4000,t/a,2\n",
    )
    table = option_claims(case)
    assert table[["option", "quantity", "verdict"]].to_numpy().tolist() == [
        ["F1", "Zn", "above_loss"],
        ["F2", "steam", "possible"],
        ["F3", "residue", "above_recovery"],
    ]
    assert table["pool"].tolist() == pytest.approx([928.2, 42000, 4641])
    assert table["share"].iloc[0] == pytest.approx(1.185, abs=5e-4)


def test_a_case_without_benefits_claims_nothing(audit):
    assert len(option_claims(audit())) == 0


def test_one_option_or_shares_too_small_to_meet_overstate_nothing_at_all(audit):
    one = audit(flows=FLOWS, materials=MATERIALS, options=options(("F1", "f2,0.1,,planned")))
    assert overlap(one)["overstated"].tolist() == [0.0]
    two = audit(flows=FLOWS, materials=MATERIALS, options=options(("F1", "f2,0.9,,planned"), ("F2", "f2,0,,planned")))
    assert overlap(two)["overstated"].tolist() == [0.0]
    assert math.copysign(1, overlap(two)["overstated"].iloc[0]) == 1
