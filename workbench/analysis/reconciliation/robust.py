"""A second opinion that bad meters cannot bend: robust reconciliation."""

from dataclasses import dataclass

import numpy as np

from workbench.analysis.reconciliation.inputs import read_balance
from workbench.analysis.reconciliation.linear import solve
from workbench.analysis.reconciliation.solution import Solution
from workbench.errors import ReconciliationError

# tuning constants for 95 % efficiency with normal errors: Holland and Welsch (1977)
HUBER, FAIR = 1.345, 1.3998
ROUNDS = 500
OVERRULED = 0.5  # a meter that kept less than this share of its weight moved by over 2.7 sd: not believed


@dataclass(frozen=True)
class RobustSolution:
    """A robust reconciliation.

    Attributes
    ----------
    solution : Solution
        Least squares with the final weights.
    weights : ndarray (n,)
        Share of its own weight that each measurement kept: near 1 believed, near 0 overruled; nan where not measured.
    rounds : int
        Re-weightings until nothing moved.
    """

    solution: Solution
    weights: np.ndarray
    rounds: int


def solve_robust(A, measured, sd, *, loss="huber", b=None, lower=None, upper=None):
    """Reconcile with a loss that grows slower than squares, by iteratively re-weighted least squares.

    Parameters
    ----------
    A : array_like or sparse (m, n)
    measured, sd : array_like (n,)
    loss : str
        ``huber`` or ``fair`` (both convex: one answer, whatever the start).
    b, lower, upper : optional
        As in `solve`.

    Returns
    -------
    RobustSolution

    Notes
    -----
    Huber, Robust Statistics (1981), section 7; Fair function in reconciliation: Özyurt and Pike, Computers and
    Chemical Engineering 28 (2004) 381.
    """
    measured, sd = np.asarray(measured, dtype=float), np.asarray(sd, dtype=float)
    weigh = {"huber": _huber, "fair": _fair}.get(loss)
    if weigh is None:
        raise ReconciliationError(f"未知的稳健函数 / unknown loss: {loss!r} (huber, fair)")
    uncertain = ~np.isnan(measured) & (sd > 0)
    weights = np.where(np.isnan(measured), np.nan, 1.0)
    for rounds in range(1, ROUNDS + 1):
        widened = np.where(uncertain, sd / np.sqrt(np.where(uncertain, weights, 1.0)), sd)
        solution = solve(A, measured, widened, b=b, lower=lower, upper=upper)
        moved = np.abs(solution.adjustments) / np.where(uncertain, sd, 1.0)
        following = np.where(uncertain, weigh(np.where(uncertain, moved, 0.0)), weights)
        if np.all(np.abs(following - weights)[uncertain] < 1e-9):
            return RobustSolution(solution, weights, rounds)
        weights = following
    flows = np.flatnonzero(uncertain & (np.abs(following - weights) >= 1e-9))
    raise ReconciliationError(f"稳健估计未收敛 / the robust estimate did not converge: {flows.tolist()}", flows)


def overruled_meters(case, balance=None):
    """Return the meters of a balance that the Huber estimate does not believe.

    Parameters
    ----------
    case : Case
    balance : str, optional
        Needed only where the case has several.

    Returns
    -------
    dict of str to float
        Flow id and the share of its own weight that the reading kept, the least believed first.

    Notes
    -----
    Of the amounts alone. `find_suspects` asks which fault explains the imbalance best, this estimate asks nothing and
    only limits the pull of what lies far off: two ways that agree say more than one.
    """
    data = read_balance(case, balance, None)
    weights = solve_robust(data.network.matrix, data.amounts, data.amount_sd, lower=data.lower).weights
    flows = data.network.flows["flow"].to_numpy()
    return {flows[place]: float(weights[place]) for place in np.argsort(weights) if weights[place] < OVERRULED}


def _huber(size):
    return HUBER / np.maximum(size, HUBER)


def _fair(size):
    return 1 / (1 + size / FAIR)
