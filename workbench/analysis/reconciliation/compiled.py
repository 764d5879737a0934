"""Compiled loops over the sparse factor of large networks; imported only above 5,000 components.

All functions take the factor ``V = L D Lᵀ`` as ``triangle``: the diagonal D and the strict lower triangle of L as the
arrays start, row and entry of its columns, rows ascending. The first row of a column is its parent in the elimination
tree. Vectors are the three arrays of a CSR matrix.
"""

import numpy as np
from numba import njit


@njit(cache=True)
def path_lengths(start, row):
    """Return the number of nodes from each node to its root, both included."""
    length = np.ones(len(start) - 1, dtype=np.int64)
    for node in range(len(length) - 1, -1, -1):
        if start[node] < start[node + 1]:
            length[node] += length[row[start[node]]]
    return length


@njit(cache=True)
def inverse_root(triangle, length):
    """Return the columns of ``D^(−1/2) L⁻¹``, each along the path of its node to the root.

    Parameters
    ----------
    triangle : tuple of ndarray
        The factor.
    length : ndarray of int (k,)
        Result of `path_lengths`.

    Returns
    -------
    offset : ndarray of int (k + 1,)
        Where each column begins.
    root : ndarray
        The columns one after the other; the column of an ancestor lines up with the end of its descendant's.
    """
    diagonal, start, row, entry = triangle
    size = len(diagonal)
    offset = np.zeros(size + 1, dtype=np.int64)
    offset[1:] = np.cumsum(length)
    root = np.zeros(offset[-1])
    for node in range(size - 1, -1, -1):
        column = root[offset[node] : offset[node + 1]]
        column[0] = 1.0 / np.sqrt(diagonal[node])
        for p in range(start[node], start[node + 1]):
            above = root[offset[row[p]] : offset[row[p] + 1]]
            _add(column[length[node] - length[row[p]] :], above, -entry[p])
    return offset, root


@njit(cache=True)
def forms_by_paths(triangle, columns, vectors):
    """Return ``v V⁻¹ vᵀ`` for sparse vectors v from the result of `inverse_root`: quick, but large for deep trees.

    Paths are added run by run, a run being nodes in a row of which each is the parent of the one before.
    """
    start, row = triangle[1], triangle[2]
    offset, root = columns
    first, index, value = vectors
    size = len(offset) - 1
    forms = np.zeros(len(first) - 1)
    last = _last_of_run(start, row)
    work, begin, touched = np.zeros(size), np.full(size, size), np.empty(size, dtype=np.int64)
    for k in range(len(forms)):
        runs = 0
        for p in range(first[k], first[k + 1]):
            node, place = index[p], offset[index[p]]
            while node >= 0:
                end = last[node]
                length = end + 1 - node
                _add(work[node : end + 1], root[place : place + length], value[p])
                if begin[end] == size:
                    touched[runs] = end
                    runs += 1
                begin[end] = min(begin[end], node)
                node, place = _parent(start, row, end), place + length
        for a in range(runs):
            end = touched[a]
            forms[k] += _square(work[begin[end] : end + 1])
            work[begin[end] : end + 1] = 0.0
            begin[end] = size
    return forms


@njit(cache=True)
def _last_of_run(start, row):
    """Return for each node the end of the run of parents that it starts."""
    last = np.arange(len(start) - 1)
    for node in range(len(last) - 2, -1, -1):
        if _parent(start, row, node) == node + 1:
            last[node] = last[node + 1]
    return last


@njit(cache=True)
def _add(target, source, factor):
    for a in range(len(source)):
        target[a] += factor * source[a]


@njit(cache=True, fastmath={"reassoc"})
def _square(vector):
    total = 0.0
    for a in range(len(vector)):
        total += vector[a] * vector[a]
    return total


@njit(cache=True)
def _parent(start, row, node):
    """Return the parent of a node in the elimination tree, −1 for a root."""
    return row[start[node]] if start[node] < start[node + 1] else -1


@njit(cache=True)
def selected_inverse(triangle):
    """Return the diagonal and the strict lower triangle of V⁻¹ in the pattern of L (Takahashi's recursion)."""
    diagonal, start, row, entry = triangle
    size = len(diagonal)
    on_diagonal, below = np.empty(size), np.zeros(len(entry))
    place = np.full(size, -1)
    for column in range(size - 1, -1, -1):
        first, stop = start[column], start[column + 1]
        for p in range(first, stop):
            place[row[p]] = p
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
def forms_by_climbing(triangle, inverse, vectors):
    """Return ``v V⁻¹ vᵀ`` for sparse vectors v from the result of `selected_inverse`: lean, whatever the tree.

    A vector is eliminated along the paths of its nodes, lowest first, until what is left lies in one column of L,
    where all entries of the inverse are known.
    """
    diagonal, start, row, entry = triangle
    first, index, value = vectors
    forms = np.zeros(len(first) - 1)
    work, waiting = np.zeros(len(diagonal)), np.zeros(len(diagonal), dtype=np.bool_)
    front = np.empty(np.max(np.append(first[1:] - first[:-1], 1)), dtype=np.int64)
    for k in range(len(forms)):
        width = first[k + 1] - first[k]
        front[:width] = index[first[k] : first[k + 1]]
        work[front[:width]] = value[first[k] : first[k + 1]]
        waiting[front[:width]] = True
        untouched = True
        while width > 0:
            lowest = np.argmin(front[:width])
            node = front[lowest]
            waiting[node] = False
            if width == 1 or untouched and _holds(node, width - 1, waiting, start, row):
                forms[k] += _form_within(node, work, inverse, start, row)
                waiting[front[:width]] = False
                break
            untouched = False
            forms[k] += work[node] ** 2 / diagonal[node]
            for p in range(start[node], start[node + 1]):
                work[row[p]] -= entry[p] * work[node]
            work[node] = 0.0
            parent = _parent(start, row, node)
            if parent >= 0 and not waiting[parent]:
                front[lowest] = parent
                waiting[parent] = True
            else:
                width -= 1
                front[lowest] = front[width]
    return forms


@njit(cache=True)
def _holds(node, others, waiting, start, row):
    """Say whether all other waiting nodes are rows of the column of a node."""
    for p in range(start[node], start[node + 1]):
        others -= waiting[row[p]]
    return others == 0


@njit(cache=True)
def _form_within(column, work, inverse, start, row):
    """Return ``w V⁻¹ wᵀ`` for w supported by one column of the factor, and clear w."""
    on_diagonal, below = inverse
    form = 0.0
    for q in range(start[column] - 1, start[column + 1]):
        node = column if q < start[column] else row[q]
        if work[node] != 0.0:
            total = on_diagonal[node] * work[node]
            for p in range(start[node], start[node + 1]):
                total += 2.0 * below[p] * work[row[p]]
            form += total * work[node]
            work[node] = 0.0
    return form


@njit(cache=True)
def add_rest(part, into, met, columns, rest):
    """Add the lower triangle of what a child leaves to the columns and the rest of its parent (`fronts`)."""
    inner = columns.shape[1]
    for i in range(len(into)):
        for j in range(min(i + 1, met)):
            columns[into[i], into[j]] += part[i, j]
        for j in range(met, i + 1):
            rest[into[i] - inner, into[j] - inner] += part[i, j]
