"""Tests of single meters and single balances: which one does not fit the others?

The maximum-power form of the measurement test is `Solution.z` (Narasimhan and Jordache 2000, section 7.3).
"""

import numpy as np
from scipy.linalg import cholesky, solve_triangular
from scipy.sparse import issparse
from scipy.special import ndtri

VDI_LIMIT = 1.96
VDI_FLOOR = 0.1  # VDI 2048 part 1: the variance of an adjustment counts as at least a tenth of the meter's own
NO_CHECK = 1e-9  # a coefficient below this share of the largest is rounding: the check does not see the meter


def whiten(checks):
    """Return meters, balances and imbalance of the checks in units of their joint uncertainty.

    Parameters
    ----------
    checks : Checks

    Returns
    -------
    meters : ndarray (k, n)
        What a bias of one unit in each meter looks like.
    balances : ndarray (k, m)
        What one unit missing from each balance looks like.
    imbalance : ndarray (k,)
        What was found; independent standard normal when nothing is wrong.
    """
    parts = (checks.coefficients, checks.combination, checks.covariance)
    coefficients, combination, covariance = (part.toarray() if issparse(part) else part for part in parts)
    if not len(checks.imbalance):
        return coefficients, combination, checks.imbalance
    root = cholesky(covariance, lower=True)
    both = np.column_stack([coefficients, combination, checks.imbalance])
    white = solve_triangular(root, both, lower=True)
    count = coefficients.shape[1]
    return white[:, :count], white[:, count:-1], white[:, -1]


def sidak_limit(count, level=0.05):
    """Return the critical |z| of `count` tests that together give false alarms at `level` (Šidák 1967).

    Parameters
    ----------
    count : int
    level : float

    Returns
    -------
    float

    Examples
    --------
    >>> round(sidak_limit(6), 2)
    2.63
    """
    return float(-ndtri(-np.expm1(np.log1p(-level) / max(count, 1)) / 2))


def vdi_test(solution, sd):
    """Return the test value of each meter after VDI 2048, with the floor of that standard.

    Parameters
    ----------
    solution : Solution
    sd : array_like (n,)
        Standard uncertainty of the measurements.

    Returns
    -------
    ndarray (n,)
        |adjustment| / √max(variance of the adjustment, sd²/10), to be compared with 1.96; 0 for a meter that no
        balance checks, nan where nothing was measured or the value is exact.
    """
    sd = np.asarray(sd, dtype=float)
    uncertain = ~np.isnan(solution.adjustments) & (sd > 0)
    variance = np.where(uncertain, sd**2, 1.0)
    freed = np.maximum(variance - np.where(uncertain, solution.sd, 0.0) ** 2, variance * VDI_FLOOR)
    checked = np.where(solution.status == "redundant", np.abs(solution.adjustments), 0.0)
    return np.where(uncertain, checked / np.sqrt(freed), np.nan)


def nodal_test(A, measured, sd, *, b=None, correlation=()):
    """Return the imbalance of each balance in units of its standard uncertainty.

    Parameters
    ----------
    A : array_like or sparse (m, n)
    measured, sd : array_like (n,)
    b : array_like (m,), optional
    correlation : list of (i, j, r), optional
        Correlated meters.

    Returns
    -------
    ndarray (m,)
        Inputs minus outputs over their uncertainty; nan where a flow of the balance is not measured, or where
        nothing in it is uncertain.
    """
    A = A.toarray() if hasattr(A, "toarray") else np.asarray(A, dtype=float)
    measured = np.asarray(measured, dtype=float)
    known = ~np.isnan(measured)
    sd = np.where(known, np.asarray(sd, dtype=float), 0.0)
    covariance = np.diag(sd**2)
    for i, j, r in correlation or ():
        covariance[i, j] = covariance[j, i] = r * sd[i] * sd[j]
    imbalance = A @ np.where(known, measured, 0.0) - (0.0 if b is None else np.asarray(b, dtype=float))
    variance = np.einsum("ij,jk,ik->i", A, covariance, A)
    tested = ~np.any((A != 0) & ~known, axis=1) & (variance > 0)
    return np.where(tested, imbalance / np.sqrt(np.where(tested, variance, 1.0)), np.nan)


def leak_test(solution):
    """Return the maximum-power test of a loss from each balance, nan where the measurements cannot see it.

    Parameters
    ----------
    solution : Solution

    Returns
    -------
    ndarray (m,)
        Positive where inputs (positive coefficients) exceed outputs. Its square is the generalised likelihood
        ratio of a leak (Narasimhan and Mah 1987); that of a biased meter is the square of `Solution.z`.
    """
    _, balances, imbalance = whiten(solution.checks)
    length = np.linalg.norm(balances, axis=0)
    seen = is_seen(solution.checks.combination)
    return np.where(seen, -(balances.T @ imbalance) / np.where(seen, length, 1.0), np.nan)


def is_seen(columns):
    """Return which columns are more than rounding (bool array)."""
    columns = columns.toarray() if issparse(columns) else columns
    size = np.max(np.abs(columns), axis=0, initial=0.0)
    return size > NO_CHECK * max(np.max(size, initial=0.0), 1e-300)
