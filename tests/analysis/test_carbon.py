"""CO₂ worked by hand."""

import numpy as np
import pandas as pd
import pytest

from workbench.analysis.carbon import (
    carbon_change,
    carbon_dioxide,
    carbon_emissions,
    carbonate_carbon,
    clinker_carbon,
)
from workbench.case import load_case
from workbench.errors import UsageError

COLUMNS = ["carrier", "amount", "unit", "factor"]


def co2(amount, unit, factor, **grid):
    return carbon_dioxide(pd.DataFrame([("x", amount, unit, factor)], columns=COLUMNS), **grid)["co2"].iloc[0]


def test_ten_thousand_cubic_metres_of_gas_and_a_megawatt_hour():
    assert co2(10_000, "m3", "natural_gas") == pytest.approx(21.62, abs=0.005)
    assert co2(1, "MWh", "electricity") == pytest.approx(0.5306)


def test_coal_and_heat():
    assert co2(100, "t", "raw_coal") == pytest.approx(207.15, abs=0.005)
    assert co2(1000, "GJ", "heat") == pytest.approx(110)
    assert co2(1000, "t", "steam_enthalpy") == pytest.approx(2763 * 0.11)


def test_producer_gas_by_the_default_and_by_the_measured_heating_value():
    # 52.27 GJ/万m3 · 0.0122 tC/GJ · 0.99 · 44/12
    assert co2(10_000, "m3", "producer_gas") == pytest.approx(2.3149, abs=5e-4)
    rows = pd.DataFrame([("gas", 10_000, "Nm3", "producer_gas", 5275.0)], columns=[*COLUMNS, "heating_value"])
    assert carbon_dioxide(rows)["co2"].iloc[0] == pytest.approx(52.75 * 0.0122 * 0.99 * 44 / 12)


def test_a_unit_that_the_factor_does_not_know_is_unknown():
    rows = carbon_dioxide(pd.DataFrame([("gas", 10_000, "Nm3", "natural_gas")], columns=COLUMNS))
    assert np.isnan(rows["co2"].iloc[0])
    assert rows["provenance"].iloc[0] == "unit"


def test_another_year_or_region_of_the_grid():
    assert co2(1, "MWh", "electricity", year="2022") == pytest.approx(0.5366)
    assert co2(1, "MWh", "electricity", grid="south_west") == pytest.approx(0.2472)
    with pytest.raises(UsageError):
        co2(1, "MWh", "electricity", year="1999")


def test_what_has_no_carbon_factor_is_unknown():
    assert np.isnan(co2(1, "t", "fresh_water"))
    assert np.isnan(co2(1, "t", "peat"))


def test_before_and_after_share_one_factor_set():
    rows = pd.DataFrame([("power", 100, "MWh", "electricity")], columns=COLUMNS)
    before = carbon_dioxide(rows)
    assert carbon_change(before, carbon_dioxide(rows.assign(amount=90))) == pytest.approx(-5.306)
    with pytest.raises(ValueError, match="national 2022"):
        carbon_change(before, carbon_dioxide(rows, year="2022"))


def test_clinker_gives_off_half_its_weight():
    assert clinker_carbon(1000, 0.65, 0.015) == pytest.approx(526.5, abs=0.1)


def test_carbonates_follow_their_molar_masses():
    assert carbonate_carbon("Na2CO3", 105.988) == pytest.approx(44.009)
    assert carbonate_carbon("MgCO3", 84.313) == pytest.approx(44.009)
    with pytest.raises(ValueError, match="NaCl"):
        carbonate_carbon("NaCl", 1)


def test_the_emissions_of_a_case_count_purchased_carriers_only(plant):
    files = {
        "carriers.csv": "carrier,name,unit,factor,source\nE,电,kWh,electricity,\nS,汽,t,steam_low,recovered\n",
        "consumption.csv": "item,place,month,amount,unit\nE,厂区,2011-01,10,万kWh\nS,车间,2011-01,100,t\n",
    }
    table = carbon_emissions(load_case(plant(files)))
    assert table["carrier"].tolist() == ["E"]
    assert table["co2"].iloc[0] == pytest.approx(53.06)
    assert table["factor_set"].tolist() == ["national 2023"]
    assert carbon_emissions(load_case(plant(name="empty"))).empty
