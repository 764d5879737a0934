"""Reconciliation under constraints that are not linear: contents, transfer coefficients, moisture, enthalpy."""

from dataclasses import replace

import numpy as np

from workbench.analysis.reconciliation.linear import solve
from workbench.analysis.reconciliation.optimum import Objective, Search, find_optimum
from workbench.analysis.reconciliation.problem import read_problem
from workbench.errors import ReconciliationError

STARTS = 10
SMALL = 60  # variables up to which second opinions cost little
SECOND_OPINIONS = 6  # starts of a small problem
QUICK = 6  # steps that say of a small problem that it is nearly linear
APART = 1e-3  # distance of two optima, in sd or relative
ROUNDING = 1e-12
ROUNDS = 60  # exchanges between free and bounded columns before giving up


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
        there; `iterations` and `residual` report the convergence, `optima` whether other starts ended elsewhere.
        A value below the detection limit counts neither
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
    [10.045, 0.509, 5.112]
    """
    bounds = lower, upper
    found = search(constraints, measured, sd, guess=guess, bounds=bounds, detection_limit=detection_limit)
    return describe_point(*found)


def search(constraints, measured, sd, *, guess=None, bounds=(None, None), detection_limit=None):
    """Return the optimum (a `Point`), the objective and the checked problem of `solve_nonlinear`."""
    objective, problem = read_objective(measured, sd, bounds=bounds, detection_limit=detection_limit)
    guess = _optional(guess, len(problem.measured), "guess")
    return _find_best(constraints, problem, objective, guess), objective, problem


def read_objective(measured, sd, *, bounds=(None, None), detection_limit=None):
    """Return the objective and the checked problem of `solve_nonlinear`."""
    problem, limit = _read(measured, sd, detection_limit, bounds)
    return _objective(problem.measured, problem.sd, limit), problem


def _read(measured, sd, limit, bounds):
    """Return the checked input; readings, sd and bounds obey the rules of the linear solver."""
    count = np.size(measured)
    limit = _optional(limit, count, "detection_limit")
    hidden = ~np.isnan(limit)
    # a value that was not detected was looked for: to the checks it is as good as measured
    probe = np.where(hidden & np.isnan(np.array(measured, dtype=float)), limit, measured)
    problem = read_problem(np.ones((1, count)), probe, sd, lower=bounds[0], upper=bounds[1])
    wrong = np.flatnonzero(hidden & ~(np.isnan(np.array(measured, dtype=float)) & (problem.sd > 0)))
    if len(wrong):
        raise ReconciliationError(
            "未检出值不能同时有测量值，且需要 sd > 0 / a value below its detection limit has no reading and "
            f"needs sd > 0: columns {', '.join(map(str, wrong))}",
            wrong,
        )
    return replace(problem, measured=np.where(hidden, np.nan, problem.measured)), limit


def _optional(given, count, name):
    values = np.full(count, np.nan) if given is None else np.array(given, dtype=float)
    if values.shape != (count,):
        raise ReconciliationError(f"{name} 应有 {count} 个数 / {name} needs {count} numbers, has shape {values.shape}")
    return values


def _objective(measured, sd, limit):
    counts = ~np.isnan(measured) & (sd > 0)
    weight = np.zeros(len(measured))
    weight[counts] = sd[counts] ** -2.0
    return Objective(measured, weight, limit, np.where(np.isnan(limit), 1.0, sd))


def _starts(problem, guess, limit):
    """Yield points to start from: the guess, then the readings, then points scattered around them."""
    measured = problem.measured
    known = np.where(np.isnan(measured), np.where(np.isnan(limit), np.nan, limit / 2), measured)
    size = np.abs(measured[~np.isnan(measured) & (measured != 0)])
    typical = float(np.median(size)) if len(size) else 1.0
    scatter = np.random.default_rng(0)  # fixed: the same problem always starts from the same points
    first = None
    for attempt in range(STARTS):
        spread = typical ** scatter.uniform(0, 1, len(known)) * np.exp(scatter.normal(0, 0.7, len(known)))
        fill = [np.full(len(known), typical), np.ones(len(known))][attempt] if attempt < 2 else spread
        hidden = np.where(np.isnan(guess), fill, guess)
        start = np.where(np.isnan(known), hidden, known)
        if attempt == 0:
            start = np.where(np.isnan(guess), start, guess)
        if attempt > 1:
            shaken = start * np.exp(scatter.normal(0, 0.3, len(known)))
            wide = start + np.nan_to_num(problem.sd) * scatter.normal(0, 1.5, len(known))
            start = np.where(np.isnan(known) | (attempt % 2 == 1), shaken, wide)
        start = np.clip(np.where(problem.exact, measured, start), problem.lower, problem.upper)
        if attempt != 1 or not np.array_equal(start, first):
            yield start
        first = start


def _find_best(constraints, problem, objective, guess):
    """Return the best optimum of some starts, with the others that they reached as its `rivals`."""
    found, failed = [], []
    moves, bounds = Search(constraints, objective, ~problem.exact), (problem.lower, problem.upper)
    complete = not np.any(np.isnan(guess) & np.isnan(problem.measured) & np.isnan(objective.limit))
    for start in _starts(problem, guess, objective.limit):
        point = _find_bounded(moves, start, bounds)
        if point.converged:
            found.append(point)
        else:
            failed.append(point)
        if found and len(found) + len(failed) >= _enough(found, failed, complete):
            break
    if not found:
        _refuse_unsolved(next((point for point in failed if np.all(np.isfinite(point.c))), failed[0]))
    least = min(point.value for point in found)
    # of equal ones the first is nearest to the guess
    best = next(point for point in found if point.value <= least + 1e-9 * (1 + least))
    return replace(best, rivals=tuple(point for point in found if point is not best))


def _enough(found, failed, complete):
    """Return how many starts are enough: constraints that bend may have several optima."""
    point = found[0]
    if not any(point.second):
        return 1
    if len(point.x) > SMALL:
        return 1 if complete else 3
    # two that hardly bend on their way, meet, and fit as well as nine in ten clean problems do, need no third
    quick = not failed and all(other.steps <= QUICK for other in found)
    meet = all(abs(other.value - point.value) <= 1e-6 * (1 + point.value) for other in found)
    likely = 2 * point.value <= len(point.c) + 1.3 * np.sqrt(2 * len(point.c))
    return 2 if quick and meet and likely else SECOND_OPINIONS


def _refuse_unsolved(point):
    finite = np.all(np.isfinite(point.c))
    worst = int(np.argmax(np.abs(point.c))) if finite and len(point.c) else 0
    flows = np.flatnonzero(point.J[worst]) if len(point.c) else np.arange(len(point.x))
    left = point.c[worst] if len(point.c) else 0.0
    named = ", ".join(map(str, flows))
    raise ReconciliationError(
        f"没有找到满足约束的解：约束 {worst} 不闭合 ({left:.3g})，涉及列 {named} / "
        f"not converged: constraint {worst} does not close ({left:.3g}), columns {named}",
        flows,
    )


def _find_bounded(moves, start, bounds):
    """Return the optimum with columns exchanged between free and bounded until none wants to move."""
    held = np.zeros(len(start), dtype=bool)
    exact, point, seen = ~moves.free, None, set()
    for _ in range(ROUNDS):
        x = np.clip(start, *bounds) if point is None else np.where(held, np.clip(point.x, *bounds), point.x)
        point = find_optimum(replace(moves, free=~exact & ~held), x)
        if not point.converged:
            return point
        size = moves.scales(x)
        following = _exchange(point, held, exact, bounds, size, one_by_one=held.tobytes() in seen)
        if following is None:
            return replace(point, x=np.clip(point.x, *bounds), held=tuple(np.flatnonzero(held & ~exact).tolist()))
        seen.add(held.tobytes())
        held = following
    return replace(point, converged=False)


def _exchange(point, held, exact, bounds, size, one_by_one):
    """Return the columns to hold at a bound next, None where bounds and multipliers agree already."""
    low, high = bounds
    slack = 1e-9 * size
    beyond = np.where(held | exact, 0.0, np.maximum(low - point.x, point.x - high))
    violated = beyond > slack
    pull = point.gradient + point.J.T @ point.multipliers
    inward = held & (low < high) & (np.where(point.x <= low, -pull, pull) * size > 1e-9)
    if not (violated.any() or inward.any()):
        return None
    if violated.any():
        # holding one column often brings the others back; all at once may leave no room for the balances
        violated = np.arange(len(beyond)) == np.argmax(np.where(violated, beyond / size, 0.0))
        inward &= not one_by_one
    elif one_by_one:
        inward = np.arange(len(pull)) == np.argmax(np.where(inward, np.abs(pull), 0.0))
    return (held | violated) & ~inward


def describe_point(point, objective, problem):
    """Return the solution of the problem linearised at its optimum, which is the optimum itself."""
    measured, sd, bounds = problem.measured.copy(), problem.sd.copy(), (problem.lower, problem.upper)
    hidden = np.flatnonzero(~np.isnan(objective.limit))
    _, gradient, curvature = objective.evaluate(point.x)
    # below the detection limit: the quadratic model of the likelihood stands for a measurement
    measured[hidden] = point.x[hidden] - gradient[hidden] / curvature[hidden]
    sd[hidden] = curvature[hidden] ** -0.5
    linear = _solve_linearised(point, measured, sd, bounds)
    _refuse_degenerate(linear, point, sd)
    adjustments, z = linear.adjustments.copy(), linear.z.copy()
    adjustments[hidden] = z[hidden] = np.nan
    status = linear.status.copy()
    status[hidden] = np.where(linear.status[hidden] == "redundant", "observable", linear.status[hidden])
    values = np.where(np.isnan(linear.values), np.nan, point.x)
    counted = objective.weight > 0
    chi2 = float(np.sum(objective.weight[counted] * (point.x - measured)[counted] ** 2)) if linear.dof else 0.0
    return replace(
        linear,
        values=values,
        adjustments=np.where(np.isnan(adjustments), np.nan, values - measured),
        z=z,
        status=status,
        chi2=chi2,
        dof=max(linear.dof - len(hidden), 0),
        iterations=point.steps,
        residual=float(np.max(np.abs(point.c), initial=0.0)),
        optima=_list_optima(point, ~np.isnan(values), sd),
    )


def _list_optima(point, known, sd):
    """Return twice the objective at the optimum and at every other one that differs in a known value."""
    size = np.where(sd > 0, sd, np.maximum(np.abs(point.x), 1e-300))
    listed = [point]
    for rival in sorted(point.rivals, key=lambda other: other.value):
        if all(np.any((np.abs(rival.x - other.x) > APART * size)[known]) for other in listed):
            listed.append(rival)
    return tuple(2 * float(other.value) for other in listed)


def _refuse_degenerate(linear, point, sd):
    """Refuse a solution at which the constraints lose their rank: nothing can be said about its uncertainty."""
    away = np.abs(linear.values - point.x) > 1e-3 * np.where(sd > 0, sd, np.abs(point.x) + 1e-300)
    if away.any():
        flows = np.flatnonzero(away)
        named = ", ".join(map(str, flows))
        raise ReconciliationError(
            f"约束在解处退化(如流量为零): 列 {named} / the constraints degenerate at the solution, as where flows "
            f"vanish: columns {named}",
            flows,
        )


def _solve_linearised(point, measured, sd, bounds):
    """Return the linear solution around the optimum; a bound that holds is one more balance.

    It is solved for the distance from the optimum, which closes the balances exactly; terms that are only what
    rounding leaves of larger ones would pass for coefficients, and are dropped.
    """
    x, held = point.x, list(point.held)
    size = np.abs(point.J) * np.maximum(np.abs(x), np.where(sd > 0, sd, 0.0))
    J = np.where(size > ROUNDING * np.max(size, axis=1, keepdims=True, initial=0.0), point.J, 0.0)
    rows = np.vstack([J, np.eye(len(x))[held]])
    near = solve(rows, measured - x, sd, lower=bounds[0] - x, upper=bounds[1] - x)
    return replace(
        near,
        values=near.values + x,
        at_bound=point.held,
        multipliers=near.multipliers[: len(J)],
        find_interval=lambda: (near.low + x, near.high + x),
        find_checks=lambda: replace(near.checks, combination=near.checks.combination[:, : len(J)]),
    )
