"""How a balance closes again when one of its flows is changed (重新平衡).

Where a process is left with a surplus, less is brought to it, from process to process, until less is bought; where
it falls short, what a treatment plant lets out or what a single outlet passes on becomes less. Products, and losses
that nobody attacks, stay what they are.
"""

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from ..case import OUTSIDE

RETURNS = ("recycle", "circulating", "reuse", "series", "condensate")
NOT_BOUGHT = ("reaction",)  # made inside, so that it cannot be bought less of
GOODS = ("product", "by_product")


def take_back(flows, process, surplus, *, opened=False):
    """Return the changes that take a surplus at a process back to what is bought.

    Parameters
    ----------
    flows : DataFrame
        flow, source, target, kind, carried of one balance and quantity. Of an unknown flow inside the plant the change
        is known all the same; an unknown one that crosses the boundary cannot be changed.
    process : str
    surplus : float
        What the process has too much of. [unit of carried]
    opened : bool
        Whether returns (回流) may carry more than before: an option opens a way back into the plant.

    Returns
    -------
    pandas.Series or None
        Change by flow, only where there is one; None where no way leads to an input that can be less.

    Notes
    -----
    Of all ways that close the balance the one is taken that changes the flows least in relation to what they carry:
    minimise Σ |Δx_i|/x_i with A Δx = −surplus, −x_i ≤ Δx_i, a linear programme. Outputs to the outside are fixed.
    """
    bought = (flows["source"] == OUTSIDE) & ~flows["kind"].isin(NOT_BOUGHT)
    inside = (flows["source"] != OUTSIDE) & (flows["target"] != OUTSIDE)
    return _settle(flows, process, surplus, less=bought | inside, more=inside & flows["kind"].isin(RETURNS) & opened)


def pass_on(flows, process, shortage, treatments=(), *, opened=False):
    """Return the changes by which a shortage at a process is passed on, down to what leaves the plant.

    Parameters
    ----------
    flows, process
        As for `take_back`.
    shortage : float
        What the process gets too little of. [unit of carried]
    treatments : collection of str
        Processes that pass on less where they get less.
    opened : bool
        As for `take_back`; the process that supplies a replacement is then to get more, not to give less.

    Returns
    -------
    pandas.Series or None
        None where a process would be short of what it needs.
    """
    outlets = flows.loc[flows["source"] != flows["target"], "source"].value_counts()
    passing = {*treatments, *outlets.index[outlets == 1]} - {OUTSIDE, process if opened else OUTSIDE}
    inside = (flows["source"] != OUTSIDE) & (flows["target"] != OUTSIDE)
    more = inside & flows["kind"].isin(RETURNS) & opened
    less = flows["source"].isin(passing) & ~flows["kind"].isin(GOODS)
    return _settle(flows, process, -shortage, less=less, more=more)


def _settle(flows, process, surplus, *, less, more):
    crossing = (flows["source"] == OUTSIDE) | (flows["target"] == OUTSIDE)
    known = flows[(flows["carried"].notna() | ~crossing) & (flows["source"] != flows["target"])]
    less, more = less[known.index].to_numpy(), more[known.index].to_numpy()
    carried = known["carried"].to_numpy(float)
    processes = list(dict.fromkeys([*known["source"], *known["target"]]))
    if process not in processes:
        return None
    balance = _incidence(known, processes)
    wanted = np.where(np.array(processes) == process, -surplus, 0.0)
    inner = np.array(processes) != OUTSIDE
    scale = abs(surplus)
    size = np.where(np.isnan(carried), np.nanmean(carried) if np.isfinite(carried).any() else scale, carried)
    cost = scale / np.maximum(size, scale / 100)  # an empty flow may be used, but last
    most = np.where(np.isnan(carried), np.inf, np.maximum(carried, 0.0))
    bounds = [(0, float(x) if may else 0.0) for x, may in zip(most, less, strict=True)]
    bounds += [(0, None if may else 0.0) for may in more]
    found = linprog(
        np.concatenate([cost, cost]),
        A_eq=np.hstack([-balance, balance])[inner],
        b_eq=wanted[inner] / scale,
        bounds=[(low, None if high in (None, np.inf) else high / scale) for low, high in bounds],
        method="highs-ds",
    )
    if not found.success:
        return None
    change = scale * (found.x[len(known) :] - found.x[: len(known)])
    moved = pd.Series(change, index=known["flow"].to_numpy())
    return moved[moved.abs() > 1e-9 * scale]


def _incidence(flows, processes):
    """Return +1 where a flow enters a process, −1 where it leaves it. Shape (processes, flows)."""
    at = {process: row for row, process in enumerate(processes)}
    matrix = np.zeros((len(processes), len(flows)))
    columns = np.arange(len(flows))
    matrix[[at[target] for target in flows["target"]], columns] += 1.0
    matrix[[at[source] for source in flows["source"]], columns] -= 1.0
    return matrix
