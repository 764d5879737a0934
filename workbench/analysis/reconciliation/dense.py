"""Exact reconciliation of small and ill-conditioned problems by the solved form of their balances.

With η the errors in standard deviations, the balances between meters read ``η_B + K η_N = e``. Weighted least squares
gives ``η_B = H⁻¹ e`` and ``η_N = Kᵀ η_B`` with ``H = I + K Kᵀ``; the covariance of all values is ``F Fᵀ`` with a
factor F made from the Cholesky factor of ``I + Kᵀ K``: a sum of squares, so that no small variance is the difference
of large ones. Source: Narasimhan and Jordache, Data Reconciliation and Gross Error Detection, 2000, chapters 3 and 7.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg.lapack import dtrtrs

from workbench.analysis.reconciliation.elimination import NEGLIGIBLE, solve_for
from workbench.analysis.reconciliation.problem import ROUNDING, refuse_contradiction, square_root
from workbench.analysis.reconciliation.solution import Checks, Solution, name_classes


def solve_dense(problem):
    """Reconcile a `Problem` with dense linear algebra, without its bounds, and return a `Solution`."""
    A = problem.A.toarray() if hasattr(problem.A, "toarray") else problem.A
    known = np.where(problem.unmeasured, 0.0, problem.measured)
    reduced = _reduce(problem, A)
    imbalance = reduced.combination @ (problem.b - A @ known)
    half = _forward(reduced.root, imbalance / reduced.pivot)
    pull = _backward(reduced.root, half)
    values = known + reduced.errors[:, reduced.basic] @ pull
    values += reduced.errors[:, reduced.free] @ (reduced.K.T @ pull)
    values = _close(problem, A, reduced, values)
    z, redundant = _meter_tests(problem, reduced, pull)
    factor = _covariance_factor(problem, reduced)
    return Solution(
        values=values,
        sd=np.where(np.isnan(values), np.nan, np.sqrt(np.einsum("ij,ij->i", factor, factor))),
        adjustments=values - problem.measured,
        z=z,
        status=name_classes(problem, redundant, ~np.isnan(values)),
        chi2=float(half @ half),
        dof=len(pull),
        multipliers=reduced.combination.T @ (pull / reduced.pivot),
        residual=_largest_imbalance(problem, A, values),
        find_covariance=lambda columns: _covariance(factor[columns], np.isnan(values[columns])),
        find_checks=lambda: Checks(reduced.coefficients, reduced.combination, imbalance, reduced.covariance),
    )


@dataclass(frozen=True, eq=False)
class _Reduced:
    """The k checks between meters and the solved unmeasured flows, in errors η of one standard deviation.

    Attributes
    ----------
    errors : ndarray (n, q)
        Turns η into errors of the meters.
    basic, free : ndarray of int (k,), (q − k,)
        Errors that the checks are solved for, and the others.
    pivot : ndarray (k,)
        Coefficient of the basic error in each check.
    K : ndarray (k, q − k)
        Coefficients of the free errors, relative to the pivot.
    combination, coefficients : ndarray (k, m), (k, n)
        The checks as combinations of the balances, and their coefficients of the uncertain meters.
    solved, solved_combination : ndarray (r,), (r, m)
        Observable flows and the combinations of balances that give them.
    follow : ndarray (r, q − k)
        Dependence of the solved flows on the free errors.
    """

    errors: np.ndarray
    basic: np.ndarray
    free: np.ndarray
    pivot: np.ndarray
    K: np.ndarray
    combination: np.ndarray
    coefficients: np.ndarray
    solved: np.ndarray
    solved_combination: np.ndarray
    follow: np.ndarray

    @cached_property
    def root(self):
        """Cholesky factor of H = I + K Kᵀ."""
        return np.linalg.cholesky(np.eye(len(self.pivot)) + self.K @ self.K.T)

    @property
    def covariance(self):
        """Covariance of the imbalance of the checks."""
        scaled = self.K * self.pivot[:, None]
        return np.diag(self.pivot**2) + scaled @ scaled.T


def _reduce(problem, A):
    """Eliminate the unmeasured flows and bring the checks between meters into solved form."""
    unmeasured = np.flatnonzero(problem.unmeasured)
    errors, columns, weight = _independent_errors(problem, A)
    u = len(unmeasured)
    size = np.abs(A[:, unmeasured]).max(axis=0, initial=0)
    preference = np.concatenate([1 / np.where(size > 0, size, 1), weight])
    form = solve_for(np.hstack([A[:, unmeasured], columns]), preference, u)
    _check_leftover(problem, A, form.leftover)

    check = form.basic >= u
    basic = form.basic[check] - u
    free = _others(basic, len(weight))
    pivot = weight[basic]
    table = form.table[:, u + free] * weight[free]
    undetermined = _others(form.basic, len(preference))[: u - np.sum(~check)]
    fixed = ~check & ~_depends(form, undetermined, preference)
    combination = form.combination[check]
    return _Reduced(
        errors=errors,
        basic=basic,
        free=free,
        pivot=pivot,
        K=table[check] / pivot[:, None],
        combination=combination,
        coefficients=_without_rounding(combination, A) * problem.uncertain,
        solved=unmeasured[form.basic[fixed]],
        solved_combination=form.combination[fixed],
        follow=table[fixed],
    )


def _depends(form, undetermined, preference):
    """Say which solved rows depend on an undetermined column, by more than rounding."""
    share = np.abs(form.table[:, undetermined]) * preference[undetermined] / preference[form.basic][:, None]
    return (share > NEGLIGIBLE).any(axis=1)


def _covariance(factor, unknown):
    """Return ``F Fᵀ``, nan where unobservable."""
    return np.where(unknown[:, None] | unknown, np.nan, factor @ factor.T)


def _others(chosen, number):
    """Return the numbers below `number` that are not chosen, ascending."""
    left = np.ones(number, dtype=bool)
    left[chosen] = False
    return np.flatnonzero(left)


def _independent_errors(problem, A):
    """Return the map from independent errors to meters, their columns in the balances, and their weight.

    The error with number j moves the balances by ``columns[:, j] weight[j]``. Columns of meters on their own stay as
    they are in A, so that the elimination of a network remains exact; correlated ones are combined by a square root
    of their correlation matrix.
    """
    n = len(problem.sd)
    grouped = np.concatenate([members for members, _ in problem.groups]) if problem.groups else np.zeros(0, dtype=int)
    alone = problem.uncertain.copy()
    alone[grouped] = False
    single = np.flatnonzero(alone)
    parts, columns = [np.zeros((n, len(single)))], [A[:, single]]
    parts[0][single, np.arange(len(single))] = problem.sd[single]
    weight = [problem.sd[single]]
    for members, matrix in problem.groups:
        root = square_root(matrix)
        part = np.zeros((n, root.shape[1]))
        part[members] = problem.sd[members, None] * root
        parts.append(part)
        columns.append(A @ part)
        weight.append(np.ones(root.shape[1]))
    return np.hstack(parts), np.hstack(columns), np.concatenate(weight)


def _without_rounding(combination, A):
    """Return ``combination @ A`` with what is only rounding set to zero."""
    product = combination @ A
    return np.where(np.abs(product) > ROUNDING * (np.abs(combination) @ np.abs(A)), product, 0.0)


def _check_leftover(problem, A, leftover):
    """Refuse balances between exact values that do not hold."""
    exact = problem.exact
    fixed = A[:, exact] * problem.measured[exact]
    size = np.abs(leftover) @ (np.abs(problem.b) + np.abs(fixed).sum(axis=1))
    wrong = np.abs(leftover @ (problem.b - fixed.sum(axis=1))) > ROUNDING * size
    if wrong.any():
        rows = leftover[wrong]
        members = _without_rounding(rows, A).any(axis=0) & exact
        involved = A[np.abs(rows).max(axis=0) > ROUNDING].any(axis=0)
        refuse_contradiction(np.flatnonzero(members), np.flatnonzero(involved))


def _close(problem, A, reduced, values):
    """Close the balances to the last digit and solve the observable flows from them."""
    rest = problem.b - A @ values
    values = values + reduced.errors[:, reduced.basic] @ (reduced.combination @ rest / reduced.pivot)
    solved = reduced.solved_combination @ (problem.b - A @ values)
    values[problem.unmeasured] = np.nan
    values[reduced.solved] = solved
    return values


def _meter_tests(problem, reduced, pull):
    """Return the maximum-power test of every meter and the mask of redundant meters."""
    redundant = reduced.coefficients.any(axis=0)
    scaled = reduced.coefficients[:, redundant] * problem.sd[redundant] / reduced.pivot[:, None]
    z = np.full(len(redundant), np.nan)
    spread = _forward(reduced.root, scaled)
    z[redundant] = scaled.T @ pull / np.sqrt(np.einsum("ij,ij->j", spread, spread))
    return z, redundant


def _covariance_factor(problem, reduced):
    """Return F (n, q − k) with ``F Fᵀ`` the covariance of the values."""
    K = reduced.K
    root = np.linalg.cholesky(np.eye(K.shape[1]) + K.T @ K)
    free = _forward(root, np.eye(K.shape[1])).T
    factor = reduced.errors[:, reduced.free] @ free
    factor -= reduced.errors[:, reduced.basic] @ (K @ free)
    factor[reduced.solved] = -reduced.follow @ free
    return factor


def _forward(root, right):
    """Solve ``root x = right`` for a lower triangle."""
    return dtrtrs(root, right, lower=1)[0] if root.size else right


def _backward(root, right):
    """Solve ``rootᵀ x = right`` for a lower triangle."""
    return dtrtrs(root, right, lower=1, trans=1)[0] if root.size else right


def _largest_imbalance(problem, A, values):
    """Return the largest imbalance among the balances whose flows are all known."""
    unknown = np.isnan(values)
    complete = ~A[:, unknown].any(axis=1)
    left = problem.b - A @ np.where(unknown, 0.0, values)
    return float(np.abs(left[complete]).max(initial=0.0))
