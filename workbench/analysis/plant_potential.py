"""Potential of a plant (本厂清洁生产潜力): its indicators against every reference, in amounts, standard coal and money.

The plant's own best year comes from its monthly records: the record whose last year agrees with the indicator's
present value is taken to be what the indicator counts.
"""

import numpy as np
import pandas as pd

from ..errors import UnitError
from ..standards.factors import energy_factors
from .denominators import main_kind, output_by
from .energy import energy_consumption, unit_energy
from .evaluation import evaluate
from .losses import current_prices
from .potential import is_per_product, own_best, potential
from .records import item_consumption, unit_consumption

AGREES = 0.03  # of the indicator's value: a default of this workbench
_OWN = ("domestic_advanced", "world_advanced", "design", "theoretical")
_SHOWN = {"kg": ("t", 1e-3), "kgce": ("tce", 1e-3), "kWh": ("MWh", 1e-3)}
_HISTORY = ("kind", "id", "unit", "year", "per_output", "output")


def plant_potential(case):
    """Return the potential of a case's indicators.

    Parameters
    ----------
    case : Case

    Returns
    -------
    table : DataFrame
        Columns of `potential`, the savings in t, tce and MWh for kg, kgce and kWh; best_year (of the own best value),
        saving_unit, tce_saved [tce/a].
    left_out : tuple of str
        Indicators of which less is better that are no amount per unit of product: concentrations and rates.

    Notes
    -----
    An indicator is multiplied by the output of the products that its record goes with, of the main product where no
    record agrees with it within `AGREES`.
    """
    _, output_unit = output_by(case, main_kind(case)[:1], "year")
    rows = evaluate(case).indicators
    rows = rows[rows["direction"].eq("lower") & rows["value"].notna()]
    fits = rows["unit"].map(lambda unit: is_per_product(unit, output_unit))
    left_out = tuple(rows.loc[~fits, "name"])
    rows = rows[fits].merge(case["indicators"][["indicator", *_OWN]], on="indicator", how="left")
    history = histories(case)
    matches = {row["indicator"]: _match(case, history, row) for row in rows.to_dict("records")}
    best = {name: _best_before(match["values"]) for name, match in matches.items()}
    rows = rows.assign(own_best=[best[name][1] for name in rows["indicator"]])
    prices = {row["indicator"]: _price(case, matches[row["indicator"]], row["unit"]) for row in rows.to_dict("records")}
    outputs = {name: match["output"] for name, match in matches.items()}
    table = potential(rows, outputs, per=output_unit, prices=prices)
    years = table["indicator"].map(lambda name: best[name][0]).where(table["reference"] == "own_best")
    numerators = table["unit"].map(lambda unit: unit.partition("/")[0])
    tce = [_standard_coal(case, unit) for unit in numerators]
    tce = table["saving"] * np.array(tce, float)
    scales = numerators.map(lambda unit: _SHOWN.get(unit, (unit, 1.0)))
    saving = table["saving"] * scales.str[1].astype(float)
    return table.assign(best_year=years, saving=saving, saving_unit=scales.str[0] + "/a", tce_saved=tce), left_out


def _best_before(values):
    """Return (year, value) of the best year before the last one; (None, nan) where the last one is the best."""
    year, best = own_best(values.iloc[:-1])
    return (year, best) if year is not None and best < values.iloc[-1] else (None, np.nan)


def histories(case):
    """Return what the records say per unit of output, year by year: kind, id, unit, year, per_output, output."""
    parts = []
    if case.has("consumption"):
        table = item_consumption(case)
        parts.append(table.assign(kind="item", id=table["item"], unit=table["unit"] + "/" + table["output_unit"]))
    if case.has("waste_records"):
        table, unit = unit_consumption(case, "waste_records"), output_by(case, main_kind(case)[:1], "year")[1]
        output = table["amount"] / table["per_output"]
        parts.append(table.assign(kind="waste", id=table["waste"], unit=table["unit"] + "/" + unit, output=output))
    parts += _energy(case)
    return pd.concat(parts, ignore_index=True)[list(_HISTORY)] if parts else pd.DataFrame(columns=_HISTORY)


def _energy(case):
    try:
        table = pd.DataFrame() if energy_consumption(case).empty else unit_energy(case)
    except (UnitError, ValueError):
        return []  # carriers without a factor or no single main product: no energy per unit
    if table.empty:
        return []
    shown = table.assign(kind="energy", id="energy", unit="kgce/" + table["unit"], per_output=table["kgce_per_unit"])
    return [shown.assign(year=shown["year"].astype(int))]


def _match(case, history, indicator):
    """Return the record that agrees best with an indicator: kind, id, values by year, output of the last year."""
    nothing = {"kind": "", "id": "", "values": pd.Series(dtype=float), "output": _main_output(case)}
    best = (AGREES, nothing)
    for (kind, name, unit), years in history.groupby(["kind", "id", "unit"], sort=False):
        try:
            values = years.set_index("year")["per_output"].sort_index() * case.convert(unit, indicator["unit"])
        except UnitError:
            continue
        off = abs(values.iloc[-1] / indicator["value"] - 1) if indicator["value"] else np.nan
        if off <= best[0]:
            output = years.sort_values("year")["output"].iloc[-1]
            best = (off, {"kind": kind, "id": name, "values": values, "output": output})
    return best[1]


def _main_output(case):
    made, _ = output_by(case, main_kind(case)[:1], "year")
    return float(made.sort_index().iloc[-1]) if len(made) else np.nan


def _price(case, match, unit):
    """Return the price of what an indicator counts [万元 per unit of its numerator], nan where none is known."""
    prices, numerator = current_prices(case), unit.partition("/")[0]
    if match["kind"] == "waste":
        waste = case["wastes"].set_index("waste").loc[match["id"]]
        if pd.isna(waste["treatment_price"]):
            return np.nan
        return _money(case, waste["treatment_price"], f"元/{(waste['unit'] or 't').partition('/')[0]}", numerator)
    named = [match["id"], *(["electricity"] if _fits(case, numerator, "kWh") else [])]
    item = next((name for name in named if name in prices.index), None)
    return np.nan if item is None else _money(case, prices.loc[item, "price"], prices.loc[item, "unit"], numerator)


def _money(case, price, unit, numerator):
    try:
        return float(price) * case.convert(f"({numerator})*({unit})", "万元")
    except UnitError:
        return np.nan


def _fits(case, unit, to):
    try:
        case.convert(unit, to)
    except UnitError:
        return False
    return True


def _standard_coal(case, numerator):
    """Return the standard coal of one unit, nan where it is no energy; electricity by the calorific value. [tce]"""
    if numerator in ("kgce", "tce"):
        return case.convert(numerator, "tce")
    if numerator.endswith("Wh"):
        return case.convert(numerator, "kWh") * energy_factors("calorific").loc["electricity", "kgce"] / 1000
    return np.nan


def goals_within(case, table):
    """Return the goals of a case beside the potential that should feed them.

    Parameters
    ----------
    table : DataFrame
        Of `plant_potential`.

    Returns
    -------
    DataFrame
        goal, name, unit, baseline, near_target, reference (zh, en), target (of the smallest credible saving), verdict:
        "within" (the goal asks for no more than the smallest credible saving), "beyond" (for more: on what basis?).
        Goals of an indicator without potential are left out.
    """
    chosen = table[table["chosen"].astype(bool)].set_index("indicator")
    goals = case["goals"]
    goals = goals[goals["indicator"].isin(chosen.index) & goals["near_target"].notna()]
    goals = goals[goals["unit"] == goals["indicator"].map(chosen["unit"])]
    found = chosen.loc[goals["indicator"]].reset_index(drop=True)
    shown = goals[["goal", "name", "unit", "baseline", "near_target"]].reset_index(drop=True)
    shown = shown.assign(zh=found["zh"], en=found["en"], target=found["target"])
    return shown.assign(verdict=np.where(shown["near_target"] >= shown["target"], "within", "beyond"))
