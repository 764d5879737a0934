"""Balances as a network of flows between processes."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array, csr_array
from scipy.sparse.csgraph import connected_components


@dataclass(frozen=True, eq=False)
class Network:
    """Balances in which every flow leaves one process and enters another; the last process is outside.

    Attributes
    ----------
    incidence : scipy.sparse.csr_array (m, n)
        +1 at the source, −1 at the target of every flow, in the network's own signs and units.
    source, target : ndarray of int (n,)
        Ends of the flows, m for outside.
    sign : ndarray (m,)
        Factor of each balance that makes it a network.
    size : ndarray (n,)
        Factor of each flow that makes its coefficients ±1.
    """

    incidence: csr_array
    source: np.ndarray
    target: np.ndarray
    sign: np.ndarray
    size: np.ndarray


def as_network(A):
    """Return balances as a `Network`, or None if they are not one.

    A network has in each column at most two entries of equal size, whose signs differ after some balances are
    multiplied by −1.
    """
    A = csc_array(A)
    A.eliminate_zeros()
    A.sort_indices()
    m, n = A.shape
    count = np.diff(A.indptr)
    if count.max(initial=0) > 2:
        return None
    first, second = A.indptr[:-1][count > 0], A.indptr[1:][count > 0] - 1
    size = np.ones(n)
    size[count > 0] = np.abs(A.data[first])
    if not np.array_equal(np.abs(A.data[first]), np.abs(A.data[second])):
        return None
    pair = first != second
    sign = _balance_signs(
        A.indices[first[pair]], A.indices[second[pair]], A.data[first[pair]] * A.data[second[pair]] > 0, m
    )
    if sign is None:
        return None
    ends = np.full((2, n), m)  # row 0: where the coefficient is +1
    column = np.repeat(np.arange(n), count)
    entry = A.data * sign[A.indices]
    ends[(entry < 0).astype(int), column] = A.indices
    incidence = csr_array((np.sign(entry), (A.indices, column)), shape=(m, n))
    return Network(incidence, ends[0], ends[1], sign, size)


def _balance_signs(one, other, same, m):
    """Return a factor ±1 for each balance so that the two ends of every flow have opposite signs, or None."""
    sign = np.ones(m)
    if not same.any():
        return sign
    # Each balance twice, as it is and reversed: an agreement that joins a balance to its reverse is impossible.
    twin = np.where(same, m, 0)
    rows = np.concatenate([one, one + m])
    columns = np.concatenate([other + twin, (other + m + twin) % (2 * m)])
    graph = csr_array((np.ones(len(rows)), (rows, columns)), shape=(2 * m, 2 * m))
    _, label = connected_components(graph, directed=False)
    if (label[:m] == label[m:]).any():
        return None
    return np.where(label[:m] < label[m:], 1.0, -1.0)
