"""Elimination of the unmeasured flows from large sparse balances that are not a network."""

from heapq import heapify, heappop, heappush

import numpy as np
from scipy.sparse import csr_array, diags_array, eye_array

from workbench.analysis.reconciliation.elimination import NEGLIGIBLE, SPURIOUS
from workbench.analysis.reconciliation.factor import Factor
from workbench.analysis.reconciliation.problem import ROUNDING, refuse_contradiction
from workbench.analysis.reconciliation.reduced import Reduced, solve_reduced

_STIFFNESS = 1e-14  # relative, added to the covariance of the checks so that it has a factor
_DEPENDENT = 1e-10  # pivot below which a check follows from others
_SOUND = 0.1  # part of the largest entry of a column that a pivot has to reach


def solve_sparse(problem):
    """Reconcile a `Problem` with large sparse balances of any kind, without its bounds."""
    A = csr_array(problem.A)
    rows, combination, pivots = _eliminate(A, np.flatnonzero(problem.unmeasured))
    observable = _substitute_back(rows, combination, pivots)
    checks = _combine(combination, np.setdiff1d(np.arange(A.shape[0]), list(pivots.values())), A)
    meters = np.flatnonzero(problem.uncertain)
    coefficients = _without_rounding(checks, A)[:, meters]
    kept, leftover = _independent(checks, coefficients, problem.sd[meters])
    _check_leftover(problem, A, leftover)
    rest = problem.b - A @ np.where(problem.unmeasured, 0.0, problem.measured)
    solved = _combine(combination, [pivots[column] for column in observable], A)
    reduced = Reduced(
        meters=meters,
        coefficients=coefficients[kept],
        combination=checks[kept],
        imbalance=checks[kept] @ rest,
        solved=np.array(observable, dtype=int),
        given=solved @ (problem.b - A @ np.where(problem.exact, problem.measured, 0.0)),
        follow=_without_rounding(solved, A)[:, meters],
    )
    return solve_reduced(problem, reduced)


def _eliminate(A, hidden):
    """Eliminate columns, those in the fewest balances first.

    Returns
    -------
    rows : list of dict
        What is left of each balance: for a pivot row the coefficients of the other columns, relative to its own.
    combination : list of dict
        How each of them is combined from the given balances.
    pivots : dict
        ``{column: row}`` in the order of elimination.
    """
    scale = 1 / _row_sizes(A)
    rows, holders = [{} for _ in range(A.shape[0])], {int(column): set() for column in hidden}
    part = A[:, hidden].tocoo()
    for row, place, entry in zip(part.row.tolist(), part.col.tolist(), part.data.tolist(), strict=True):
        rows[row][int(hidden[place])] = entry * scale[row]
        holders[int(hidden[place])].add(row)
    combination = [{row: float(factor)} for row, factor in enumerate(scale)]
    waiting = [(len(held), column) for column, held in holders.items()]
    heapify(waiting)
    pivots = {}
    while waiting:
        count, column = heappop(waiting)
        held = holders[column]
        if column in pivots or count != len(held) or not held:
            continue
        row = pivots[column] = _pick_row(rows, held, column)
        divisor = rows[row].pop(column)
        _scale(rows[row], 1 / divisor)
        _scale(combination[row], 1 / divisor)
        for other in held - {row}:
            factor = rows[other].pop(column)
            _subtract(rows[other], rows[row], factor, NEGLIGIBLE)
            _subtract(combination[other], combination[row], factor, 0.0)
        for other in rows[row]:
            holders[other].discard(row)
            for changed in held - {row}:
                (holders[other].add if other in rows[changed] else holders[other].discard)(changed)
            heappush(waiting, (len(holders[other]), other))
    return rows, combination, pivots


def _pick_row(rows, held, column):
    """Return the shortest row among those with a sound entry in the column."""
    largest = max(abs(rows[row][column]) for row in held)
    sound = [row for row in held if abs(rows[row][column]) >= _SOUND * largest]
    return min(sound, key=lambda row: (len(rows[row]), row))


def _scale(row, factor):
    for column in row:
        row[column] *= factor


def _subtract(row, other, factor, negligible):
    """Subtract a multiple of another row in place; what nearly cancels is rounding and disappears."""
    for column, entry in other.items():
        before, change = row.get(column, 0.0), factor * entry
        left = before - change
        if abs(left) <= negligible * max(abs(before), abs(change)):
            row.pop(column, None)
        else:
            row[column] = left


def _substitute_back(rows, combination, pivots):
    """Rid the pivot rows of each other's columns; return the columns that then depend on no free one."""
    observable = []
    for column, row in reversed(pivots.items()):
        for other in [other for other in rows[row] if other in pivots]:
            factor = rows[row].pop(other)
            _subtract(rows[row], rows[pivots[other]], factor, NEGLIGIBLE)
            _subtract(combination[row], combination[pivots[other]], factor, 0.0)
        if not rows[row]:
            observable.append(column)
    return observable


def _combine(combination, chosen, A):
    """Return the chosen combinations as a matrix (rows, m)."""
    chosen = [combination[row] for row in chosen]
    indptr = np.cumsum([0, *map(len, chosen)])
    columns = np.array([column for row in chosen for column in row], dtype=int)
    entries = np.array([entry for row in chosen for entry in row.values()], dtype=float)
    combined = csr_array((entries, columns, indptr), shape=(len(chosen), A.shape[0]))
    return _without_spurious(combined, A, SPURIOUS)


def _row_sizes(A):
    """Return the largest entry of each balance, 1 where it has none."""
    size = abs(A).max(axis=1).toarray().ravel()
    return np.where(size > 0, size, 1.0)


def _without_spurious(combination, A, limit):
    """Return a combination without the balances that take part in it by rounding only."""
    share = csr_array(abs(combination) @ diags_array(_row_sizes(A)))
    least = diags_array(limit * share.max(axis=1).toarray().ravel()) @ (share != 0)
    return csr_array(combination.multiply(share > least))


def _without_rounding(combination, A):
    """Return ``combination @ A`` without what is only rounding."""
    product = csr_array(combination @ A)
    size = csr_array((abs(combination) @ abs(A)).multiply(product != 0))
    product.sort_indices()
    size.sort_indices()
    product.data[np.abs(product.data) <= ROUNDING * size.data] = 0.0
    product.eliminate_zeros()
    return product


def _independent(checks, coefficients, sd):
    """Tell independent checks from those that follow from them.

    Returns
    -------
    kept : ndarray of int
        The independent checks, by the pivots of a slightly stiffened covariance.
    leftover : csr_array
        The others, less what follows from the kept ones: combinations of balances without uncertain meters.
    """
    scaled = coefficients @ diags_array(sd)
    size = np.sqrt(scaled.power(2).sum(axis=1))
    some = np.flatnonzero(size)
    scaled = csr_array(diags_array(1 / np.where(size > 0, size, 1.0)) @ scaled)
    stiffened = scaled[some] @ scaled[some].T + _STIFFNESS * eye_array(len(some))
    kept = some[Factor(stiffened).pivots > _DEPENDENT]
    others = np.setdiff1d(np.arange(len(size)), kept)
    own = scaled[kept]
    share = Factor(own @ own.T).solve((own @ scaled[others].T).toarray())
    unit = diags_array(1 / np.where(size > 0, size, 1.0)) @ checks
    share[np.abs(share) < ROUNDING] = 0.0
    return kept, csr_array(unit[others] - csr_array(share.T) @ unit[kept])


def _check_leftover(problem, A, leftover):
    """Refuse balances between exact values that do not hold."""
    known = np.where(problem.exact, problem.measured, 0.0)
    leftover = _without_spurious(leftover, A, NEGLIGIBLE)
    size = abs(leftover) @ (np.abs(problem.b) + abs(A) @ np.abs(known))
    wrong = np.abs(leftover @ (problem.b - A @ known)) > ROUNDING * size
    if wrong.any():
        members = np.unique(_without_rounding(leftover[wrong], A).indices)
        involved = np.unique(csr_array(abs(leftover[wrong]) @ abs(A)).indices)
        refuse_contradiction(members[problem.exact[members]], involved)
