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
    columns = np.array(list(answer.gradient), dtype=int)
    if np.any(np.isnan(solution.values[columns])):
        return float("nan"), float("nan")
    slope = np.array(list(answer.gradient.values()))
    variance = slope @ solution.covariance(columns) @ slope if len(columns) else 0.0
    return answer.value, float(np.sqrt(max(variance, 0.0)))
