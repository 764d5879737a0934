"""Effects of the options carried out (方案实施效果): savings at equal output, design against actual, totals.

Worksheets 6-2 to 6-9. A saving before less after says nothing while the output moves; it is stated at the output
after the option.
"""

import numpy as np
import pandas as pd

from ..errors import UnitError
from .losses import best_amounts
from .network import contents_of, quantities, quantity_unit
from .periods import unequal_periods

EFFECTIVE = {"effective.saving": 0.80, "effective.budget": 1.20}  # defaults of this workbench, the case's own win
_DITTO = ("同上", "ditto")
INVESTMENT = "investment"
MONEY = "money"


def normalise(before, after, output_before, output_after, fixed=0.0):
    """Return the saving at the output after the option, with a part that does not move with output.

    Parameters
    ----------
    before, after : float or array
        Use before and after, over periods of equal length. [unit]
    output_before, output_after : float or array
        Output in the same periods.
    fixed : float or array
        Part of the use before that does not move with output. [unit]

    Returns
    -------
    float or array
        saving = (before − fixed)·Q_after/Q_before + fixed − after. [unit]

    Examples
    --------
    >>> round(normalise(2.430e6, 2.310e6, 18000, 20100, 0.630e6))
    330000
    """
    return (before - fixed) * output_after / output_before + fixed - after


def option_effects(case):
    """Return the effect of every option on every item.

    Parameters
    ----------
    case : Case

    Returns
    -------
    pandas.DataFrame
        option, name, item, item_name, kind, unit, before, after, raw (before − after), ratio (output moves all of it),
        saving (the best supported of them), method ("fixed", "ratio", "raw": not at equal output), design, share
        (saving / design), source, unequal (the lengths of the periods compared, such as "12/6", where they differ).

    Notes
    -----
    Money spent is the row with kind ``money`` and item ``investment``: design is the budget, after is what was spent.
    It is no saving and stands in `judge_options` only. A saving over periods of unequal length is refused, that is,
    unknown, unless a reason stands behind the periods (`unequal_periods`).
    """
    effects = case["effects"]
    effects = effects[~_is_spending(effects)]
    names = case["options"].set_index("option")["name"]
    raw = effects["before"] - effects["after"]
    outputs = [effects[name] for name in ("before", "after", "output_before", "output_after")]
    ratio = normalise(*outputs)
    fixed = normalise(*outputs, effects["fixed"])
    method = np.select([fixed.notna(), ratio.notna(), raw.notna()], ["fixed", "ratio", "raw"], "")
    unequal = _refused(effects)
    refused = unequal != ""
    saving = fixed.fillna(ratio).fillna(raw).mask(refused)
    method = np.where(refused, "", method)
    table = effects[["option", "item", "kind", "unit", "before", "after", "design", "source"]]
    return table.assign(
        name=effects["option"].map(names),
        item_name=effects["name"],
        **{"raw": raw, "ratio": ratio, "saving": saving, "method": method},
        share=saving / effects["design"].where(effects["design"] != 0),
        unequal=unequal,
    )[[*_COLUMNS]]


_COLUMNS = (
    *("option", "name", "item", "item_name", "kind", "unit", "before", "after"),
    *("raw", "ratio", "saving", "method", "design", "share", "source", "unequal"),
)


def _refused(effects):
    """Return the unequal lengths of the periods of each effect, "" where they may be compared.

    Only an amount grows with the length of its period; a concentration, a rate or a unit figure does not. 同上 stands
    for the period of the row before.
    """
    periods = effects["period"].mask(effects["period"].str.strip().isin(_DITTO)).ffill().fillna("")
    grows = effects["unit"].map(is_amount)
    return periods.map(unequal_periods).where(grows, "").astype("str")


def is_amount(unit):
    """Tell whether an item in a unit is an amount, which adds up over time and over options: no rate, no concentration."""
    return unit != "%" and ("/" not in unit or unit.endswith("/a"))


def _is_spending(effects):
    return (effects["kind"] == MONEY) & (effects["item"] == INVESTMENT)


def judge(saving, design, spent, budget, *, saving_share=0.80, budget_share=1.20):
    """Return the verdict of design against actual.

    Parameters
    ----------
    saving, design : float
        Actual and designed saving. [same unit]
    spent, budget : float
        [万元]
    saving_share, budget_share : float
        The option is effective with at least this share of the saving and at most this share of the budget.

    Returns
    -------
    dict
        saving_share, budget_share, effective (None where a figure is unknown).

    Examples
    --------
    >>> judge(101, 120, 33, 30)["effective"], judge(66, 60, 24, 18)["effective"]
    (True, False)
    """
    reached = saving / design if design else float("nan")
    used = spent / budget if budget else (0.0 if spent == 0 else float("nan"))
    rounding = 1e-9
    fails = reached < saving_share - rounding or used > budget_share + rounding
    known = not (pd.isna(reached) or pd.isna(used))
    return {"saving_share": reached, "budget_share": used, "effective": (not fails) if known or fails else None}


def judge_options(case, reconciled=None):
    """Return which options turned out effective by the case's own rule.

    Parameters
    ----------
    case : Case
    reconciled : DataFrame, optional
        flow, reconciled, sd as `reconcile` gives them: what a loss holds where it was not measured.

    Returns
    -------
    pandas.DataFrame
        option, item (the one judged), judged_by ("loss" | "goal" | "first"), saving, design, unit, spent, budget [万元],
        saving_share, budget_share, effective. Only options with a designed saving have a row.

    Notes
    -----
    An option is judged by what it was made for, not by its side effects: the item whose design is nearest to what the
    option saves of the loss that it attacks (`loss_item`); where none can be compared with the loss, the item of the
    first goal that it names; else its first designed saving.
    """
    limits = {key.partition(".")[2] + "_share": case.setting(key, value) for key, value in EFFECTIVE.items()}
    effects, spending = option_effects(case), case["effects"]
    spending = spending[_is_spending(spending)].set_index("option")
    options, flows = case["options"].set_index("option"), best_amounts(case, reconciled)
    rows = []
    for option, items in effects[effects["design"] > 0].groupby("option", sort=False):
        chosen, by = _main_effect(case, options.loc[option], items, flows)
        spent, budget = spending.loc[option, ["after", "design"]] if option in spending.index else (np.nan, np.nan)
        row = {"option": option, "item": chosen["item"], "judged_by": by, "saving": chosen["saving"]}
        row |= {"design": chosen["design"], "unit": chosen["unit"], "spent": spent, "budget": budget}
        rows.append(row | judge(chosen["saving"], chosen["design"], spent, budget, **limits))
    columns = ["option", "item", "judged_by", "saving", "design", "unit", "spent", "budget"]
    columns += ["saving_share", "budget_share", "effective"]
    return pd.DataFrame(rows, columns=columns).astype({"effective": object})


def _main_effect(case, option, items, flows):
    """Return (row, "loss" | "goal" | "first") of the effect that an option is judged by."""
    found = loss_item(case, option, items, flows)
    if found is not None:
        return items.loc[found], "loss"
    goals = case["goals"].set_index("goal")["quantity"]
    for goal in option["goals"].split(";"):
        same = items[items["item"] == goals.get(goal, "")]
        if len(same):
            return same.iloc[0], "goal"
    return items.iloc[0], "first"


def loss_item(case, option, items, flows):
    """Return the index of the designed effect that is the saving of an option's loss, None where none can be.

    Parameters
    ----------
    case : Case
    option : Series
        Row of the options.
    items : DataFrame
        Designed effects of the option: item, unit, design.
    flows : DataFrame
        Flows with the best known amounts.

    Notes
    -----
    Of all quantities that the loss holds and all items in a unit of theirs, the pair with the smallest
    \\|ln(design / saved)\\|; beyond a factor of two it is not the same thing.
    """
    rows = flows.set_index("flow")
    if option["loss"] not in rows.index or pd.isna(option["saving_fraction"]):
        return None
    lost, best = rows.loc[option["loss"]], (np.log(2), None)
    for quantity in quantities(case, lost["balance"]):
        held = contents_of(case, lost["balance"], quantity).set_index("flow").loc[option["loss"], "content"]
        saved = lost["amount"] * held * option["saving_fraction"]
        for index, item in items.iterrows():
            amount = item["design"] * _factor(case, item["unit"], quantity_unit(case, lost["balance"], quantity))
            if saved > 0 and amount > 0:
                best = min(best, (abs(np.log(amount / saved)), index), key=lambda pair: pair[0])
    return best[1]


def _factor(case, unit, to):
    try:
        return case.convert(unit, to)
    except UnitError:
        return np.nan


def sum_effects(case, statuses=("implemented",)):
    """Return the effects of the options carried out, added up by item.

    Parameters
    ----------
    case : Case
    statuses : tuple of str
        Status of the options that count.

    Returns
    -------
    pandas.DataFrame
        item, item_name, kind, unit, options (count), design, saving, unknown (options whose saving is not known).
        A sum with an unknown is unknown.

    Raises
    ------
    ValueError
        If one item is stated in two units: they cannot be added.
    """
    options = case["options"]
    done = set(options.loc[options["status"].isin(statuses), "option"])
    effects = option_effects(case)
    effects = effects[effects["option"].isin(done)]
    units = effects.groupby("item")["unit"].nunique()
    if (units > 1).any():
        mixed = ", ".join(units[units > 1].index)
        raise ValueError(f"同一归集项用了两种单位, 不能相加 items in two units cannot be added: {mixed}")
    if effects.empty:
        return pd.DataFrame(columns=["item", "item_name", "kind", "unit", "options", "design", "saving", "unknown"])
    groups, carriers = effects.groupby("item", sort=False), case["carriers"].set_index("carrier")["name"]
    total = {"skipna": False}
    return pd.DataFrame(
        {
            "item_name": pd.Series(
                {item: _common_name(item, rows["item_name"], carriers) for item, rows in groups}
            ).rename_axis("item"),
            **{name: groups[name].first() for name in ("kind", "unit")},
            "options": groups["option"].nunique(),
            "design": groups["design"].sum(**total),
            "saving": groups["saving"].sum(**total),
            "unknown": groups["saving"].agg(lambda values: int(values.isna().sum())),
        }
    ).reset_index()


def _common_name(item, names, carriers):
    """Return what options call an item where they agree, else the name of the energy carrier, else its id."""
    return names.iloc[0] if names.nunique() == 1 else carriers.get(item, item)
