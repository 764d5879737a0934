"""Constrained optimum of a separable objective: sequential quadratic programming with exact derivatives.

Each step solves the quadratic model in the range and null space of the constraint Jacobian (Nocedal and Wright,
Numerical Optimization, 2nd ed., sections 16.2 and 18.1), with the Hessian of the Lagrangian, a rank decision by
singular values, an ℓ1 line search and a second-order correction.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from workbench.analysis.reconciliation.derivatives import differentiate

RANK_TOLERANCE = 1e-11
STEP_TOLERANCE = 1e-8
STEPS = 80
WEAK = 1e-6  # curvature below this share of the largest: hardly any measurement speaks for the direction


@dataclass(frozen=True)
class Objective:
    """Half the sum of squared adjustments, plus half the deviance of values below a detection limit.

    Attributes
    ----------
    target : ndarray (n,)
        Measured values, nan where nothing was measured.
    weight : ndarray (n,)
        1 / sd², 0 where nothing was measured.
    limit : ndarray (n,)
        Detection limit of a value that was not detected, nan elsewhere.
    limit_sd : ndarray (n,)
        Standard uncertainty of a reading at the limit.
    """

    target: np.ndarray
    weight: np.ndarray
    limit: np.ndarray
    limit_sd: np.ndarray

    def evaluate(self, x):
        """Return the value, the gradient and the (diagonal) second derivatives at `x`."""
        gap = np.where(self.weight > 0, x - np.nan_to_num(self.target), 0.0)
        value, gradient, curvature = 0.5 * self.weight @ gap**2, self.weight * gap, self.weight.copy()
        for i in np.flatnonzero(~np.isnan(self.limit)):
            deviance, first, second = censored(x[i], self.limit[i], self.limit_sd[i])
            value, gradient[i], curvature[i] = value + deviance, first, second
        return value, gradient, curvature


def censored(x, limit, sd):
    """Return −ln P(reading < limit) for a true value `x`, with its first two derivatives in `x`.

    The likelihood of a value below the detection limit (未检出) is a normal tail: Helsel, Statistics for Censored
    Environmental Data, 2nd ed., chapter 5.
    """
    # only problems with censored data pay for the import of the special functions
    from scipy.special import log_ndtr

    u = (limit - x) / sd
    logarithm = log_ndtr(u)
    ratio = np.exp(-0.5 * u**2 - 0.5 * np.log(2 * np.pi) - logarithm)
    return -logarithm, ratio / sd, ratio * (u + ratio) / sd**2


@dataclass(frozen=True)
class Point:
    """Everything known at one iterate: `c`, `J`, `second` of the constraints, columns `held` at a bound, other optima as `rivals`."""

    x: np.ndarray
    value: float
    gradient: np.ndarray
    weight: np.ndarray
    c: np.ndarray
    J: np.ndarray
    second: list
    multipliers: np.ndarray
    steps: int = 0
    converged: bool = False
    held: tuple = ()
    rivals: tuple = ()


@dataclass(frozen=True)
class Search:
    """A separable objective under constraints; `free` columns move, the others keep their start value."""

    constraints: Callable
    objective: Objective
    free: np.ndarray

    def point(self, x, steps=0):
        """Evaluate objective and constraints at `x`."""
        jets = differentiate(self.constraints, x)
        J = np.zeros((len(jets), len(x)))
        for row, jet in enumerate(jets):
            J[row, list(jet.gradient)] = list(jet.gradient.values())
        c = np.array([jet.value for jet in jets])
        value, gradient, weight = self.objective.evaluate(x)
        second = [jet.hessian for jet in jets]
        return Point(x, value, gradient, weight, c, J, second, np.zeros(len(c)), steps)

    def scales(self, x):
        """Return how far each column may reasonably move: its sd, or its size where it is not measured."""
        size = np.abs(x)
        typical = np.median(size[size > 0]) if np.any(size > 0) else 1.0
        weight = self.objective.weight
        known = np.where(weight > 0, 1 / np.sqrt(np.where(weight > 0, weight, 1.0)), np.nan)
        return np.where(weight > 0, known, np.maximum(size, 1e-3 * typical))


def find_optimum(search, start):
    """Return the last iterate; `converged` says whether it is an optimum that satisfies the constraints.

    Parameters
    ----------
    search : Search
    start : ndarray (n,)

    Returns
    -------
    Point
    """
    point, penalty = search.point(np.array(start, dtype=float)), 0.0
    while point.steps < STEPS and np.all(np.isfinite(point.c)) and np.all(np.isfinite(point.J)):
        step, multipliers, size = _step(search, point)
        point = replace(point, multipliers=multipliers)
        if not np.all(np.isfinite(step)):
            break
        penalty = max(penalty, 2 * float(np.max(np.abs(multipliers), initial=0.0)))
        following = _search(search, point, step, penalty)
        if size <= STEP_TOLERANCE:
            # the last step lands quadratically close; take it unless rounding made it worse
            best = following if following is not None and _closure(following) <= _closure(point) else point
            converged = _closure(best) <= 1e-8 and _is_stationary(search, best, multipliers)
            return replace(best, multipliers=multipliers, converged=converged, steps=point.steps)
        if following is None:
            break
        point = following
    return point


def _closure(point):
    """Return the largest residual relative to the size of the terms of its constraint."""
    size = np.sum(np.abs(point.J * point.x), axis=1) + np.max(np.abs(point.J), axis=1, initial=0.0) * 1e-6
    return float(np.max(np.abs(point.c) / np.where(size > 0, size, 1.0), initial=0.0))


def _is_stationary(search, point, multipliers):
    """Return whether the gradient of the Lagrangian vanishes, also where the model is flat."""
    scale = search.scales(point.x)[search.free]
    gradient = point.gradient[search.free] * scale
    remainder = gradient + (point.J[:, search.free] * scale).T @ multipliers
    return bool(np.all(np.abs(remainder) <= 1e-6 * (1 + np.max(np.abs(gradient), initial=0.0))))


def _step(search, point):
    """Return the step, the multipliers and the size of the step in units of the scales."""
    free = search.free
    scale = search.scales(point.x)[free]
    J = point.J[:, free] * scale
    norms = np.linalg.norm(J, axis=1)
    rows = 1 / np.where(norms > 0, norms, 1.0)
    left, values, right = np.linalg.svd(J * rows[:, None], full_matrices=True)
    rank = int(np.sum(values > RANK_TOLERANCE * max(values[0], 1e-300))) if len(values) else 0
    left, values, span, null = left[:, :rank], values[:rank], right[:rank], right[rank:]
    gradient = point.gradient[free] * scale
    normal = -span.T @ (left.T @ (point.c * rows) / values)
    multipliers = -(left @ ((span @ gradient) / values)) * rows
    hessian = _hessian(point, multipliers)[np.ix_(free, free)] * np.outer(scale, scale)
    tangential = null.T @ _minimise(null @ hessian @ null.T, null @ (gradient + hessian @ normal))
    moved = normal + tangential
    # multipliers of the quadratic model; the first estimate served for its curvature
    multipliers = -(left @ ((span @ (gradient + hessian @ moved)) / values)) * rows
    step = np.zeros(len(point.x))
    step[free] = moved * scale
    return step, multipliers, float(np.max(np.abs(moved), initial=0.0))


def _hessian(point, multipliers):
    H = np.diag(point.weight)
    for multiplier, second in zip(multipliers, point.second, strict=True):
        for (i, j), value in second.items():
            H[i, j] += multiplier * value
            if i != j:
                H[j, i] += multiplier * value
    return H


def _minimise(H, gradient):
    """Return −|H|⁻¹ gradient, staying put where the model is flat (nothing measured says where to go).

    Where it is nearly flat the curvature is mostly the error of the multipliers: at most one size of the columns a
    step, or values that nothing determines run away and hold up all the others.
    """
    if not len(gradient):
        return gradient
    eigenvalues, vectors = np.linalg.eigh(H)
    size = np.abs(eigenvalues)
    curved = size > 1e-12 * max(size.max(), 1e-300)
    along = vectors[:, curved]
    moved = (along.T @ gradient) / size[curved]
    weak = size[curved] < WEAK * size.max()
    return -along @ np.where(weak, np.clip(moved, -1.0, 1.0), moved)


def _merit(point, penalty):
    value = point.value + penalty * np.sum(np.abs(point.c))
    return value if np.isfinite(value) else np.inf


def _search(search, point, step, penalty):
    """Return the next iterate along the step, None where no length of it is an improvement."""
    before, decrease = _merit(point, penalty), point.gradient @ step - penalty * np.sum(np.abs(point.c))
    slack = 1e-12 * max(1.0, abs(before)) if np.isfinite(before) else 0.0
    length = 1.0
    while length > 1e-10:
        trial = search.point(point.x + length * step, point.steps + 1)
        if _merit(trial, penalty) <= before + 1e-4 * length * min(decrease, 0.0) + slack:
            return trial
        if length == 1.0:
            corrected = _correct(search, trial)
            if corrected is not None and _merit(corrected, penalty) <= before + 1e-4 * decrease + slack:
                return corrected
        length /= 2
    return None


def _correct(search, trial):
    """Return the trial point moved back onto the constraints (second-order correction)."""
    if not (np.all(np.isfinite(trial.c)) and np.all(np.isfinite(trial.J))):
        return None
    free, scale = search.free, search.scales(trial.x)[search.free]
    x = trial.x.copy()
    x[free] -= scale * np.linalg.lstsq(trial.J[:, free] * scale, trial.c, rcond=RANK_TOLERANCE)[0]
    return search.point(x, trial.steps)
