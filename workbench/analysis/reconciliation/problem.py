"""A linear reconciliation problem, read and checked: every wrong input is refused here, with the flows concerned."""

from dataclasses import dataclass

import numpy as np

from workbench.errors import ReconciliationError

ROUNDING = 1e-9  # how far typed-in values may miss a balance or a bound and still count as meeting it


@dataclass(frozen=True, eq=False)
class Problem:
    """Balances ``A x = b`` with measurements; arrays are float, of full length and checked.

    Attributes
    ----------
    A : ndarray or scipy.sparse.csc_array (m, n)
        Coefficients of the balances.
    b : ndarray (m,)
        Right-hand side.
    measured : ndarray (n,)
        Readings, nan where not measured.
    sd : ndarray (n,)
        Standard deviations of the readings, nan where not measured.
    groups : tuple of (ndarray, ndarray)
        Columns of meters whose errors are correlated, and their correlation matrix.
    lower, upper : ndarray (n,)
        Bounds, ±inf where there is none.
    """

    A: object
    b: np.ndarray
    measured: np.ndarray
    sd: np.ndarray
    groups: tuple
    lower: np.ndarray
    upper: np.ndarray

    @property
    def unmeasured(self):
        """Mask of the flows without a reading."""
        return np.isnan(self.measured)

    @property
    def exact(self):
        """Mask of the flows whose reading is exact."""
        return self.sd == 0

    @property
    def uncertain(self):
        """Mask of the flows whose reading may be adjusted."""
        return self.sd > 0


def read_problem(A, measured, sd, *, b=None, correlation=None, lower=None, upper=None):
    """Check the arguments of `solve` and return them as a `Problem`.

    Raises
    ------
    ReconciliationError
        With ``flows``, for anything that cannot be a reconciliation problem.
    """
    A = _coefficients(A)
    m, n = A.shape
    measured = _numbers(measured, n, "measured")
    sd = np.where(np.isnan(measured), np.nan, _numbers(sd, n, "sd"))
    b = np.zeros(m) if b is None else _numbers(b, m, "b")
    _refuse(np.isinf(measured), "测量值不是有限数", "measured values are not finite")
    if not np.isfinite(b).all():
        raise ReconciliationError("右端项 b 不是有限数 / the right-hand side b is not finite")
    if np.isnan(measured).all():
        raise ReconciliationError("没有任何测量值 / nothing is measured", range(n))
    present = ~np.isnan(measured)
    _refuse(present & np.isnan(sd), "标准偏差缺失", "standard deviations are missing (nan)")
    _refuse(sd < 0, "标准偏差为负", "standard deviations are negative")
    _refuse(np.isinf(sd), "标准偏差无穷大", "standard deviations are infinite")
    lower, upper = _bound(lower, n, "lower", -np.inf), _bound(upper, n, "upper", np.inf)
    _refuse(
        (lower > upper) | (lower == np.inf) | (upper == -np.inf), "下限大于上限", "lower bounds lie above upper bounds"
    )
    slack = ROUNDING * np.where(present, np.abs(measured), 0)
    outside = (sd == 0) & ((measured < lower - slack) | (measured > upper + slack))
    _refuse(outside, "固定值超出上下限", "fixed values lie outside their bounds")
    groups = () if correlation is None else _correlated_groups(correlation, sd > 0)
    return Problem(A, b, measured, sd, groups, lower, upper)


def _refuse(wrong, zh, en):
    """Raise when any flow is wrong, naming them all."""
    if wrong.any():
        flows = np.flatnonzero(wrong)
        shown = ", ".join(map(str, flows[:10])) + (" …" if len(flows) > 10 else "")
        raise ReconciliationError(f"{zh}(列 {shown}) / {en} (columns {shown})", flows)


def _coefficients(A):
    sparse = hasattr(A, "tocsc")
    A = A.tocsc().astype(float) if sparse else np.array(A, dtype=float)
    if A.ndim != 2 or 0 in A.shape:
        raise ReconciliationError(f"网络为空 / the network is empty: A has shape {A.shape}")
    stored = A.data if sparse else A
    if not np.isfinite(stored).all():
        bad = ~np.isfinite(A.toarray() if sparse else A)
        _refuse(bad.any(axis=0), "系数不是有限数", "coefficients are not finite")
    if not np.any(stored):
        raise ReconciliationError(
            "网络为空:没有平衡涉及任何物流 / the network is empty: no balance has a flow", range(A.shape[1])
        )
    return A


def _numbers(given, length, name):
    try:
        array = (
            np.array([np.nan if value is None else value for value in np.ravel(given)], dtype=float)
            if getattr(given, "dtype", None) is None or given.dtype == object
            else np.array(given, dtype=float)
        )
    except (TypeError, ValueError) as error:
        raise ReconciliationError(f"{name} 不是数字 / {name} is not numeric: {error}") from error
    if array.shape != (length,):
        raise ReconciliationError(f"{name} 应有 {length} 个数 / {name} needs {length} numbers, has shape {array.shape}")
    return array


def _bound(given, n, name, absent):
    if given is None:
        return np.full(n, absent)
    array = np.full(n, float(given)) if np.ndim(given) == 0 else _numbers(given, n, name)
    return np.where(np.isnan(array), absent, array)


def _correlated_groups(correlation, uncertain):
    """Return the sets of meters with correlated errors, each with its correlation matrix."""
    pairs = _pairs(correlation, uncertain)
    pairs = {(i, j): r for (i, j), r in pairs.items() if r and uncertain[i] and uncertain[j]}
    neighbours = {}
    for (i, j), r in pairs.items():
        neighbours.setdefault(i, {})[j] = r
        neighbours.setdefault(j, {})[i] = r
    groups, seen = [], set()
    for start in sorted(neighbours):
        if start in seen:
            continue
        seen.add(start)
        members = [start]
        for member in members:
            fresh = [other for other in neighbours[member] if other not in seen]
            seen.update(fresh)
            members.extend(fresh)
        members = np.array(sorted(members))
        groups.append((members, _correlation_matrix(members, neighbours)))
    return tuple(groups)


def _pairs(correlation, uncertain):
    """Return ``{(i, j): r}`` with i < j from a matrix or a list of triples."""
    n = len(uncertain)
    if _is_matrix(correlation, n):
        return _pairs_of_matrix(correlation, uncertain)
    pairs = {}
    for triple in correlation:
        if len(triple) != 3:
            raise ReconciliationError("相关系数应为 (i, j, r) / a correlation is a triple (i, j, r)")
        i, j, r = triple
        if int(i) != i or int(j) != j or not (0 <= i < n and 0 <= j < n):
            raise ReconciliationError(f"相关系数的列号不存在 / a correlation names no column: ({i}, {j})")
        i, j = sorted((int(i), int(j)))
        _check_coefficient(i, j, r, pairs.get((i, j), r))
        if i != j:
            pairs[i, j] = float(r)
    return pairs


def _is_matrix(correlation, n):
    """Tell a matrix from triples; of three triples for three flows only a matrix has a diagonal of ones."""
    if hasattr(correlation, "tocoo"):
        return True
    if isinstance(correlation, np.ndarray):
        return correlation.shape == (n, n) or correlation.ndim != 2 or correlation.shape[1] != 3
    square = len(correlation) == n and all(len(row) == n for row in correlation)
    return square and (n != 3 or all(correlation[k][k] == 1 for k in range(n)))


def _pairs_of_matrix(correlation, uncertain):
    """Return the pairs of a correlation matrix, whatever it holds for flows without uncertainty."""
    n = len(uncertain)
    matrix = correlation.toarray() if hasattr(correlation, "tocoo") else np.asarray(correlation, dtype=float)
    if matrix.shape != (n, n):
        raise ReconciliationError(f"相关系数矩阵应为 {n}×{n} / the correlation matrix needs shape ({n}, {n})")
    matrix = np.where(np.outer(uncertain, uncertain), matrix, 0.0)
    rows, columns = np.nonzero(np.triu((matrix != matrix.T) | (matrix != 0)))
    for i, j in zip(rows.tolist(), columns.tolist(), strict=True):
        _check_coefficient(i, j, matrix[i, j], matrix[j, i])
    return {(i, j): float(matrix[i, j]) for i, j in zip(rows.tolist(), columns.tolist(), strict=True) if i != j}


def _check_coefficient(i, j, r, again):
    """Refuse a correlation beyond ±1, one that contradicts its mirror, and a meter not equal to itself."""
    if not abs(r) <= 1 or abs(r - again) > 1e-12 or (i == j and r != 1):
        text = "相关系数应在 ±1 之间且对称 / correlations lie within ±1 and are symmetric"
        raise ReconciliationError(f"{text}: ({i}, {j}, {r})", (i, j))


def _correlation_matrix(members, neighbours):
    place = {member: k for k, member in enumerate(members.tolist())}
    matrix = np.eye(len(members))
    for member in place:
        for other, r in neighbours[member].items():
            matrix[place[member], place[other]] = r
    if np.linalg.eigvalsh(matrix)[0] < -1e-10:
        text = "相关系数互相矛盾(矩阵非半正定) / correlations contradict each other (not positive semidefinite)"
        raise ReconciliationError(text, members)
    return matrix


def refuse_contradiction(exact, concerned):
    """Raise for balances between exact values that cannot all hold.

    Parameters
    ----------
    exact : ndarray of int
        Exact flows in the contradiction.
    concerned : ndarray of int
        All flows of the balances concerned, named where no exact flow takes part.
    """
    if len(exact):
        text = "固定值互相矛盾,无法同时满足平衡 / fixed values contradict the balances"
    else:
        text = "平衡方程互相矛盾 / the balances contradict each other"
    flows = exact if len(exact) else concerned
    raise ReconciliationError(f"{text} (columns {', '.join(map(str, flows[:10]))})", flows)


def square_root(matrix):
    """Return C with ``C Cᵀ`` a correlation matrix that may be singular, without its empty columns."""
    size, vectors = np.linalg.eigh(matrix)
    real = size > 1e-12
    return vectors[:, real] * np.sqrt(size[real])
