"""Flows and their contents reconciled together: material, element and energy balances at once."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from workbench.analysis.reconciliation.nonlinear import describe_point, read_objective, search
from workbench.analysis.reconciliation.optimum import Search
from workbench.errors import ReconciliationError

LARGE = 4_000  # values above which the dense method takes minutes
ROUNDS = 5  # searches in which flows are found to be empty


def solve_bilinear(  # noqa: PLR0913 - two pairs of data and their bounds
    A, amounts, amount_sd, contents, content_sd, *, detection_limit=None, shared=None, total=True, lower=None
):
    """Reconcile amounts and contents under ``A a = 0`` and ``A (a ∘ c) = 0`` for every quantity.

    Parameters
    ----------
    A : array_like or sparse (m, n)
        Incidence of the balances.
    amounts, amount_sd : array_like (n,)
        Measured amounts, nan = not measured, and their standard uncertainty, 0 = exact.
    contents, content_sd : array_like (n, k)
        Measured contents of each of the k quantities.
    detection_limit : array_like (n, k), optional
        Limit of contents that were not detected (未检出), nan elsewhere; `content_sd` is that of a reading there.
    shared : ndarray of int (n, k), optional
        Equal numbers mark one and the same content: the assay of a material that several flows carry. All contents
        are their own when left out.
    total : bool
        Whether the amounts themselves are balanced, beside the quantities.
    lower : float or array_like (n,), optional
        Bound of the amounts; contents are bounded by 0 where it is given.

    Returns
    -------
    Solution
        Of the stacked values: n amounts, then every distinct content, in the order of `Layout`.

    Raises
    ------
    ReconciliationError
        Wrong input or no convergence; ``flows`` has columns of the stacked values.

    Notes
    -----
    Above some thousand values that may not be negative (``lower=0``), each content its own, an interior-point method
    takes over (`interior.solve_large`), whose solution has no covariances.

    Examples
    --------
    Ore 100 t with 10 % metal parts into concentrate and tailings; only the contents of these are known:

    >>> solution = solve_bilinear(
    ...     [[1, -1, -1]], [100, np.nan, np.nan], [1, 0, 0], [[0.10], [0.50], [0.02]], [[0.001]] * 3
    ... )
    >>> solution.values[:3].round(2).tolist()
    [100.0, 16.67, 83.33]
    """
    n = A.shape[1] if hasattr(A, "shape") else len(A[0])
    amounts, amount_sd = np.asarray(amounts, dtype=float), np.asarray(amount_sd, dtype=float)
    contents, content_sd = np.asarray(contents, dtype=float), np.asarray(content_sd, dtype=float)
    _check_shapes(n, amounts, contents, content_sd)
    plain = (
        detection_limit is None and shared is None and total and lower is not None and np.all(np.asarray(lower) == 0)
    )
    if n * (1 + contents.shape[1]) > LARGE and plain and _is_incidence(A):
        from workbench.analysis.reconciliation.interior import solve_large

        return solve_large(A, amounts, amount_sd, contents, content_sd)
    A = A.toarray() if hasattr(A, "toarray") else np.asarray(A, dtype=float)
    layout = make_layout(contents.shape, shared)
    limit = np.full(contents.shape, np.nan) if detection_limit is None else np.asarray(detection_limit, dtype=float)
    flows, inside = _guess(A, amounts, amount_sd, contents)
    bound = None
    if lower is not None:
        bound = np.concatenate([np.broadcast_to(np.asarray(lower, dtype=float), n), np.zeros(len(layout.first))])
    given = layout.stack(amounts, contents), layout.stack(amount_sd, content_sd)
    limits = layout.stack(np.full(n, np.nan), limit)
    point = _search(A, layout, total, (*given, layout.stack(flows, inside), bound, limits))
    objective, problem = read_objective(*given, bounds=(bound, None), detection_limit=limits)
    original = Search(constraint_function(A, layout, total), objective, ~problem.exact)
    at_optimum = original.point(point.x, point.steps)
    return describe_point(replace(at_optimum, held=point.held), objective, problem)


def _is_incidence(A):
    """Say whether every flow leaves at most one process and enters at most one other, with factors of 1."""
    A = csr_array(A)
    entering, leaving = (A > 0).sum(axis=0), (A < 0).sum(axis=0)
    return bool(np.all(np.abs(A.data[A.data != 0]) == 1) and np.max(entering) <= 1 and np.max(leaving) <= 1)


def _search(A, layout, total, given):
    """Return the optimum, searched with loads in place of unknown contents.

    What a flow carries of a quantity enters the balances linearly, its content times its amount does not; where the
    content is unknown only the load matters, and the search has less to bend.
    """
    measured, sd, guess, bound, limits = given
    loads = np.isnan(measured) & np.isnan(limits)
    loads[: A.shape[1]] = False
    carrier = np.arange(len(measured))
    carrier[layout.place] = np.arange(A.shape[1])[:, None]
    start = guess * np.where(loads, guess[carrier], 1.0)
    constraints = constraint_function(A, layout, total, loads)
    measured, sd, steps = measured.copy(), sd.copy(), 0
    typical = np.median(np.abs(guess[: A.shape[1]]))
    for _ in range(ROUNDS):
        point, _, _ = search(constraints, measured, sd, guess=start, bounds=(bound, None), detection_limit=limits)
        steps, amounts = steps + point.steps, point.x[carrier]
        empty = np.abs(amounts) <= 1e-9 * typical
        # a flow that is nothing carries nothing, which its load alone does not know
        adrift = loads & empty & (np.abs(point.x) > 1e-12 * typical)
        if not adrift.any():
            break
        measured[adrift], sd[adrift] = 0.0, 0.0
    content = np.where(empty, guess, point.x / np.where(empty, 1.0, amounts))
    held = tuple(column for column in point.held if not (loads[column] and empty[column]))
    return replace(point, x=np.where(loads, content, point.x), held=held, steps=steps)


@dataclass(frozen=True)
class Layout:
    """Where amounts and contents stand among the stacked values.

    Attributes
    ----------
    place : ndarray of int (n, k)
        Position of each content.
    first : ndarray of int
        For each distinct content, its first appearance in the contents read row by row.
    """

    place: np.ndarray
    first: np.ndarray

    def stack(self, amounts, contents):
        """Return amounts (n,) and contents (n, k) as one vector."""
        return np.concatenate([np.asarray(amounts, dtype=float), np.asarray(contents, dtype=float).ravel()[self.first]])

    def split(self, stacked):
        """Return (amounts (n,), contents (n, k)) of a vector."""
        stacked = np.asarray(stacked)
        return stacked[: len(self.place)], stacked[self.place]


def make_layout(shape, shared=None):
    """Return the `Layout` of contents (n, k), equal numbers in `shared` being one content."""
    labels = np.arange(shape[0] * shape[1]) if shared is None else np.asarray(shared).ravel()
    _, first, position = np.unique(labels, return_index=True, return_inverse=True)
    return Layout(shape[0] + position.reshape(shape), first)


def _check_shapes(n, amounts, contents, content_sd):
    if amounts.shape != (n,) or contents.ndim != 2 or len(contents) != n or content_sd.shape != contents.shape:
        raise ReconciliationError(
            f"网络有 {n} 个物流, 数量 {amounts.shape}、含量 {contents.shape} 与之不符 / the network has {n} flows, "
            f"amounts have shape {amounts.shape} and contents {contents.shape}"
        )


def constraint_function(A, layout, total=True, loads=None):
    """Return the callable of the stacked values whose residuals are the balances, layer by layer.

    Where `loads` is true a value stands for amount times content already.
    """
    terms = [[(int(j), float(row[j])) for j in np.flatnonzero(row)] for row in A]
    n = A.shape[1]
    loads = np.zeros(n + layout.place.size, dtype=bool) if loads is None else loads

    def carried(values, j, place):
        return values[place] if loads[place] else values[j] * values[place]

    def residuals(values):
        layers = [values[:n]] if total else []
        layers += [[carried(values, j, place[j]) for j in range(n)] for place in layout.place.T]
        return [sum((factor * layer[j] for j, factor in row), 0.0) for layer in layers for row in terms]

    return residuals


def _guess(A, amounts, amount_sd, contents):
    """Return where to start: balances of the amounts alone, then contents in the middle of the measured ones."""
    known = ~np.isnan(amounts)
    size = np.abs(amounts[known & (amounts != 0)])
    typical = float(np.median(size)) if len(size) else 1.0
    target = np.where(known, amounts, typical)
    # a weak pull towards a typical size only serves as a start; the answer does not know it
    spread = np.where(known, np.maximum(np.where(known, amount_sd, 0.0), 1e-3 * typical), 1e3 * typical)
    scaled = A * spread
    flows = target - spread * np.linalg.lstsq(scaled, A @ target, rcond=1e-12)[0]
    flows = np.where(known, amounts, np.where(flows > 0, flows, 0.1 * typical))
    middle = [np.nanmedian(column) if np.any(~np.isnan(column)) else 0.5 for column in contents.T]
    return flows, np.where(np.isnan(contents), middle, contents)
