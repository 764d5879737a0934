"""Factor of a sparse positive definite matrix, with the entries of its inverse that variances need.

The inverse follows from the factor, last column first (Takahashi, Fagan and Chin, 1973): all of it for small
matrices, by compiled loops only where the factor has entries for large ones.
"""

from functools import cached_property

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.linalg import splu

COMPILED_ABOVE = 5_000  # rows from which compiled loops pay for their start


class Factor:
    """Cholesky factor ``P V Pᵀ = L D Lᵀ`` of a sparse symmetric positive definite matrix V (k, k).

    Attributes
    ----------
    size : int
        Number of rows k.
    """

    def __init__(self, matrix):
        self.size = matrix.shape[0]
        self._factor = splu(
            matrix.tocsc(),
            permc_spec="MMD_AT_PLUS_A",
            diag_pivot_thresh=0.0,
            options={"SymmetricMode": True, "Equil": False},
        )
        self._place = self._factor.perm_c

    def solve(self, right):
        """Solve ``V x = right`` for a vector or the columns of a matrix."""
        return self._factor.solve(right)

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

    def inverse_entries(self, rows, columns):
        """Return the entries of V⁻¹ at places where V itself has entries (or on the diagonal)."""
        rows, columns = self._place[rows].astype(np.int64), self._place[columns].astype(np.int64)
        if self.size <= COMPILED_ABOVE:
            return self._inverse[rows, columns]
        from workbench.analysis.reconciliation import compiled

        low, high = np.minimum(rows, columns), np.maximum(rows, columns)
        return compiled.pick(self._selected_inverse, *self._triangle[1:3], low, high)

    def quadratic_forms(self, vectors):
        """Return ``v V⁻¹ vᵀ`` for each row v of a sparse matrix."""
        vectors = csr_array((vectors.data, self._place[vectors.indices], vectors.indptr), shape=vectors.shape)
        if self.size <= COMPILED_ABOVE:
            return vectors.multiply(vectors @ self._inverse).sum(axis=1)
        from workbench.analysis.reconciliation import compiled

        parts = vectors.indptr.astype(np.int64), vectors.indices.astype(np.int64), vectors.data
        return compiled.quadratic_forms(self._triangle, self._selected_inverse, parts)

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

    @cached_property
    def _selected_inverse(self):
        """Diagonal and strict lower triangle of the inverse in the pattern of L."""
        from workbench.analysis.reconciliation import compiled

        return compiled.selected_inverse(*self._triangle)
