"""Exact reconciliation of large networks: unmeasured flows are contracted, the rest is a graph Laplacian.

Joining the ends of every unmeasured flow leaves components with measured flows between them; their balances check the
meters. With B the incidence of the uncertain meters on the components and Σ their variances, ``V = B Σ Bᵀ`` is a
weighted Laplacian and ``λ = V⁻¹ e`` are the potentials: meter i between components s and t moves by ``σᵢ² (λ_s − λ_t)``
and keeps the variance ``σᵢ² − σᵢ⁴ R`` with R the effective resistance between s and t.
Source: Kretsovalis and Mah, Comput. Chem. Eng. 12 (1988) 671 and 689 (observability and redundancy on graphs).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import coo_array, csr_array, diags_array, vstack
from scipy.sparse.csgraph import connected_components

from workbench.analysis.reconciliation.classes import cut_sets, find_bridges
from workbench.analysis.reconciliation.dense import name_classes
from workbench.analysis.reconciliation.factor import Factor
from workbench.analysis.reconciliation.problem import ROUNDING, refuse_contradiction
from workbench.analysis.reconciliation.solution import Checks, Solution
from workbench.errors import ReconciliationError


def solve_network(problem, network):
    """Reconcile a `Problem` whose balances are a `Network`, without its bounds, and return a `Solution`."""
    parts = _contract(problem, network)
    factor = _factorise(problem, parts)
    potential = np.append(factor.solve(parts.imbalance), 0.0)
    difference = potential[parts.source] - potential[parts.target]
    variance = parts.sd**2
    adjusted = parts.measured + variance * difference

    reduction, solved_reduction = np.split(parts.reductions, [len(variance)])
    _check_shares(reduction, variance, factor.size, problem)
    redundant = np.zeros(len(problem.sd), dtype=bool)
    redundant[parts.meters] = parts.source != parts.target
    values, sd, z = (np.full(len(redundant), np.nan) for _ in range(3))
    values[problem.exact], sd[problem.exact] = problem.measured[problem.exact], 0.0
    values[parts.meters] = adjusted / network.size[parts.meters]
    sd[parts.meters] = np.sqrt(np.maximum(variance - reduction, 0.0)) / network.size[parts.meters]
    with np.errstate(invalid="ignore", divide="ignore"):
        z[parts.meters] = np.where(redundant[parts.meters], difference * variance / np.sqrt(reduction), np.nan)
    values[parts.solved] = (parts.given - parts.follow @ adjusted) / network.size[parts.solved]
    spread = parts.follow.power(2) @ variance
    sd[parts.solved] = np.sqrt(np.maximum(spread - solved_reduction, 0.0)) / network.size[parts.solved]
    return Solution(
        values=values,
        sd=sd,
        adjustments=values - problem.measured,
        z=z,
        status=name_classes(problem, redundant, ~np.isnan(values)),
        chi2=float(parts.imbalance @ potential[:-1]),
        dof=factor.size,
        multipliers=potential[parts.component] * network.sign,
        residual=_largest_imbalance(problem, network, values),
        find_covariance=lambda columns: parts.covariance(columns, network.size),
        find_checks=lambda: _checks(problem, network, parts),
    )


@dataclass(frozen=True, eq=False)
class _Contracted:
    """The components that unmeasured flows leave, in the units of the network.

    Attributes
    ----------
    meters : ndarray of int (p,)
        Uncertain meters; `measured`, `sd`, `source` and `target` are theirs.
    source, target : ndarray of int (p,)
        Components at their ends; k stands for outside.
    component : ndarray of int (m,)
        Component of each balance.
    imbalance : ndarray (k,)
        Right-hand side minus readings, of each component that checks meters.
    solved : ndarray of int (q,)
        Observable flows; ``x = given − follow @ x[meters]``.
    """

    meters: np.ndarray
    measured: np.ndarray
    sd: np.ndarray
    source: np.ndarray
    target: np.ndarray
    component: np.ndarray
    imbalance: np.ndarray
    solved: np.ndarray
    given: np.ndarray
    follow: csr_array

    @cached_property
    def incidence(self):
        """Incidence B (k, p) of the meters on the components."""
        k, p = len(self.imbalance), len(self.meters)
        return _incidence(self.source, self.target, k, p)

    @cached_property
    def factor(self):
        """Factor of V = B Σ Bᵀ."""
        return Factor(self.incidence @ diags_array(self.sd**2) @ self.incidence.T)

    @cached_property
    def reductions(self):
        """Variance that the balances take from every meter and every observable flow, the meters first."""
        own = diags_array(np.ones(len(self.meters)))
        return self.factor.quadratic_forms(self._pulls(vstack([own, self.follow])))

    def _pulls(self, rows):
        """Return ``rows Σ Bᵀ`` for combinations of meters."""
        return csr_array(rows @ diags_array(self.sd**2) @ self.incidence.T)

    def covariance(self, columns, size):
        """Return the covariance of values, given the factors that turn flows into network units."""
        n, p = len(size), len(self.meters)
        own = csr_array((np.ones(p), (self.meters, np.arange(p))), shape=(n, p))
        place = csr_array(
            (np.ones(len(self.solved)), (self.solved, np.arange(len(self.solved)))), (n, len(self.solved))
        )
        rows = csr_array(own - place @ self.follow)[columns]
        pulls = self._pulls(rows).toarray()
        spread = (rows @ diags_array(self.sd**2) @ rows.T).toarray()
        covariance = spread - pulls @ self.factor.solve(pulls.T)
        return covariance / np.outer(size[columns], size[columns])


def _incidence(source, target, rows, columns):
    """Return +1 at the source and −1 at the target of every column, without rows beyond the last."""
    ends, number = np.concatenate([source, target]), np.tile(np.arange(columns), 2)
    entry = np.repeat([1.0, -1.0], columns)
    inside = ends < rows
    matrix = csr_array((entry[inside], (ends[inside], number[inside])), shape=(rows, columns))
    matrix.eliminate_zeros()
    return matrix


def _contract(problem, network):
    """Join the ends of unmeasured flows and return the `_Contracted` problem."""
    m = len(network.sign)
    outside = m
    meters = np.flatnonzero(problem.uncertain)
    hidden = np.flatnonzero(problem.unmeasured)
    measured = problem.measured[meters] * network.size[meters]
    fixed = np.where(problem.exact, problem.measured * network.size, 0.0)
    given = problem.b * network.sign - network.incidence @ fixed

    joined = _join(network.source[hidden], network.target[hidden], m + 1)
    source, target = joined[network.source[meters]], joined[network.target[meters]]
    piece = _join(source, target, joined.max() + 1)
    _check_pieces(problem, network, piece[joined], given, fixed)
    number = _number_components(piece, joined[outside])
    k = number.max()
    component = number[joined]
    incidence = _incidence(network.source[meters], network.target[meters], m, len(meters))
    imbalance = np.bincount(component[:m], given - incidence @ measured, k + 1)[:k]

    bridge = find_bridges(network.source[hidden], network.target[hidden], m + 1)
    behind, sign = cut_sets(network.source[hidden], network.target[hidden], bridge, m + 1, outside)
    behind = diags_array(sign) @ behind[:, :m]
    follow = csr_array(behind @ incidence)
    follow.eliminate_zeros()
    return _Contracted(
        meters=meters,
        measured=measured,
        sd=problem.sd[meters] * network.size[meters],
        source=number[source],
        target=number[target],
        component=component[:m],
        imbalance=imbalance,
        solved=hidden[bridge],
        given=behind @ given,
        follow=follow,
    )


def _factorise(problem, parts):
    """Factor V, which rounding makes singular when the standard deviations are too unequal."""
    try:
        return parts.factor
    except RuntimeError as error:
        raise _too_unequal(problem) from error


def _check_shares(reduction, variance, dof, problem):
    """Refuse an answer that rounding has spoilt: the shares that balances take from the variances add up to dof."""
    if not abs(np.sum(reduction / variance) - dof) <= 1e-6 * max(dof, 1):
        raise _too_unequal(problem)


def _too_unequal(problem):
    text = "标准偏差相差过大,无法可靠求解 / standard deviations are too unequal to be reconciled reliably"
    return ReconciliationError(text, np.flatnonzero(problem.uncertain))


def _join(source, target, nodes):
    """Return the number of the connected component of each node."""
    graph = coo_array((np.ones(len(source), dtype=np.int8), (source, target)), shape=(nodes, nodes))
    return connected_components(graph, directed=False)[1].astype(np.int64)


def _number_components(piece, outside):
    """Number the components whose balance checks meters; one per closed piece follows from the rest and is last.

    A piece without a flow to the outside closes by itself when all but one of its components do.
    """
    _, reference = np.unique(piece, return_index=True)
    reference[piece[outside]] = outside
    kept = np.ones(len(piece), dtype=bool)
    kept[reference] = False
    number = np.full(len(piece), kept.sum())
    number[kept] = np.arange(kept.sum())
    return number


def _check_pieces(problem, network, piece, given, fixed):
    """Refuse a part of the network, cut off but for exact flows, whose exact flows do not close."""
    m, pieces = len(given), piece.max() + 1
    size = np.abs(problem.b) + abs(network.incidence) @ np.abs(fixed)
    total = np.bincount(piece[:m], given, pieces)
    wrong = np.abs(total) > ROUNDING * np.bincount(piece[:m], size, pieces)
    wrong[piece[m]] = False
    if wrong.any():
        one, other = piece[network.source], piece[network.target]
        crossing = (one != other) & (wrong[one] | wrong[other]) & problem.exact
        refuse_contradiction(np.flatnonzero(crossing), np.flatnonzero(wrong[one] | wrong[other]))


def _largest_imbalance(problem, network, values):
    """Return the largest imbalance among the balances whose flows are all known."""
    unknown = np.isnan(values)
    flows = np.where(unknown, 0.0, values) * network.size
    complete = abs(network.incidence) @ unknown.astype(float) == 0
    left = problem.b * network.sign - network.incidence @ flows
    return float(np.abs(left[complete]).max(initial=0.0))


def _checks(problem, network, parts):
    """Return the balances of the components as dense `Checks`."""
    k, m = len(parts.imbalance), len(network.sign)
    inside = np.flatnonzero(parts.component < k)
    combination = np.zeros((k, m))
    combination[parts.component[inside], inside] = network.sign[inside]
    coefficients = np.zeros((k, len(problem.sd)))
    coefficients[:, parts.meters] = parts.incidence.toarray() * network.size[parts.meters]
    scaled = parts.incidence * parts.sd
    return Checks(coefficients, combination, parts.imbalance, (scaled @ scaled.T).toarray())
