"""Values for the sentences of a story: a number in prose is looked up here, never typed.

Each function returns a mapping, so that a template can say ``{flow[Z31]:.0f}`` or ``{option[F6-1].N:.1f}``.
"""

from functools import lru_cache

import numpy as np

from ...analysis.balance import quantity_flows
from ...analysis.economics import appraise_options
from ...analysis.network import contents_of, pick_quantity
from ...analysis.reconciliation.plant import reconcile
from ...case import load_case
from .checking import reconciled

SCENARIOS = ("before", "after")


@lru_cache(maxsize=8)
def truth(case, scenario):
    """Return the closed truth of a shipped case, ``before`` or ``after``; None where the case has none."""
    folder = case.folder / scenario if case.folder else None
    return load_case(folder) if folder and (folder / "case.toml").is_file() else None


@lru_cache(maxsize=64)
def reconciled_with(case, balance, quantity):
    """Return the reconciliation of a balance's own quantity together with another one that it balances."""
    own = pick_quantity(case, balance)
    return reconciled(case, balance) if quantity == own else reconcile(case, balance, [own, quantity])


@lru_cache(maxsize=64)
def carried(case, balance, quantity=None):
    """Return the flows of a balance with the reconciled amount of a quantity that each carries.

    Returns
    -------
    pandas.DataFrame
        Columns of the flows table with reconciled ``amount`` and ``sd``, and ``carried`` and ``carried_sd``
        [`quantity_unit`]. A closed truth is its own reconciliation. Amount and content that were reconciled together are
        correlated, which the sd knows.
    """
    quantity = pick_quantity(case, balance, quantity)
    if case["flows"]["sd"].eq(0).all():
        return quantity_flows(case, balance, quantity)
    found = reconciled_with(case, balance, quantity)
    held = contents_of(case, balance, quantity)
    content, content_sd = held["content"].to_numpy(), held["sd"].to_numpy()
    flows = quantity_flows(case, balance, quantity)
    if len(found.contents):
        rows = found.contents.set_index("flow").reindex(held["flow"])
        content = np.where(rows["reconciled"].notna(), rows["reconciled"] * held["factor"].to_numpy(), content)
        content_sd = np.where(rows["sd"].notna(), rows["sd"] * held["factor"].to_numpy(), content_sd)
    amount = found.flows["reconciled"].to_numpy() * flows["factor"].to_numpy()
    amount_sd = found.flows["sd"].to_numpy() * flows["factor"].to_numpy()
    shared = 2 * amount * content * found.shared_covariance(quantity)
    variance = (amount_sd * content) ** 2 + (amount * content_sd) ** 2 + shared
    spread = np.sqrt(np.maximum(variance, 0.0))
    return flows.assign(amount=amount, sd=amount_sd, carried=amount * content, carried_sd=spread)


def flow_amounts(case, balance, scenario=None):
    """Return {flow: amount in the unit of its balance}: reconciled, or from the closed truth ``before`` or ``after``."""
    rows = carried(case if scenario is None else truth(case, scenario), balance)
    return dict(zip(rows["flow"], rows["carried"], strict=True))


def carried_amounts(case, quantity, scenario=None):
    """Return {flow: what it carries of a quantity} over every balance that has it among its quantities."""
    source = case if scenario is None else truth(case, scenario)
    rows = source["balances"]
    own = rows.loc[[quantity in listed.split(";") for listed in rows["quantities"]], "balance"]
    tables = [carried(source, balance, quantity).set_index("flow")["carried"] for balance in own]
    return {flow: amount for table in tables for flow, amount in table.items()}


def shares(case, balance, quantity=None):
    """Return {flow: share of what enters the balance's scope}."""
    rows = carried(case, balance, quantity)
    total = rows.loc[rows["source"] == "outside", "carried"].sum()
    return dict(zip(rows["flow"], rows["carried"] / total, strict=True))


def indicator_values(case):
    """Return {indicator: row of the table}, for ``{indicator[recovery].value}`` and ``.value_after``."""
    return {row.indicator: row for row in case["indicators"].itertuples()}


def option_figures(case):
    """Return {option: row of the economic figures}: I, P, F, N, NPV, NPVR, IRR."""
    return {row.option: row for row in appraise_options(case).itertuples()}


def option_accounts(case):
    """Return {option: {item: amount}} of the benefits. [万元/a]"""
    rows = case["benefits"]
    return {
        option: dict(zip(own["item"], own["amount"], strict=True)) for option, own in rows.groupby("option", sort=False)
    }
