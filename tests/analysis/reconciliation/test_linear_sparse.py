"""Large balances that are no network, and correlated meters: sparse elimination against dense elimination."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.sparse import csc_array

from workbench.analysis.reconciliation import linear, solve
from workbench.analysis.reconciliation.dense import solve_dense
from workbench.analysis.reconciliation.graph import as_network
from workbench.analysis.reconciliation.network import solve_network
from workbench.analysis.reconciliation.problem import read_problem
from workbench.analysis.reconciliation.sparse import solve_sparse
from workbench.errors import ReconciliationError


def agree(one, other):
    assert one.status.tolist() == other.status.tolist()
    assert one.dof == other.dof
    assert one.chi2 == pytest.approx(other.chi2, rel=1e-7, abs=1e-7)
    np.testing.assert_allclose(one.values, other.values, rtol=1e-7, atol=1e-7)
    np.testing.assert_allclose(one.sd, other.sd, rtol=1e-5, atol=5e-4)  # a difference of squares
    np.testing.assert_allclose(one.z, other.z, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(one.adjustments, other.adjustments, rtol=1e-7, atol=1e-7)


@st.composite
def problems(draw, entries):
    m, n = draw(st.integers(1, 6)), draw(st.integers(1, 10))
    A = np.array(draw(st.lists(st.lists(entries, min_size=n, max_size=n), min_size=m, max_size=m)), dtype=float)
    if draw(st.booleans()):
        A = np.vstack([A, 2 * A[0] - A[-1]])
    kind = np.array(draw(st.lists(st.sampled_from("uuemmm"), min_size=n, max_size=n)))
    measured = np.array(draw(st.lists(st.integers(0, 100), min_size=n, max_size=n)), dtype=float)
    measured[kind == "u"] = np.nan
    sd = np.where(kind == "e", 0.0, np.array(draw(st.lists(st.integers(1, 9), min_size=n, max_size=n))))
    pairs = [(0, 1, 0.5), (1, 2, -0.4)] if n > 2 and draw(st.booleans()) else None
    return A, measured, sd, pairs


@settings(deadline=None)
@example(
    case=(
        np.array([[0, 1, 1, 0], [1, 1, 1, 0.0]]),
        np.array([np.nan, np.nan, np.nan, 5]),
        np.array([0, 0, 0, 1.0]),
        None,
    )
)  # two unknown flows cancel out
@example(
    case=(np.array([[2, 0], [0.4, 0.4], [3.6, -0.4]]), np.zeros(2), np.array([2, 1.0]), None)
)  # nearly parallel balances, one of them dependent
@example(
    case=(
        np.array(
            [
                [0, 0, 0, 0, 0, 1, 0, 1],
                [0, 0.4, 1, 0, 0, 0, -1, 0],
                [0, 0.4, 1, 0, 0, 0, -1, 0],
                [1, 2, 0, 0, 0, 0, 0, 0],
                [-1, 1, 1, 0, -1, 1, 0, 0],
                [2, 0, 0, 0, -1, 0, 1, 0],
            ]
        ),
        np.array([np.nan] * 7 + [0]),
        np.ones(8),
        None,
    )
)  # a balance given twice must not seem to check a meter by rounding
@given(problems(st.sampled_from([0, 0, 0, 1, -1, 2, 0.4])))
def test_sparse_elimination_gives_what_dense_elimination_gives(case):
    A, measured, sd, pairs = case
    if not A.any() or np.isnan(measured).all():
        return
    problem = read_problem(csc_array(A), measured, sd, correlation=pairs)
    try:
        dense = solve_dense(problem)
    except ReconciliationError:
        with pytest.raises(ReconciliationError, match="contradict") as caught:
            solve_sparse(problem)
        assert set(caught.value.flows) <= set(np.flatnonzero(sd == 0)) or not np.any(sd == 0)
        return
    sparse = solve_sparse(problem)
    agree(sparse, dense)
    np.testing.assert_allclose(
        sparse.covariance(), dense.covariance(), rtol=1e-6, atol=1e-6
    )  # nan where unobservable in both
    assert sparse.residual <= 1e-9 * (1 + np.nanmax(np.abs(measured)))


def test_correlated_meters_of_a_network_are_solved_by_its_graph():
    A = np.array([[1, -1, -1, 0, 0, 0], [0, 1, 0, -1, -1, 0], [0, 0, 1, 1, 0, -1]])
    measured, sd = np.array([1004, 648, 357, np.nan, 229, 772]), np.array([10, 9, 5, 5, 4, 7.0])
    problem = read_problem(A, measured, sd, correlation=[(0, 5, 0.6), (1, 2, -0.3)])
    agree(solve_network(problem, as_network(A)), solve_dense(problem))


def ratio_plant(m, seed):
    """A line of processes with side streams, of which some carry a fixed share of what enters."""
    random = np.random.default_rng(seed)
    n = 2 * m + 1
    A = np.zeros((m + m // 3, n))
    step = np.arange(m)
    A[step, step], A[step, step + 1], A[step, m + 1 + step] = 1, -1, -1
    ratio = np.arange(m // 3)
    A[m + ratio, 3 * ratio], A[m + ratio, m + 1 + 3 * ratio] = 0.01, -1
    true = np.empty(n)
    true[0] = 1000
    for k in range(m):
        true[m + 1 + k] = 0.01 * true[k]
        true[k + 1] = true[k] - true[m + 1 + k]
    sd = 0.03 * true
    measured = random.normal(true, sd)
    measured[random.random(n) < 0.3] = np.nan
    return A, measured, sd


def test_a_large_plant_with_ratios_takes_the_sparse_way(monkeypatch):
    A, measured, sd = ratio_plant(150, seed=6)
    dense = solve(csc_array(A), measured, sd)
    monkeypatch.setattr(linear, "_GENERAL", 250)
    sparse = solve(csc_array(A), measured, sd)
    agree(sparse, dense)
    assert as_network(A) is None
    checks = sparse.checks
    assert sparse.chi2 == pytest.approx(checks.imbalance @ np.linalg.solve(checks.covariance, checks.imbalance))


def test_exact_values_that_contradict_a_dependent_balance_are_refused():
    # the second balance is the first with another exact flow: 4 = 5
    A = np.array([[1, -1, -1, 0], [1, -1, 0, -1]])
    problem = read_problem(csc_array(A), [10, 6, 4, 5], [1, 1, 0, 0])
    with pytest.raises(ReconciliationError, match="fixed values contradict") as caught:
        solve_sparse(problem)
    assert caught.value.flows == (2, 3)
