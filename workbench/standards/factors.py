"""Conversion factors with a passport: energy in standard coal, CO₂ of fuels, of the grid and of heat."""

import pandas as pd

from workbench.errors import UsageError
from workbench.standards.register import shipped

STANDARD_COAL = 29307.6  # lower heating value of one kgce [kJ]
MOLAR_RATIO = 44.0 / 12.0  # CO₂ per carbon, as the guidelines write it
BASES = ("calorific", "equivalent")


def energy_factors(basis):
    """Return the conversion factors of one basis.

    Parameters
    ----------
    basis : {"calorific", "equivalent"}
        当量值 or 等价值; a total is taken in one of them only.

    Returns
    -------
    DataFrame
        Indexed by factor: zh, en, unit, kind, kgce per unit (nan where only a range low…high is known), lhv
        [kJ per unit], year, provenance, confidence, source, note.
    """
    if basis not in BASES:
        raise UsageError(f"折标口径应为 calorific(当量) 或 equivalent(等价); unknown basis {basis!r}")
    table = shipped("energy_factors")
    table = table[table["basis"].isin((basis, "both"))].drop(columns="basis")
    numbers = {name: pd.to_numeric(table[name]).astype(float) for name in ("kgce", "low", "high", "lhv")}
    return table.assign(**numbers).set_index("factor")


def heat_factor(heating_value):
    """Return the factor of a carrier from its heating value or, for steam, its enthalpy.

    Parameters
    ----------
    heating_value : float
        Lower heating value or enthalpy. [kJ per unit]

    Returns
    -------
    float
        Standard coal. [kgce per unit]

    Examples
    --------
    >>> round(heat_factor(2763), 4)
    0.0943
    """
    return heating_value / STANDARD_COAL


def fuel_carbon():
    """Return the CO₂ factors of fuels.

    Returns
    -------
    DataFrame
        Indexed by fuel: zh, en, unit, heating_value [GJ per unit], carbon [tC/GJ], oxidised, factor
        [tCO₂ per unit], provenance, confidence, source, note.

    Notes
    -----
    factor = NCV · CC · OF · 44/12.
    """
    table = shipped("fuel_carbon")
    columns = ["heating_value", "carbon", "oxidised"]
    table[columns] = table[columns].astype(float)
    factor = table["heating_value"] * table["carbon"] * table["oxidised"] * MOLAR_RATIO
    return table.assign(factor=factor).set_index("fuel")


def grid_carbon(grid="national", year="2023"):
    """Return the CO₂ factor of purchased electricity with its passport.

    Parameters
    ----------
    grid : str
        ``national``, ``residual``, ``fossil``, a region (``north`` … ``south_west``), ``reporting`` or
        ``life_cycle``.
    year : str
        Year of the factor.

    Returns
    -------
    Series
        grid, year, zh, en, factor [tCO₂/MWh], provenance, confidence, source, note.

    Raises
    ------
    UsageError
        Where no such factor is held; the message lists those that are.
    """
    table = _grid()
    row = table[(table["grid"] == grid) & (table["year"] == str(year))]
    if row.empty:
        held = ", ".join(sorted(f"{r.grid} {r.year}" for r in table[table["grid"] != "heat"].itertuples()))
        raise UsageError(f"没有此电网因子 no grid factor {grid} {year}; 现有 held: {held}")
    return row.iloc[0]


def grid_at(date):
    """Return (grid, year) of the grid factor that suits an audit of a day.

    Parameters
    ----------
    date : str or None
        Day of the audit, YYYY-MM-DD; empty: the latest national average.

    Returns
    -------
    tuple of str
        The latest national or reporting factor whose year is not after the audit; the oldest one that is held for an
        earlier audit, since an older factor is not known.

    Examples
    --------
    >>> grid_at("2013-03-15"), grid_at("2022-07-01"), grid_at("")
    (('reporting', '2015'), ('national', '2022'), ('national', '2023'))
    """
    table = _grid()
    table = table[table["grid"].isin(["national", "reporting"])].sort_values(["year", "grid"], ascending=[True, False])
    if date and (before := table[table["year"] <= str(date)[:4]]).empty:
        chosen = table.iloc[0]
    else:
        chosen = (before if date else table).iloc[-1]
    return chosen["grid"], chosen["year"]


def heat_carbon():
    """Return the CO₂ factor of purchased heat with its passport; factor in tCO₂/GJ."""
    table = _grid()
    return table[table["grid"] == "heat"].iloc[0]


def _grid():
    table = shipped("grid_carbon")
    return table.assign(factor=table["factor"].astype(float))
