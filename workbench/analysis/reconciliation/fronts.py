"""Cholesky factor of the matrix of a large network whose processes have several balances each.

Multifrontal: processes are eliminated in groups, each in a dense square of its own that also holds the processes it
touches; what is left goes to the square of the next group (Duff and Reid, ACM Trans. Math. Softw. 9 (1983) 302). The
plan of the groups depends on the network alone and is made once. The inverse follows from the factor, last group first,
for every pair of processes that share a flow (Takahashi, Fagan and Chin, 1973).
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg.blas import dtrsm, dtrsv
from scipy.linalg.lapack import dpotrf, dtrtri
from scipy.sparse import coo_array, eye_array
from scipy.sparse.linalg import splu

from workbench.analysis.reconciliation.factor import COMPILED_ABOVE

SMALL = 16  # processes that a group may have whatever zeros it stores
ZEROS = 0.3  # share of stored zeros up to which groups are joined
NUDGE = 1e-14  # relative rise of the diagonal, lest rounding makes the pivot of a redundant balance negative


@dataclass(frozen=True, eq=False)
class Group:
    """Processes eliminated together.

    Attributes
    ----------
    span : slice
        Where its columns lie in the store.
    inner, size : int
        Rows that it eliminates, and rows in all.
    rows : ndarray of int (size,)
        Rows of the matrix, eliminated ones first.
    children : tuple of int
        Groups whose rest is added to this one.
    into : ndarray of int
        Where the rows of what is left belong among the rows of its parent, ascending.
    met : int
        How many of them the parent eliminates.
    parent : int
        −1 where nothing is left.
    """

    span: slice
    inner: int
    size: int
    rows: np.ndarray
    children: tuple
    into: np.ndarray
    met: int
    parent: int


@dataclass(frozen=True, eq=False)
class Plan:
    """The groups of a network, in their order, and where its blocks go.

    Attributes
    ----------
    groups : list of Group
    positions : ndarray of int (blocks, width, width)
        Place in the store of every number of every block; the two blocks of a pair share theirs.
    stored : ndarray of bool (blocks,)
        Blocks that are stored, one of each pair.
    diagonal : ndarray of int
        Places of the diagonal of the matrix in the store.
    total : int
        Length of the store.
    """

    groups: list
    positions: np.ndarray
    stored: np.ndarray
    diagonal: np.ndarray
    total: int


def plan_groups(one, other, processes, width):
    """Return the `Plan` for blocks at the pairs (one, other) of processes, both directions of a pair given.

    Parameters
    ----------
    one, other : ndarray of int (blocks,)
    processes : int
    width : int
        Balances of a process.
    """
    rank = _order(one, other, processes)
    inner, outer = _join(*_eliminate(rank[one], rank[other], processes))
    heads = [head for head in range(processes) if inner[head]]
    home, local = np.empty(processes, dtype=int), [{} for _ in heads]
    for place, head in enumerate(heads):
        home[inner[head]] = place
        local[place] = {node: k for k, node in enumerate(inner[head] + outer[head])}
    parents = [int(home[outer[head][0]]) if outer[head] else -1 for head in heads]
    children = [[] for _ in heads]
    for place, parent in enumerate(parents):
        if parent >= 0:
            children[parent].append(place)
    sizes = np.array([len(members) * width for members in local])
    inside = np.array([len(inner[head]) * width for head in heads])
    offset = np.concatenate([[0], np.cumsum(sizes * inside)])
    back = np.argsort(rank)
    groups = []
    for place, head in enumerate(heads):
        parent = parents[place]
        into = _spread(np.array([local[parent][node] for node in outer[head]], dtype=int), width)
        groups.append(
            Group(
                span=slice(offset[place], offset[place + 1]),
                inner=int(inside[place]),
                size=int(sizes[place]),
                rows=_spread(back[inner[head] + outer[head]], width),
                children=tuple(children[place]),
                into=into,
                met=int(np.sum(into < inside[parent])) if parent >= 0 else 0,
                parent=parent,
            )
        )
    return Plan(groups, *_place(rank[one], rank[other], (home, local), (offset, inside, width)), int(offset[-1]))


def _order(one, other, processes):
    """Return the rank of every process in an elimination that fills in little (minimum degree)."""
    graph = coo_array((-np.ones(len(one)), (one, other)), shape=(processes, processes)).tocsc()
    graph = graph + eye_array(processes, format="csc") * (2 * abs(graph).sum(axis=0).max() + 1)
    options = {"SymmetricMode": True, "Equil": False}
    return splu(graph.tocsc(), permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options=options).perm_c


def _eliminate(one, other, processes):
    """Return for every process, by rank, which later ones its elimination touches."""
    touched = [set() for _ in range(processes)]
    for low, high in {(min(pair), max(pair)) for pair in zip(one.tolist(), other.tolist(), strict=True)}:
        if low != high:
            touched[low].add(high)
    for members in touched:
        if members:
            parent = min(members)
            touched[parent] |= members
            touched[parent].discard(parent)
    return (touched,)


def _join(touched):
    """Return the groups by their last process: whom they eliminate and whom they touch."""
    inner, outer = [[node] for node in range(len(touched))], [sorted(members) for members in touched]
    zeros = np.zeros(len(touched))
    for node, members in enumerate(outer):
        if not members:
            continue
        parent = members[0]
        own, theirs = len(inner[node]), len(inner[parent])
        both = own + theirs
        stored = zeros[node] + zeros[parent] + own * (theirs + len(outer[parent]) - len(members))
        if both <= SMALL or stored <= ZEROS * both * (both + len(outer[parent])):
            inner[parent] = inner[node] + inner[parent]
            zeros[parent] = stored
            inner[node], outer[node] = [], []
    return inner, outer


def _spread(nodes, width):
    """Return the rows of the balances of some processes."""
    return (nodes[:, None] * width + np.arange(width)).ravel()


def _place(one, other, members, layout):
    """Return where each number of each block is stored, which blocks are, and where the diagonal is."""
    (home, local), (offset, inside, width) = members, layout
    across = np.arange(width)

    def find(nodes, groups):
        return np.array([local[k][node] for k, node in zip(groups.tolist(), nodes.tolist(), strict=True)])

    group = np.minimum(home[one], home[other])
    row, column = find(one, group), find(other, group)
    # a column is stored where its process is eliminated; what belongs to its mirror image is found there
    stored = column * width < inside[group]
    row, column = np.where(stored, row, column), np.where(stored, column, row)
    down, right = across[:, None], np.broadcast_to(across, (len(one), width, width))
    swap = ~stored[:, None, None]
    inner_row, inner_column = np.where(swap, right, down), np.where(swap, down, right)
    positions = (row[:, None, None] * width + inner_row) * inside[group][:, None, None]
    positions += offset[group][:, None, None] + column[:, None, None] * width + inner_column
    own = find(np.arange(len(home)), home)[:, None] * width + across
    return positions, stored, (offset[home][:, None] + own * (inside[home][:, None] + 1)).ravel()


class BlockFactor:
    """Cholesky factor of the matrix that has the given blocks at the places of a `Plan`.

    Parameters
    ----------
    plan : Plan
    blocks : ndarray (blocks, width, width)
        Blocks at one place add up.

    Raises
    ------
    numpy.linalg.LinAlgError
        Where the matrix is not positive definite.
    """

    def __init__(self, plan, blocks):
        self.plan, self.parts = plan, []
        places, numbers = plan.positions[plan.stored].ravel(), blocks[plan.stored].ravel()
        store = np.bincount(places, weights=numbers, minlength=plan.total)
        store[plan.diagonal] *= 1 + NUDGE
        add, rests = _adder(plan), {}
        for place, group in enumerate(plan.groups):
            columns = store[group.span].reshape(group.size, group.inner)
            rest = np.zeros((group.size - group.inner,) * 2)
            for child in group.children:
                add(rests.pop(child), plan.groups[child].into, plan.groups[child].met, columns, rest)
            self.parts.append(_factor(columns, group.inner))
            if group.parent >= 0:
                across = self.parts[-1][1]
                rest -= across.T @ across
                rests[place] = rest

    def solve(self, right):
        """Return the solution for a vector."""
        answer = np.array(right, dtype=float)
        for group, (root, across) in zip(self.plan.groups, self.parts, strict=True):
            own, rest = group.rows[: group.inner], group.rows[group.inner :]
            answer[own] = part = dtrsv(root, answer[own], trans=1)
            answer[rest] -= part @ across
        for group, (root, across) in zip(reversed(self.plan.groups), reversed(self.parts), strict=True):
            own, rest = group.rows[: group.inner], group.rows[group.inner :]
            answer[own] = dtrsv(root, answer[own] - across @ answer[rest])
        return answer

    def inverse_blocks(self):
        """Return the blocks (blocks, width, width) of the inverse at the places of the plan."""
        store, squares = np.empty(self.plan.total), {}
        for place in range(len(self.parts) - 1, -1, -1):
            group, (root, across) = self.plan.groups[place], self.parts[place]
            inner, columns = group.inner, store[group.span].reshape(group.size, group.inner)
            inverse, _ = dtrtri(root)
            columns[:inner] = inverse @ inverse.T
            if group.parent >= 0:
                rest = squares[group.parent][group.into[:, None], group.into]
                taken = inverse @ across
                columns[inner:] = -(rest @ taken.T)
                columns[:inner] -= taken @ columns[inner:]
            if group.children:
                square = squares[place] = np.empty((group.size, group.size))
                square[:, :inner], square[:inner, inner:] = columns, columns[inner:].T
                if group.parent >= 0:
                    square[inner:, inner:] = rest
            if group.parent >= 0 and self.plan.groups[group.parent].children[0] == place:
                del squares[group.parent]  # its first child is the last one to ask
        return store[self.plan.positions]


def _factor(columns, inner):
    """Return the upper triangle U with UᵀU the eliminated square of some columns, and U⁻ᵀ times the rest of its rows."""
    root, failed = dpotrf(columns[:inner].T, overwrite_a=True)
    if failed:
        raise np.linalg.LinAlgError("not positive definite")
    return root, dtrsm(1.0, root, columns[inner:].T, trans_a=1, overwrite_b=True)


def _adder(plan):
    """Return the function that adds what a child leaves, compiled for large networks."""
    if len(plan.diagonal) <= COMPILED_ABOVE:
        return _add
    from workbench.analysis.reconciliation.compiled import add_rest

    return add_rest


def _add(part, into, met, columns, rest):
    """Add what a child leaves to the columns and the rest of its parent; only lower triangles count."""
    columns[into[:, None], into[:met]] += part[:, :met]
    later = into[met:] - columns.shape[1]
    rest[later[:, None], later] += part[met:, met:]
