"""Factors against their published values."""

import pytest

from workbench.errors import UsageError
from workbench.standards.factors import energy_factors, fuel_carbon, grid_carbon, heat_carbon, heat_factor


def test_electricity_has_another_factor_in_each_basis():
    assert energy_factors("calorific").loc["electricity", "kgce"] == 0.1229
    assert energy_factors("equivalent").loc["electricity", "kgce"] == 0.31


@pytest.mark.parametrize("factor", ["raw_coal", "coke", "fuel_oil", "diesel", "lpg", "hydrogen", "lng"])
def test_factors_agree_with_their_heating_values(factor):
    row = energy_factors("calorific").loc[factor]
    assert row["lhv"] != row["lhv"] or row["kgce"] == pytest.approx(heat_factor(row["lhv"]), rel=1e-3)


def test_steam_is_converted_by_its_enthalpy():
    assert heat_factor(2763) == pytest.approx(0.0943, abs=5e-5)
    assert heat_factor(3763) == pytest.approx(0.1284, abs=5e-5)


def test_a_carrier_known_as_a_range_has_no_single_factor():
    row = energy_factors("calorific").loc["coke_oven_gas"]
    assert row["kgce"] != row["kgce"]
    assert (row["low"], row["high"]) == (0.5714, 0.6143)


@pytest.mark.parametrize(
    "fuel, factor",
    [
        ("anthracite", 2.3228),
        ("bituminous_coal", 2.0715),
        ("coke", 2.8518),
        ("diesel", 3.1451),
        ("natural_gas", 21.6219),
        ("blast_furnace_gas", 9.6865),
    ],
)
def test_carbon_factors_follow_from_heating_value_carbon_and_oxidation(fuel, factor):
    assert fuel_carbon().loc[fuel, "factor"] == pytest.approx(factor, abs=5e-5)


def test_grid_factors_are_found_by_year_and_region():
    assert grid_carbon().factor == 0.5306
    assert grid_carbon("national", 2022).factor == 0.5366
    assert grid_carbon("south_west").factor == 0.2472
    assert heat_carbon().factor == 0.11


def test_an_unknown_basis_or_grid_is_refused():
    with pytest.raises(UsageError, match="折标口径"):
        energy_factors("mixed")
    with pytest.raises(UsageError, match="national 2023"):
        grid_carbon("national", 1999)


def test_every_factor_states_where_it_comes_from():
    for basis in ("calorific", "equivalent"):
        table = energy_factors(basis)
        assert set(table["provenance"]) <= {"found", "recalled"}
        assert table["source"].notna().all()
        assert table.loc[table["provenance"] == "recalled", "confidence"].notna().all()
