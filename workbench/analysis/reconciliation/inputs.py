"""What the tables of a case say about one balance, as arrays: amounts, contents, detection limits, samples."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.analysis import network as networks
from workbench.analysis.reconciliation.sampling import summarise_measurements

_CONTENT_COLUMNS = ("content", "sd", "limit", "factor", "label", "unit", "row")
DETECTION_SHARE = 1 / 3  # sd of a reading at the detection limit where the data is silent: the limit is three of them


@dataclass(frozen=True)
class BalanceData:
    """Arrays of one balance with n flows and k quantities beside the amounts.

    Attributes
    ----------
    network : Network
    quantities : tuple of str
        Quantities that need contents.
    total : bool
        Whether the amounts themselves are balanced.
    amounts, amount_sd : ndarray (n,)
        In the balance's unit.
    contents, content_sd, limit : ndarray (n, k)
        Quantity per unit of amount; `limit` where the content was not detected.
    factor, label, unit, row : ndarray (n, k)
        Row's own number times factor = content; equal labels are one assay; unit and number of the row, −1 where
        there is none.
    """

    network: networks.Network
    quantities: tuple
    total: bool
    amounts: np.ndarray
    amount_sd: np.ndarray
    contents: np.ndarray
    content_sd: np.ndarray
    limit: np.ndarray
    factor: np.ndarray
    label: np.ndarray
    unit: np.ndarray
    row: np.ndarray

    @property
    def balanced(self):
        """Names of the layers that are balanced; the amounts' own is empty."""
        return [*([""] if self.total else []), *self.quantities]

    @property
    def lower(self):
        """Least that each amount may be (n,): a stock may fall (nan), a flow does not run backwards."""
        return np.where(self.network.flows["stock_change"].fillna(False).astype(bool).to_numpy(), np.nan, 0.0)


def read_balance(case, balance, quantities):
    """Return the `BalanceData` of one balance of a case.

    Parameters
    ----------
    case : Case
    balance : str or None
    quantities : sequence of str or None

    Raises
    ------
    UsageError
        Unknown balance or quantity.
    """
    network = networks.build_network(case, balance)
    balance = network.balance.name
    first = networks.quantities(case, balance)[0]
    asked = [networks.pick_quantity(case, balance, name) for name in (quantities or [None])]
    others = tuple(dict.fromkeys(name for name in asked if name != first))
    amounts, amount_sd = _amounts(case, network)
    held = [_held(case, network, name) for name in others]
    columns = {
        name: np.empty((len(amounts), 0)) for name in ("content", "sd", "limit", "factor", "label", "unit", "row")
    }
    if held:
        columns = {name: np.column_stack([part[name] for part in held]) for name in columns}
    return BalanceData(
        network=network,
        quantities=others,
        total=first in asked,
        amounts=amounts,
        amount_sd=amount_sd,
        contents=columns["content"].astype(float),
        content_sd=columns["sd"].astype(float),
        limit=columns["limit"].astype(float),
        factor=columns["factor"].astype(float),
        label=columns["label"],
        unit=columns["unit"],
        row=columns["row"],
    )


def _samples(case, wanted, quantity):
    """Return the means of the samples of one quantity by flow, for the flows whose tables say nothing."""
    if not (wanted and case.has("measurements") and case.has("measurement_plan")):
        return {}
    plan, taken = case["measurement_plan"], case["measurements"]
    plan = plan[plan["flow"].isin(wanted)]
    taken = taken[taken["point"].isin(plan["point"]) & (taken["quantity"] == quantity)]
    return {row.flow: row for row in summarise_measurements(taken, plan).itertuples() if row.sd > 0}


def _amounts(case, network):
    flows = network.flows
    amounts, sd = (flows[name].to_numpy(dtype=float, copy=True) for name in ("amount", "sd"))
    samples = _samples(case, list(flows.loc[np.isnan(amounts), "flow"]), "amount")
    for place, flow in enumerate(flows["flow"]):
        if flow in samples:
            factor = case.convert(samples[flow].unit, network.balance["unit"])
            amounts[place], sd[place] = samples[flow].mean * factor, samples[flow].sd * factor
    return amounts, sd


def _sampled_contents(case, network, quantity, flows):
    """Return (content, sd) by flow from samples, in quantity per unit of amount."""
    whole, slash, time = network.balance["unit"].partition("/")
    to = networks.quantity_unit(case, network.balance.name, quantity)
    found = {}
    for flow, row in _samples(case, flows, quantity).items():
        factor = case.convert(f"{whole}*({row.unit}){slash}{time}", to)
        found[flow] = row.mean * factor, row.sd * factor
    return found


def _held(case, network, quantity):
    """Return the contents of one quantity: content, sd, limit, factor, label (of shared assays), unit."""
    held = networks.contents_of(case, network.balance.name, quantity)
    limits = case["contents"]["detection_limit"]
    table = pd.DataFrame({"factor": held["factor"], "unit": held["unit"], "row": held["row"]})
    table["content"], table["sd"] = held["content"].to_numpy(dtype=float), held["sd"].to_numpy(dtype=float)
    table["limit"] = [
        limits.get(row, np.nan) * factor if np.isnan(content) else np.nan
        for row, factor, content in zip(held["row"], held["factor"], table["content"], strict=True)
    ]
    silent = table["content"].isna() & table["limit"].isna()
    found = _sampled_contents(case, network, quantity, list(held.loc[silent.to_numpy(), "flow"]))
    for place, flow in enumerate(held["flow"]):
        if flow in found:
            table.loc[place, ["content", "sd"]] = found[flow]
    hidden = table["limit"].notna()
    table.loc[hidden, "sd"] = table["sd"].where(table["sd"] > 0, table["limit"] * DETECTION_SHARE)[hidden]
    # rows of the contents table are shared, flows without one stand for themselves
    own = held["row"].where(held["row"] >= 0, -1 - np.arange(len(held)))
    table["label"] = [f"{quantity}|{row}|{factor}" for row, factor in zip(own, held["factor"], strict=True)]
    return table
