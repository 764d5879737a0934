"""Compiled loops over the sparse factor of large networks; imported only above 5,000 components."""

import numpy as np
from numba import njit


@njit(cache=True)
def selected_inverse(diagonal, start, row, entry):
    """Return the diagonal and the strict lower triangle of the inverse in the pattern of the factor.

    Parameters
    ----------
    diagonal : ndarray (k,)
        D of ``L D Lᵀ``.
    start, row, entry : ndarray
        Strict lower triangle of L by columns, rows ascending.
    """
    size = len(diagonal)
    on_diagonal, below = np.empty(size), np.empty(len(entry))
    place = np.full(size, -1)
    for column in range(size - 1, -1, -1):
        first, stop = start[column], start[column + 1]
        for p in range(first, stop):
            place[row[p]] = p
            below[p] = 0.0
        for p in range(first, stop):
            other = row[p]
            below[p] -= on_diagonal[other] * entry[p]
            for q in range(start[other], start[other + 1]):
                match = place[row[q]]
                if match >= 0:
                    below[p] -= below[q] * entry[match]
                    below[match] -= below[q] * entry[p]
        total = 1.0 / diagonal[column]
        for p in range(first, stop):
            total -= below[p] * entry[p]
            place[row[p]] = -1
        on_diagonal[column] = total
    return on_diagonal, below


@njit(cache=True)
def pick(on_diagonal, below, start, row, low, high):
    """Return entries (high, low) of a symmetric matrix stored by `selected_inverse`."""
    picked = np.empty(len(low))
    for k in range(len(low)):
        if low[k] == high[k]:
            picked[k] = on_diagonal[low[k]]
            continue
        left, right = start[low[k]], start[low[k] + 1]
        while right - left > 1:
            middle = (left + right) // 2
            if row[middle] <= high[k]:
                left = middle
            else:
                right = middle
        picked[k] = below[left]
    return picked


@njit(cache=True)
def quadratic_forms(diagonal, start, row, entry, first, index, value):
    """Return ``v (L D Lᵀ)⁻¹ vᵀ`` for sparse vectors v, visiting only the columns that each of them reaches."""
    size = len(diagonal)
    forms = np.zeros(len(first) - 1)
    work, reached = np.zeros(size), np.zeros(size, dtype=np.bool_)
    path = np.empty(size, dtype=np.int64)
    for k in range(len(first) - 1):
        length = 0
        for p in range(first[k], first[k + 1]):
            work[index[p]] += value[p]
            node = index[p]
            while not reached[node]:
                reached[node] = True
                path[length] = node
                length += 1
                if start[node] == start[node + 1]:
                    break
                node = row[start[node]]  # parent in the elimination tree
        path[:length].sort()
        for node in path[:length]:
            forms[k] += work[node] ** 2 / diagonal[node]
            for p in range(start[node], start[node + 1]):
                work[row[p]] -= entry[p] * work[node]
            work[node] = 0.0
            reached[node] = False
    return forms
