"""Options carried through the balance of a two-process plant that can be balanced in the head."""

import math

import pandas as pd
import pytest

from workbench.analysis.balance import balance_processes, balance_scope
from workbench.analysis.scenario import carry_out, compare_combinations, upstream

# ore 100 → U1 (10 residue) → 90 → U2 (10 waste water) → 80 product: closed
OPTIONS = "option,name,stage,class,cost_class,description,loss,saving_fraction,status\n" + "\n".join(
    f"{number},name,generation,control,low,what,{loss},{share},planned"
    for number, loss, share in [("F1", "f5", 0.5), ("F2", "f5", 0.2), ("F3", "f3", 0.1)]
)


def amounts(case):
    return case["flows"].set_index("flow")["amount"].to_dict()


def test_a_saved_loss_is_followed_to_the_input_and_the_balance_closes(audit):
    case = audit(options=OPTIONS)
    scenario = carry_out(case, ["F1"])
    assert amounts(scenario.case) == pytest.approx({"f1": 95, "f2": 85, "f3": 10, "f4": 80, "f5": 5})
    assert balance_processes(scenario.case)["gap"].tolist() == pytest.approx([0, 0])
    assert balance_scope(scenario.case)["gap"] == pytest.approx(0)
    assert scenario.unclosed == ()


def test_the_case_itself_is_not_changed(audit):
    case = audit(options=OPTIONS)
    before = case["flows"]
    carry_out(case)
    pd.testing.assert_frame_equal(case["flows"], before)


def test_options_on_one_loss_combine_and_on_two_losses_add_upstream(audit):
    scenario = carry_out(audit(options=OPTIONS))
    # f5: 1 − 0.5·0.8 = 0.6 of 10; f3: 0.1 of 10
    assert amounts(scenario.case) == pytest.approx({"f1": 93, "f2": 84, "f3": 9, "f4": 80, "f5": 4})
    changes = scenario.changes.set_index("flow")
    assert changes["role"].to_dict() == {"f1": "upstream", "f2": "upstream", "f3": "loss", "f5": "loss"}
    assert changes.loc["f1", "change"] == pytest.approx(-7)
    assert changes["unit"].unique().tolist() == ["t/a"]


def test_the_change_carries_the_uncertainty_of_the_loss_and_of_the_design(audit):
    changes = carry_out(audit(options=OPTIONS), ["F1"]).changes.set_index("flow")
    # half of 10 ± 0.5, and 10 % of the 5 saved
    assert changes.loc["f5", "sd"] == pytest.approx(math.hypot(0.25, 0.5))
    exact = carry_out(audit(options=OPTIONS), ["F1"], design_rsd=0.0).changes.set_index("flow")
    assert exact.loc["f2", "sd"] == pytest.approx(0.25)


def test_reconciled_amounts_are_the_start(audit):
    reconciled = pd.DataFrame({"flow": ["f5"], "reconciled": [8.0], "sd": [0.1]})
    scenario = carry_out(audit(options=OPTIONS), ["F1"], reconciled)
    assert amounts(scenario.case)["f5"] == 4


LOOP = """flow,source,target,kind,amount,unit,rsd
f1,U2,U1,intermediate,5,t/a,0.01
f2,U1,U2,intermediate,4,t/a,0.01
f3,U1,outside,solid_waste,1,t/a,0.05
"""


def test_a_loop_or_an_unknown_loss_stays_as_it_was_and_is_named(audit):
    case = audit(flows=LOOP, options=OPTIONS.replace("f5", "f3"))
    scenario = carry_out(case)
    assert scenario.unclosed == ("f3",)
    assert amounts(scenario.case) == amounts(case)
    unknown = audit(flows=LOOP.replace("waste,1", "waste,"), options=OPTIONS.replace("f5", "f3"))
    assert carry_out(unknown).unclosed == ("f3",)


def test_the_way_upstream_takes_the_main_input_and_no_recycle(audit):
    flows = """flow,source,target,kind,amount,unit,rsd
a,outside,U1,auxiliary,5,t/a,0
b,outside,U1,raw,60,t/a,0
c,U2,U1,recycle,90,t/a,0
d,U1,outside,solid_waste,9,t/a,0
"""
    flows = audit(flows=flows)["flows"]
    assert upstream(flows.assign(carried=flows["amount"]), "d") == ["b"]


ZINC = """flow,source,target,kind,amount,unit,rsd
ore,outside,U1,raw,40,t/a,0.01
water,outside,U1,fresh,60,t/a,0.01
metal,U1,outside,product,16,t/a,0.01
slag,U1,outside,solid_waste,84,t/a,0.05
"""
SLAG = OPTIONS.replace("f5", "slag").replace("f3", "slag")
ASSAYS = "flow,material,quantity,content,rsd\nore,,Zn,0.5,0.01\nwater,,Zn,0,0\nmetal,,Zn,1,0\nslag,,Zn,0.05,0.02\n"


def test_the_zinc_saved_from_a_slag_is_zinc_not_bought(audit):
    case = audit(
        flows=ZINC.replace("84", "80"),
        contents=ASSAYS,
        balances="balance,title,kind,quantities,unit\nb,plant,mass,mass;Zn,t/a\n",
        options=SLAG,
    )
    scenario = carry_out(case, ["F1"], quantity="Zn")
    changes = scenario.changes.set_index("flow")
    # 20 t Zn in, 16 out, 4 in the slag: half of those 4 need not be bought
    assert changes["after"].to_dict() == pytest.approx({"ore": 18, "slag": 2})
    assert changes.loc["ore", "role"] == "upstream"
    assert balance_scope(scenario.case, quantity="Zn")["gap"] == pytest.approx(0)
    assert amounts(scenario.case)["ore"] == pytest.approx(36)  # of the same composition
    # 5 % of the amount and 2 % of the assay of the 2 t saved, and 10 % of the design
    assert changes.loc["slag", "sd"] == pytest.approx(2 * math.sqrt(0.05**2 + 0.02**2 + 0.1**2))


def test_a_loss_without_the_quantity_stays_out(audit):
    case = audit(
        contents="flow,material,quantity,content\nf1,,Zn,0.5\n",
        balances="balance,title,kind,quantities,unit\nb,plant,mass,mass;Zn,t/a\n",
        options=OPTIONS,
    )
    scenario = carry_out(case, quantity="Zn")
    assert scenario.unclosed == ()
    assert len(scenario.changes) == 0


def test_an_input_smaller_than_the_saving_is_not_the_one_that_is_saved(audit):
    flows = ZINC.replace("raw,40", "raw,").replace("fresh,60", "fresh,30")
    scenario = carry_out(audit(flows=flows, options=SLAG), ["F1"])
    assert scenario.unclosed == ("slag",)  # half of 84 is more than the 30 of water
    assert amounts(scenario.case)["water"] == 30


def test_combinations_stand_side_by_side(audit):
    table = compare_combinations(audit(options=OPTIONS), {"cheap": ["F2"], "all": ["F1", "F2", "F3"], "none": []})
    assert table[["combination", "loss"]].to_numpy().tolist() == [["cheap", "f5"], ["all", "f3"], ["all", "f5"]]
    assert table["saved"].tolist() == pytest.approx([2, 1, 6])
    assert not table["unclosed"].any()


def test_a_combination_that_cannot_be_followed_says_so(audit):
    table = compare_combinations(audit(flows=LOOP, options=OPTIONS.replace("f5", "f3")), {"all": ["F1"]})
    assert table["unclosed"].tolist() == [True]


def test_without_options_nothing_changes(audit):
    case = audit()
    scenario = carry_out(case)
    assert len(scenario.changes) == 0
    assert amounts(scenario.case) == amounts(case)
    assert len(compare_combinations(case, {})) == 0


def test_a_loss_that_cannot_be_followed_still_shows_what_is_lost(audit):
    row = compare_combinations(audit(flows=LOOP, options=OPTIONS.replace("f5", "f3")), {"all": ["F1"]}).iloc[0]
    assert (row["before"], row["unit"]) == (1, "t/a")
    assert math.isnan(row["after"]) and math.isnan(row["saved"])
