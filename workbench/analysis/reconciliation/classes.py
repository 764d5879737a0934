"""Which unmeasured flows of a network can be solved: exactly, from the graph alone.

An unmeasured flow is observable if and only if it is a bridge of the graph of unmeasured flows: without it, some set
of processes would be joined to the rest by measured flows only, whose balance gives its value. Source: Václavek,
Chem. Eng. Sci. 24 (1969) 947; Mah, Stanley and Downing, Ind. Eng. Chem. Process Des. Dev. 15 (1976) 175.
"""

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components


def find_bridges(source, target, nodes):
    """Return the mask of edges whose removal disconnects their ends.

    Parameters
    ----------
    source, target : ndarray of int (e,)
        Ends of the edges; parallel edges and loops are allowed.
    nodes : int
        Number of nodes.
    """
    low, high = np.minimum(source, target), np.maximum(source, target)
    pairs, first, count = np.unique(low * nodes + high, return_index=True, return_counts=True)
    simple = first[low[first] != high[first]]
    ends = np.column_stack([source[simple], target[simple]])
    parent, depth = spanning_forest(ends, nodes)
    in_tree = (parent[ends[:, 0]] == ends[:, 1]) | (parent[ends[:, 1]] == ends[:, 0])
    around = _count_cycles(ends[~in_tree], parent, depth)
    child = np.where(parent[ends[:, 0]] == ends[:, 1], ends[:, 0], ends[:, 1])
    single = np.zeros(len(source), dtype=bool)
    single[first] = count == 1
    bridge = np.zeros(len(source), dtype=bool)
    bridge[simple] = in_tree & (around[child] == 0)
    return bridge & single


def spanning_forest(ends, nodes, root=None):
    """Return the parent (−1 at a root) and the depth of every node in a breadth-first spanning forest.

    Parameters
    ----------
    ends : ndarray of int (e, 2)
        Edges.
    nodes : int
        Number of nodes.
    root : int, optional
        Node that has to be the root of its tree.
    """
    graph = coo_array((np.ones(len(ends), dtype=np.int8), (ends[:, 0], ends[:, 1])), shape=(nodes, nodes))
    _, tree = connected_components(graph, directed=False)
    _, roots = np.unique(tree, return_index=True)
    if root is not None:
        roots[tree[root]] = root
    # One node above all roots makes a single search visit the whole forest.
    above = np.full(len(roots), nodes)
    rows, columns = np.concatenate([ends[:, 0], above]), np.concatenate([ends[:, 1], roots])
    graph = csr_array((np.ones(len(rows), dtype=np.int8), (rows, columns)), shape=(nodes + 1, nodes + 1))
    order, parent = breadth_first_order(graph, nodes, directed=False)
    return np.where(parent[:nodes] == nodes, -1, parent[:nodes]), _depths(order, parent)


def _depths(order, parent):
    """Return the depth of every node but the artificial one, roots 0, level by level."""
    position = np.empty(len(order), dtype=np.int64)
    position[order] = np.arange(len(order))
    up = position[parent[order[1:]]]  # non-decreasing, because the search is breadth first
    depth = np.empty(len(order), dtype=np.int64)
    start, stop, level = 0, 1, -1
    while start < stop:
        depth[order[start:stop]] = level
        start, stop, level = stop, 1 + int(np.searchsorted(up, stop)), level + 1
    return depth[:-1]


def _count_cycles(chords, parent, depth):
    """Return how many chords close a cycle through the tree edge above each node."""
    count = np.zeros(len(parent), dtype=np.int64)
    np.add.at(count, chords.ravel(), 1)
    np.add.at(count, _common_ancestors(chords, parent, depth), -2)
    by_depth = np.argsort(depth, kind="stable")
    steps = np.searchsorted(depth[by_depth], np.arange(depth.max(initial=0) + 2))
    for level in range(len(steps) - 2, 0, -1):
        nodes = by_depth[steps[level] : steps[level + 1]]
        np.add.at(count, parent[nodes], count[nodes])
    return count


def _common_ancestors(chords, parent, depth):
    """Return the lowest common ancestor of the ends of each chord by climbing all at once."""
    left, right = chords[:, 0].copy(), chords[:, 1].copy()
    active = np.flatnonzero(left != right)
    while len(active):
        a, b = left[active], right[active]
        left[active] = np.where(depth[a] >= depth[b], parent[a], a)
        right[active] = np.where(depth[b] >= depth[a], parent[b], b)
        active = active[left[active] != right[active]]
    return left


def cut_sets(source, target, bridge, nodes, outside):
    """Return for every bridge the set of nodes behind it, seen from outside.

    Parameters
    ----------
    source, target : ndarray of int (e,)
        Ends of the unmeasured flows.
    bridge : ndarray of bool (e,)
        Mask from `find_bridges`.
    nodes : int
        Number of nodes.
    outside : int
        Node that belongs to no set.

    Returns
    -------
    behind : scipy.sparse.csr_array (bridges, nodes)
        1 where the node lies behind the bridge.
    sign : ndarray (bridges,)
        +1 where the source of the bridge lies behind it, −1 where its target does.
    """
    rest = coo_array((np.ones((~bridge).sum(), dtype=np.int8), (source[~bridge], target[~bridge])), (nodes, nodes))
    blocks, block = connected_components(rest, directed=False)
    ends = np.column_stack([block[source[bridge]], block[target[bridge]]])
    parent, depth = spanning_forest(ends, blocks, root=block[outside])
    below = depth[ends[:, 0]] > depth[ends[:, 1]]
    number = np.full(blocks, -1)
    number[np.where(below, ends[:, 0], ends[:, 1])] = np.arange(len(ends))
    rows, columns = _ancestors(parent, number)
    members = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(ends), blocks))
    belongs = csr_array((np.ones(nodes), (block, np.arange(nodes))), shape=(blocks, nodes))
    return members @ belongs, np.where(below, 1.0, -1.0)


def _ancestors(parent, number):
    """Return all pairs (bridge, block) in which the block lies behind the bridge."""
    block = np.flatnonzero(parent >= 0)
    at = block
    rows, columns = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    while len(at):
        rows.append(number[at])
        columns.append(block)
        at = parent[at]
        onward = parent[at] >= 0
        at, block = at[onward], block[onward]
    return np.concatenate(rows), np.concatenate(columns)
