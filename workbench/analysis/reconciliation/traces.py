"""What each possible fault leaves in the balances: its trace, in units of what clean data leave there.

Of a fault with trace t, in checks whitened to independent standard normals, the test value is ``tᵀ e / |t|``. Small
problems keep the whitened traces; large ones keep the sparse checks with a factor of their covariance V, of which
``tᵢᵀ tⱼ = gᵢᵀ V⁻¹ gⱼ`` follows.
"""

import numpy as np
from scipy.sparse import csc_array, csr_array, hstack, issparse

from workbench.analysis.reconciliation.local_tests import NO_CHECK, is_seen, whiten

SAME_DIRECTION = 1e-9  # 1 − |cosine| below which two faults leave the same trace in every balance
GONE = 1e-6  # share of its length that has to be left of a trace once others are free
GONE_SPARSE = 1e-3  # where only products of traces are known, which rounding spoils sooner


class DenseTraces:
    """Traces of the faults of a small problem.

    Parameters
    ----------
    white : ndarray (k, q)
        Whitened traces.
    imbalance : ndarray (k,)
        Whitened imbalance.

    Attributes
    ----------
    strength, pull : ndarray (q,)
        ``tᵀt`` and ``tᵀe`` of every fault, for what the removed faults leave.
    open_ : ndarray of bool (q,)
        Faults of which something is left.
    most : int
        Faults that can be told apart at once.
    """

    def __init__(self, white, imbalance):
        self.white, self.imbalance, self.most = white, imbalance, len(imbalance)
        self._left, self._rest = white.copy(), imbalance.copy()
        self._full = np.linalg.norm(white, axis=0)
        self._measure()

    def _measure(self):
        length = np.linalg.norm(self._left, axis=0)
        self.strength, self.pull, self.open_ = length**2, self._left.T @ self._rest, length > GONE * self._full

    def remove(self, lead):
        """Free one fault, and return the cosine of its trace with every other before that."""
        length = np.sqrt(np.where(self.open_, self.strength, 1.0))
        direction = self._left[:, lead] / length[lead]
        cosine = np.where(self.open_, direction @ self._left / length, 0.0)
        self._left -= np.outer(direction, direction @ self._left)
        self._rest -= direction * (direction @ self._rest)
        self._measure()
        return cosine

    def products(self, leads):
        """Return ``tᵀ t`` of some faults with all (len(leads), q), nothing removed."""
        return self.white[:, leads].T @ self.white

    def sizes(self, leads):
        """Return the sizes of some faults, estimated together."""
        return np.linalg.lstsq(self.white[:, leads], self.imbalance, rcond=None)[0]

    def sample(self, random, count):
        """Return test values of clean data (count, q)."""
        return random.standard_normal((count, len(self.white))) @ (self.white / self._full)


class SparseTraces:
    """Traces of the faults of a large problem; the methods of `DenseTraces`.

    Parameters
    ----------
    columns : csc_array (k, q)
        Traces in the checks as they are.
    checks : Checks
        With sparse matrices.
    """

    def __init__(self, columns, checks):
        from workbench.analysis.reconciliation.factor import Factor

        self.columns, self.factor = csc_array(columns), Factor(checks.covariance)
        self.most, self.pull = len(checks.imbalance), self._seen(checks.imbalance)
        self.strength = self.factor.quadratic_forms(csr_array(self.columns.T))
        self._full, self._removed = self.strength.copy(), []
        self._first_pull = self.pull.copy()
        self.open_ = np.ones(len(self.pull), dtype=bool)

    def _seen(self, right):
        return self.columns.T @ self.factor.solve(right)

    def remove(self, lead):
        """Free one fault, and return the cosine of its trace with every other before that."""
        shared = self.products([lead])[0]
        for earlier in self._removed:
            shared = shared - earlier * earlier[lead]
        length = np.sqrt(np.where(self.open_, self.strength, 1.0))
        along = shared / length[lead]
        cosine = np.where(self.open_, along / length, 0.0)
        self._removed.append(along)
        self.pull = self.pull - along * self.pull[lead] / length[lead]
        self.strength = np.maximum(self.strength - along**2, 0.0)
        self.open_ = self.strength > GONE_SPARSE**2 * self._full
        return cosine

    def products(self, leads):
        """Return ``tᵀ t`` of some faults with all (len(leads), q), nothing removed."""
        return self._seen(self.columns[:, leads].toarray()).T

    def sizes(self, leads):
        """Return the sizes of some faults, estimated together."""
        return np.linalg.lstsq(self.products(leads)[:, leads], self._first_pull[leads], rcond=None)[0]

    def sample(self, random, count):
        """Return test values of clean data (count, q)."""
        noise = self.factor.root_times(random.standard_normal((self.most, count)))
        return (self._seen(noise) / np.sqrt(self._full)[:, None]).T


def make_traces(checks, tested, leaks):
    """Return the traces of meters and leaks, and the mask of the leaks that the checks see.

    Parameters
    ----------
    checks : Checks
    tested : ndarray of bool (n,)
        Meters to test.
    leaks : ndarray or sparse (m, q), or None
    """
    if issparse(checks.covariance):
        meters = csc_array(checks.coefficients)[:, np.flatnonzero(tested)]
        if leaks is None:
            return SparseTraces(meters, checks), np.zeros(0, dtype=bool)
        traces = csc_array(checks.combination @ csc_array(leaks))
        size = abs(traces).max(axis=0).toarray().ravel()
        seen = size > NO_CHECK * max(size.max(initial=0.0), 1e-300)
        return SparseTraces(hstack([meters, traces[:, np.flatnonzero(seen)]]), checks), seen
    meters, balances, imbalance = whiten(checks)
    if leaks is None:
        return DenseTraces(meters[:, tested], imbalance), np.zeros(0, dtype=bool)
    leaks = leaks.toarray() if issparse(leaks) else np.asarray(leaks, dtype=float)
    seen = is_seen(checks.combination @ leaks)
    return DenseTraces(np.column_stack([meters[:, tested], (balances @ leaks)[:, seen]]), imbalance), seen


def same_trace(white):
    """Return which faults cannot be told apart (bool matrix (q, q)) by their whitened traces (k, q)."""
    length = np.linalg.norm(white, axis=0)
    unit = white / np.where(length > 0, length, 1.0)
    return np.abs(unit.T @ unit) > 1 - SAME_DIRECTION
