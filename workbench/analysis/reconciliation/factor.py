"""Factor of a sparse positive definite matrix, with the entries of its inverse that variances need.

The inverse is computed only where the factor has entries (Takahashi, Fagan and Chin, 1973), from the last column to
the first. Compiled loops serve large matrices only.
"""

from functools import cached_property

import numpy as np
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
        rows, columns = self._place[rows], self._place[columns]
        if self.size <= COMPILED_ABOVE:
            return self._dense_selected_inverse[rows, columns]
        low, high = np.minimum(rows, columns).astype(np.int64), np.maximum(rows, columns).astype(np.int64)
        from workbench.analysis.reconciliation import compiled

        return compiled.pick(*self._sparse_selected_inverse, *self._triangle[1:3], low, high)

    def quadratic_forms(self, vectors):
        """Return ``v V⁻¹ vᵀ`` for each row v of a sparse matrix."""
        if self.size > COMPILED_ABOVE:
            from workbench.analysis.reconciliation import compiled

            placed = vectors.indices.astype(np.int64)
            return compiled.quadratic_forms(
                *self._triangle, vectors.indptr.astype(np.int64), self._place[placed].astype(np.int64), vectors.data
            )
        forms = np.zeros(vectors.shape[0])
        for first in range(0, len(forms), 256):
            block = vectors[first : first + 256].toarray()
            forms[first : first + 256] = np.einsum("ij,ji->i", block, self.solve(block.T))
        return forms

    @cached_property
    def _dense_selected_inverse(self):
        """Selected inverse in a square array, one column after the other."""
        diagonal, start, row, entry = self._triangle
        inverse = np.zeros((self.size, self.size))
        for column in range(self.size - 1, -1, -1):
            below = row[start[column] : start[column + 1]]
            weight = entry[start[column] : start[column + 1]]
            part = -inverse[below[:, None], below] @ weight
            inverse[below, column] = inverse[column, below] = part
            inverse[column, column] = 1 / diagonal[column] - weight @ part
        return inverse

    @cached_property
    def _sparse_selected_inverse(self):
        """Diagonal and strict lower triangle of the selected inverse, in the pattern of L."""
        from workbench.analysis.reconciliation import compiled

        return compiled.selected_inverse(*self._triangle)
