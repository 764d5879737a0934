"""What options do to a balance (方案情景): less is lost, so less has to be put in, and the balance closes again.

The output of the plant stays what it is. A saved tonne is followed upstream, from process to process along the main
input, to where it is no longer bought.
"""

from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import pandas as pd

from ..case import OUTSIDE, Case
from .goals import DESIGN_RSD
from .losses import best_amounts
from .overlap import overlap

_LOOPS = ("recycle", "circulating", "reuse", "series", "reaction")  # carry no fresh input


@dataclass(frozen=True)
class Scenario:
    """A case with options carried out.

    Attributes
    ----------
    case : Case
        The case with the changed flows.
    changes : pandas.DataFrame
        balance, flow, name, before, after, change (after − before), sd (of the change) [unit], unit, role ("loss" |
        "upstream").
    unclosed : tuple of str
        Losses whose saving could not be followed to outside, or is unknown: their balance stays as it was.
    """

    case: Case
    changes: pd.DataFrame
    unclosed: tuple


def carry_out(case, options=None, reconciled=None, *, design_rsd=DESIGN_RSD):
    """Return the scenario of a case in which options are carried out.

    Parameters
    ----------
    case : Case
    options : list of str, optional
        Options carried out; all that are neither rejected nor shelved by default.
    reconciled : DataFrame, optional
        flow, reconciled, sd [balance unit]: start from closed balances, and the scenario closes too.
    design_rsd : float
        Relative standard uncertainty of the share of the loss that is saved.

    Returns
    -------
    Scenario

    Notes
    -----
    Options that attack one loss combine multiplicatively. The same stream may stand in several balances as several
    flows; only the balance of the loss is changed.
    """
    flows = best_amounts(case, reconciled)
    steps, unclosed = [], []
    for saving in overlap(case, reconciled, options).to_dict("records"):
        path = upstream(flows, saving["loss"]) if pd.notna(saving["saved"]) else None
        if path is None:
            unclosed.append(saving["loss"])
            continue
        spread = np.hypot(saving["sd"], design_rsd * saving["saved"])
        steps += [(saving["loss"], saving["saved"], spread, "loss")]
        steps += [(flow, saving["saved"], spread, "upstream") for flow in path]
    moves = pd.DataFrame(steps, columns=["flow", "saved", "spread", "role"])
    moves["variance"] = moves["spread"].astype(float) ** 2
    moved = moves.groupby("flow").agg({"saved": "sum", "variance": "sum", "role": "first"})
    changed = _changed(flows, moved)
    tables = MappingProxyType({**case.tables, "flows": changed})
    return Scenario(replace(case, tables=tables), _changes(case, flows, changed, moved), tuple(unclosed))


def upstream(flows, loss):
    """Return the flows from the process of a loss up to outside, along the largest known input of each process.

    Returns
    -------
    list of str or None
        None where the way ends in a loop or at a process without a known input.
    """
    lost = flows.set_index("flow").loc[loss]
    inputs = flows[(flows["balance"] == lost["balance"]) & ~flows["kind"].isin(_LOOPS) & flows["amount"].notna()]
    process, path, seen = lost["source"], [], set()
    while process != OUTSIDE:
        seen.add(process)
        into = inputs[(inputs["target"] == process) & ~inputs["source"].isin(seen)]
        if into.empty:
            return None
        main = into.loc[into["amount"].idxmax()]
        path.append(main["flow"])
        process = main["source"]
    return path


def _changed(flows, moved):
    saved = flows["flow"].map(moved["saved"]).astype(float).fillna(0.0)
    variance = flows["flow"].map(moved["variance"]).astype(float).fillna(0.0)
    return flows.assign(amount=flows["amount"] - saved, sd=np.sqrt(flows["sd"] ** 2 + variance))


def _changes(case, flows, changed, moved):
    touched = flows["flow"].isin(moved.index)
    before = flows[touched]
    units = case["balances"].set_index("balance")["unit"]
    return pd.DataFrame(
        {
            **{name: before[name] for name in ("balance", "flow", "name")},
            **{"before": before["amount"], "after": changed.loc[touched, "amount"]},
            "change": changed.loc[touched, "amount"] - before["amount"],
            "sd": np.sqrt(before["flow"].map(moved["variance"]).astype(float)),
            **{"unit": before["balance"].map(units), "role": before["flow"].map(moved["role"])},
        }
    ).reset_index(drop=True)


def compare_combinations(case, combinations, reconciled=None):
    """Return what combinations of options save, side by side.

    Parameters
    ----------
    case : Case
    combinations : dict
        {name: list of options}.
    reconciled : DataFrame, optional
        As for `carry_out`.

    Returns
    -------
    pandas.DataFrame
        combination, loss, before, after, saved, sd [unit], unit, and unclosed (whether it could not be followed).
    """
    tables = []
    for name, options in combinations.items():
        scenario = carry_out(case, options, reconciled)
        losses = scenario.changes[scenario.changes["role"] == "loss"]
        rows = losses[["flow", "before", "after", "sd", "unit"]].rename(columns={"flow": "loss"})
        rows = rows.assign(combination=name, saved=rows["before"] - rows["after"], unclosed=False)
        lost = pd.DataFrame({"combination": name, "loss": list(scenario.unclosed), "unclosed": True})
        tables.append(pd.concat([rows, lost], ignore_index=True) if len(lost) else rows)
    columns = ["combination", "loss", "before", "after", "saved", "sd", "unit", "unclosed"]
    return pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)
