"""Potential of cleaner production (清洁生产潜力): how much each indicator could save against several references."""

import numpy as np
import pandas as pd

REFERENCES = {
    "level1": ("Ⅰ级基准值", "benchmark of level I", True),
    "own_best": ("本厂历史最好值", "own best year", True),
    "domestic_advanced": ("国内先进", "domestic advanced plant", True),
    "world_advanced": ("国外先进", "advanced plant abroad", True),
    "design": ("设计值", "design value", True),
    "theoretical": ("理论值", "theoretical value", False),
}
CAPACITY = {"zinc": 1.2195, "manganese": 1.0249}  # metal per charge, M/(2·26.801) [g/(A·h)]


def potential(indicators, output, *, per, prices=None):
    """Return the saving of each indicator against each reference that it has.

    Parameters
    ----------
    indicators : DataFrame
        indicator, name, unit, direction (lower: consumption or waste per unit of product), value, and any of level1,
        own_best, domestic_advanced, world_advanced, design, theoretical.
    output : float or dict
        Output of the product in a year, or that of each indicator. [per/a]
    per : str
        Unit of the product, such as t or kL.
    prices : dict, optional
        Price of one unit of what each indicator counts. [万元 per unit of the numerator]

    Returns
    -------
    DataFrame
        indicator, name, unit, value, reference, zh, en, target, relative (change, a fraction), saving (a year, in the
        numerator's unit), money [万元/a], credible (theoretical values are limits, not aims), chosen (the
        smallest credible saving of each indicator, which feeds the goals). References that the plant already reaches
        save nothing and are left out.

    Raises
    ------
    ValueError
        Where an indicator is not per unit of the product: a concentration or a rate times output is no amount.

    Notes
    -----
    saving = (current − reference) × output.
    """
    rows = indicators[indicators["direction"] == "lower"]
    strange = rows.loc[~rows["unit"].map(lambda unit: is_per_product(unit, per)), "indicator"].tolist()
    if strange:
        raise ValueError(f"浓度、比率不能乘以产量 not per {per} of product, cannot be multiplied by output: {strange}")
    outputs = output if isinstance(output, dict) else dict.fromkeys(rows["indicator"], output)
    found = [
        _saving(row, reference, outputs[row["indicator"]], prices or {})
        for row in rows.to_dict("records")
        for reference in REFERENCES
        if reference in row and pd.notna(row[reference]) and pd.notna(row["value"])
    ]
    columns = ["indicator", "name", "unit", "value", "reference", "zh", "en", "target", "relative", "saving", "money"]
    table = pd.DataFrame(found, columns=[*columns, "credible"])
    table = table[table["saving"] > 0].reset_index(drop=True)
    smallest = table[table["credible"].astype(bool)].groupby("indicator", sort=False)["saving"].idxmin()
    return table.assign(chosen=table.index.isin(smallest))


def is_per_product(unit, per):
    """Tell whether a unit is an amount per unit of product: kg/t per t, and not mg/L, % or mg/Nm3."""
    numerator, slash, denominator = unit.partition("/")
    return bool(slash) and denominator == per and numerator not in ("", "%")


def _saving(row, reference, output, prices):
    zh, en, credible = REFERENCES[reference]
    saving = (row["value"] - row[reference]) * output
    relative = row[reference] / row["value"] - 1 if row["value"] else np.nan
    price = prices.get(row["indicator"], np.nan)
    kept = {name: row[name] for name in ("indicator", "name", "unit", "value")}
    texts = {"reference": reference, "zh": zh, "en": en, "target": row[reference], "credible": credible}
    return kept | texts | {"relative": relative, "saving": saving, "money": saving * price}


def electrolysis_power(metal, voltage, efficiency=1.0):
    """Return the direct-current consumption of electrowinning by Faraday's law. [kWh/t]

    Parameters
    ----------
    metal : {"zinc", "manganese"}
        Both are deposited from divalent ions.
    voltage : float
        Cell voltage. [V]
    efficiency : float
        Current efficiency, a fraction; 1 gives the theoretical value at this voltage.

    Notes
    -----
    W = 1000·U/(q·η), q the metal per ampere-hour.

    Examples
    --------
    >>> round(electrolysis_power("zinc", 3.2, 0.90))
    2916
    >>> round(electrolysis_power("manganese", 4.2, 0.70))
    5854
    """
    if metal not in CAPACITY:
        raise ValueError(f"未知金属 unknown metal {metal!r}; 可选 known: {', '.join(CAPACITY)}")
    return 1000 * voltage / (CAPACITY[metal] * efficiency)


def own_best(history, direction="lower"):
    """Return the best year of a plant's own records.

    Parameters
    ----------
    history : Series
        Indicator by year; unknown years are left out.
    direction : {"lower", "higher"}
        Which way is better.

    Returns
    -------
    tuple
        (year, value); (None, nan) where no year is known.
    """
    known = history.dropna()
    if known.empty:
        return None, np.nan
    year = known.idxmin() if direction == "lower" else known.idxmax()
    return year, float(known[year])
