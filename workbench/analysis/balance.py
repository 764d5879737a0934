"""Balances over any quantity: per process, per workshop and for the whole scope."""

import numpy as np
import pandas as pd

from ..case import OUTSIDE
from .network import build_network, contents_of, pick_balance, pick_quantity, quantity_unit

TOLERANCE = 0.05
"""Deviation up to which a balance may be used [1] (training examination item: total balance within 5 %)."""
STRICT_TOLERANCE = 0.02
"""Deviation for toxic and precious components [1]: a default of this workbench, the case's own value wins."""

_COLUMNS = ["input", "output", "stock_change", "gap", "gap_sd", "deviation", "tolerance", "verdict"]


def quantity_flows(case, balance=None, quantity=None, amounts=None):
    """Return what each flow of a balance carries of one quantity.

    Parameters
    ----------
    case : Case
    balance, quantity : str, optional
        The only balance and its first quantity where not named.
    amounts : pandas.Series, optional
        Amounts by flow id to use instead of the measured ones, for instance reconciled ones. [balance unit]

    Returns
    -------
    pandas.DataFrame
        Columns of the flows table; ``carried`` and ``carried_sd`` hold the amount of the quantity
        [`quantity_unit`]; the index is the row in the file. Unknown stays nan.
    """
    balance = pick_balance(case, balance)
    quantity = pick_quantity(case, balance, quantity)
    flows = build_network(case, balance).flows
    held = contents_of(case, balance, quantity)
    amount = flows["amount"] if amounts is None else flows["flow"].map(amounts)
    content, content_sd = held["content"].to_numpy(), held["sd"].to_numpy()
    carried = (amount * content).where(content != 0, 0.0)
    variance = (flows["sd"] * content) ** 2 + (amount * content_sd) ** 2
    return flows.assign(carried=carried, carried_sd=np.sqrt(variance.where(content != 0, 0.0)))


def balance_processes(case, balance=None, quantity=None, amounts=None):
    """Return the balance of every process.

    Returns
    -------
    pandas.DataFrame
        process, name, input, output, stock_change, gap, gap_sd [quantity unit], deviation, tolerance [1] and verdict.

    Notes
    -----
    gap = input − output − stock change; deviation = \\|gap\\| / input. A process with an unknown flow has an unknown
    gap: reconciliation solves it. Verdicts: ``closed``, ``open``, ``exact`` (a gap of exactly 0: worked backwards?)
    and ``unknown``.
    """
    flows = quantity_flows(case, balance, quantity, amounts)
    network = build_network(case, balance)
    names = case.names()
    rows = []
    for process in network.processes:
        inside = (flows["source"] == process) & (flows["target"] == process)
        into = flows[(flows["target"] == process) & ~inside]
        out = flows[(flows["source"] == process) & ~inside]
        rows.append({"process": process, "name": names[process]} | _sums(into, out))
    return _judged(pd.DataFrame(rows), _tolerance(case, balance, quantity))


def balance_workshops(case, balance=None, quantity=None, amounts=None):
    """Return the balance of every workshop: flows inside a workshop do not count.

    Returns
    -------
    pandas.DataFrame
        workshop and the columns of `balance_processes`.
    """
    flows = quantity_flows(case, balance, quantity, amounts)
    home = dict(zip(case["processes"]["process"], case["processes"]["workshop"], strict=True)) | {OUTSIDE: OUTSIDE}
    source, target = flows["source"].map(home), flows["target"].map(home)
    rows = []
    for workshop in dict.fromkeys(home[process] for process in build_network(case, balance).processes):
        into = flows[(target == workshop) & (source != workshop)]
        out = flows[(source == workshop) & (target != workshop)]
        rows.append({"workshop": workshop} | _sums(into, out))
    return _judged(pd.DataFrame(rows), _tolerance(case, balance, quantity))


def balance_scope(case, balance=None, quantity=None, amounts=None):
    """Return the balance of the whole scope: what crosses its boundary.

    Returns
    -------
    pandas.Series
        Columns of `balance_processes` and ``unit``. ``unaccounted`` is the gap that no flow explains.
    """
    flows = quantity_flows(case, balance, quantity, amounts)
    into = flows[(flows["source"] == OUTSIDE) & (flows["target"] != OUTSIDE)]
    out = flows[(flows["target"] == OUTSIDE) & (flows["source"] != OUTSIDE)]
    total = _judged(pd.DataFrame([_sums(into, out)]), _tolerance(case, balance, quantity)).iloc[0]
    balance = pick_balance(case, balance)
    unit = quantity_unit(case, balance, pick_quantity(case, balance, quantity))
    return pd.concat([total, pd.Series({"unaccounted": total["gap"], "unit": unit})])


def balance_kinds(case, balance=None, quantity=None, amounts=None):
    """Return what crosses the boundary by kind of flow, with its share of the input.

    Returns
    -------
    pandas.DataFrame
        direction (``input`` or ``output``), kind, carried and carried_sd [quantity unit], share and share_sd [1].

    Notes
    -----
    Errors of different flows are independent; an input is part of the total that its share divides by, which share_sd
    knows.
    """
    flows = quantity_flows(case, balance, quantity, amounts)
    into, out = flows["source"] == OUTSIDE, flows["target"] == OUTSIDE
    crossing = flows[into ^ out].assign(direction=np.where(into[into ^ out], "input", "output"))
    crossing = crossing.assign(variance=crossing["carried_sd"] ** 2)
    groups = crossing.groupby(["direction", "kind"], sort=False)
    sums = groups[["carried", "variance"]].agg(lambda values: values.sum(skipna=False)).reset_index()
    entering = sums["direction"] == "input"
    total, spread = sums.loc[entering, ["carried", "variance"]].sum(skipna=False)
    share = sums["carried"] / total
    # of share = carried / total; an input moves both
    variance = sums["variance"] * (1 - 2 * share.where(entering, 0.0)) + share**2 * spread
    found = sums.assign(carried_sd=np.sqrt(sums["variance"]), share=share, share_sd=np.sqrt(variance) / total)
    return found[["direction", "kind", "carried", "carried_sd", "share", "share_sd"]]


def _sums(into, out):
    stock = out[out["stock_change"]]
    leaving = out[~out["stock_change"]]
    entering, left, stored = (part["carried"].sum(skipna=False) for part in (into, leaving, stock))
    variance = (into["carried_sd"] ** 2).sum(skipna=False) + (out["carried_sd"] ** 2).sum(skipna=False)
    return {
        "input": entering,
        "output": left,
        "stock_change": stored,
        "gap": entering - left - stored,
        "gap_sd": np.sqrt(variance),
    }


def _judged(sums, tolerance):
    deviation = (sums["gap"].abs() / sums["input"]).where(sums["input"] > 0)
    verdict = np.select(
        [sums["gap"].isna(), sums["gap"] == 0, deviation <= tolerance], ["unknown", "exact", "closed"], "open"
    )
    columns = [column for column in sums.columns if column not in _COLUMNS] + _COLUMNS
    return sums.assign(deviation=deviation, tolerance=tolerance, verdict=verdict)[columns]


def _tolerance(case, balance, quantity):
    balance = pick_balance(case, balance)
    quantity = pick_quantity(case, balance, quantity)
    table = case["quantities"].set_index("quantity")
    if quantity in table.index:
        if pd.notna(table.loc[quantity, "tolerance"]):
            return table.loc[quantity, "tolerance"]
        if table.loc[quantity, "class"] in ("toxic", "precious"):
            return STRICT_TOLERANCE
    own = case["balances"].set_index("balance").loc[balance, "tolerance"]
    return TOLERANCE if pd.isna(own) else own
