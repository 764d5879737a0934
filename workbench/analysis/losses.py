"""Losses in money (损失价值) and their Pareto, as in material flow cost accounting: material, energy, treatment.

A loss is valued where it leaves production. Money is in 万元/a.
"""

from operator import mul

import numpy as np
import pandas as pd

from ..case import OUTSIDE
from ..errors import UnitError
from .network import contents_of, quantities, quantity_unit
from .reconciliation.propagation import combine

LOSS_KINDS = ("waste_water", "waste_gas", "solid_waste", "loss", "leakage", "discharge")
_GOODS = ("product", "by_product", "raw", "auxiliary")
VITAL_SHARE = 0.80  # the few losses that make up 80 % of the value
MONEY = "万元/a"


def loss_flows(case, reconciled=None):
    """Return the flows that are losses, with the best known amounts.

    Parameters
    ----------
    case : Case
    reconciled : DataFrame, optional
        flow, reconciled, sd, in the row's own unit as `reconcile` gives them; wins over the measured amount where it
        is known.

    Returns
    -------
    pandas.DataFrame
        Columns of the flows table; amount and sd are the reconciled ones where there are any.

    Notes
    -----
    A loss has one of `LOSS_KINDS`, or a cause or option names it, and it leaves production: to outside or to a
    treatment process. What leaves a treatment process was counted on its way in.
    """
    flows = best_amounts(case, reconciled)
    kinds = case["processes"].set_index("process")["kind"]
    treatments = set(kinds[kinds == "treatment"].index)
    leaves = flows["target"].isin({OUTSIDE} | treatments) & ~flows["source"].isin({OUTSIDE} | treatments)
    named = flows["flow"].isin({*case["causes"]["loss"], *case["options"]["loss"]}) & ~flows["kind"].isin(_GOODS)
    return flows[leaves & (flows["kind"].isin(LOSS_KINDS) | named) & ~flows["stock_change"]]


def best_amounts(case, reconciled=None):
    """Return the flows of a case with the reconciled amount and sd where they are known. [balance unit]"""
    flows = case["flows"]
    if reconciled is None or len(reconciled) == 0:
        return flows
    known = reconciled[reconciled["reconciled"].notna()].set_index("flow")
    better = flows["flow"].isin(known.index)
    return flows.assign(
        amount=flows["amount"].where(~better, flows["flow"].map(known["reconciled"]) * flows["factor"]),
        sd=flows["sd"].where(~better, flows["flow"].map(known["sd"]) * flows["factor"]),
    )


def current_prices(case, year=None):
    """Return the price of each item in the latest year, or in the latest one up to `year`: price, unit, year."""
    prices = case["prices"]
    prices = prices if year is None else prices[prices["year"] <= year]
    return prices.sort_values("year").drop_duplicates("item", keep="last").set_index("item")[["price", "unit", "year"]]


def value_losses(case, reconciled=None, year=None):
    """Return the losses of a case in money.

    Parameters
    ----------
    case : Case
    reconciled : DataFrame, optional
        As for `loss_flows`.
    year : int, optional
        Year of the prices; the latest where it is not given.

    Returns
    -------
    pandas.DataFrame
        flow, balance, name, process (its source), kind, amount, amount_sd, unit, material_value, energy_value, treatment,
        value, sd [万元/a], rate [万元/a per unit of the amount], assays (pairs of an assay and the sd that it gives the
        rate), priced (what the value rests on), unpriced (parts without a price or a fitting unit).

    Notes
    -----
    material_value: every quantity in the flow that has a price (the zinc in a residue, not the residue); where none
    has, the flow's own material at its price. energy_value: its content of ``energy`` at the price of ``energy``.
    treatment: ``wastes.treatment_price`` per unit of the waste. A part without a price is unknown and said; value is
    the sum of the parts that are known, unknown where none is. Prices are taken as exact. A quantity that has a
    balance of its own (water, electricity) is valued only there, and an energy network only where no carrier is balanced
    by itself, so that one stream in two balances counts once. Where a steam balance counts steam and condensate
    together, what leaves the boilers in the water balance (vented steam, blowdown, condensate) is valued there only.
    """
    losses, prices = loss_flows(case, reconciled), current_prices(case, year)
    treatments = case["wastes"].drop_duplicates("flow").set_index("flow")
    held = {balance: _priced_contents(case, balance, prices) for balance in losses["balance"].unique()}
    again = _counted_as_steam(case, losses)
    rows = [
        _value_row(case, loss, {} if counted else held[loss["balance"]], prices[:0] if counted else prices, treatments)
        for loss, counted in zip(losses.to_dict("records"), again, strict=True)
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)


def _counted_as_steam(case, losses):
    """Return which losses of the water balance are streams of the steam balance: those that leave a boiler."""
    kinds = case["balances"].set_index("balance")["kind"]
    boilers = case["processes"].loc[case["processes"]["kind"] == "boiler", "process"]
    from_boiler = losses["balance"].map(kinds).eq("water") & losses["source"].isin(boilers)
    return from_boiler & kinds.eq("steam").any()


_PARTS = ("material", "energy", "treatment")
_COLUMNS = (
    *("flow", "balance", "name", "process", "kind", "amount", "amount_sd", "unit"),
    *("material_value", "energy_value", "treatment", "value", "sd", "rate", "assays", "priced", "unpriced"),
)


def _priced_contents(case, balance, prices):
    own = quantities(case, balance)[0]
    homes = {quantities(case, name)[0] for name in case["balances"]["balance"]} - {own}
    carriers = homes & {quantities(case, name)[0] for name in _energy_balances(case)} & set(prices.index)
    held = {}
    for quantity in dict.fromkeys([own, *case["contents"]["quantity"]]):
        if quantity not in prices.index or quantity in homes or (quantity == own == "energy" and carriers):
            continue
        factor = _money(case, quantity_unit(case, balance, quantity), prices.loc[quantity])
        if pd.notna(factor):
            table = contents_of(case, balance, quantity).set_index("flow")
            held[quantity] = (table[["content", "sd"]] * factor).assign(assay=[(quantity, row) for row in table["row"]])
    return held


def _energy_balances(case):
    balances = case["balances"]
    return balances.loc[balances["kind"].isin(["energy", "steam"]), "balance"]


def _value_row(case, loss, held, prices, treatments):
    columns = ["part", "name", "rate", "rate_sd", "assay"]
    parts = pd.DataFrame(_parts(case, loss, held, prices, treatments), columns=columns)
    known, amount = parts[parts["rate"].notna()], loss["amount"]
    rate = known["rate"].sum() if len(known) else np.nan
    sums = amount * known.groupby("part")["rate"].sum().reindex(_PARTS)
    return {
        **{"flow": loss["flow"], "balance": loss["balance"], "name": loss["name"], "process": loss["source"]},
        **{"kind": loss["kind"], "amount": amount, "amount_sd": loss["sd"]},
        **{"unit": _balance_unit(case, loss["balance"])},
        **{"material_value": sums["material"], "energy_value": sums["energy"], "treatment": sums["treatment"]},
        **{"value": amount * rate, "sd": np.hypot(loss["sd"] * rate, amount * np.sqrt((known["rate_sd"] ** 2).sum()))},
        **{"rate": rate, "assays": tuple(zip(known["assay"], known["rate_sd"], strict=True))},
        **{"priced": ";".join(known["name"]), "unpriced": ";".join(parts.loc[parts["rate"].isna(), "part"])},
    }


def _parts(case, loss, held, prices, treatments):
    """Return (part, name, money per unit of the flow, its sd, assay) of a loss's parts; nan without a price."""
    flow, unit = loss["flow"], _balance_unit(case, loss["balance"])
    contents = [(name, *table.loc[flow]) for name, table in held.items() if pd.notna(table.loc[flow, "content"])]
    material = [("material", *row) for row in contents if row[0] != "energy"]
    if not material and loss["material"] in prices.index:
        material = [("material", loss["material"], _money(case, unit, prices.loc[loss["material"]]), 0.0, None)]
    parts = material or [("material", "", np.nan, 0.0, None)]
    parts += [("energy", *row) for row in contents if row[0] == "energy"]
    if flow in treatments.index:
        parts.append(("treatment", "treatment", _treatment(case, unit, treatments.loc[flow]), 0.0, None))
    return parts


def total_value(losses, covariances=None):
    """Return what all losses of known value are worth together, and the standard uncertainty. [万元/a]

    Parameters
    ----------
    losses : DataFrame
        As `value_losses` gives it.
    covariances : mapping of str to DataFrame, optional
        For each balance that of the amounts, by flow ids, as `Reconciliation.amount_covariance` gives it. The losses of
        a balance that is not named are taken as independent.

    Returns
    -------
    total, sd : float

    Notes
    -----
    Where a balance closes, what one loss gains another gives up: the root of the sum of squares is wrong. An assay that
    several losses share moves all of them at once. Losses of different balances are taken as independent.
    """
    known = losses[losses["value"].notna()]
    covariance = pd.DataFrame(np.diag(known["amount_sd"] ** 2), index=known["flow"], columns=known["flow"])
    for balance, table in (covariances or {}).items():
        own = known.loc[known["balance"] == balance, "flow"]
        covariance.loc[own, own] = table.loc[own, own]
    rates = known["rate"].to_numpy()
    totals, spreads = combine(known["amount"], covariance, lambda x: [sum(map(mul, rates, x))])
    assays = {}
    for amount, pairs in zip(known["amount"], known["assays"], strict=True):
        for assay, sd in pairs:
            assays[assay] = assays.get(assay, 0.0) + amount * sd
    return float(totals[0]), float(np.sqrt(spreads[0] ** 2 + sum(moved**2 for moved in assays.values())))


def _balance_unit(case, balance):
    return case["balances"].set_index("balance").loc[balance, "unit"]


def _money(case, unit, price):
    """Return the money that one unit a time step is worth in a year [万元/a], nan where the units do not fit."""
    try:
        return float(price["price"]) * case.convert(f"({unit})*({price['unit']})", MONEY)
    except UnitError:
        return np.nan


def _treatment(case, unit, waste):
    if pd.isna(waste["treatment_price"]):
        return np.nan
    measure = (waste["unit"] or "t").partition("/")[0]
    return _money(case, unit, {"price": waste["treatment_price"], "unit": f"元/{measure}"})


def pareto(losses, value="value"):
    """Return the losses by falling value with their shares.

    Parameters
    ----------
    losses : DataFrame
        Has the column `value`.
    value : str
        Column to rank by; [万元/a] by default.

    Returns
    -------
    pandas.DataFrame
        Columns of `losses`, share, cumulative (fractions of what is known), vital (the losses that together first
        reach `VITAL_SHARE`). Losses of unknown value come last and have no share.
    """
    table = losses.sort_values(value, ascending=False, na_position="last", kind="stable", ignore_index=True)
    known = table[value].where(table[value] > 0, 0.0).where(table[value].notna())
    share = known / known.sum()
    cumulative = share.cumsum()
    before = cumulative - share
    return table.assign(share=share, cumulative=cumulative, vital=(before < VITAL_SHARE - 1e-9) & (share > 0))
