"""Elimination of the unmeasured flows of large networks, by contraction.

Joining the ends of every unmeasured flow leaves components with measured flows between them; their balances check the
meters, and the covariance of the checks is a weighted Laplacian. A part of the network without a flow to the outside
has one balance too many. Source: Kretsovalis and Mah, Comput. Chem. Eng. 12 (1988) 671 and 689.
"""

import numpy as np
from scipy.sparse import coo_array, csr_array, diags_array
from scipy.sparse.csgraph import connected_components

from workbench.analysis.reconciliation.classes import cut_sets, find_bridges
from workbench.analysis.reconciliation.problem import ROUNDING, refuse_contradiction
from workbench.analysis.reconciliation.reduced import Reduced, solve_reduced


def solve_network(problem, network):
    """Reconcile a `Problem` whose balances are a `Network`, without its bounds, and return a `Solution`."""
    return solve_reduced(problem, _contract(problem, network))


def _contract(problem, network):
    """Join the ends of unmeasured flows and return the `Reduced` problem."""
    m = outside = len(network.sign)
    meters, hidden = np.flatnonzero(problem.uncertain), np.flatnonzero(problem.unmeasured)
    fixed = np.where(problem.exact, problem.measured * network.size, 0.0)
    given = problem.b * network.sign - network.incidence @ fixed

    joined = _join(network.source[hidden], network.target[hidden], m + 1)
    source, target = joined[network.source[meters]], joined[network.target[meters]]
    piece = _join(source, target, joined.max() + 1)
    _check_pieces(problem, network, piece[joined], given, fixed)
    number = _number_components(piece, joined[outside])
    k = number.max()
    size = diags_array(network.size[meters])
    incidence = _incidence(network.source[meters], network.target[meters], m) @ size
    component = number[joined[:m]]
    imbalance = np.bincount(component, given - incidence @ problem.measured[meters], k + 1)[:k]
    inside = np.flatnonzero(component < k)

    bridge = find_bridges(network.source[hidden], network.target[hidden], m + 1)
    behind, sign = cut_sets(network.source[hidden], network.target[hidden], bridge, m + 1, outside)
    solved = hidden[bridge]
    behind = diags_array(sign / network.size[solved]) @ behind[:, :m]
    follow = csr_array(behind @ incidence)
    follow.eliminate_zeros()
    return Reduced(
        meters=meters,
        coefficients=csr_array(_incidence(number[source], number[target], k) @ size),
        combination=csr_array((network.sign[inside], (component[inside], inside)), shape=(k, m)),
        imbalance=imbalance,
        solved=solved,
        given=behind @ given,
        follow=follow,
    )


def _incidence(source, target, rows):
    """Return +1 at the source and −1 at the target of every column, without rows beyond the last."""
    columns = len(source)
    ends, number = np.concatenate([source, target]), np.tile(np.arange(columns), 2)
    entry = np.repeat([1.0, -1.0], columns)
    inside = ends < rows
    matrix = csr_array((entry[inside], (ends[inside], number[inside])), shape=(rows, columns))
    matrix.eliminate_zeros()
    return matrix


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
