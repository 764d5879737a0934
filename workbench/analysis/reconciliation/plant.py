"""Reconcile the balance of a case: flows, contents, suspects, and what to say about them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.analysis import network as networks
from workbench.analysis.reconciliation.bilinear import Layout, constraint_function, make_layout, solve_bilinear
from workbench.analysis.reconciliation.closure import GlobalTest, judge_closure
from workbench.analysis.reconciliation.derivatives import differentiate
from workbench.analysis.reconciliation.inputs import read_balance
from workbench.analysis.reconciliation.linear import solve
from workbench.analysis.reconciliation.solution import Solution
from workbench.analysis.reconciliation.suspects import find_suspects
from workbench.analysis.reconciliation.tables import content_table, flow_table, pull_table, suspect_table
from workbench.errors import ReconciliationError


@dataclass(frozen=True)
class Reconciliation:
    """A reconciled balance of a case; numbers are in the unit of the row they come from.

    Attributes
    ----------
    balance : str
    quantities : tuple of str
    flows : DataFrame
        ``flow``, ``name``, ``row`` (in flows.csv), ``unit``, ``measured``, ``measured_sd``, ``reconciled``, ``sd``,
        ``status``, ``z``, ``suspect``, ``low``, ``high``.
    contents : DataFrame
        The same for contents, with ``quantity``; empty where only amounts were reconciled.
    suspects : DataFrame
        ``kind``, ``members`` (flow or process ids), ``z``, ``size`` [balance unit, or content], ``quantities`` (of
        contents), ``alternatives`` and ``rivals`` (kind, id).
    pulls : DataFrame
        How far each balance moved each value: ``flow``, ``quantity`` (empty for amounts), ``process``, ``balanced``,
        ``pull`` in the unit of the row.
    found : tuple of Suspect
        The suspects as objects, for `words.describe_suspect`; the member of a content is (flow, quantity).
    closure : GlobalTest
        χ² with its degrees of freedom and both tails.
    solution : Solution
        The numeric solution, for uncertainties of losses: amounts in flow order in the balance's unit, then contents.
    layout : Layout
        Where amounts and contents stand among its values.
    """

    balance: str
    quantities: tuple
    flows: pd.DataFrame
    contents: pd.DataFrame
    suspects: pd.DataFrame
    pulls: pd.DataFrame
    found: tuple
    closure: GlobalTest
    solution: Solution
    layout: Layout

    def amount_covariance(self):
        """Return the covariance of the reconciled amounts, by flow ids; nan where unobservable. [balance unit, squared]"""
        names = self.flows["flow"].to_numpy()
        return pd.DataFrame(self.solution.covariance(range(len(names))), index=names, columns=names)

    def shared_covariance(self, quantity):
        """Return the covariance of amount and content of each flow (n,), 0 where they were not reconciled together."""
        if quantity not in self.contents["quantity"].unique():
            return np.zeros(len(self.flows))
        place = self.layout.place[:, list(self.contents["quantity"].unique()).index(quantity)]
        pairs = self.solution.covariance()[np.arange(len(place)), place]
        return np.nan_to_num(pairs)

    @property
    def chi2(self):
        """Weighted sum of squared adjustments."""
        return self.closure.chi2

    @property
    def dof(self):
        """Independent balances that check measurements."""
        return self.closure.dof

    @property
    def p(self):
        """Probability of so large a χ² with meters as good as stated, None without redundancy."""
        return self.closure.p

    def to_json(self):
        """Return the object of ``workbench reconcile --json`` (null for what is not known)."""
        shown = ["measured", "reconciled", "sd", "status", "z", "suspect", "low", "high"]
        return {
            "balance": self.balance,
            "quantities": list(self.quantities),
            "flows": _records(self.flows[["flow", *shown]]),
            "contents": _records(self.contents[["flow", "quantity", *shown]]),
            "chi2": self.chi2,
            "dof": self.dof,
            "p": self.p,
            "p_low": self.closure.p_low,
            "suspects": _records(self.suspects),
        }


def reconcile(case, balance=None, quantities=None):
    """Reconcile one balance of a case and look for wrong data.

    Parameters
    ----------
    case : Case
    balance : str, optional
        Needed only where the case has several.
    quantities : sequence of str, optional
        Quantities balanced together; the amounts' own one when left out.

    Returns
    -------
    Reconciliation

    Raises
    ------
    UsageError
        Unknown balance or quantity.
    ReconciliationError
        Data that contradict each other; the message names the flows by their ids.

    Notes
    -----
    Amounts are bounded by 0 but for stock changes. Amounts and contents that the tables leave empty are taken from the
    samples in ``measurements``. One assay of a material that several flows carry is one content, not several.
    """
    data = read_balance(case, balance, quantities)
    layout = make_layout(data.contents.shape, data.label)
    try:
        solution = _solve(data)
    except ReconciliationError as error:
        members = [str(_members(data, layout)[column]) for column in error.flows]
        raise ReconciliationError(f"{error}: {', '.join(members)}", error.flows) from error
    J = _jacobian(data, layout, solution)
    suspects = _find_suspects(data, layout, solution)
    return Reconciliation(
        balance=data.network.balance.name,
        quantities=_asked(case, data),
        flows=flow_table(data, solution, suspects),
        contents=content_table(data, layout, solution, suspects),
        suspects=suspect_table(suspects),
        pulls=pull_table(data, layout, solution, J),
        found=tuple(suspects),
        closure=judge_closure(solution.chi2, solution.dof),
        solution=solution,
        layout=layout,
    )


def _asked(case, data):
    first = networks.quantities(case, data.network.balance.name)[0]
    return (first, *data.quantities) if data.total else data.quantities


def _jacobian(data, layout, solution):
    A = data.network.matrix.toarray()
    values = np.where(np.isnan(solution.values), 0.0, solution.values)
    jets = differentiate(constraint_function(A, layout, data.total), values)
    J = np.zeros((len(jets), len(values)))
    for row, jet in enumerate(jets):
        J[row, list(jet.gradient)] = list(jet.gradient.values())
    return J


def _solve(data):
    if not data.quantities:
        return solve(data.network.matrix, data.amounts, data.amount_sd, lower=data.lower)
    return solve_bilinear(
        data.network.matrix,
        data.amounts,
        data.amount_sd,
        data.contents,
        data.content_sd,
        detection_limit=data.limit,
        shared=data.label,
        total=data.total,
        lower=data.lower,
    )


def _members(data, layout):
    """Return who stands behind each stacked value: a flow, or (flow, quantity)."""
    flows, k = list(data.network.flows["flow"]), data.contents.shape[1]
    return flows + [(flows[place // k], data.quantities[place % k]) for place in layout.first]


def _find_suspects(data, layout, solution):
    members = _members(data, layout)
    kinds = np.where(np.arange(len(members)) < len(data.amounts), "meter", "content")
    leaks, processes = _leaks(data, layout, solution)
    lower = np.concatenate([data.lower, np.zeros(len(members) - len(data.amounts))])
    return find_suspects(solution, members=members, kinds=kinds, leaks=leaks, leak_members=processes, lower=lower)


def _leaks(data, layout, solution):
    """Return what a loss of one unit takes out of each layer of each process: it holds what leaves the process."""
    A, m = data.network.matrix.toarray(), len(data.network.processes)
    amounts, contents = layout.split(solution.values)
    layers = [np.eye(m)] if data.total else []
    leaving = np.where(A < 0, np.nan_to_num(np.abs(amounts)), 0.0)
    for content in contents.T:
        weight = leaving * ~np.isnan(content)
        size = weight.sum(axis=1)
        mean = weight @ np.nan_to_num(content) / np.where(size > 0, size, 1.0)
        layers.append(np.diag(mean))
    leaks = np.vstack(layers)
    chosen = np.flatnonzero(leaks.any(axis=0))
    return leaks[:, chosen], [data.network.processes[place] for place in chosen]


def _records(table):
    return [{key: _plain(value) for key, value in row.items()} for row in table.to_dict("records")]


def _plain(value):
    """Return a value as JSON knows it; what is not a number is null."""
    if isinstance(value, float | np.floating):
        return float(value) if np.isfinite(value) else None
    return value.item() if isinstance(value, np.generic) else value
