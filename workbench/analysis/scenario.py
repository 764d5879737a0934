"""What options do to a balance (方案情景): less is lost, so less has to be put in, and the balance closes again.

The output of the plant stays what it is. What is saved is followed upstream, from process to process along the main
input, to where it is no longer bought.
"""

from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import pandas as pd

from ..case import OUTSIDE, Case
from .goals import DESIGN_RSD
from .losses import best_amounts
from .network import contents_of, quantities, quantity_unit
from .overlap import overlap

_LOOPS = ("recycle", "circulating", "reuse", "series", "reaction")  # carry no fresh input


@dataclass(frozen=True)
class Scenario:
    """A case with options carried out.

    Attributes
    ----------
    case : Case
        The case with the changed flows; their composition is what it was.
    changes : pandas.DataFrame
        balance, flow, name, before, after, change (after − before), sd (of the change), all of the quantity [unit],
        unit, role ("loss" | "upstream").
    unclosed : tuple of str
        Losses whose saving is unknown or could not be followed to outside: their balance stays as it was.
    """

    case: Case
    changes: pd.DataFrame
    unclosed: tuple


def carry_out(case, options=None, reconciled=None, *, quantity=None, design_rsd=DESIGN_RSD):
    """Return the scenario of a case in which options are carried out.

    Parameters
    ----------
    case : Case
    options : list of str, optional
        Options carried out; all that are neither rejected nor shelved by default.
    reconciled : DataFrame, optional
        flow, reconciled, sd as `reconcile` gives them: start from closed balances, and the scenario closes too.
    quantity : str, optional
        What the options save and the scenario balances, such as the zinc in a residue; by default what the amounts of
        the balance measure. Losses that do not hold it stay out.
    design_rsd : float
        Relative standard uncertainty of the share of the loss that is saved.

    Returns
    -------
    Scenario

    Notes
    -----
    Options that attack one loss combine multiplicatively. The same stream may stand in several balances as several
    flows; only the balance of the loss is changed. Where less would be left of an input than nothing, the main input
    is not the one that is saved: nothing is changed and the loss is named.
    """
    flows = _carried(case, best_amounts(case, reconciled), quantity)
    left, steps, unclosed = flows.set_index("flow")["carried"].to_dict(), [], []
    for saving in overlap(case, reconciled, options).to_dict("records"):
        loss = flows[flows["flow"] == saving["loss"]].iloc[0]
        saved = loss["carried"] * saving["combined"]
        if quantity is not None and pd.isna(loss["carried"]):
            continue
        path = upstream(flows, saving["loss"]) if pd.notna(saved) else None
        if path is None or any(left[flow] < saved for flow in path):
            unclosed.append(saving["loss"])
            continue
        spread = np.hypot(loss["carried_sd"] * saving["combined"], design_rsd * saved)
        for flow, role in [(saving["loss"], "loss"), *((flow, "upstream") for flow in path)]:
            left[flow] -= saved
            steps.append({"flow": flow, "saved": saved, "variance": spread**2, "role": role})
    moved = pd.DataFrame(steps, columns=["flow", "saved", "variance", "role"])
    moved = moved.groupby("flow").agg({"saved": "sum", "variance": "sum", "role": "first"})
    tables = MappingProxyType({**case.tables, "flows": _changed(case, flows, moved)})
    return Scenario(replace(case, tables=tables), _changes(case, flows, moved, quantity), tuple(unclosed))


def _carried(case, flows, quantity):
    """Return the flows with what they carry of the quantity and its sd; nan where the balance does not know it."""
    content = pd.Series(np.nan, index=flows["flow"].to_numpy())
    spread = content.copy()
    for balance in flows["balance"].unique():
        own = quantities(case, balance)
        if quantity is None or quantity in own:
            held = contents_of(case, balance, quantity or own[0]).set_index("flow")
            content.update(held["content"])
            spread.update(held["sd"])
    content, spread = flows["flow"].map(content), flows["flow"].map(spread)
    variance = (flows["sd"] * content) ** 2 + (flows["amount"] * spread) ** 2
    return flows.assign(carried=flows["amount"] * content, carried_sd=np.sqrt(variance))


def upstream(flows, loss):
    """Return the flows from the process of a loss up to outside, along the largest known input of each process.

    Parameters
    ----------
    flows : DataFrame
        flow, balance, source, target, kind, carried.
    loss : str

    Returns
    -------
    list of str or None
        None where the way ends in a loop or at a process without a known input.
    """
    lost = flows.set_index("flow").loc[loss]
    inputs = flows[(flows["balance"] == lost["balance"]) & ~flows["kind"].isin(_LOOPS) & flows["carried"].notna()]
    process, path, seen = lost["source"], [], set()
    while process != OUTSIDE:
        seen.add(process)
        into = inputs[(inputs["target"] == process) & ~inputs["source"].isin(seen)]
        if into.empty:
            return None
        main = into.loc[into["carried"].idxmax()]
        path.append(main["flow"])
        process = main["source"]
    return path


def _changed(case, flows, moved):
    saved = flows["flow"].map(moved["saved"]).astype(float)
    spread = np.sqrt(flows["flow"].map(moved["variance"]).astype(float))
    # the amount goes with what it carries: the composition stays
    per_unit = (flows["amount"] / flows["carried"]).where(saved.notna(), 0.0)
    amount = flows["amount"] - saved.fillna(0.0) * per_unit
    sd = np.hypot(flows["sd"], spread.fillna(0.0) * per_unit)
    return flows.assign(amount=amount, sd=sd)[case["flows"].columns]


def _changes(case, flows, moved, quantity):
    before = flows[flows["flow"].isin(moved.index)]
    saved = before["flow"].map(moved["saved"]).astype(float)
    return pd.DataFrame(
        {
            **{name: before[name] for name in ("balance", "flow", "name")},
            **{"before": before["carried"], "after": before["carried"] - saved, "change": -saved},
            "sd": np.sqrt(before["flow"].map(moved["variance"]).astype(float)),
            **{"unit": _units(case, before["balance"], quantity), "role": before["flow"].map(moved["role"])},
        }
    ).reset_index(drop=True)


def _units(case, balances, quantity):
    units = {name: quantity_unit(case, name, quantity or quantities(case, name)[0]) for name in balances.unique()}
    return balances.map(units)


def compare_combinations(case, combinations, reconciled=None, *, quantity=None):
    """Return what combinations of options save, side by side.

    Parameters
    ----------
    case : Case
    combinations : dict
        {name: list of options}.
    reconciled : DataFrame, optional
    quantity : str, optional
        As for `carry_out`.

    Returns
    -------
    pandas.DataFrame
        combination, loss, before, after, saved, sd [unit], unit, and unclosed (whether it could not be followed:
        what is lost before is known, what would be left is not).
    """
    flows = _carried(case, best_amounts(case, reconciled), quantity).set_index("flow")
    tables = []
    for name, options in combinations.items():
        scenario = carry_out(case, options, reconciled, quantity=quantity)
        losses = scenario.changes[scenario.changes["role"] == "loss"]
        rows = losses[["flow", "before", "after", "sd", "unit"]].rename(columns={"flow": "loss"})
        rows = rows.assign(combination=name, saved=rows["before"] - rows["after"], unclosed=False)
        lost = pd.DataFrame({"combination": name, "loss": list(scenario.unclosed), "unclosed": True})
        stuck = flows.loc[lost["loss"]].reset_index()
        lost = lost.assign(before=stuck["carried"], unit=_units(case, stuck["balance"], quantity))
        tables += [rows] if len(rows) else []
        tables += [lost] if len(lost) else []
    columns = ["combination", "loss", "before", "after", "saved", "sd", "unit", "unclosed"]
    return pd.concat(tables, ignore_index=True).reindex(columns=columns) if tables else pd.DataFrame(columns=columns)
