"""Reconciliation under constraints that are not linear: contents, transfer coefficients, moisture, enthalpy."""

from dataclasses import replace

import numpy as np

from workbench.analysis.reconciliation.linear import solve
from workbench.analysis.reconciliation.optimum import Objective, Problem, find_optimum
from workbench.errors import ReconciliationError

ROUNDS = 40  # exchanges between free and bounded columns before giving up


def solve_nonlinear(constraints, measured, sd, *, guess=None, lower=None, upper=None, detection_limit=None):
    """Reconcile measurements with any differentiable constraints.

    Parameters
    ----------
    constraints : callable
        Takes the n variables as a sequence and returns m residuals, in plain arithmetic (``+ - * / **``).
    measured : array_like (n,)
        Measured values, nan = not measured.
    sd : array_like (n,)
        Standard uncertainty; 0 = exact; ignored where `measured` is nan.
    guess : array_like (n,), optional
        Where to start an unmeasured variable, nan = no idea.
    lower, upper : float or array_like (n,), optional
        Bounds, nan = none.
    detection_limit : array_like (n,), optional
        Limit of a value reported as not detected (未检出), nan elsewhere; `measured` is nan there and `sd` is the
        standard uncertainty of a reading at the limit.

    Returns
    -------
    Solution
        Values at the weighted least-squares optimum; classes, variances, z and χ² from the constraints linearised
        there; `iterations` and `residual` report the convergence. A value below the detection limit counts neither
        in χ² nor in its degrees of freedom.

    Raises
    ------
    ReconciliationError
        Wrong input, or no point found that satisfies the constraints; `flows` names the variables concerned.

    Notes
    -----
    Variances are first order (law of propagation, GUM 5.1.2). Classes are local: they hold at the solution.

    Examples
    --------
    >>> solution = solve_nonlinear(lambda x: [x[0] * x[1] - x[2]], [10.0, 0.5, 5.2], [0.1, 0.01, 0.1])
    >>> [round(float(value), 3) for value in solution.values]
    [10.015, 0.512, 5.126]
    """
    measured, sd, guess, limit = _check_input(measured, sd, guess, detection_limit)
    low, high = _bound(lower, -np.inf, len(measured)), _bound(upper, np.inf, len(measured))
    _check_bounds(measured, sd, low, high)
    objective = _objective(measured, sd, limit)
    exact = ~np.isnan(measured) & (sd == 0)
    best = _find_best(constraints, objective, exact, _starts(measured, guess, limit, (low, high)), (low, high))
    return _describe(best, objective, measured, sd, (low, high))


def _check_input(measured, sd, guess, limit):
    measured = np.array(measured, dtype=float)
    count = len(measured)
    sd = np.array(sd, dtype=float)
    guess = np.full(count, np.nan) if guess is None else np.array(guess, dtype=float)
    limit = np.full(count, np.nan) if limit is None else np.array(limit, dtype=float)
    for name, values in (("sd", sd), ("guess", guess), ("detection_limit", limit)):
        if values.shape != measured.shape or measured.ndim != 1:
            raise ReconciliationError(
                f"measured 与 {name} 的长度不一致 / measured and {name} differ in shape: "
                f"{measured.shape}, {values.shape}"
            )
    needed = ~np.isnan(measured) | ~np.isnan(limit)
    wrong = np.flatnonzero(needed & ~((sd >= 0) & np.isfinite(sd)))
    wrong = np.union1d(wrong, np.flatnonzero(np.isinf(measured)))
    if len(wrong):
        raise ReconciliationError(
            f"标准不确定度必须是非负有限数 / values and sd must be finite and sd not negative: {_columns(wrong)}",
            wrong,
        )
    wrong = np.flatnonzero(~np.isnan(limit) & (~np.isnan(measured) | (sd == 0)))
    if len(wrong):
        raise ReconciliationError(
            f"未检出值不能同时有测量值，且需要 sd > 0 / a value below its detection limit has no measured value "
            f"and needs sd > 0: {_columns(wrong)}",
            wrong,
        )
    return measured, sd, guess, limit


def _columns(flows):
    return ", ".join(str(int(flow)) for flow in flows)


def _bound(bound, absent, count):
    values = np.full(count, absent) if bound is None else np.array(np.broadcast_to(bound, count), dtype=float)
    return np.where(np.isnan(values), absent, values)


def _check_bounds(measured, sd, low, high):
    exact = ~np.isnan(measured) & (sd == 0)
    wrong = np.flatnonzero((low > high) | (exact & ((measured < low) | (measured > high))))
    if len(wrong):
        raise ReconciliationError(
            f"上下限与固定值矛盾 / bounds contradict each other or an exact value: {_columns(wrong)}", wrong
        )


def _objective(measured, sd, limit):
    counts = ~np.isnan(measured) & (sd > 0)
    weight = np.zeros(len(measured))
    weight[counts] = sd[counts] ** -2.0
    return Objective(measured, weight, limit, np.where(np.isnan(limit), 1.0, sd))


def _starts(measured, guess, limit, bounds):
    """Yield points to start from: the guess, then the size of the measurements, then scattered ones."""
    known = np.where(np.isnan(measured), np.where(np.isnan(limit), np.nan, limit / 2), measured)
    size = np.abs(measured[~np.isnan(measured) & (measured != 0)])
    typical = float(np.median(size)) if len(size) else 1.0
    scatter = np.random.default_rng(0)  # fixed: the same problem always starts from the same points
    for attempt in range(12):
        spread = typical ** scatter.uniform(0, 1, len(known)) * np.exp(scatter.normal(0, 0.7, len(known)))
        fill = [np.full(len(known), typical), np.ones(len(known))][attempt] if attempt < 2 else spread
        start = np.where(np.isnan(known), np.where(np.isnan(guess), fill, guess), known)
        if attempt > 2:
            start = np.where(np.isnan(known), start * np.exp(scatter.normal(0, 0.3, len(known))), start)
        complete = not np.any(np.isnan(known) & np.isnan(guess))
        yield np.clip(start, *bounds), complete


def _find_best(constraints, objective, exact, starts, bounds):
    """Return the best optimum of the first few starts that reach one."""
    best, failed = None, None
    for attempt, (start, complete) in enumerate(starts):
        point = _find_bounded(Problem(constraints, objective, ~exact), start, bounds)
        if not point.converged:
            failed = failed if failed is not None and np.all(np.isfinite(failed.c)) else point
        elif best is None or point.value < best.value - 1e-9 * (1 + best.value):
            best = point
        # a complete guess is the user's choice of the solution; without one a second opinion guards the first
        if best is not None and (complete or attempt >= 3):
            return best
    if best is None:
        _refuse(failed)
    return best


def _refuse(point):
    finite = np.all(np.isfinite(point.c))
    worst = int(np.argmax(np.abs(point.c))) if finite and len(point.c) else 0
    flows = np.flatnonzero(point.J[worst]) if len(point.c) else np.arange(len(point.x))
    raise ReconciliationError(
        f"没有找到满足约束的解：约束 {worst} 不闭合 ({point.c[worst] if len(point.c) else 0:.3g})，"
        f"涉及变量 {_columns(flows)} / not converged: constraint {worst} does not close, "
        f"variables {_columns(flows)}",
        flows,
    )


def _find_bounded(problem, start, bounds):
    """Return the optimum with columns exchanged between free and bounded until none wants to move."""
    held = np.zeros(len(start), dtype=bool)
    exact, point, seen = ~problem.free, None, set()
    for _ in range(ROUNDS):
        x = np.clip(start, *bounds) if point is None else np.where(held, np.clip(point.x, *bounds), point.x)
        point = find_optimum(replace(problem, free=~exact & ~held), x)
        if not point.converged:
            return point
        following = _exchange(point, held, exact, bounds, one_by_one=held.tobytes() in seen)
        if following is None:
            return replace(point, x=np.clip(point.x, *bounds))
        seen.add(held.tobytes())
        held = following
    return replace(point, converged=False)


def _exchange(point, held, exact, bounds, one_by_one):
    """Return the columns to hold at a bound next, None where bounds and multipliers agree already."""
    low, high = bounds
    slack = 1e-9 * np.maximum(1e-3, np.abs(point.x))
    beyond = np.where(held | exact, 0.0, np.maximum(low - point.x, point.x - high))
    violated = beyond > slack
    pull = point.gradient + point.J.T @ point.multipliers
    inward = held & (low < high) & np.where(point.x <= low, pull < -1e-9, pull > 1e-9)
    if not (violated.any() or inward.any()):
        return None
    if one_by_one and violated.any():
        violated = np.arange(len(beyond)) == np.argmax(beyond)
    elif one_by_one:
        inward = np.arange(len(pull)) == np.argmax(np.where(inward, np.abs(pull), 0.0))
    return (held | violated) & ~inward


def _describe(point, objective, measured, sd, bounds):
    """Return the solution of the problem linearised at its optimum, which is the optimum itself."""
    measured, sd = measured.copy(), sd.copy()
    hidden = np.flatnonzero(~np.isnan(objective.limit))
    _, gradient, curvature = objective.evaluate(point.x)
    # below the detection limit: the quadratic model of the likelihood stands for a measurement
    measured[hidden] = point.x[hidden] - gradient[hidden] / curvature[hidden]
    sd[hidden] = curvature[hidden] ** -0.5
    size = np.max(np.abs(point.J), axis=1, initial=0.0)
    J = point.J / np.where(size > 0, size, 1.0)[:, None]
    linear = solve(J, measured, sd, b=J @ point.x, lower=bounds[0], upper=bounds[1])
    adjustments, z = linear.adjustments.copy(), linear.z.copy()
    adjustments[hidden] = z[hidden] = np.nan
    values = np.where(np.isnan(linear.values), np.nan, point.x)
    chi2 = linear.chi2 - float(np.sum(((linear.values - measured)[hidden] / sd[hidden]) ** 2))
    return replace(
        linear,
        values=values,
        adjustments=np.where(np.isnan(adjustments), np.nan, values - measured),
        z=z,
        chi2=max(chi2, 0.0),
        dof=max(linear.dof - len(hidden), 0),
        iterations=point.steps,
        residual=float(np.max(np.abs(point.c), initial=0.0)),
    )
