"""Uncertainty carried to the end: any figure made of reconciled values, with their full covariance."""

import numpy as np

from workbench.analysis.reconciliation.derivatives import differentiate


def propagate(solution, function):
    """Return a figure made of reconciled values and its standard uncertainty.

    Parameters
    ----------
    solution : Solution
    function : callable
        Takes the n values as a sequence and returns one number in plain arithmetic: a loss ``x[0] - x[3]``, a
        recovery ``x[2] / x[0]``.

    Returns
    -------
    tuple of float
        Value and standard uncertainty; both nan where an unobservable value takes part.

    Notes
    -----
    First-order law of propagation with covariances (GUM 5.2.2). Reconciled values are correlated: treating them as
    independent overstates a loss that closes a balance.

    Examples
    --------
    >>> from workbench.analysis.reconciliation import solve
    >>> solution = solve([[1, -1, -1]], [100, 62, 40], [2, 1, 1])
    >>> loss, uncertainty = propagate(solution, lambda x: x[0] - x[1])
    >>> round(loss, 2), round(uncertainty, 2)
    (39.67, 0.91)
    """
    answer = differentiate(lambda x: [function(x)], np.nan_to_num(solution.values))[0]
    return _uncertain(answer, solution.values, solution.covariance)


def combine(values, covariance, function):
    """Return figures made of values whose covariance is known, and their standard uncertainties.

    Parameters
    ----------
    values : array_like (n,)
        nan = unknown.
    covariance : array_like (n, n)
    function : callable
        Takes the n values as a sequence and returns the figures, in plain arithmetic.

    Returns
    -------
    figures, sd : ndarray (m,)
        Both nan where an unknown value takes part.

    Notes
    -----
    As for `propagate`, for figures that share their values.

    Examples
    --------
    Two flows of 10 ± 1 that move together: their difference is exact, their sum is not.

    >>> figures, sd = combine([10, 10], [[1, 1], [1, 1]], lambda x: [x[0] - x[1], x[0] + x[1]])
    >>> figures.tolist(), sd.tolist()
    ([0.0, 20.0], [0.0, 2.0])
    """
    values, covariance = np.asarray(values, dtype=float), np.asarray(covariance, dtype=float)
    answers = differentiate(function, np.nan_to_num(values))
    found = [_uncertain(answer, values, lambda some: covariance[np.ix_(some, some)]) for answer in answers]
    figures, sd = np.array(found, dtype=float).reshape(-1, 2).T
    return figures, sd


def _uncertain(answer, values, covariance):
    """Return value and standard uncertainty of a figure with its derivatives; `covariance` takes columns."""
    columns = np.array(list(answer.gradient), dtype=int)
    if np.any(np.isnan(values[columns])):
        return float("nan"), float("nan")
    slope = np.array(list(answer.gradient.values()))
    variance = slope @ covariance(columns) @ slope if len(columns) else 0.0
    return answer.value, float(np.sqrt(np.maximum(variance, 0.0)))
