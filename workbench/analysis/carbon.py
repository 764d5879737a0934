"""CO₂ of energy and of processes, by one factor set for everything that is compared."""

import numpy as np
import pandas as pd

from workbench.analysis.energy import energy_consumption
from workbench.case.units import converter
from workbench.errors import UnitError
from workbench.standards.factors import energy_factors, fuel_carbon, grid_at, grid_carbon, heat_carbon

_MOLAR = {"CO2": 44.009, "CaO": 56.077, "MgO": 40.304, "CaCO3": 100.086, "MgCO3": 84.313, "Na2CO3": 105.988}
_HEAT_UNIT = "GJ"
_KILOJOULE = 1e-6  # in GJ


def carbon_dioxide(consumption, *, grid="national", year="2023", convert=None):
    """Return the CO₂ of amounts of energy carriers.

    Parameters
    ----------
    consumption : DataFrame
        carrier, amount, unit, factor (id of the energy factor table, which names the fuel); optionally heating_value
        (measured LHV) [kJ per unit], with which the carbon per unit of heat is taken instead of the table's.
    grid, year : str
        Factor of purchased electricity.
    convert : callable, optional
        ``convert(unit, to) -> float``; a case passes its own.

    Returns
    -------
    DataFrame
        The rows with co2_per_unit [tCO₂ per unit], co2 [tCO₂], factor_set, provenance; working media (water, air …)
        carry none of their own. A carrier without a carbon factor, or in a unit that its factor does not know, is
        unknown (nan; provenance "missing" or "unit").

    Notes
    -----
    E = Σ AD · NCV · CC · OF · 44/12 for fuels, AD · EF for electricity and heat.
    """
    convert = converter() if convert is None else convert
    power = grid_carbon(grid, year)
    kinds = pd.concat([energy_factors("calorific"), energy_factors("equivalent")])[["kind", "fuel", "unit", "lhv"]]
    kinds = kinds[~kinds.index.duplicated()]
    rows = [_row_carbon(row, kinds, power, convert) for row in consumption.to_dict("records")]
    factor = np.array([row[0] for row in rows], dtype=float)
    return consumption.assign(
        co2_per_unit=factor,
        co2=consumption["amount"].astype(float) * factor,
        factor_set=f"{power.grid} {power.year}",
        provenance=[row[1] for row in rows],
    )


def _row_carbon(row, kinds, power, convert):
    if row["factor"] not in kinds.index:
        return np.nan, "missing"
    known = kinds.loc[row["factor"]]
    if known["kind"] == "power":
        return float(power.factor) * convert(row["unit"], "MWh"), power.provenance
    if known["kind"] == "heat":
        heat = heat_carbon()
        return float(heat.factor) * _heat_content(row["unit"], known, convert), heat.provenance
    if pd.isna(known["fuel"]):
        return np.nan, "missing"
    fuel = fuel_carbon().loc[known["fuel"]]
    if pd.notna(row.get("heating_value", np.nan)):
        per_heat = float(fuel["factor"] / fuel["heating_value"])
        return row["heating_value"] * _KILOJOULE * per_heat, fuel["provenance"]
    try:
        return float(fuel["factor"]) * convert(row["unit"], fuel["unit"]), fuel["provenance"]
    except UnitError:
        return np.nan, "unit"


def _heat_content(unit, known, convert):
    """Return the heat of one unit. [GJ]"""
    if known["unit"] == "MJ":
        return convert(unit, _HEAT_UNIT)
    return convert(unit, known["unit"]) * known["lhv"] / 1e6


def carbon_emissions(case, *, grid=None, year=None):
    """Return the yearly CO₂ of a case's purchased energy carriers.

    Parameters
    ----------
    case : Case
    grid, year : str, optional
        Factor of purchased electricity, the same for every year that is compared; the one that suits the audit's
        date where none is named (`grid_at`).

    Returns
    -------
    DataFrame
        year, carrier, name, amount, unit, co2 [tCO₂], factor_set, provenance.
    """
    table = energy_consumption(case, "calorific")
    if table.empty:
        return table.reindex(columns=["year", "carrier", "name", "amount", "unit", "co2", "factor_set", "provenance"])
    carriers = case["carriers"].set_index("carrier")
    table = table[table["purchased"]]
    table = table.assign(**{name: table["carrier"].map(carriers[name]) for name in ("factor", "heating_value")})
    suited = grid_at(case.setting("audit_date"))
    found = carbon_dioxide(table, grid=grid or suited[0], year=year or suited[1], convert=case.convert)
    return found[["year", "carrier", "name", "amount", "unit", "co2", "factor_set", "provenance"]]


def carbon_change(before, after):
    """Return the change of CO₂ from one table to another. [tCO₂, negative = less]

    Parameters
    ----------
    before, after : DataFrame
        Tables of `carbon_dioxide`.

    Raises
    ------
    ValueError
        Where the two were taken with different factor sets.
    """
    sets = pd.concat([before["factor_set"], after["factor_set"]]).unique()
    if len(sets) > 1:
        raise ValueError(f"前后须用同一套因子 before and after need the same factor set, not {list(sets)}")
    return float(after["co2"].sum(skipna=False) - before["co2"].sum(skipna=False))


def clinker_carbon(clinker, calcium_oxide, magnesium_oxide):
    """Return the CO₂ that raw meal gives off on its way to clinker. [t per unit of time of the clinker]

    Parameters
    ----------
    clinker : float
        Clinker made. [t]
    calcium_oxide, magnesium_oxide : float
        Mass fractions in clinker that come from carbonates.

    Notes
    -----
    Stoichiometry: one mole of CO₂ per mole of CaO and of MgO.

    Examples
    --------
    >>> round(clinker_carbon(1.0, 0.65, 0.015), 4)
    0.5265
    """
    share = calcium_oxide / _MOLAR["CaO"] + magnesium_oxide / _MOLAR["MgO"]
    return clinker * share * _MOLAR["CO2"]


def carbonate_carbon(carbonate, amount):
    """Return the CO₂ of a carbonate that is fully decomposed.

    Parameters
    ----------
    carbonate : {"CaCO3", "MgCO3", "Na2CO3"}
        Pure carbonate.
    amount : float
        Amount. [t]

    Returns
    -------
    float
        CO₂. [t]

    Examples
    --------
    >>> round(carbonate_carbon("CaCO3", 100.086), 3)
    44.009
    """
    if carbonate not in ("CaCO3", "MgCO3", "Na2CO3"):
        raise ValueError(f"未知碳酸盐 unknown carbonate {carbonate!r}")
    return amount * _MOLAR["CO2"] / _MOLAR[carbonate]
