"""Which way a saving takes through a balance (节约的去向): the changes of flows that one option's route asks for."""

import numpy as np
import pandas as pd

from ..case import OUTSIDE
from .network import contents_of
from .rebalancing import RETURNS, pass_on, take_back


def carried_flows(case, flows, steps, balance, quantity):
    """Return the flows of a balance with what they carry of a quantity after some steps.

    Parameters
    ----------
    case : Case
    flows : DataFrame
        Flows with the best known amounts.
    steps : list of dict
        flow, balance, quantity, change of what was changed before.
    balance, quantity : str

    Returns
    -------
    pandas.DataFrame
        Columns of `flows`, carried and carried_sd [quantity unit]; nan where the balance does not know it.
    """
    own = flows[flows["balance"] == balance]
    held = contents_of(case, balance, quantity).set_index("flow").loc[own["flow"]]
    content, spread = held["content"].to_numpy(), held["sd"].to_numpy()
    changed = pd.Series(0.0, index=own["flow"].to_numpy())
    for step in steps:
        if step["quantity"] == quantity and step["flow"] in changed.index:
            changed[step["flow"]] += step["change"]
    variance = (own["sd"] * content) ** 2 + (own["amount"] * spread) ** 2
    return own.assign(carried=own["amount"] * content + changed.to_numpy(), carried_sd=np.sqrt(variance))


def follow_route(flows, lost, route, saved, treatments):
    """Return the changes of a saving that takes a route, None where it cannot be followed.

    Parameters
    ----------
    flows : DataFrame
        Of `carried_flows`.
    lost : Series
        Row of the loss.
    route : (str, str)
        Process to which the saved stream goes ("" = it is not lost in the first place, outside = it leaves as
        something of use), and process that replaces what the target of the loss no longer gets ("" = none).
    saved : float
        [unit of carried]
    treatments : collection of str
        Treatment processes of the case.

    Returns
    -------
    list of dict
        flow, model (whose material and composition it has: itself, or the loss where the option makes the flow),
        source, target, change, role.
    """
    to, by = route
    changes = [_change(lost, -saved, "loss")]
    ways = [*([(lost["source"], to)] if to else []), *([(by, lost["target"])] if by else [])]
    changes += [_change(_way(flows, lost["flow"], *ends), saved, "option") for ends in ways]
    back, down = to or lost["source"], by or lost["target"]
    settled = [
        {} if back == OUTSIDE else take_back(flows, back, saved, opened=bool(to)),
        {} if down == OUTSIDE else pass_on(flows, down, saved, treatments, opened=bool(by)),
    ]
    if any(part is None for part in settled):
        return None
    rows = flows.set_index("flow", drop=False)
    for part in settled:
        changes += [_change(rows.loc[flow], change, _role(rows.loc[flow])) for flow, change in dict(part).items()]
    return changes


def _change(row, change, role):
    kept = {name: row[name] for name in ("flow", "source", "target")}
    return kept | {"model": row.get("model", row["flow"]), "change": change, "role": role}


def _way(flows, loss, source, target):
    """Return the return that already runs from a process to another, else the one that the option makes."""
    same = flows[(flows["source"] == source) & (flows["target"] == target) & flows["kind"].isin(RETURNS)]
    made = {"flow": f"{loss}>{target}", "model": loss, "source": source, "target": target}
    return same.iloc[0] if len(same) else made


def _role(row):
    if row["source"] == OUTSIDE:
        return "make_up"
    return "discharge" if row["target"] == OUTSIDE else "internal"
