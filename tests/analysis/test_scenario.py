"""Options carried through balances that can be closed in the head: a chain, a steam loop, a water works."""

import math

import pandas as pd
import pytest

from workbench.analysis.balance import balance_processes, balance_scope
from workbench.analysis.scenario import carry_out, compare_combinations, saved_quantity

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
    assert changes["role"].to_dict() == {"f1": "make_up", "f2": "internal", "f3": "loss", "f5": "loss"}
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


def test_the_inputs_give_way_that_change_least_in_relation_to_what_they_carry(audit):
    flows = """flow,source,target,kind,amount,unit,rsd
a,outside,U1,auxiliary,5,t/a,0
b,outside,U1,raw,60,t/a,0
c,U2,U1,recycle,90,t/a,0
d,U1,outside,solid_waste,9,t/a,0
e,U1,U2,intermediate,146,t/a,0
f,U2,outside,product,56,t/a,0
"""
    changes = carry_out(audit(flows=flows, options=OPTIONS.replace("f5", "d").replace("f3", "d")), ["F1"]).changes
    assert changes.set_index("flow")["change"].to_dict() == pytest.approx({"d": -4.5, "b": -4.5})


# make-up 4 → tank; tank 20 → boiler → header 20: 12 to the works (8 back to the tank, 4 to the drain), 8 vented back
STEAM = """flow,source,target,kind,amount,unit,rsd
makeup,outside,tank,fresh,12,t/h,0.01
feed,tank,boiler,series,20,t/h,0.01
steam,boiler,works,steam,20,t/h,0.01
back,works,tank,condensate,8,t/h,0.01
vent,works,outside,loss,8,t/h,0.1
use,works,outside,product,4,t/h,0.01
"""
VENT = OPTIONS.replace("description,loss,saving_fraction", "description,loss,saving_fraction,recovered_to")
VENT = VENT.replace("f5,0.5,planned", "vent,0.75,{to},planned").replace("f5,0.2,planned", "vent,0.5,,planned")
VENT = VENT.replace("f3,0.1,planned", "vent,0.1,,rejected")
BOILERS = "process,name\ntank,tank\nboiler,boiler\nworks,works\n"


def test_a_loss_in_a_loop_led_back_raises_the_return_and_saves_make_up(audit):
    case = audit(flows=STEAM, processes=BOILERS, options=VENT.format(to="tank"))
    scenario = carry_out(case, ["F1"])
    # three quarters of the 8 t/h vented come back with the condensate, and as much less is made up
    expected = {"makeup": 6, "feed": 20, "steam": 20, "back": 14, "vent": 2, "use": 4}
    assert amounts(scenario.case) == pytest.approx(expected)
    roles = scenario.changes.set_index("flow")["role"].to_dict()
    assert roles == {"vent": "loss", "back": "option", "makeup": "make_up"}
    assert balance_processes(scenario.case)["gap"].tolist() == pytest.approx([0, 0, 0])


def test_a_loss_in_a_loop_that_is_not_made_lets_the_whole_loop_give_way(audit):
    case = audit(flows=STEAM, processes=BOILERS, options=VENT.format(to="tank"))
    # half of 8 t/h less steam, feed water and make-up; the condensate and what is used stay
    expected = {"makeup": 8, "feed": 16, "steam": 16, "back": 8, "vent": 4, "use": 4}
    assert amounts(carry_out(case, ["F2"]).case) == pytest.approx(expected)


def test_options_on_one_loss_each_go_their_own_way(audit):
    case = audit(flows=STEAM, processes=BOILERS, options=VENT.format(to="tank"))
    scenario = carry_out(case, ["F1", "F2"])
    # together 1 − 0.25·0.5 = 0.875 of 8: 0.875·0.75/1.25 = 0.525 led back (4.2), 0.35 not made (2.8)
    expected = {"makeup": 5, "feed": 17.2, "steam": 17.2, "back": 12.2, "vent": 1, "use": 4}
    assert amounts(scenario.case) == pytest.approx(expected)


def test_what_leaves_as_something_of_use_changes_nothing_inside(audit):
    case = audit(flows=STEAM, processes=BOILERS, options=VENT.format(to="outside"))
    scenario = carry_out(case, ["F1"])
    made = scenario.case["flows"].set_index("flow").loc["vent>outside"]
    assert (made["source"], made["target"], made["kind"]) == ("works", "outside", "by_product")
    assert made["amount"] == pytest.approx(6)
    assert balance_scope(scenario.case)["gap"] == pytest.approx(0)


# river 100 → works 60 and wash 40; 55 and 40 to the treatment, which lets 95 out; a basin could give reclaimed water
WATER = """flow,source,target,kind,amount,unit,rsd
river,outside,net,fresh,100,m3/d,0.01
a,net,works,fresh,60,m3/d,0.01
b,net,wash,fresh,40,m3/d,0.01
dry,works,outside,loss,5,m3/d,0.1
c,works,plant,waste_water,55,m3/d,0.01
d,wash,plant,waste_water,40,m3/d,0.01
basin_in,plant,basin,recycle,1,m3/d,0.01
basin_out,basin,outside,loss,1,m3/d,0.01
out,plant,outside,discharge,94,m3/d,0.01
"""
PLACES = "process,name,kind\nnet,net,\nworks,works,\nwash,wash,\nplant,plant,treatment\nbasin,basin,reuse\n"
WASH = OPTIONS.replace("saving_fraction", "saving_fraction,replaced_from").replace("f5,0.5,", "b,0.5,basin,")
WASH = WASH.replace("f5,0.2,", "b,0.5,,").replace("f3,0.1,", "a,0.1,,")


def test_fresh_water_replaced_by_reclaimed_water_saves_intake_and_discharge(audit):
    scenario = carry_out(audit(flows=WATER, processes=PLACES, options=WASH), ["F1"])
    found = scenario.changes.set_index("flow")["change"].to_dict()
    expected = {"b": -20, "b>wash": 20, "river": -20, "basin_in": 20, "out": -20}
    assert found == pytest.approx(expected)
    assert balance_scope(scenario.case)["gap"] == pytest.approx(0)


def test_less_water_for_a_washer_is_less_waste_water_and_less_discharge(audit):
    found = carry_out(audit(flows=WATER, processes=PLACES, options=WASH), ["F2"]).changes.set_index("flow")["change"]
    assert found.to_dict() == pytest.approx({"b": -20, "river": -20, "d": -20, "out": -20})


def test_what_a_process_with_several_outlets_no_longer_gets_has_to_come_from_somewhere(audit):
    assert carry_out(audit(flows=WATER, processes=PLACES, options=WASH), ["F3"]).unclosed == ("a",)


EFFECTS = """option,item,name,kind,unit,design
F1,electricity,power,energy,MWh/a,30
F2,electricity,power,energy,MWh/a,-12
F1,steam,steam,energy,t/a,5
"""
TWO = "balance,title,kind,quantities,unit\nb,plant,mass,mass,t/a\ne,power,energy,electricity,MWh/a\n"
POWER = """flow,balance,source,target,kind,amount,unit,rsd
f1,b,outside,U1,raw,100,t/a,0.01
f4,b,U1,outside,product,90,t/a,0.01
f5,b,U1,outside,waste_water,10,t/a,0.05
p1,e,outside,U1,power,200,MWh/a,0
p2,e,U1,outside,power,200,MWh/a,0
"""


def test_power_that_an_option_makes_or_takes_stands_in_the_power_balance(audit):
    case = audit(flows=POWER, balances=TWO, options=OPTIONS.replace("f3", "f5"), effects=EFFECTS)
    scenario = carry_out(case, ["F1"])
    changes = scenario.changes[scenario.changes["balance"] == "e"].set_index("flow")
    assert changes["after"].to_dict() == pytest.approx({"p1": 170, "F1>p1": 30})
    assert changes.loc["p1", "sd"] == pytest.approx(3)  # 10 % of the design
    assert balance_scope(scenario.case, "e")["gap"] == pytest.approx(0)
    both = carry_out(case, ["F2"]).changes.set_index("flow")
    assert both.loc["p1", "after"] == pytest.approx(212)
    assert both.loc["F2>p1", "target"] == "outside"


def test_benefits_name_what_is_saved_of_a_loss(audit):
    case = audit(
        flows=ZINC.replace("84", "80"),
        contents=ASSAYS,
        balances="balance,title,kind,quantities,unit\nb,plant,mass,mass;Zn,t/a\n",
        options=SLAG,
        benefits="option,item,name,kind,amount\nF1,Zn,zinc,income,10\n",
    )
    assert saved_quantity(case, "slag", ["F1"]) == "Zn"
    assert saved_quantity(case, "slag", ["F2"]) == "mass"
    assert carry_out(case, ["F1"]).changes["quantity"].unique().tolist() == ["Zn"]


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
    assert changes.loc["ore", "role"] == "make_up"
    assert balance_scope(scenario.case, quantity="Zn")["gap"] == pytest.approx(0)
    assert amounts(scenario.case)["ore"] == pytest.approx(36)  # of the same composition
    # 5 % of the amount and 2 % of the assay of the 2 t saved, and 10 % of the design
    assert changes.loc["slag", "sd"] == pytest.approx(2 * math.sqrt(0.05**2 + 0.02**2 + 0.1**2))


def test_a_flow_of_unknown_content_keeps_its_amount_and_passes_the_metal_on(audit):
    flows = """flow,source,target,kind,amount,unit,rsd
ore,outside,U1,raw,40,t/a,0.01
pulp,U1,U2,intermediate,40,t/a,0.01
metal,U2,outside,product,16,t/a,0.01
slag,U2,outside,solid_waste,24,t/a,0.05
"""
    assays = ASSAYS.replace("water,,Zn,0,0\n", "").replace("slag,,Zn,0.05,0.02", "slag,,Zn,0.1,0.02")
    case = audit(
        flows=flows,
        contents=assays,
        balances="balance,title,kind,quantities,unit\nb,plant,mass,mass;Zn,t/a\n",
        options=SLAG,
    )
    changes = carry_out(case, ["F1"], quantity="Zn").changes.set_index("flow")
    assert changes["change"].to_dict() == pytest.approx({"slag": -1.2, "ore": -1.2, "pulp": -1.2})
    assert math.isnan(changes.loc["pulp", "before"])
    assert amounts(carry_out(case, ["F1"], quantity="Zn").case)["pulp"] == 40


def test_a_loss_without_the_quantity_stays_out(audit):
    case = audit(
        contents="flow,material,quantity,content\nf1,,Zn,0.5\n",
        balances="balance,title,kind,quantities,unit\nb,plant,mass,mass;Zn,t/a\n",
        options=OPTIONS,
    )
    scenario = carry_out(case, quantity="Zn")
    assert scenario.unclosed == ()
    assert len(scenario.changes) == 0


def test_a_saving_larger_than_what_is_bought_is_named_and_changes_nothing(audit):
    flows = ZINC.replace("raw,40", "raw,").replace("fresh,60", "fresh,30")
    scenario = carry_out(audit(flows=flows, options=SLAG), ["F1"])
    assert scenario.unclosed == ("slag",)  # half of 84 is more than the 30 of water
    assert amounts(scenario.case)["water"] == 30


def test_combinations_stand_side_by_side(audit):
    table = compare_combinations(audit(options=OPTIONS), {"cheap": ["F2"], "all": ["F1", "F2", "F3"], "none": []})
    assert table[["combination", "loss"]].to_numpy().tolist() == [["cheap", "f5"], ["all", "f5"], ["all", "f3"]]
    assert table["saved"].tolist() == pytest.approx([2, 6, 1])
    assert table["make_up"].tolist() == ["f1", "f1", "f1"]
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
