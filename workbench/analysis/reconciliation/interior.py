"""Amounts and contents of large plants: an interior-point method on amounts and loads.

In amounts a and loads q = a c the balances are linear and every flow is coupled with its own loads only, so that each
step needs one factor of the size (quantities + 1) × processes. Primal–dual barrier: Nocedal and Wright, Numerical
Optimization, 2nd ed., chapter 19.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from workbench.analysis.reconciliation.ends import read_network
from workbench.analysis.reconciliation.fronts import BlockFactor
from workbench.analysis.reconciliation.solution import MEASURED, OBSERVABLE, REDUNDANT, UNOBSERVABLE, Checks, Solution
from workbench.analysis.reconciliation.threads import on_one_thread
from workbench.errors import ReconciliationError

STEPS = 150
BARRIER = 1e-8  # weight of the barrier at the end, in units of the objective
DAMPING = 1e-4  # pull of unmeasured values towards the last iterate, per size squared: no prior, it moves along
STRONGER = 100.0  # times the damping, for variances
CHECKED = 5e-5  # share of its variance that a balance has to take from a meter that it checks
OPEN = 10.0  # times the variance under the stronger damping
ROUNDING = 1e-3  # variance, relative to the square of the value, below which rounding rules


@on_one_thread
def solve_large(A, amounts, amount_sd, contents, content_sd):
    """Reconcile amounts and contents of a large network; nothing may be negative.

    Parameters
    ----------
    A : scipy.sparse (m, n)
        Incidence: at most one +1 and one −1 per flow.
    amounts, amount_sd : ndarray (n,)
    contents, content_sd : ndarray (n, k)

    Returns
    -------
    Solution
        As of `solve_bilinear`, with amounts balanced too; without covariances. Classes rest on
        variances here, not on exact ranks: an unmeasured loop that holds a flow of less than a thousandth of the
        others may pass for observable, and a meter that its balances hardly check for unchecked.

    Raises
    ------
    ReconciliationError
        Negative readings, or no convergence; ``flows`` has columns of the stacked values.
    """
    data = read_network(A, amounts, amount_sd, contents, content_sd)
    return describe(data, search(data))


@dataclass(frozen=True)
class _Iterate:
    x: np.ndarray
    duals: np.ndarray
    steps: int


def _evaluate(data, x):
    """Evaluate the objective: value, gradient, its curvature and that of Gauss and Newton, which is never negative.

    A curvature is that of the amount (n,), between amount and loads (n, k), and of the loads (n, k).
    """
    amount, content = x[:, 0], x[:, 1:] / x[:, :1]
    gap = np.column_stack([amount, content]) - np.nan_to_num(data.readings)
    force = data.weight * gap
    square, weight = x[:, :1] ** 2, data.weight[:, 1:]
    gradient = np.column_stack([force[:, 0] - np.sum(force[:, 1:] * content, axis=1) / amount, force[:, 1:] / x[:, :1]])
    own = data.weight[:, 0] + np.sum(weight * content**2, axis=1) / amount**2
    bend = 2 * np.sum(force[:, 1:] * content, axis=1) / amount**2
    loads = weight / square
    exact = own + bend, -(weight * content + force[:, 1:]) / square, loads
    return 0.5 * np.sum(force * gap), gradient, exact, (own, -weight * content / square, loads)


def _inverse(curvature, extra):
    """Return the inverse (n, 1 + k, 1 + k) of the arrow-shaped curvature of each flow, its diagonal raised by `extra`."""
    own, between, loads = curvature[0] + extra[:, 0], curvature[1], curvature[2] + extra[:, 1:]
    slope = -between / loads
    first = np.concatenate([np.ones((len(own), 1)), slope], axis=1)
    inverse = first[:, :, None] * first[:, None, :] / (own + np.sum(between * slope, axis=1))[:, None, None]
    inside = np.arange(1, first.shape[1])
    inverse[:, inside, inside] += 1 / loads
    return inverse


def _safe(exact, convex, extra):
    """Return the exact curvature, and the convex one of those flows whose exact one is not clearly positive."""

    def depth(curvature):
        return curvature[0] + extra[:, 0] - np.sum(curvature[1] ** 2 / (curvature[2] + extra[:, 1:]), axis=1)

    bad = depth(exact) < 0.05 * depth(convex)
    return tuple(
        np.where(bad if part.ndim == 1 else bad[:, None], b, part) for part, b in zip(exact, convex, strict=True)
    )


def _factor(data, covariance):
    """Return the factor of the matrix A C Aᵀ of the processes."""
    try:
        return BlockFactor(data.plan, data.sign[:, None, None] * covariance[data.flow])
    except np.linalg.LinAlgError as error:
        text = "标准偏差相差过大,无法可靠求解 / standard deviations are too unequal to be reconciled reliably"
        raise ReconciliationError(text) from error


def _solve(data, covariance, right):
    factor, answer, transposed = _factor(data, covariance), np.zeros(right.size), data.A.T.tocsr()
    for _ in range(3):  # the rounds after the first refine
        moved = data.A @ np.einsum("ijk,ik->ij", covariance, transposed @ answer.reshape(right.shape))
        answer += factor.solve((right - moved).ravel())
    return answer.reshape(right.shape)


def search(data):
    """Return the minimum of the objective on the balances, at the last barrier."""
    start = np.column_stack([data.start[:, 0], data.start[:, :1] * data.start[:, 1:]])
    x, barrier, transposed = start.copy(), 1.0, data.A.T.tocsr()
    duals, damping = barrier / start, DAMPING * (data.weight == 0)
    for steps in range(1, STEPS):
        value, gradient, exact, convex = _evaluate(data, x)
        extra = duals / x + damping / x**2
        covariance = _inverse(_safe(exact, convex, extra), extra)
        # the barrier is level at the start, so that what nothing determines stays there
        pull = gradient - barrier / x + barrier / start
        left = data.A @ x
        forced = np.einsum("ijk,ik->ij", covariance, pull)
        multipliers = _solve(data, covariance, left - data.A @ forced)
        step = -forced - np.einsum("ijk,ik->ij", covariance, transposed @ multipliers)
        closed = np.abs(left).max(initial=0.0) <= 1e-9 * x.max()
        decrease = float(-np.sum(pull * step))
        length = _inside(x, step)
        if closed:
            length = _backtrack(lambda at, b=barrier: _merit(data, start, at, b), x, step, length, decrease)
        moved = barrier / x - duals - duals / x * step
        x, duals = x + length * step, duals + _inside(duals, moved) * moved
        duals = np.clip(duals, 1e-8 * barrier / x, 1e8 * barrier / x)
        if closed and barrier <= BARRIER and abs(decrease) <= 1e-7 * max(1.0, value):
            return _Iterate(x, duals, steps)
        if barrier > BARRIER and length > 0.9 and abs(decrease) < max(barrier * x.size, 1e-9):
            barrier = max(BARRIER, 0.05 * barrier)
    worst = int(np.argmax(np.max(np.abs(step) / x, axis=1)))
    raise ReconciliationError(f"未收敛，物流 {worst} 仍在变动 / not converged, flow {worst} still moves", [worst])


def _merit(data, start, x, barrier):
    return _evaluate(data, x)[0] - barrier * np.sum(np.log(x) - x / start)


def _inside(x, step):
    """Return how far a step may go (at most 1) with every value staying positive."""
    return min(1.0, 0.99 / max(float(np.max(-step / x)), 1e-300))


def _backtrack(merit, x, step, length, decrease):
    before = merit(x)
    for _ in range(40):
        if merit(x + length * step) <= before - 1e-4 * length * decrease + 1e-10 * abs(before):
            break
        length /= 2
    return length


def describe(data, found):
    """Return the `Solution`: variances of the linearised problem, classes by what the balances take from each."""
    x = found.x - _closing(data, found.x)
    values = np.column_stack([x[:, 0], x[:, 1:] / x[:, :1]])
    values[data.exact] = data.readings[data.exact]
    known = data.weight > 0
    status, variance, share = _classes(data, x, found.duals)
    open_ended, redundant = status == UNOBSERVABLE, status == REDUNDANT
    values[open_ended] = variance[open_ended] = np.nan
    adjustments = values - data.readings
    z = np.where(redundant, adjustments * np.sqrt(data.weight / np.where(redundant, share, 1.0)), np.nan)
    bound = ~known & (x < 1e-6 * data.start)
    return Solution(
        values=_flat(values),
        sd=_flat(np.sqrt(variance)),
        adjustments=_flat(adjustments),
        z=_flat(z),
        status=_flat(status),
        chi2=float(np.sum(data.weight * np.where(known & ~data.exact, adjustments, 0.0) ** 2)),
        dof=round(float(share[redundant].sum())),
        at_bound=tuple(np.flatnonzero(_flat(bound)).tolist()),
        iterations=found.steps,
        residual=float(np.abs(data.A @ x).max(initial=0.0)),
        find_checks=lambda: _checks(data, x, found.duals),
    )


def _flat(part):
    """Return amounts and contents (n, 1 + k) in the order of `bilinear.Layout`."""
    return np.concatenate([part[:, 0], part[:, 1:].ravel()])


def _classes(data, x, duals):
    """Return class and variance of every value, and the share of its variance that the balances take.

    What nothing determines is seen under a weak damping of the unmeasured values, variances under a stronger one:
    they are a small difference of large numbers otherwise. The damping counts like a reading and is taken out again.
    """
    known = data.weight > 0
    weak, share = _shares(data, x, duals, DAMPING)
    strong, taken = (weak, share) if known.all() else _shares(data, x, duals, STRONGER * DAMPING)
    free, held = weak * (1 - share), strong * (1 - taken)
    size = np.column_stack([x[:, 0], x[:, 1:] / x[:, :1]])
    # what grows when the damping loosens is known by the damping only
    open_ended = (free > OPEN * held) & (free > ROUNDING * size**2)
    status = np.where(share > CHECKED, REDUNDANT, MEASURED)
    status = np.where(known, status, np.where(open_ended, UNOBSERVABLE, OBSERVABLE))
    status[data.exact] = MEASURED
    variance = np.where(known, free, held / np.maximum(taken, 1e-300))
    return status, np.where(data.exact, 0.0, variance), share


def _checks(data, x, duals):
    """Return the checks of the problem linearised at its solution, with unmeasured values under the weak damping."""
    width = x.shape[1]
    _, force, _, convex = _evaluate(data, x)
    covariance = _inverse(convex, duals / x + DAMPING * (data.weight == 0) / x**2)
    spread = np.einsum("ijk,ilk->ijl", _directions(x), covariance)
    network = sp.kron(data.A, sp.eye_array(width), format="csr")
    stacked = np.arange(x.size).reshape(x.shape)
    by_layer = np.arange(network.shape[0]).reshape(-1, width).T.ravel()  # as the balances of `bilinear` are numbered
    # a biased reading moves amount and loads by C d / sd²
    known = np.where(data.exact, 0.0, data.weight)[:, :, None]
    coefficients = (network @ _blocks((spread * known).transpose(0, 2, 1))).tocsc()[:, _flat(stacked)]
    moved = np.einsum("ijk,ik->ij", covariance, force)
    return Checks(
        coefficients=coefficients,
        combination=sp.eye_array(network.shape[0], format="csr")[:, by_layer],
        imbalance=(data.A @ moved).ravel(),
        covariance=network @ _blocks(covariance) @ network.T,
    )


def _blocks(parts):
    """Return the block diagonal matrix of square parts (n, width, width)."""
    n, width, _ = parts.shape
    columns = np.broadcast_to(np.arange(n * width).reshape(n, 1, width), parts.shape)
    return sp.csr_array((parts.ravel(), columns.ravel(), np.arange(n * width + 1) * width), shape=(n * width,) * 2)


def _directions(x):
    """Return what each value is in amount and loads (n, 1 + k, 1 + k): the amount itself, and a content q / a."""
    n, width = x.shape
    directions, inside = np.zeros((n, width, width)), np.arange(1, width)
    directions[:, 0, 0] = 1.0
    directions[:, inside, 0] = -x[:, 1:] / x[:, :1] ** 2
    directions[:, inside, inside] = 1 / x[:, :1]
    return directions


def _shares(data, x, duals, damping):
    """Return the variance of every value before the balances speak, and the share that they take from it."""
    covariance = _inverse(_evaluate(data, x)[3], duals / x + damping * (data.weight == 0) / x**2)
    directions = _directions(x)
    spread = np.einsum("ijk,ilk->ijl", directions, covariance)
    prior = np.einsum("ijk,ijk->ij", directions, spread)
    return prior, np.clip(_taken(data, covariance, spread) / prior, 0.0, 1.0)


def _closing(data, x):
    """Return the small change that closes the balances to the last digit, in proportion to the values."""
    covariance = np.zeros((*x.shape, x.shape[1]))
    inside = np.arange(x.shape[1])
    covariance[:, inside, inside] = x**2
    return np.einsum("ijk,ik->ij", covariance, data.A.T @ _solve(data, covariance, data.A @ x))


def _taken(data, covariance, spread):
    """Return the variance that the balances take from every value."""
    inverse = data.sign[:, None, None] * _factor(data, covariance).inverse_blocks()
    places = sp.csr_array((np.ones(len(data.flow)), (data.flow, np.arange(len(data.flow)))))
    seen = (places @ inverse.reshape(len(inverse), -1)).reshape(-1, *inverse.shape[1:])  # Aᵀ V⁻¹ A of each flow
    return np.einsum("ijk,ikl,ijl->ij", spread, seen, spread, optimize=True)
