"""Continuous cleaner production (持续清洁生产): milestones, what is still open, two rounds compared."""

import numpy as np
import pandas as pd

from ..errors import UnitError
from .denominators import item_products, output_by
from .effects import option_effects, sum_effects
from .records import item_consumption


def milestones(start, target, years):
    """Return the yearly milestones on the way to a target at a constant rate.

    Parameters
    ----------
    start, target : float
        Values today and at the end, both positive.
    years : int

    Returns
    -------
    pandas.DataFrame
        year (1 …), value, rate (change a year, a fraction; the same every year).

    Raises
    ------
    ValueError
        Where a value is not positive: no constant rate leads there.

    Notes
    -----
    rate = (target / start)^(1/years) − 1; a straight line would ask for less in the first year than in the last.

    Examples
    --------
    >>> milestones(4.9, 4.2, 3)["value"].round(2).tolist()
    [4.65, 4.42, 4.2]
    """
    if not (start > 0 and target > 0 and years > 0):
        raise ValueError("起点、目标和年数须为正 start, target and years must be positive")
    rate = (target / start) ** (1 / years) - 1
    year = np.arange(1, int(years) + 1)
    return pd.DataFrame({"year": year, "value": start * (1 + rate) ** year, "rate": rate})


def open_options(case):
    """Return the options that go into the next round: option, name, cost_class, status, investment, saving, goals."""
    options = case["options"]
    still = options["status"].isin(["planned", "shelved"])
    return options.loc[still, ["option", "name", "cost_class", "status", "investment", "saving", "goals"]]


def plan_gaps(case):
    """Return the rows of the continuation plan that nobody could check: item, content, missing (columns; ``;``)."""
    plan = case["continuation_plan"]
    needed = ("indicator", "department")
    missing = [";".join(name for name in needed if not row[name]) for row in plan.to_dict("records")]
    table = plan[["item", "content"]].assign(missing=pd.Series(missing, index=plan.index, dtype="str"))
    return table[table["missing"] != ""]


def repeated_losses(old, new):
    """Return the losses that were vital in the last round and still are.

    Parameters
    ----------
    old, new : DataFrame
        flow, name, value, vital, of `workbench.analysis.losses.pareto` for the two rounds.

    Returns
    -------
    pandas.DataFrame
        flow, name, value_old, value_new, change [万元/a].
    """
    both = old[old["vital"]].merge(new[new["vital"]], on="flow", suffixes=("_old", "_new"))
    change = both["value_new"] - both["value_old"]
    return (
        both[["flow", "name_new", "value_old", "value_new"]].rename(columns={"name_new": "name"}).assign(change=change)
    )


def split_change(before, after, output_before, output_after, proven):
    """Return how much of a change of use comes from production, from improvement and from drift.

    Parameters
    ----------
    before, after : float
        Yearly use in the two rounds. [unit/a]
    output_before, output_after : float
        Yearly output in them.
    proven : float
        Yearly saving proven for the options of the last round, at the output after them. [unit/a]

    Returns
    -------
    dict
        change, production, improvement, drift [unit/a]: change = production + improvement + drift.

    Notes
    -----
    production = before·(Q1/Q0 − 1); improvement = −proven; drift is what neither explains: positive where the plant
    lost ground.
    """
    change, production = after - before, before * (output_after / output_before - 1)
    improvement = -proven
    drift = change - production - improvement
    return {"change": change, "production": production, "improvement": improvement, "drift": drift}


_ROUNDS = ("item", "unit", "before", "after", "change", "production", "improvement", "drift")


def compare_rounds(old, new):
    """Return two rounds side by side, the change split into production, improvement and drift.

    Parameters
    ----------
    old, new : Case
        The last round with its verified effects, and this one.

    Returns
    -------
    pandas.DataFrame
        item, unit, before, after, and the parts of `split_change` [unit/a]; unknown where a year is not complete, no
        main product is known, or the units of a saving do not fit. Items that both rounds have.
    """
    first, second = yearly_use(old), yearly_use(new)
    proven = sum_effects(old).set_index("item")
    rows = []
    for item in first.index.intersection(second.index, sort=False):
        unit, before = first.loc[item, "unit"], first.loc[item, "amount"]
        after = second.loc[item, "amount"] * _factor(new, second.loc[item, "unit"], unit)
        saving = (
            proven.loc[item, "saving"] * _factor(old, proven.loc[item, "unit"], f"{unit}/a")
            if item in proven.index
            else 0.0
        )
        parts = split_change(before, after, *_outputs(old, new, item), saving)
        rows.append({"item": item, "unit": unit, "before": before, "after": after} | parts)
    return pd.DataFrame(rows, columns=_ROUNDS)


def _outputs(old, new, item):
    """Return the output of the products that an item goes with, in the last twelve months of two rounds."""
    products = item_products(old)[item]
    (first, unit), (second, own) = (output_by(case, products, "month") for case in (old, new))
    ends = [months.sort_index().tail(12) for months in (first, second)]
    sums = [float(months.sum(skipna=False)) if len(months) == 12 else np.nan for months in ends]
    return sums[0], sums[1] * _factor(new, own, unit)


def compare_years(case):
    """Return the last two years on record side by side, split as two rounds are (`compare_rounds`).

    Returns
    -------
    pandas.DataFrame
        Columns of `compare_rounds` [unit/a]; empty where records hold fewer than two years. ``attrs["years"]`` are the
        two.

    Notes
    -----
    improvement counts the verified saving of the options finished in the later year, for the months that were left
    of it; effects carry the id of the item that they save.
    """
    table = item_consumption(case)
    years = sorted(set(table["year"]))[-2:]
    if len(years) < 2:
        return pd.DataFrame(columns=_ROUNDS)
    proven, rows = _proven_in(case, years[1]), []
    first, second = (table[table["year"] == year].set_index("item") for year in years)
    for item in first.index.intersection(second.index, sort=False):
        old, new = first.loc[item], second.loc[item]
        saving = sum(amount * _factor(case, unit, f"{old['unit']}/a") for amount, unit in proven.get(item, []))
        parts = split_change(old["amount"], new["amount"], old["output"], new["output"], saving)
        rows.append({"item": item, "unit": old["unit"], "before": old["amount"], "after": new["amount"]} | parts)
    compared = pd.DataFrame(rows, columns=_ROUNDS)
    compared.attrs["years"] = tuple(years)
    return compared


def _proven_in(case, year):
    """Return {item: [(saving of the months left, unit)]} of the options finished in a year."""
    options = case["options"].set_index("option")
    options = options[(options["status"] == "implemented") & options["finished"].astype(str).str.startswith(str(year))]
    effects = option_effects(case)
    found = {}
    for row in effects[effects["option"].isin(options.index) & effects["saving"].notna()].itertuples():
        left = (12 - int(str(options.loc[row.option, "finished"])[5:7])) / 12
        found.setdefault(row.item, []).append((row.saving * left, row.unit))
    return found


def yearly_use(case):
    """Return the use of each material and carrier in its last twelve months: index item; amount [unit/a], unit."""
    rows = {}
    for item, records in case["consumption"].groupby("item", sort=False):
        months = sorted(set(records["month"]))[-12:]
        recent, unit = records[records["month"].isin(months)], records["unit"].iloc[0]
        factors = recent["unit"].map(lambda own, unit=unit: _factor(case, own, unit)).astype(float)
        total = (recent["amount"] * factors).sum(skipna=False) if len(months) == 12 else np.nan
        rows[item] = {"amount": total, "unit": unit}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["amount", "unit"])


def _factor(case, unit, to):
    try:
        return case.convert(unit, to)
    except UnitError:
        return np.nan
