"""Solution of a large problem once its unmeasured flows are eliminated, with a sparse factor.

The k checks between meters have coefficients G, imbalance e and covariance ``V = G Σ Gᵀ``. With ``λ = V⁻¹ e`` the meters
move by ``Σ Gᵀ λ``; the balances take ``Σ Gᵀ V⁻¹ G Σ`` from their covariance.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csc_array, csr_array, vstack

from workbench.analysis.reconciliation.factor import Factor
from workbench.analysis.reconciliation.problem import square_root
from workbench.analysis.reconciliation.solution import Checks, Solution, name_classes
from workbench.errors import ReconciliationError

ARRAYS_UP_TO = 4_000_000  # coefficients of the checks from which they stay sparse


@dataclass(frozen=True, eq=False)
class Reduced:
    """Checks between meters, and how the observable flows follow from the meters; matrices are sparse.

    Attributes
    ----------
    meters : ndarray of int (p,)
        Uncertain meters.
    coefficients : csr_array (k, p)
        Their coefficients G in the checks.
    combination : csr_array (k, m)
        How the checks are combined from the balances.
    imbalance : ndarray (k,)
        Right-hand side minus readings of the checks.
    solved : ndarray of int (q,)
        Observable flows.
    given, follow : ndarray (q,), csr_array (q, p)
        ``x[solved] = given − follow x[meters]``.
    """

    meters: np.ndarray
    coefficients: csr_array
    combination: csr_array
    imbalance: np.ndarray
    solved: np.ndarray
    given: np.ndarray
    follow: csr_array


def solve_reduced(problem, reduced):
    """Return the `Solution` of a `Problem` from its `Reduced` form, without bounds."""
    least = _LeastSquares(problem, reduced)
    meters, solved = reduced.meters, reduced.solved
    values, sd, z = (np.full(len(problem.sd), np.nan) for _ in range(3))
    values[problem.exact], sd[problem.exact] = problem.measured[problem.exact], 0.0
    values[meters], sd[meters] = least.values, np.sqrt(least.variance)
    values[solved] = reduced.given - reduced.follow @ least.values
    sd[solved] = np.sqrt(least.solved_variance)
    checked = np.diff(csc_array(reduced.coefficients).indptr) > 0
    z[meters[checked]] = least.pull[checked] / np.sqrt(least.pull_variance[checked])
    redundant = np.zeros(len(sd), dtype=bool)
    redundant[meters] = checked
    return Solution(
        values=values,
        sd=sd,
        adjustments=values - problem.measured,
        z=z,
        status=name_classes(problem, redundant, ~np.isnan(values)),
        chi2=float(reduced.imbalance @ least.potential),
        dof=len(reduced.imbalance),
        multipliers=reduced.combination.T @ least.potential,
        residual=_largest_imbalance(problem, values),
        find_covariance=least.covariance,
        find_checks=least.checks,
    )


class _LeastSquares:
    """The parts of the answer, computed once each."""

    def __init__(self, problem, reduced):
        self.problem, self.reduced = problem, reduced
        self.spread = _covariance_of_meters(problem, reduced.meters)
        self.pulled = csr_array(self.spread @ reduced.coefficients.T)  # Σ Gᵀ
        try:
            self.factor = Factor(reduced.coefficients @ self.pulled)
        except RuntimeError as error:
            raise _too_unequal(problem) from error
        self.potential = self.factor.solve(reduced.imbalance)
        self.pull = reduced.coefficients.T @ self.potential
        self.values = problem.measured[reduced.meters] + self.spread @ self.pull

    @cached_property
    def _forms(self):
        """Variances of the pulls, and what the balances take from meters and from observable flows."""
        p = len(self.reduced.meters)
        rows = [csr_array(self.reduced.coefficients.T), csr_array(self.reduced.follow @ self.pulled)]
        if self.problem.groups:
            rows.append(self.pulled)
        forms = self.factor.quadratic_forms(csr_array(vstack(rows)))
        pulls, solved, meters = np.split(forms, [p, p + len(self.reduced.solved)])
        variance = self.spread.diagonal()
        return pulls, (meters if self.problem.groups else variance**2 * pulls), solved

    @property
    def pull_variance(self):
        return self._forms[0]

    @property
    def variance(self):
        """Variance of the meters; what the balances take in all is their number, or rounding has spoilt it."""
        variance, taken = self.spread.diagonal(), self._forms[1]
        dof = self.factor.size
        if not self.problem.groups and not abs(np.sum(taken / variance) - dof) <= 1e-6 * max(dof, 1):
            raise _too_unequal(self.problem)
        return np.maximum(variance - taken, 0.0)

    @property
    def solved_variance(self):
        follow = self.reduced.follow
        own = np.asarray((follow @ self.spread).multiply(follow).sum(axis=1)).ravel()
        return np.maximum(own - self._forms[2], 0.0)

    def covariance(self, columns):
        """Return the covariance of the values of some columns, nan where unobservable."""
        n, meters, solved = len(self.problem.sd), self.reduced.meters, self.reduced.solved
        rows = _place(meters, n) - _place(solved, n) @ self.reduced.follow
        rows = csr_array(rows)[columns]
        taken = (rows @ self.pulled).toarray()
        covariance = (rows @ self.spread @ rows.T).toarray() - taken @ self.factor.solve(taken.T)
        known = self.problem.exact.copy()
        known[meters] = known[solved] = True
        covariance[~known[columns]] = np.nan
        covariance[:, ~known[columns]] = np.nan
        return covariance

    def checks(self):
        """Return the `Checks`, as arrays where these are not too large."""
        reduced = self.reduced
        place = _place(reduced.meters, len(self.problem.sd))
        parts = reduced.coefficients @ place.T, reduced.combination, reduced.coefficients @ self.pulled
        if self.factor.size * len(self.problem.sd) <= ARRAYS_UP_TO:
            parts = (part.toarray() for part in parts)
        coefficients, combination, covariance = parts
        return Checks(coefficients, combination, reduced.imbalance, covariance)


def _covariance_of_meters(problem, meters):
    """Return Σ (p, p) of the uncertain meters."""
    p = len(meters)
    number = np.full(len(problem.sd), -1)
    number[meters] = np.arange(p)
    alone = np.ones(p, dtype=bool)
    for members, _ in problem.groups:
        alone[number[members]] = False
    single = np.flatnonzero(alone)
    rows, columns, entries = [single], [single], [problem.sd[meters[single]] ** 2]
    for members, correlation in problem.groups:
        root = problem.sd[members, None] * square_root(correlation)
        place = np.indices(correlation.shape).reshape(2, -1)
        rows.append(number[members][place[0]])
        columns.append(number[members][place[1]])
        entries.append((root @ root.T).ravel())
    ends = np.concatenate(rows), np.concatenate(columns)
    return csr_array((np.concatenate(entries), ends), shape=(p, p))


def _place(flows, n):
    """Return the matrix (n, q) that puts q entries at the rows of some flows."""
    q = len(flows)
    return csr_array((np.ones(q), (flows, np.arange(q))), shape=(n, q))


def _too_unequal(problem):
    text = "标准偏差相差过大,无法可靠求解 / standard deviations are too unequal to be reconciled reliably"
    return ReconciliationError(text, np.flatnonzero(problem.uncertain))


def _largest_imbalance(problem, values):
    """Return the largest imbalance among the balances whose flows are all known."""
    A = csr_array(problem.A)
    unknown = np.isnan(values)
    complete = abs(A) @ unknown.astype(float) == 0
    left = problem.b - A @ np.where(unknown, 0.0, values)
    return float(np.abs(left[complete]).max(initial=0.0))
