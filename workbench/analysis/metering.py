"""Which additional or better meter makes a loss more certain for its price: the measurement planner of a case."""

import numpy as np
import pandas as pd

from .losses import pareto, value_losses
from .network import build_network
from .reconciliation.planner import rank_meters


def plan_meters(case, balance, losses=None):
    """Rank the meters on offer by how much they narrow the most valuable loss of a balance.

    Parameters
    ----------
    case : Case
        With ``meter_offers`` and prices.
    balance : str
    losses : pandas.DataFrame, optional
        The losses in money as `pareto` gives them; worked from the measured flows where they are not given.

    Returns
    -------
    pandas.DataFrame
        loss (flow id), loss_name, flow, name (of the meter), cost [元], sd_before, sd_after, cut [元/a],
        cut_per_cost [1/a]; best first. Empty where nothing is on offer or no loss has a value.

    Notes
    -----
    The uncertainty of the loss is that of its reconciled amount times its value. Offers that are no better than the
    meter in place are left out. Ranked by updates of the present information, not by solving again.
    """
    network = build_network(case, balance)
    flows = network.flows.reset_index(drop=True)
    offers = _candidates(case, flows)
    loss = _dearest(pareto(value_losses(case)) if losses is None else losses, balance)
    if loss is None or offers.empty:
        return pd.DataFrame(columns=[*_COLUMNS])
    target = (flows["flow"] == loss["flow"]).to_numpy(dtype=float)
    price = 1e4 * loss["value"] / loss["amount"]
    ranked = rank_meters(network.matrix, flows["sd"].to_numpy(), offers, target, price=price)
    ranked = ranked.assign(loss=loss["flow"], loss_name=loss["name"], flow=flows["flow"].to_numpy()[ranked["flow"]])
    return ranked[[*_COLUMNS]]


_COLUMNS = ("loss", "loss_name", "flow", "name", "cost", "sd_before", "sd_after", "cut", "cut_per_cost")


def _candidates(case, flows):
    offers = case["meter_offers"]
    places = {flow: number for number, flow in enumerate(flows["flow"])}
    offers = offers[offers["flow"].isin(places)]
    column = offers["flow"].map(places).astype(int)
    # the amount that decides the meter's sd: measured, else unknown and then the offer cannot be judged
    amount = flows["amount"].to_numpy()[column]
    present = flows["sd"].to_numpy()[column]
    sd = offers["rsd"].to_numpy() * np.abs(amount)
    better = np.isfinite(sd) & (np.isnan(present) | (sd < present))
    found = pd.DataFrame(
        {"flow": column.to_numpy(), "name": offers["name"].to_numpy(), "sd": sd, "cost": offers["cost"]}
    )
    return found[better].reset_index(drop=True)


def _dearest(losses, balance):
    losses = losses[(losses["balance"] == balance) & (losses["value"] > 0) & (losses["amount"] > 0)]
    return None if losses.empty else losses.iloc[0]
