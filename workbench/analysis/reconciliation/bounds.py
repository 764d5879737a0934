"""Reconciliation within bounds, such as flows that are not negative.

The answer without bounds is tried first. Flows that leave their bounds are then held at them and released when the
balances no longer push them outwards (active set); where that does not settle, a quadratic programme finds the flows
to hold. Either way the answer is that of the linear problem with the held flows as additional balances, and it meets
the conditions of Karush, Kuhn and Tucker. Source: Nocedal and Wright, Numerical Optimization, 2nd ed., chapter 16.
"""

from dataclasses import replace

import numpy as np

from workbench.analysis.reconciliation.problem import ROUNDING
from workbench.errors import ReconciliationError

_PROJECTIONS = 20  # onto the balances, before a programme is asked
_ROUNDS = 30  # of the active set, before the quadratic programme is asked


def solve_bounded(problem, solve_free):
    """Reconcile a `Problem` within its bounds.

    Parameters
    ----------
    problem : Problem
        Balances, readings and bounds.
    solve_free : callable
        Solves a `Problem` without its bounds.

    Returns
    -------
    Solution
        With the held flows in ``at_bound``.

    Raises
    ------
    ReconciliationError
        When no flows satisfy balances and bounds together.
    """
    held, solution = _active_set(problem, solve_free, {})
    if solution is None or not _unobservable_fit(problem, solution):
        held, solution = _by_programme(problem, solve_free)
    return _finish(problem, solution, held)


def find_interval(problem, values):
    """Return lowest and highest values of all flows, by linear programmes where `values` are nan.

    Parameters
    ----------
    problem : Problem
        Balances and bounds.
    values : ndarray (n,)
        Reconciled values, nan where unobservable.

    Returns
    -------
    low, high : ndarray (n,)
    """
    low, high = values.copy(), values.copy()
    unknown = np.flatnonzero(np.isnan(values))
    low[unknown], high[unknown] = -np.inf, np.inf
    if not len(unknown) or not _limited(problem, unknown):
        return low, high
    from scipy.optimize import linprog

    A, right = _rest(problem, values, unknown)
    scale = max(np.abs(right).max(initial=0.0), np.abs(_finite(problem, unknown)).max(initial=0.0)) or 1.0
    slack = ROUNDING * scale
    for end, sign in ((low, 1.0), (high, -1.0)):
        for place, flow in enumerate(unknown):
            cost = np.zeros(len(unknown))
            cost[place] = sign
            for room in (0.0, slack):  # known values carry rounding, which may need a little room
                limits = np.column_stack([problem.lower[unknown] - room, problem.upper[unknown] + room]) / scale
                answer = linprog(cost, A_eq=A, b_eq=right / scale, bounds=limits, method="highs")
                if answer.status == 0:
                    end[flow] = np.clip(answer.x[place] * scale, problem.lower[flow], problem.upper[flow])
                    break
    return low, high


def _active_set(problem, solve_free, held):
    """Hold and release flows until none has to change; return what is held and the `Solution`, None if unsettled."""
    seen = set()
    for _ in range(_ROUNDS):
        key = frozenset(held.items())
        if key in seen:
            return held, None
        seen.add(key)
        try:
            solution = solve_free(_hold(problem, held))
        except ReconciliationError:
            if not held:
                raise
            return held, None
        released = _pushed_inwards(problem, solution, held)
        leaving = _leaving(problem, solution.values)
        if not released and not leaving:
            return held, solution
        held = {flow: side for flow, side in held.items() if flow not in released} | leaving
    return held, None


def _leaving(problem, values):
    """Return ``{flow: −1 or 1}`` for the known flows beyond their lower or upper bound."""
    size = 1e-12 * np.nanmax(np.abs(np.concatenate([values, problem.measured])), initial=0.0)
    with np.errstate(invalid="ignore"):
        below = problem.lower - values > size + ROUNDING * np.abs(problem.lower)
        above = values - problem.upper > size + ROUNDING * np.abs(problem.upper)
    below &= np.isfinite(problem.lower)
    above &= np.isfinite(problem.upper)
    return dict.fromkeys(np.flatnonzero(below).tolist(), -1) | dict.fromkeys(np.flatnonzero(above).tolist(), 1)


def _hold(problem, held):
    """Return the problem with every held flow taken out of its balances and put at its bound by one of its own."""
    if not held:
        return problem
    flows = np.array(sorted(held))
    at = _held_at(problem, held, flows)
    from scipy.sparse import csc_array, vstack

    sparse = hasattr(problem.A, "tocsc")
    A = problem.A.tolil() if sparse else problem.A.copy()
    b = problem.b - problem.A[:, flows] @ at
    A[:, flows] = 0.0
    own = csc_array((np.ones(len(flows)), (np.arange(len(flows)), flows)), shape=(len(flows), len(problem.sd)))
    A = vstack([A.tocsc(), own]).tocsc() if sparse else np.vstack([A, own.toarray()])
    return replace(problem, A=A, b=np.concatenate([b, at]))


def _held_at(problem, held, flows):
    return np.array([problem.lower[flow] if held[flow] < 0 else problem.upper[flow] for flow in flows.tolist()])


def _pushed_inwards(problem, solution, held):
    """Return the held flows that would move away from their bound by themselves."""
    if not held:
        return set()
    flows = np.array(sorted(held))
    m = len(problem.b)
    balances, own = solution.multipliers[:m], solution.multipliers[m:]
    columns = problem.A[:, flows]
    force = own - columns.T @ balances
    size = np.abs(own) + abs(columns).T @ np.abs(balances)
    side = np.array([held[flow] for flow in flows.tolist()])
    return set(flows[force * side > ROUNDING * size].tolist())


def _unobservable_fit(problem, solution):
    """Say whether the unobservable flows can take values within their bounds."""
    unknown = np.flatnonzero(np.isnan(solution.values))
    if not len(unknown) or not _limited(problem, unknown):
        return True
    A, right = _rest(problem, solution.values, unknown)
    if isinstance(A, np.ndarray) and _plainly_fit(A, right, problem.lower[unknown], problem.upper[unknown]):
        return True
    from workbench.analysis.reconciliation.programme import find_nearest

    scale = np.abs(right).max(initial=0.0) or 1.0
    answer = find_nearest(A, right / scale, problem.lower[unknown] / scale, problem.upper[unknown] / scale)
    return answer is not None


def _plainly_fit(A, right, lower, upper):
    """Say whether a few projections onto the balances lead into the bounds, which saves a programme."""
    back = np.linalg.pinv(A)
    inside = np.abs(right).max(initial=0.0)
    start = np.where(np.isfinite(lower), lower + inside, np.where(np.isfinite(upper), upper - inside, 0.0))
    for _ in range(_PROJECTIONS):
        start = np.clip(start, lower, upper)
        flows = start + back @ (right - A @ start)
        within = np.clip(flows, lower, upper)
        if np.array_equal(flows, within):
            return True
        start = flows + 4 * (within - flows)  # well past the bound, lest they creep up to it
    return False


def _limited(problem, flows):
    return bool(len(_finite(problem, flows)))


def _finite(problem, flows):
    ends = np.concatenate([problem.lower[flows], problem.upper[flows]])
    return ends[np.isfinite(ends)]


def _rest(problem, values, unknown):
    """Return the balances of the unknown flows and what the known ones leave for them."""
    right = problem.b - problem.A @ np.where(np.isnan(values), 0.0, values)
    columns = problem.A[:, unknown]
    columns = columns.toarray() if hasattr(columns, "toarray") and columns.shape[0] < 500 else columns
    rows = np.flatnonzero(abs(columns).sum(axis=1))
    return columns[rows], right[rows]


def _by_programme(problem, solve_free):
    """Let a quadratic programme find the flows to hold, and check its answer."""
    from workbench.analysis.reconciliation.programme import find_optimum

    held, least = find_optimum(problem)
    for _ in range(_ROUNDS):
        solution = solve_free(_hold(problem, held))
        leaving = _leaving(problem, solution.values)
        if not leaving:
            break
        held = held | leaving
    if leaving or solution.chi2 > least * (1 + 1e-5) + 1e-8:
        text = "在上下限内没有找到最优解 / no optimum within the bounds was found"
        raise ReconciliationError(text, sorted(held))
    return held, solution


def _finish(problem, solution, held):
    """Name the held flows and speak of the given balances only."""
    m = len(problem.b)

    def find_checks():
        checks = solution.find_checks()
        return replace(checks, combination=checks.combination[:, :m])

    values = np.clip(solution.values, problem.lower, problem.upper)  # rounding must not leave the bounds
    flows = np.array(sorted(held), dtype=int)
    values[flows] = _held_at(problem, held, flows)
    return replace(
        solution,
        values=values,
        adjustments=values - problem.measured,
        multipliers=solution.multipliers[:m],
        at_bound=tuple(sorted(held)),
        find_interval=lambda: find_interval(problem, values),
        find_checks=find_checks if held else solution.find_checks,
    )
