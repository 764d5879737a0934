"""Factor of a sparse positive definite matrix, with the quadratic forms of its inverse that variances need.

The inverse follows from the factor, last column first (Takahashi, Fagan and Chin, 1973): all of it for small
matrices, by compiled loops only along the paths of the elimination tree for large ones.
"""

from functools import cached_property

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.linalg import splu

COMPILED_ABOVE = 5_000  # rows from which compiled loops pay for their start
PAIRS = 2_000_000  # pairs of entries taken at a time
LONGEST_PATHS = 300_000_000  # numbers that the square root of the inverse may take


class Factor:
    """Cholesky factor ``P V Pᵀ = L D Lᵀ`` of a sparse symmetric positive definite matrix V (k, k).

    Attributes
    ----------
    size : int
        Number of rows k.
    """

    def __init__(self, matrix):
        self.size = matrix.shape[0]
        if not self.size:
            return
        self._factor = splu(
            matrix.tocsc(),
            permc_spec="MMD_AT_PLUS_A",
            diag_pivot_thresh=0.0,
            options={"SymmetricMode": True, "Equil": False},
        )
        self._place = self._factor.perm_c
        if not np.array_equal(self._factor.perm_r, self._place):
            raise RuntimeError("a pivot off the diagonal: the matrix is not positive definite")

    @property
    def pivots(self):
        """The pivots D in the order of the rows of V."""
        return self._triangle[0][self._place] if self.size else np.zeros(0)

    def solve(self, right):
        """Solve ``V x = right`` for a vector or the columns of a matrix."""
        return self._factor.solve(right) if self.size else right

    def root_times(self, right):
        """Return ``R right`` with ``R Rᵀ = V`` for the columns of a matrix: noise with the covariance V of white noise."""
        pivots = self._factor.U.diagonal()
        return (self._factor.L @ (np.sqrt(pivots)[:, None] * right))[self._place]

    @cached_property
    def _triangle(self):
        """Diagonal D and the strict lower triangle of L as (start, row, entry), rows ascending."""
        lower = self._factor.L.tocsc()
        lower.sort_indices()
        diagonal = self._factor.U.diagonal()
        keep = np.ones(lower.nnz, dtype=bool)
        keep[lower.indptr[:-1]] = False  # the unit diagonal comes first in each column
        start = lower.indptr - np.arange(self.size + 1)
        return diagonal, start.astype(np.int64), lower.indices[keep].astype(np.int64), lower.data[keep]

    def quadratic_forms(self, vectors):
        """Return ``v V⁻¹ vᵀ`` for each row v of a sparse matrix."""
        if not self.size:
            return np.zeros(vectors.shape[0])
        vectors = csr_array((vectors.data, self._place[vectors.indices], vectors.indptr), shape=vectors.shape)
        if self.size <= COMPILED_ABOVE:
            return _forms(self._inverse, vectors)
        from workbench.analysis.reconciliation import compiled

        parts = vectors.indptr.astype(np.int64), vectors.indices.astype(np.int64), vectors.data
        length = compiled.path_lengths(*self._triangle[1:3])
        if length.sum() > LONGEST_PATHS:
            return compiled.forms_by_climbing(self._triangle, compiled.selected_inverse(self._triangle), parts)
        return compiled.forms_by_paths(self._triangle, compiled.inverse_root(self._triangle, length), parts)

    @cached_property
    def _inverse(self):
        """The inverse as a square array in the order of the factor, last row first."""
        diagonal, start, row, entry = self._triangle
        inverse = np.zeros((self.size, self.size))
        for column in range(self.size - 1, -1, -1):
            span = slice(start[column], start[column + 1])
            part = -entry[span] @ inverse[row[span], column + 1 :]
            inverse[column, column + 1 :] = inverse[column + 1 :, column] = part
            inverse[column, column] = 1 / diagonal[column] - entry[span] @ inverse[row[span], column]
        return inverse


def _forms(inverse, vectors):
    """Return ``v Z vᵀ`` for each row v of a sparse matrix, by all pairs of its entries."""
    count = np.diff(vectors.indptr).astype(np.int64)
    forms = np.zeros(len(count))
    chunk = np.cumsum(count**2) // PAIRS
    for rows in np.split(np.arange(len(count)), np.flatnonzero(np.diff(chunk)) + 1):
        entries = np.arange(vectors.indptr[rows[0]], vectors.indptr[rows[-1] + 1])
        width = np.repeat(count[rows], count[rows])  # partners of each entry
        one = np.repeat(entries, width)
        begin = np.repeat(vectors.indptr[rows], count[rows])
        within = np.arange(len(one)) - np.repeat(np.cumsum(width) - width, width)
        other = np.repeat(begin, width) + within
        product = vectors.data[one] * vectors.data[other] * inverse[vectors.indices[one], vectors.indices[other]]
        forms[rows] = np.bincount(np.repeat(np.repeat(np.arange(len(rows)), count[rows]), width), product, len(rows))
    return forms
