"""Linear reconciliation: the one entry for balances ``A x = b``."""

import numpy as np

from workbench.analysis.reconciliation.dense import solve_dense
from workbench.analysis.reconciliation.problem import read_problem
from workbench.analysis.reconciliation.threads import on_one_thread

_LARGE = 200  # flows from which the graph of a network is faster than elimination
_GENERAL = 1_000  # flows from which sparse elimination is faster for other balances
_UNEQUAL = 1e5  # ratio of standard deviations from which dense elimination is more exact, which is worth its time
_UNEQUAL_UP_TO = 2_000  # up to so many flows


@on_one_thread
def solve(A, measured, sd, *, b=None, correlation=None, lower=None, upper=None):
    """Reconcile measurements with linear balances by weighted least squares.

    Minimise ``(x − y)ᵀ Σ⁻¹ (x − y)`` over all x with ``A x = b`` and ``lower ≤ x ≤ upper``. Unmeasured flows are
    solved from the balances, never given a guess.

    Parameters
    ----------
    A : ndarray or scipy.sparse matrix (m, n)
        Coefficients of the balances.
    measured : ndarray (n,)
        Readings, nan where not measured.
    sd : ndarray (n,)
        Standard deviations in the unit of the readings; 0 is exact, ignored where not measured.
    b : ndarray (m,), optional
        Right-hand side, zero when left out.
    correlation : ndarray (n, n) or list of (i, j, r), optional
        Correlation of the errors of the meters.
    lower, upper : float or ndarray (n,), optional
        Bounds; None or nan where there is none.

    Returns
    -------
    Solution

    Raises
    ------
    ReconciliationError
        For wrong or contradictory input and infeasible bounds; ``flows`` has the columns concerned.

    Examples
    --------
    A splitter 100 = 62 + 40 with standard deviations 2, 1 and 1:

    >>> solution = solve([[1, -1, -1]], [100, 62, 40], [2, 1, 1])
    >>> solution.values.round(3).tolist()
    [101.333, 61.667, 39.667]
    """
    problem = read_problem(A, measured, sd, b=b, correlation=correlation, lower=lower, upper=upper)
    if np.isinf(problem.lower).all() and np.isinf(problem.upper).all():
        return _solve_free(problem)
    from workbench.analysis.reconciliation.bounds import solve_bounded

    return solve_bounded(problem, _solve_free)


def _solve_free(problem):
    """Reconcile without bounds: small or very unequal problems by elimination, large networks by their graph."""
    n = problem.A.shape[1]
    if n <= _LARGE or n <= _UNEQUAL_UP_TO and _spread(problem) > _UNEQUAL:
        return solve_dense(problem)
    from workbench.analysis.reconciliation.graph import as_network

    network = as_network(problem.A)
    if network is not None:
        from workbench.analysis.reconciliation.network import solve_network

        return solve_network(problem, network)
    if n <= _GENERAL:
        return solve_dense(problem)
    from workbench.analysis.reconciliation.sparse import solve_sparse

    return solve_sparse(problem)


def _spread(problem):
    """Return the ratio of the largest to the smallest standard deviation of the uncertain meters."""
    sd = problem.sd[problem.uncertain]
    return sd.max() / sd.min() if len(sd) else 1.0
