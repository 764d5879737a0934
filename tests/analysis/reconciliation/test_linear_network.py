"""Large networks: the graph gives what elimination gives, and the compiled loops what plain ones give."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csc_array, random_array

from workbench.analysis.reconciliation import factor, solve
from workbench.analysis.reconciliation.classes import cut_sets, find_bridges
from workbench.analysis.reconciliation.dense import solve_dense
from workbench.analysis.reconciliation.graph import as_network
from workbench.analysis.reconciliation.network import solve_network
from workbench.analysis.reconciliation.problem import read_problem
from workbench.errors import ReconciliationError


def incidence(source, target, m):
    """Flows between processes 0 … m − 1; number m is the world outside."""
    A = np.zeros((m + 1, len(source)))
    np.add.at(A, (source, np.arange(len(source))), 1)
    np.add.at(A, (target, np.arange(len(target))), -1)
    return A[:m]


@st.composite
def networks(draw):
    m, n = draw(st.integers(1, 7)), draw(st.integers(1, 14))
    ends = st.lists(st.integers(0, m), min_size=n, max_size=n)
    A = incidence(np.array(draw(ends)), np.array(draw(ends)), m)
    signs = np.array(draw(st.lists(st.sampled_from([1, -1]), min_size=m, max_size=m)))
    sizes = np.array(draw(st.lists(st.sampled_from([1.0, 1.0, 0.5, 3.0]), min_size=n, max_size=n)))
    kind = np.array(draw(st.lists(st.sampled_from("uuemmm"), min_size=n, max_size=n)))
    measured = np.array(draw(st.lists(st.integers(0, 100), min_size=n, max_size=n)), dtype=float)
    measured[kind == "u"] = np.nan
    sd = np.where(kind == "e", 0.0, np.array(draw(st.lists(st.integers(1, 9), min_size=n, max_size=n))))
    return signs[:, None] * A * sizes, measured, sd


def agree(one, other):
    assert one.status.tolist() == other.status.tolist()
    assert one.dof == other.dof
    assert one.chi2 == pytest.approx(other.chi2, rel=1e-7, abs=1e-7)
    np.testing.assert_allclose(one.values, other.values, rtol=1e-8, atol=1e-8)
    np.testing.assert_allclose(one.sd, other.sd, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(one.z, other.z, rtol=1e-6, atol=1e-6)


@given(networks())
def test_the_graph_gives_what_elimination_gives(case):
    A, measured, sd = case
    if not A.any() or np.isnan(measured).all():
        return
    problem = read_problem(A, measured, sd)
    network = as_network(A)
    try:
        dense = solve_dense(problem)
    except ReconciliationError as refused:
        with pytest.raises(ReconciliationError) as caught:
            solve_network(problem, network)
        assert set(caught.value.flows) <= set(np.flatnonzero(sd == 0))
        assert "contradict" in str(caught.value) and "contradict" in str(refused)
        return
    graph = solve_network(problem, network)
    agree(graph, dense)
    known = np.flatnonzero(~np.isnan(dense.values))
    np.testing.assert_allclose(graph.covariance(known), dense.covariance(known), rtol=1e-7, atol=1e-7)
    variance = np.where(np.isnan(measured), 0, sd) ** 2
    np.testing.assert_allclose(variance * (A.T @ graph.multipliers), np.nan_to_num(graph.adjustments), atol=1e-7)
    checks = graph.checks
    np.testing.assert_allclose(checks.coefficients, checks.combination @ A * (sd > 0) * ~np.isnan(measured), atol=1e-12)
    assert graph.chi2 == pytest.approx(
        checks.imbalance @ np.linalg.solve(checks.covariance, checks.imbalance), rel=1e-7, abs=1e-7
    )


def test_balances_that_are_no_network_are_told_apart():
    assert as_network(np.array([[1, 1], [1, 0.5]])) is None  # two sizes in one column
    assert as_network(np.array([[1, 1], [1, -1], [0, 0]])) is None  # no choice of signs
    assert as_network(np.array([[1], [1], [-1]])) is None  # three balances share a flow
    network = as_network(np.array([[2, 1], [2, 0]]))  # the sign of the second balance is the other way round
    np.testing.assert_array_equal(network.size, [2, 1])
    assert network.sign.prod() == -1


@given(st.integers(1, 8), st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=12))
def test_a_bridge_is_what_disconnects(nodes, edges):
    source, target = (np.array([edge[k] % nodes for edge in edges], dtype=int) for k in (0, 1))
    bridge = find_bridges(source, target, nodes)
    for edge in range(len(edges)):
        kept = np.arange(len(edges)) != edge
        assert bridge[edge] == (count_parts(source[kept], target[kept], nodes) > count_parts(source, target, nodes))
    behind, sign = cut_sets(source, target, bridge, nodes, outside=nodes - 1)
    for row, edge in enumerate(np.flatnonzero(bridge)):
        inside = behind.toarray()[row] > 0
        assert not inside[nodes - 1]
        assert np.flatnonzero(inside[source] != inside[target]).tolist() == [edge]
        assert inside[source[edge]] == (sign[row] > 0)


def count_parts(source, target, nodes):
    """Count connected parts by spreading the smallest number, without any graph library."""
    label = np.arange(nodes)
    for _ in range(nodes):
        for a, b in zip(source, target, strict=True):
            label[a] = label[b] = min(label[a], label[b])
    return len(set(label.tolist()))


def ladder(steps, seed):
    """A plant of two rows of processes with cross flows and a recycle, and readings with gaps."""
    random = np.random.default_rng(seed)
    first, second, outside = np.arange(steps), np.arange(steps) + steps, 2 * steps
    source = np.concatenate(
        [[outside, outside], first[:-1], second[:-1], [steps - 1, 2 * steps - 1], first, second[5:]]
    )
    target = np.concatenate([[0, steps], first[1:], second[1:], [outside, outside], second, first[:-5]])
    n = len(source)
    measured = random.uniform(50, 100, n)
    sd = random.uniform(0.5, 5, n)
    measured[random.random(n) < 0.35] = np.nan
    return incidence(source, target, outside), measured, sd


def test_a_plant_above_the_limit_of_elimination_is_solved_the_same_by_its_graph():
    A, measured, sd = ladder(80, seed=1)
    agree(solve(A, measured, sd), solve_dense(read_problem(A, measured, sd)))


@pytest.mark.parametrize("longest", [10**9, 0])
def test_compiled_loops_give_what_plain_ones_give(monkeypatch, longest):
    A, measured, sd = ladder(80, seed=2)
    plain = solve(csc_array(A), measured, sd)
    monkeypatch.setattr(factor, "COMPILED_ABOVE", 0)
    monkeypatch.setattr(factor, "LONGEST_PATHS", longest)
    agree(solve(csc_array(A), measured, sd), plain)


@pytest.mark.parametrize("longest", [10**9, 0])
@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 10_000))
def test_quadratic_forms_equal_those_of_the_dense_inverse(longest, seed):
    random = np.random.default_rng(seed)
    size = int(random.integers(1, 30))
    links = random_array((size, size), density=0.1, rng=random)
    matrix = csc_array(np.diag(random.uniform(0.1, 1, size)))
    laplacian = links + links.T
    matrix = csc_array(matrix + np.diag(laplacian.sum(axis=1)) - laplacian)
    vectors = random_array((6, size), density=0.3, rng=random).tocsr()
    expected = np.einsum("ij,ij->i", vectors @ np.linalg.inv(matrix.toarray()), vectors.toarray())
    with pytest.MonkeyPatch.context() as patch:
        plain = factor.Factor(matrix).quadratic_forms(vectors)
        patch.setattr(factor, "COMPILED_ABOVE", 0)
        patch.setattr(factor, "LONGEST_PATHS", longest)
        compiled = factor.Factor(matrix).quadratic_forms(vectors)
    np.testing.assert_allclose(plain, expected, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(compiled, expected, rtol=1e-9, atol=1e-12)


def test_a_closed_plant_needs_no_world_outside():
    # a ring of 300 processes, every flow read: the only freedom is the common flow, estimated by the mean
    m = 300
    random = np.random.default_rng(3)
    measured = random.normal(10, 1, m)
    solution = solve(incidence(np.arange(m), (np.arange(m) + 1) % m, m), measured, np.ones(m))
    np.testing.assert_allclose(solution.values, measured.mean())
    np.testing.assert_allclose(solution.sd, 1 / np.sqrt(m))
    assert solution.dof == m - 1


def test_a_long_chain_of_observable_flows_is_solved_in_turn():
    # flow k = flow 0 − the k side streams before it
    m = 300
    main = np.arange(m + 1)
    source, target = np.concatenate([[m], main[:-1], main[:-1]]), np.concatenate([main[:-1], [m], np.full(m, m)])
    measured = np.full(2 * m + 1, np.nan)
    measured[0], measured[m + 1 :] = 1000, 2
    solution = solve(incidence(source, target, m), measured, np.ones(2 * m + 1))
    np.testing.assert_allclose(solution.values[: m + 1], 1000 - 2 * np.arange(m + 1))
    np.testing.assert_allclose(solution.sd[: m + 1], np.sqrt(1 + np.arange(m + 1)))
    assert (solution.status[1 : m + 1] == "observable").all()


def test_a_large_network_with_exact_flows_that_do_not_close_is_refused():
    A, measured, sd = ladder(80, seed=4)
    measured[A[0] != 0], sd[A[0] != 0] = [10, 3, 4, 1], 0
    with pytest.raises(ReconciliationError, match="fixed values contradict") as caught:
        solve(A, measured, sd)
    assert caught.value.flows == tuple(np.flatnonzero(A[0]))


def test_unequal_meters_of_a_plant_are_left_to_elimination():
    # 10 enters and leaves within 1e-6; what runs in between is read within 1e4 only and follows all the same
    m = 250
    source, target = np.append(np.arange(m), m), np.append(np.arange(1, m + 1), 0)
    measured, sd = np.full(m + 1, 500.0), np.full(m + 1, 1e4)
    measured[[m - 1, m]], sd[[m - 1, m]] = 10, 1e-6
    solution = solve(incidence(source, target, m), measured, sd)
    np.testing.assert_allclose(solution.values, 10, rtol=1e-12)
    np.testing.assert_allclose(solution.sd, 1e-6 / np.sqrt(2), rtol=1e-9)


def test_meters_too_unequal_for_a_large_network_are_refused_rather_than_wrong():
    m = 2_500
    source, target = np.append(np.arange(m), m), np.append(np.arange(1, m + 1), 0)
    measured, sd = np.full(m + 1, 500.0), np.full(m + 1, 1e8)
    measured[[m - 1, m]], sd[[m - 1, m]] = 10, 1e-8
    with pytest.raises(ReconciliationError, match="too unequal") as caught:
        solve(csc_array(incidence(source, target, m)), measured, sd)
    assert caught.value.flows == tuple(range(m + 1))
