"""Goals (清洁生产目标): can the options carry them (目标可达性), and were they reached."""

import numpy as np
import pandas as pd

from ..errors import UnitError
from .overlap import overlap_factors

SURE = 1.645  # one-sided 95 %
DESIGN_RSD = 0.10  # of a designed saving: a default of this workbench, not from any source
LIGHTS = {"green": 1.0, "yellow": 0.8}  # defaults of this workbench
VERDICTS = ("attainable", "supplement", "unattainable", "unknown")  # 可达, 需补充方案, 不可达, 未知


def relative_target(goals, column="near_target"):
    """Return the relative target of each goal, positive where it improves on the baseline.

    Examples
    --------
    >>> goals = pd.DataFrame({"baseline": [5.6], "near_target": [5.0], "direction": ["lower"]})
    >>> round(float(relative_target(goals)[0]), 3)
    0.107
    """
    better = goals["baseline"] - goals[column]
    return better.where(goals["direction"] == "lower", -better) / goals["baseline"]


def achievement(goals, limits=None):
    """Return how far each goal was reached.

    Parameters
    ----------
    goals : DataFrame
        goal, name, unit, direction, baseline, near_target, actual.
    limits : dict, optional
        Lowest achievement of each light; `LIGHTS` by default.

    Returns
    -------
    pandas.DataFrame
        goal, name, unit, baseline, near_target, actual, gap (baseline to target), closed (baseline to actual), both
        positive where better, achievement (closed / gap), light (green | yellow | red, "" where unknown).

    Notes
    -----
    achievement = (X0 − X1) / (X0 − X_target): the share of the gap, not of the value.
    """
    limits = LIGHTS if limits is None else limits
    sign = np.where(goals["direction"] == "lower", 1.0, -1.0)
    gap = sign * (goals["baseline"] - goals["near_target"])
    closed = sign * (goals["baseline"] - goals["actual"])
    share = (closed / gap.where(gap != 0)).where(gap > 0, np.where(closed >= 0, 1.0, 0.0))
    share = share.where(closed.notna() & gap.notna())
    rounding = 1e-9
    light = np.select(
        [share.isna(), share >= limits["green"] - rounding, share >= limits["yellow"] - rounding],
        ["", "green", "yellow"],
        "red",
    )
    columns = goals[["goal", "name", "unit", "baseline", "near_target", "actual"]]
    return columns.assign(gap=gap, closed=closed, achievement=share, light=light)


def attainability(case, options=None, *, design_rsd=DESIGN_RSD):
    """Return whether the recommended options carry each goal before they are carried out.

    Parameters
    ----------
    case : Case
    options : list of str, optional
        Recommended options; all that are neither rejected nor shelved by default.
    design_rsd : float
        Relative standard uncertainty of a designed saving.

    Returns
    -------
    pandas.DataFrame
        goal, name, unit, gap (baseline to near target), supply (overlap-free sum of the designed savings), sd, ratio
        (supply / gap), added (plain sum), reserve (what shelved options would add), options (that contribute), sure
        (whether the supply covers the gap at 95 %), verdict, reason. Amounts in the unit of the goal.

    Notes
    -----
    A goal gathers the effects whose item is its ``quantity``; a saving is positive, an increase negative, so that a
    goal of which more is better is carried by negative ones. An option that shares its loss counts with its share
    of the combined saving. A yearly effect serves a goal per unit of product through the yearly output of the main
    product. Verdicts: "attainable" supply ≥ gap; "supplement" short, but within reach of the uncertainty or of what
    is shelved; "unattainable" short even so; "unknown" with the reason.
    """
    factors = overlap_factors(case, options)
    shelved = case["options"].loc[case["options"]["status"] == "shelved", "option"]
    output, output_unit = yearly_output(case)
    rows = [
        _attain(goal, _supply(case, goal, factors, shelved, (output, output_unit)), design_rsd)
        for goal in case["goals"].to_dict("records")
    ]
    columns = ["goal", "name", "unit", "gap", "supply", "sd", "ratio", "added", "reserve", "options", "sure"]
    return pd.DataFrame(rows, columns=[*columns, "verdict", "reason"])


def yearly_output(case):
    """Return (amount, unit) of the main product in the last twelve months on record; (nan, "") where unknown."""
    products, production = case["products"], case["production"]
    main = products.loc[products["main"], ["product", "unit"]]
    if len(main) != 1:
        return np.nan, ""
    product, unit = main.iloc[0]
    months = production[production["product"] == product].sort_values("month").tail(12)
    if len(months) < 12:
        return np.nan, ""
    unit = unit.partition("/")[0]  # the unit of the product may be that of its capacity, such as t/a
    factors = months["unit"].map(lambda own: case.convert(own, unit))
    return float((months["amount"] * factors).sum(skipna=False)), unit


def _supply(case, goal, factors, shelved, output):
    """Return {own, added, reserve, variance parts, options, reason} of a goal, in its unit, better = positive."""
    effects = case["effects"]
    effects = effects[(effects["item"] == goal["quantity"]) & (goal["quantity"] != "")]
    sign = 1.0 if goal["direction"] == "lower" else -1.0
    scale = effects["unit"].map(lambda unit: _scale(case, unit, goal["unit"], output))
    design = sign * effects["design"] * scale.astype(float)
    counted = effects["option"].isin(factors.index)
    own = design[counted] * effects.loc[counted, "option"].map(factors).astype(float)
    reason = "" if len(effects) else "no_effects"
    if scale[counted].isna().any():
        reason = "unit"
    elif effects.loc[counted, "design"].isna().any():
        reason = "design"
    return {
        **{"own": own, "added": design[counted].sum(skipna=False), "reason": reason},
        **{"reserve": design[effects["option"].isin(shelved)].sum(), "options": effects.loc[counted, "option"]},
    }


def _scale(case, unit, to, output):
    if unit == to:
        return 1.0
    amount, product = output
    # the second way: a yearly saving per unit of the yearly output
    for expression, divisor in ((unit, 1.0), (f"({unit})/({product}/a)", amount)):
        try:
            return case.convert(expression, to) / divisor
        except UnitError:
            continue
    return np.nan


def _attain(goal, supply, design_rsd):
    sign = 1.0 if goal["direction"] == "lower" else -1.0
    gap = sign * (goal["baseline"] - goal["near_target"])
    total = supply["own"].sum(skipna=False)
    sd = float(np.sqrt(((design_rsd * supply["own"]) ** 2).sum(skipna=False)))
    reason = supply["reason"] or ("baseline" if pd.isna(gap) else "")
    row = {
        **{"goal": goal["goal"], "name": goal["name"], "unit": goal["unit"], "gap": gap},
        **{"supply": total, "sd": sd, "ratio": total / gap if gap else np.nan},
        **{"added": supply["added"], "reserve": supply["reserve"], "options": ";".join(supply["options"])},
    }
    if reason:
        blank = {} if reason == "baseline" else {"supply": np.nan, "sd": np.nan, "ratio": np.nan}
        return row | blank | {"sure": False, "verdict": "unknown", "reason": reason}
    reach = total + max(SURE * sd, supply["reserve"])
    verdict = "attainable" if total >= gap else "supplement" if reach >= gap else "unattainable"
    return row | {"sure": bool(total - SURE * sd >= gap), "verdict": verdict, "reason": ""}
