"""绩效表: what each option carried out has brought, in the columns that the platforms ask for."""

import re
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from workbench.analysis.effects import is_amount, option_effects
from workbench.analysis.energy import standard_coal
from workbench.errors import UnitError

_TABLE = Path(__file__).with_suffix(".csv")
CHEAP = ("none", "low")
MONEY = {"investment": ("投资额", "investment", "万元"), "benefit": ("经济效益", "benefit", "万元/a")}
COAL = {"coal": ("折标煤", "standard coal", "tce/a")}
TOTAL = "合计"
OTHER = {"other": ("其他", "other", "")}


@cache
def performance_columns():
    """Return the columns: zh, en, unit and the rule by which an effect falls into each, in the order of the form.

    Returns
    -------
    DataFrame
        column as index; zh, en, unit, scale (of the unit shown), kinds, items (pattern of the effect's item).
    """
    return pd.read_csv(_TABLE, encoding="utf-8", keep_default_na=False, index_col="column", dtype={"scale": float})


def performance_sheet(case, statuses=("implemented",)):
    """Return the performance of each option, with a row of sums beneath.

    Parameters
    ----------
    case : Case
    statuses : tuple of str
        Status of the options that count.

    Returns
    -------
    pandas.DataFrame
        number (WD1 … for options without or with low cost, ZG1 … for the others), option, name, investment [万元],
        benefit [万元/a], electricity [万 kWh/a], coal [tce/a], then the columns of `performance_columns`, and other
        (text: what falls into none). nan where the option has no such effect; a sum with an unknown effect is nan too.

    Notes
    -----
    Investment is what was spent where the effects say so, else the estimate. Benefit is the yearly saving of the
    option's register. Savings are those of `option_effects`, at equal output; an increase is negative. Energy in
    standard coal by the factors of the case's carriers; one that has none stands under other.
    """
    options = case["options"]
    options = options[options["status"].isin(statuses)]
    effects = option_effects(case)
    spent = case["effects"].query("kind == 'money' and item == 'investment'").set_index("option")["after"]
    rows, counts, unknown = [], {"WD": 0, "ZG": 0}, set()
    cheap_first = options.sort_values("cost_class", key=lambda column: ~column.isin(CHEAP), kind="stable")
    for option in cheap_first.to_dict("records"):
        letters = "WD" if option["cost_class"] in CHEAP else "ZG"
        counts[letters] += 1
        filled, missing = _filled(case, effects[effects["option"] == option["option"]])
        unknown |= missing
        paid = spent.get(option["option"], np.nan)
        about = {"number": f"{letters}{counts[letters]}", "option": option["option"], "name": option["name"]}
        money = {"investment": option["investment"] if paid != paid else paid, "benefit": option["saving"]}
        rows.append(about | money | filled)
    first, *others = performance_columns().index
    figures = [*MONEY, first, *COAL, *others]
    table = pd.DataFrame(rows, columns=["number", "option", "name", *figures, *OTHER])
    table[figures] = table[figures].astype(float)
    sums = table[figures].sum(min_count=1).to_dict() | dict.fromkeys(unknown, np.nan)
    total = {"number": TOTAL, "option": "", "name": "", **sums, "other": ""}
    return pd.concat([table, pd.DataFrame([total])], ignore_index=True)


def _filled(case, effects):
    """Return ({column: amount}, columns with an effect whose saving is unknown) of one option."""
    filled, missing, others = {}, set(), []
    for effect in effects.to_dict("records"):
        found = _columns(case, effect)
        if not found and effect["saving"] == effect["saving"]:
            others.append(f"{effect['item_name']} {effect['saving']:.4g} {effect['unit']}")
        for column, amount in found.items():
            filled[column] = filled.get(column, 0.0) + amount
            missing |= {column} if amount != amount else set()
    return filled | {"other": "；".join(others)}, missing


def _columns(case, effect):
    """Return {column: amount in its unit} of one effect; empty where no column takes it."""
    if not is_amount(effect["unit"]):
        return {}
    found = _coal(case, effect) if effect["kind"] == "energy" else {}
    for column, rule in performance_columns().iterrows():
        kinds = rule["kinds"].split(";") if rule["kinds"] else [effect["kind"]]
        if effect["kind"] in kinds and re.fullmatch(rule["items"], effect["item"]):
            amount = effect["saving"] * _factor(case, effect["unit"], rule["unit"]) * rule["scale"]
            return found | {column: amount} if amount == amount or effect["saving"] != effect["saving"] else found
    return found


def _coal(case, effect):
    """Return {"coal": energy in standard coal [tce/a]}; empty where no factor is known for the effect's carrier."""
    carriers, power = case["carriers"], performance_columns().at["electricity", "items"]
    name = "electricity" if re.fullmatch(power, effect["item"]) else effect["item"]
    own = carriers[(carriers["carrier"] == name) | (carriers["factor"] == name)]
    if own.empty:
        return {}
    amount = effect["saving"] * _factor(case, effect["unit"], f"{own['unit'].iloc[0]}/a")
    if amount != amount:
        return {}
    row = own.head(1).assign(amount=amount)
    return {"coal": float(standard_coal(row, case.setting("energy_basis", "calorific"), case.convert)["tce"].iloc[0])}


def _factor(case, unit, to):
    try:
        return case.convert(unit, to)
    except UnitError:
        return np.nan
