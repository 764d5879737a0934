"""Standard coal worked by hand."""

import numpy as np
import pandas as pd
import pytest

from workbench.analysis.energy import (
    energy_consumption,
    energy_utilisation,
    standard_coal,
    total_energy,
    unit_energy,
    yearly_output,
)
from workbench.case import load_case

# 12.5 GWh, 8 200 t raw coal, 360 000 m3 of oil-field gas, 15 200 GJ of heat.
CARRIERS = pd.DataFrame(
    [
        ("power", 12.5, "GWh", "electricity"),
        ("coal", 8200, "t", "raw_coal"),
        ("gas", 360_000, "m3", "natural_gas_oilfield"),
        ("steam", 15_200, "GJ", "heat"),
    ],
    columns=["carrier", "amount", "unit", "factor"],
)


def test_four_carriers_make_8390_9_tce():
    total = total_energy(standard_coal(CARRIERS, "calorific"))
    assert total == pytest.approx(8390.9, abs=0.05)
    assert 1000 * total / 26_800 == pytest.approx(313.1, abs=0.05)


@pytest.mark.parametrize("amount, unit, factor, kgce", [(1000, "kWh", "electricity", 122.9), (1, "GJ", "heat", 34.12)])
def test_a_thousand_kilowatt_hours_and_a_gigajoule(amount, unit, factor, kgce):
    row = pd.DataFrame([("x", amount, unit, factor)], columns=CARRIERS.columns)
    assert standard_coal(row, "calorific")["tce"].sum() == pytest.approx(kgce / 1000)


def test_electricity_weighs_more_by_equivalent_value():
    power = CARRIERS.iloc[[0]]
    assert total_energy(standard_coal(power, "equivalent")) == pytest.approx(12.5e6 * 0.31 / 1000)


def test_calorific_and_equivalent_values_are_never_added():
    mixed = pd.concat([standard_coal(CARRIERS.iloc[[0]], "equivalent"), standard_coal(CARRIERS.iloc[1:], "calorific")])
    with pytest.raises(ValueError, match="当量值与等价值不得相加"):
        total_energy(mixed)


def test_a_measured_heating_value_wins_over_the_table():
    coal = CARRIERS.iloc[[1]].assign(heating_value=20_000_000.0)  # kJ per t
    table = standard_coal(coal, "calorific")
    assert table["kgce_per_unit"].iloc[0] == pytest.approx(682.417, abs=5e-4)
    assert table["provenance"].tolist() == ["measured"]


def test_steam_by_enthalpy_needs_no_table_entry():
    steam = pd.DataFrame([("steam", 100, "t", "", 2_763_000.0)], columns=[*CARRIERS.columns, "heating_value"])
    assert total_energy(standard_coal(steam, "calorific")) == pytest.approx(9.43, abs=0.005)


def test_recovered_carriers_stay_out_of_the_total():
    table = standard_coal(CARRIERS.assign(purchased=[True, True, True, False]), "calorific")
    assert total_energy(table) == pytest.approx(8390.9 - 15_200 * 0.03412, abs=0.05)


def test_an_unknown_amount_leaves_the_total_unknown():
    table = standard_coal(CARRIERS.assign(amount=[12.5, np.nan, 1, 1]), "calorific")
    assert np.isnan(total_energy(table))


@pytest.mark.parametrize("factor, message", [("peat", "没有折标系数"), ("coke_oven_gas", "系数只有范围")])
def test_a_carrier_without_one_factor_is_named(factor, message):
    row = pd.DataFrame([("gas", 1, "m3", factor)], columns=CARRIERS.columns)
    with pytest.raises(ValueError, match=f"gas.*{message}"):
        standard_coal(row, "calorific")


FILES = {
    "carriers.csv": "carrier,name,unit,factor,source\nE,电,kWh,electricity,purchased\n"
    "S,余热蒸汽,t,steam_low,recovered\n",
    "consumption.csv": "item,place,month,amount,unit\nE,厂区,2011-01,10,万kWh\nE,厂区,2011-02,30,万kWh\n"
    "E,厂区,2012-01,,万kWh\nE,厂区,2012-02,20,万kWh\nS,车间,2011-01,100,t\nlime,车间,2011-01,5,t\n",
    "products.csv": "product,name,unit,main\nB,啤酒,kL,yes\n",
    "production.csv": "product,month,amount,unit\nB,2011-01,400,m3\nB,2011-02,600,kL\n"
    "B,2012-01,500,kL\nB,2012-02,1,kL\n",
}


def test_monthly_ledgers_become_years_in_the_carrier_s_unit(plant):
    table = energy_consumption(load_case(plant(FILES))).set_index(["year", "carrier"])
    assert table.loc[("2011", "E"), "amount"] == 400_000
    assert table.loc[("2011", "E"), "tce"] == pytest.approx(49.16)
    assert not table.loc[("2011", "S"), "purchased"]
    assert np.isnan(table.loc[("2012", "E"), "amount"])


def test_the_basis_of_the_case_is_taken(plant):
    settings = 'id = "x"\noperating_days = 300\noperating_hours = 24\nenergy_basis = "equivalent"\n'
    files = {k: v.replace("S,余热蒸汽,t,steam_low,recovered\n", "") for k, v in FILES.items()}
    table = energy_consumption(load_case(plant({**files, "case.toml": settings})))
    assert table["tce"].iloc[0] == pytest.approx(400_000 * 0.31 / 1000)


def test_energy_per_unit_of_the_main_product(plant):
    table = unit_energy(load_case(plant(FILES))).set_index("year")
    assert table.loc["2011", "output"] == 1000
    assert table.loc["2011", "kgce_per_unit"] == pytest.approx(49.16)
    assert np.isnan(table.loc["2012", "kgce_per_unit"])


def test_without_one_main_product_there_is_no_unit_value(plant):
    files = FILES | {"products.csv": "product,name,unit,main\nB,啤酒,kL,no\n"}
    with pytest.raises(ValueError, match="主要产品"):
        unit_energy(load_case(plant(files)))


def test_a_case_without_carriers_has_an_empty_table(plant):
    assert energy_consumption(load_case(plant())).empty


def test_output_follows_the_calendar_year(plant):
    assert yearly_output(load_case(plant(FILES)), "B", "kL").to_dict() == {"2011": 1000, "2012": 501}


def test_utilisation_is_what_does_not_leave_as_a_loss():
    flows = pd.DataFrame(
        [
            ("E", "outside", "boiler", "fuel", 100.0),
            ("E", "boiler", "plant", "steam", 80.0),
            ("E", "boiler", "outside", "waste_gas", 15.0),
            ("E", "boiler", "outside", "loss", 5.0),
            ("E", "plant", "outside", "product", 80.0),
            ("P", "outside", "motor", "power", 10.0),
        ],
        columns=["balance", "source", "target", "kind", "amount"],
    )
    table = energy_utilisation(flows).set_index("balance")
    assert table.loc["E", ["input", "loss", "effective", "utilisation"]].tolist() == [100, 20, 80, 0.8]
    assert table.loc["P", "utilisation"] == 1
