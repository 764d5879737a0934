"""Quadratic programmes of bounded reconciliation, solved by the interior-point method of Clarabel."""

import numpy as np
from scipy.sparse import block_array, csc_array, diags_array, eye_array, vstack

from workbench.analysis.reconciliation.problem import square_root
from workbench.errors import ReconciliationError


def find_nearest(A, right, lower, upper):
    """Return the smallest x with ``A x = right`` within bounds, or None if there is none."""
    n = len(lower)
    answer = _run(eye_array(n, format="csc"), csc_array(A), right, csc_array(eye_array(n)), lower, upper)
    return np.array(answer.x) if _is_solved(answer) else None


def find_optimum(problem):
    """Find the flows of a `Problem` that its optimum holds at a bound.

    Returns
    -------
    held : dict
        ``{flow: −1 at the lower, 1 at the upper bound}``.
    chi2 : float
        Weighted sum of squared adjustments at the optimum.

    Raises
    ------
    ReconciliationError
        When balances and bounds exclude each other; ``flows`` are those whose bounds do.
    """
    A = csc_array(problem.A)
    unmeasured = np.flatnonzero(problem.unmeasured)
    known = np.where(problem.unmeasured, 0.0, problem.measured)
    errors = _errors(problem)
    scale = max(np.abs(known).max(), np.abs(problem.b).max()) or 1.0
    n, u = len(known), len(unmeasured)
    place = csc_array((np.full(u, scale), (unmeasured, np.arange(u))), shape=(n, u))
    step = csc_array(block_array([[errors, place]]))
    weight = diags_array(np.repeat([1.0, 0.0], [errors.shape[1], u]))
    bounded = np.flatnonzero((np.isfinite(problem.lower) | np.isfinite(problem.upper)) & ~problem.exact)
    lower, upper = problem.lower[bounded] - known[bounded], problem.upper[bounded] - known[bounded]
    answer = _run(csc_array(weight), A @ step, problem.b - A @ known, step[bounded], lower, upper)
    force, slack = _ends(answer, len(problem.b), lower, upper)
    if not _is_solved(answer):
        concerned = bounded[np.abs(force) > 1e-6 * np.abs(force).max(initial=0.0)]
        text = "上下限与平衡互相矛盾 / the bounds contradict the balances"
        raise ReconciliationError(f"{text} (columns {', '.join(map(str, concerned[:10]))})", concerned)
    size = np.abs(step[bounded]) @ np.ones(step.shape[1])
    at_bound = np.abs(force) * size > slack / size
    held = dict(zip(bounded[at_bound].tolist(), np.sign(force[at_bound]).astype(int).tolist(), strict=True))
    return held, float(np.square(np.array(answer.x)[: errors.shape[1]]).sum())


def _errors(problem):
    """Return the map (n, q) from independent errors of one standard deviation to meters."""
    n = len(problem.sd)
    grouped = np.concatenate([members for members, _ in problem.groups]) if problem.groups else np.zeros(0, dtype=int)
    single = np.setdiff1d(np.flatnonzero(problem.uncertain), grouped)
    parts = [csc_array((problem.sd[single], (single, np.arange(len(single)))), shape=(n, len(single)))]
    for members, matrix in problem.groups:
        root = square_root(matrix) * problem.sd[members, None]
        rows, columns = np.indices(root.shape).reshape(2, -1)
        parts.append(csc_array((root.ravel(), (members[rows], columns)), shape=(n, root.shape[1])))
    return block_array([parts])


def _run(weight, A, right, step, lower, upper):
    """Minimise ``½ xᵀ W x`` with ``A x = right`` and ``lower ≤ step x ≤ upper``."""
    import clarabel

    below, above = np.isfinite(lower), np.isfinite(upper)
    size = np.maximum(abs(A).max(axis=1).toarray().ravel(), np.finfo(float).tiny)
    balances = diags_array(1 / size) @ A
    constraints = csc_array(vstack([balances, -step[below], step[above]]))
    limits = np.concatenate([right / size, -lower[below], upper[above]])
    cones = [clarabel.ZeroConeT(len(right)), clarabel.NonnegativeConeT(int(below.sum() + above.sum()))]
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.max_iter = 200
    settings.tol_feas = settings.tol_gap_abs = settings.tol_gap_rel = 1e-10
    solver = clarabel.DefaultSolver(csc_array(weight), np.zeros(A.shape[1]), constraints, limits, cones, settings)
    return solver.solve()


def _is_solved(answer):
    """Accept an answer that is exact to rounding, also where the last digits could not be had."""
    status = str(answer.status)
    stopped = status in ("InsufficientProgress", "MaxIterations")
    return status in ("Solved", "AlmostSolved") or (stopped and max(answer.r_prim, answer.r_dual) < 1e-7)


def _ends(answer, balances, lower, upper):
    """Return for each bounded flow the force on it (< 0 at its lower, > 0 at its upper bound) and its slack there."""
    below, above = np.isfinite(lower), np.isfinite(upper)
    dual, slack = np.array(answer.z)[balances:], np.array(answer.s)[balances:]
    force, room = np.zeros((2, len(lower))), np.full((2, len(lower)), np.inf)
    force[0, below], room[0, below] = dual[: below.sum()], slack[: below.sum()]
    force[1, above], room[1, above] = dual[below.sum() :], slack[below.sum() :]
    upwards = force[1] > force[0]
    return np.where(upwards, force[1], -force[0]), np.where(upwards, room[1], room[0])
