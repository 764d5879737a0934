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
def pick(inverse, start, row, low, high):
    """Return entries (high, low) of an inverse that `selected_inverse` gave."""
    on_diagonal, below = inverse
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
def quadratic_forms(triangle, inverse, vectors):
    """Return ``v V⁻¹ vᵀ`` for sparse vectors v, given as the three arrays of a CSR matrix.

    Each vector is eliminated along its paths in the elimination tree until these meet. What is left then lies in one
    column of the factor, where all entries of the inverse are known.
    """
    start, row = triangle[1], triangle[2]
    first, index, value = vectors
    block = _trailing_block(inverse, start, row)
    size = len(start) - 1
    forms = np.zeros(len(first) - 1)
    work, front = np.zeros(size), np.empty(size, dtype=np.int64)
    for k in range(len(forms)):
        if first[k] == first[k + 1]:
            continue
        for p in range(first[k], first[k + 1]):
            work[index[p]] = value[p]
            front[p - first[k]] = index[p]
        forms[k], meeting = _eliminate(first[k + 1] - first[k], front, work, triangle)
        forms[k] += _form_within(meeting, (work, front), inverse, (start, row), block)
    return forms


@njit(cache=True)
def _eliminate(width, front, work, triangle):
    """Climb from the nodes of the front, lowest first, until all have met; return what was eliminated and where."""
    diagonal, start, row, entry = triangle
    form = 0.0
    while width > 1:
        lowest = 0
        for a in range(1, width):
            if front[a] < front[lowest]:
                lowest = a
        node = front[lowest]
        form += work[node] ** 2 / diagonal[node]
        for p in range(start[node], start[node + 1]):
            work[row[p]] -= entry[p] * work[node]
        work[node] = 0.0
        if start[node] == start[node + 1]:  # the root of a part that is joined to the rest by the outside only
            width -= 1
            front[lowest] = front[width]
            continue
        parent = row[start[node]]  # in the elimination tree
        front[lowest] = parent
        for a in range(width):
            if a != lowest and front[a] == parent:
                width -= 1
                front[lowest] = front[width]
                break
    return form, front[0]


@njit(cache=True)
def _trailing_block(inverse, start, row):
    """Return the inverse within the last columns, as long as the factor is full there, and the first of them."""
    on_diagonal, below = inverse
    size = len(on_diagonal)
    tail = size - 1
    while tail > 0 and start[tail] - start[tail - 1] == size - tail:
        tail -= 1
    dense = np.empty((size - tail, size - tail))
    for column in range(tail, size):
        dense[column - tail, column - tail] = on_diagonal[column]
        for p in range(start[column], start[column + 1]):
            dense[row[p] - tail, column - tail] = dense[column - tail, row[p] - tail] = below[p]
    return dense, tail


@njit(cache=True)
def _form_within(column, state, inverse, pattern, block):
    """Return ``w V⁻¹ wᵀ`` for w supported by one column of the factor, and clear w."""
    work, support = state
    on_diagonal, below = inverse
    start, row = pattern
    dense, tail = block
    length = 0
    form = 0.0
    for p in range(start[column] - 1, start[column + 1]):
        node = column if p < start[column] else row[p]
        if work[node] != 0.0:
            support[length] = node
            length += 1
    for a in range(length):
        node = support[a]
        if node < tail:
            total = 0.5 * on_diagonal[node] * work[node]
            for p in range(start[node], start[node + 1]):
                total += below[p] * work[row[p]]
        else:
            total = 0.5 * dense[node - tail, node - tail] * work[node]
            for b in range(a + 1, length):
                total += dense[node - tail, support[b] - tail] * work[support[b]]
        form += 2.0 * total * work[node]
    for a in range(length):
        work[support[a]] = 0.0
    return form
