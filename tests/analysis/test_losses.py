"""Losses in money against a hand-worked exercise and small flows."""

import math

import numpy as np
import pandas as pd
import pytest

from workbench.analysis.losses import best_amounts, current_prices, loss_flows, pareto, total_value, value_losses
from workbench.analysis.reconciliation import solve

# The exercise: six losses of a zinc smelter and their unit prices in 万元 (synthetic)
EXERCISE = pd.DataFrame(
    [
        ("leach residue", 928.2, 1.35),
        ("copper cadmium residue", 275.2, 1.1),
        ("lead silver residue", 126, 1.2),
        ("steam", 5200, 0.0210),
        ("cooling blow-down", 96000, 0.00042),
        ("zinc in waste water", 0.504, 2.0),
    ],
    columns=["name", "amount", "price"],
).assign(value=lambda table: table["amount"] * table["price"])


def test_two_residues_are_the_vital_few_of_the_exercise():
    table = pareto(EXERCISE)
    assert EXERCISE["value"].sum() == pytest.approx(1857.5, abs=0.05)
    assert table["share"].iloc[0] == pytest.approx(0.675, abs=5e-4)
    assert table["cumulative"].iloc[1] == pytest.approx(0.838, abs=5e-4)
    assert table.loc[table["vital"], "name"].tolist() == ["leach residue", "copper cadmium residue"]


def test_tonnes_would_put_steam_and_water_first():
    assert pareto(EXERCISE)["name"].iloc[0] != pareto(EXERCISE, "amount")["name"].iloc[0]


def test_a_loss_of_unknown_value_comes_last_without_share():
    table = pareto(pd.DataFrame({"name": ["a", "b"], "value": [np.nan, 5.0]}))
    assert table["name"].tolist() == ["b", "a"]
    assert table["share"].iloc[0] == 1
    assert math.isnan(table["share"].iloc[1])
    assert table["vital"].tolist() == [True, False]


FLOWS = """flow,source,target,kind,material,amount,unit,rsd
f1,outside,U1,raw,ore,1000,t/a,0.01
f2,U1,outside,product,metal,800,t/a,0.01
f3,U1,outside,solid_waste,residue,100,t/a,0.05
f4,U1,W1,waste_water,water,5000,t/a,0.10
f5,W1,outside,discharge,water,5000,t/a,0.10
f6,U1,outside,steam,steam,200,t/a,0.10
"""
TABLES = {
    "processes": "process,name,kind\nU1,leaching,production\nW1,water works,treatment\n",
    "materials": "material,name\nore,ore\nmetal,metal\nresidue,residue\nwater,water\nsteam,steam\n",
    "contents": "flow,material,quantity,content,unit,rsd\nf3,,Zn,0.2,,0.1\n",
    "prices": "item,year,price,unit\nZn,2011,9000,元/t\nZn,2012,10000,元/t\nwater,2012,4,元/t\n",
    "wastes": "waste,name,kind,flow,treatment_price,unit\nw1,residue,solid_waste,f3,50,t\n",
}


def test_a_loss_is_counted_once_on_its_way_out_of_production(audit):
    case = audit(flows=FLOWS, **TABLES)
    assert loss_flows(case)["flow"].tolist() == ["f3", "f4"]  # neither what leaves the water works nor the product


def test_a_flow_that_an_option_attacks_is_a_loss_too(audit):
    options = "option,name,stage,class,cost_class,description,loss,status\nF1,a,generation,control,low,x,f6,planned\n"
    case = audit(flows=FLOWS, options=options, **TABLES)
    assert loss_flows(case)["flow"].tolist() == ["f3", "f4", "f6"]


def test_the_metal_in_a_residue_is_valued_with_its_treatment(audit):
    table = value_losses(audit(flows=FLOWS, **TABLES)).set_index("flow")
    assert table.loc["f3", "material_value"] == pytest.approx(100 * 0.2 * 1.0)  # 20 t Zn at 1 万元/t
    assert table.loc["f3", "treatment"] == pytest.approx(0.5)  # 100 t at 50 元/t
    assert table.loc["f3", "value"] == pytest.approx(20.5)
    # 5 % of 20.5 from the amount, 10 % of 20 from the assay
    assert table.loc["f3", "sd"] == pytest.approx(math.hypot(0.05 * 20.5, 0.1 * 20))
    assert table.loc["f3", "priced"] == "Zn;treatment"


def test_without_a_priced_component_the_material_itself_is_valued(audit):
    table = value_losses(audit(flows=FLOWS, **TABLES)).set_index("flow")
    assert table.loc["f4", "value"] == pytest.approx(2.0)  # 5000 t at 4 元/t
    assert table.loc["f4", "sd"] == pytest.approx(0.2)


def test_a_loss_without_any_price_is_unknown_and_says_so(audit):
    tables = TABLES | {"prices": "item,year,price,unit\nwater,2012,4,元/t\n", "wastes": "waste,name,kind\n"}
    row = value_losses(audit(flows=FLOWS, **tables)).set_index("flow").loc["f3"]
    assert math.isnan(row["value"])
    assert row["unpriced"] == "material"


def test_a_price_in_a_unit_that_does_not_fit_is_not_used(audit):
    tables = TABLES | {"prices": "item,year,price,unit\nZn,2012,1,元/kWh\nwater,2012,4,元/m3\n"}
    table = value_losses(audit(flows=FLOWS, **tables)).set_index("flow")
    assert table["unpriced"].tolist() == ["material", "material"]
    assert table.loc["f3", "value"] == pytest.approx(0.5)  # the treatment remains


def test_embedded_energy_is_valued_beside_the_material(audit):
    tables = TABLES | {
        "contents": "flow,material,quantity,content,unit,rsd\nf3,,Zn,0.2,,0.1\nf3,,energy,500,kWh/t,0\n",
        "prices": "item,year,price,unit\nZn,2012,1,万元/t\nenergy,2012,0.6,元/kWh\n",
    }
    row = value_losses(audit(flows=FLOWS, **tables)).set_index("flow").loc["f3"]
    assert row["energy_value"] == pytest.approx(100 * 500 * 0.6 / 1e4)
    assert row["value"] == pytest.approx(20 + 3 + 0.5)


def test_reconciled_amounts_win_where_they_are_known(audit):
    case = audit(flows=FLOWS, **TABLES)
    reconciled = pd.DataFrame({"flow": ["f3", "f4"], "reconciled": [110.0, np.nan], "sd": [2.0, np.nan]})
    flows = best_amounts(case, reconciled).set_index("flow")
    assert flows.loc[["f3", "f4"], "amount"].tolist() == [110, 5000]
    table = value_losses(case, reconciled).set_index("flow")
    assert table.loc["f3", "value"] == pytest.approx(110 * 0.205)


def test_reconciled_amounts_come_in_the_unit_of_their_row(audit):
    balances = "balance,title,kind,quantities,unit\nmain,plant,mass,mass,t/a\n"
    case = audit(flows=FLOWS.replace("100,t/a", "100000,kg/a"), balances=balances, **TABLES)
    reconciled = pd.DataFrame({"flow": ["f3"], "reconciled": [110_000.0], "sd": [2000.0]})
    row = best_amounts(case, reconciled).set_index("flow").loc["f3"]
    assert (row["amount"], row["sd"]) == pytest.approx((110, 2))


def test_what_a_balance_measures_is_valued_in_that_balance_only(audit):
    tables = {
        "processes": "process,name\nU1,leaching\n",
        "balances": "balance,title,kind,quantities,unit\nb1,mass,mass,mass,t/a\nb2,water,water,water,m3/a\n",
        "flows": "flow,balance,source,target,kind,amount,unit,rsd\na,b1,outside,U1,raw,9,t/a,0\n"
        "b,b1,U1,outside,loss,9,t/a,0\nc,b2,outside,U1,fresh,8,m3/a,0\nd,b2,U1,outside,loss,8,m3/a,0.1\n",
        "contents": "flow,material,quantity,content,unit\nb,,water,0.9,m3/t\n",
        "prices": "item,year,price,unit\nwater,2012,4,元/m3\n",
    }
    table = value_losses(audit(**tables)).set_index("flow")
    assert table.loc["d", "value"] == pytest.approx(32e-4)
    assert table.loc["d", "sd"] == pytest.approx(3.2e-4)
    assert math.isnan(table.loc["b", "value"])  # the same water in the mass balance


def test_an_energy_network_is_not_valued_beside_its_carriers(audit):
    tables = {
        "processes": "process,name\nU1,rectifier\n",
        "balances": "balance,title,kind,quantities,unit\nb1,power,energy,electricity,MWh/a\nb2,all,energy,energy,tce/a\n",
        "flows": "flow,balance,source,target,kind,amount,unit,rsd\na,b1,outside,U1,power,90,MWh/a,0\n"
        "b,b1,U1,outside,loss,10,MWh/a,0\nc,b2,outside,U1,power,9,tce/a,0\nd,b2,U1,outside,loss,1.2,tce/a,0\n",
        "prices": "item,year,price,unit\nelectricity,2012,580,元/MWh\nenergy,2012,1000,元/tce\n",
    }
    table = value_losses(audit(**tables)).set_index("flow")
    assert table.loc["b", "value"] == pytest.approx(0.58)
    assert math.isnan(table.loc["d", "value"])
    alone = {**tables, "prices": tables["prices"].replace("electricity", "steam")}
    assert value_losses(audit(**alone)).set_index("flow").loc["d", "value"] == pytest.approx(0.12)


CHAIN = np.array([[1.0, -1, -1, 0, 0], [0, 0, 1, -1, -1]])  # in → out and second box → two losses
CHAIN_TRUE = np.array([100.0, 60, 40, 15, 25])
CHAIN_SD = np.array([1.0, 2, 2, 1.5, 2])
RATES = np.array([2.0, 1.0])


def valued(amounts, sd, assays=((), ()), balances=("main", "main"), rates=(1.0, 2.0)):
    """Return two valued losses p and q."""
    table = {"flow": ["p", "q"], "balance": balances, "amount": amounts, "amount_sd": sd, "rate": rates}
    return pd.DataFrame(table | {"assays": list(assays)}).assign(value=lambda found: found["amount"] * found["rate"])


def test_what_one_loss_gains_the_other_gives_up_in_the_total():
    # 100 ± 1 in, 60 ± 1 and 40 ± 1 out: adjusted, the outputs have variance 1 − 1/3 and covariance −1/3
    solution = solve([[1, -1, -1]], [100, 60, 40], [1, 1, 1])
    covariance = pd.DataFrame(solution.covariance([1, 2]), index=["p", "q"], columns=["p", "q"])
    losses = valued(solution.values[1:], solution.sd[1:])
    total, sd = total_value(losses, {"main": covariance})
    assert total == pytest.approx(60 + 2 * 40)
    assert sd == pytest.approx(math.sqrt(2 / 3 + 4 * 2 / 3 - 2 * 2 / 3))
    # unrelated, they would be more uncertain
    assert total_value(losses)[1] == pytest.approx(math.sqrt(2 / 3 + 4 * 2 / 3))


def test_the_total_has_the_scatter_of_repeated_measurements():
    def drawn(read):
        solution = solve(CHAIN, read, CHAIN_SD)
        return valued(solution.values[3:], solution.sd[3:], rates=RATES), solution.covariance([3, 4])

    losses, covariance = drawn(CHAIN_TRUE)
    _, sd = total_value(losses, {"main": pd.DataFrame(covariance, index=["p", "q"], columns=["p", "q"])})
    random = np.random.default_rng(5)
    totals = [total_value(drawn(CHAIN_TRUE + CHAIN_SD * random.normal(size=5))[0])[0] for _ in range(300)]
    assert sd == pytest.approx(np.std(totals), rel=0.12)  # 300 draws tell a scatter to 4 %
    assert sd < 0.8 * total_value(losses)[1]


def test_an_assay_that_two_losses_share_moves_both():
    shared, own = ("Zn", 0), ("Zn", 1)
    exact = np.zeros(2)
    # 60 at 0.1 and 40 at 0.2 万元 per unit: 6 and 8, added where the assay is one
    one = valued([60.0, 40.0], exact, assays=[((shared, 0.1),), ((shared, 0.2),)])
    two = valued([60.0, 40.0], exact, assays=[((shared, 0.1),), ((own, 0.2),)])
    assert total_value(one)[1] == pytest.approx(14)
    assert total_value(two)[1] == pytest.approx(10)


def test_losses_of_different_balances_are_independent_and_unknown_ones_stay_out(audit):
    balances = ("main", "water")
    covariance = pd.DataFrame([[9.0]], index=["p"], columns=["p"])
    assert total_value(valued([5.0, 5.0], [3.0, 2.0], balances=balances), {"main": covariance}) == (15, 5)
    unknown = valued([5.0, np.nan], [3.0, np.nan], balances=balances)
    assert total_value(unknown, {"main": covariance}) == (5, 3)
    # 20.5 and 2.0 of the flows above: 1.025 and 0.2 of the amounts, 2 of the assay
    losses = value_losses(audit(flows=FLOWS, **TABLES))
    assert total_value(losses) == pytest.approx((22.5, math.sqrt(1.025**2 + 0.2**2 + 2**2)))


def test_daily_losses_are_valued_over_the_operating_days(audit):
    case = audit(flows=FLOWS.replace("t/a", "t/d"), settings={"operating_days": 300}, **TABLES)
    assert value_losses(case).set_index("flow").loc["f3", "value"] == pytest.approx(300 * 20.5)


def test_the_latest_price_counts_unless_a_year_is_named(audit):
    case = audit(flows=FLOWS, **TABLES)
    assert current_prices(case).loc["Zn", "price"] == 10000
    assert current_prices(case, 2011)["price"].to_dict() == {"Zn": 9000}
    assert value_losses(case, year=2011).set_index("flow").loc["f3", "material_value"] == pytest.approx(18)


def test_a_case_without_losses_has_an_empty_table(audit):
    case = audit(flows="flow,source,target,amount,unit,rsd\na,outside,U1,1,t,0.1\nb,U1,outside,1,t,0.1\n")
    assert len(pareto(value_losses(case))) == 0


TWO_VIEWS = """flow,balance,source,target,kind,material,amount,unit,rsd
w1,water,outside,boiler,fresh,,100,m3/d,0.01
w2,water,boiler,outside,loss,,60,m3/d,0.1
w3,water,boiler,tower,fresh,,40,m3/d,0.01
w4,water,tower,outside,loss,,40,m3/d,0.1
s1,steam,outside,header,steam,STEAM,100,t/d,0.01
s2,steam,header,outside,loss,STEAM,60,t/d,0.1
s3,steam,header,outside,product,STEAM,40,t/d,0.01
"""
VIEWS = "balance,title,kind,quantities,unit\nwater,water,water,water,m3/d\n{steam}"
PLANT = "process,name,kind\nboiler,boiler,boiler\ntower,tower,cooling\nheader,header,distribution\n"
PRICED = "item,year,price,unit\nwater,2012,2,元/m3\nSTEAM,2012,170,元/t\n"


@pytest.mark.parametrize(("kind", "counted"), [("steam", ["w4", "s2"]), ("mass", ["w2", "w4", "s2"])])
def test_vented_steam_is_valued_as_steam_and_not_again_as_water(audit, kind, counted):
    balances = VIEWS.format(steam=f"steam,steam,{kind},steam,t/d\n")
    case = audit(
        settings={"operating_days": 300},
        flows=TWO_VIEWS,
        balances=balances,
        processes=PLANT,
        materials="material,name\nSTEAM,steam\n",
        prices=PRICED,
    )
    losses = value_losses(case)
    known = losses[losses["value"].notna()]
    assert known["flow"].tolist() == counted
    assert known.set_index("flow").loc["s2", "value"] == pytest.approx(60 * 300 * 170 / 1e4)
