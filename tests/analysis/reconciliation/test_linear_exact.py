"""Linear reconciliation against the same least squares in rational numbers, slow but exact.

Readings are whole numbers and standard deviations powers of ten from 1e-6 to 1e6, so that rounding has nowhere to hide.
"""

from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.reconciliation import solve
from workbench.errors import ReconciliationError


class Contradiction(Exception):
    """Exact values that no flows can satisfy."""


def reduce_rows(matrix, unknowns):
    """Return the reduced row echelon form over the first `unknowns` columns, and its pivot columns."""
    matrix = [list(row) for row in matrix]
    pivots = []
    for column in range(unknowns):
        row = next((r for r in range(len(pivots), len(matrix)) if matrix[r][column]), None)
        if row is None:
            continue
        top = len(pivots)
        matrix[top], matrix[row] = matrix[row], matrix[top]
        matrix[top] = [entry / matrix[top][column] for entry in matrix[top]]
        for other in range(len(matrix)):
            factor = matrix[other][column]
            if other != top and factor:
                matrix[other] = [a - factor * b for a, b in zip(matrix[other], matrix[top], strict=True)]
        pivots.append(column)
    return matrix, pivots


def reconcile_exactly(A, measured, sd):
    """Solve the conditions of optimality for values and for their response to every reading.

    With λ the multipliers: ``x_i = y_i + s_i² a_iᵀ λ`` for the uncertain meters, ``a_uᵀ λ = 0`` for the unmeasured
    flows, and ``A x = 0``.
    """
    m, n = A.shape
    rows = [[Fraction(float(entry)) for entry in row] for row in A]
    unmeasured = [j for j in range(n) if np.isnan(measured[j])]
    variance = [Fraction(0) if j in unmeasured else Fraction(float(sd[j])) ** 2 for j in range(n)]
    reading = [Fraction(0) if j in unmeasured else Fraction(float(measured[j])) for j in range(n)]
    u = len(unmeasured)
    system = []
    for i in range(m):
        left = [sum(rows[i][j] * variance[j] * rows[k][j] for j in range(n)) for k in range(m)]
        left += [rows[i][j] for j in unmeasured]
        right = [-sum(rows[i][j] * reading[j] for j in range(n))]
        right += [-rows[i][j] if variance[j] else Fraction(0) for j in range(n)]
        system.append(left + right)
    for j in unmeasured:
        system.append([rows[k][j] for k in range(m)] + [Fraction(0)] * (u + 1 + n))
    solved, pivots = reduce_rows(system, m + u)
    if any(row[m + u] for row in solved[len(pivots) :]):
        raise Contradiction
    return _describe(rows, (reading, variance, unmeasured), solved, pivots)


def _describe(rows, data, solved, pivots):
    reading, variance, unmeasured = data
    m, n, u = len(rows), len(reading), len(unmeasured)
    answer = [[Fraction(0)] * (1 + n) for _ in range(m + u)]
    unique = [False] * (m + u)
    for row, column in zip(solved, pivots, strict=False):
        answer[column] = row[m + u :]
        unique[column] = not any(row[k] for k in range(m + u) if k != column)
    values, spread, z, status = [], [], [], []
    chi2 = dof = Fraction(0)
    for j in range(n):
        if j in unmeasured:
            place = m + unmeasured.index(j)
            known = unique[place]
            values.append(float(answer[place][0]) if known else np.nan)
            spread.append(
                float(sum(a**2 * v for a, v in zip(answer[place][1:], variance, strict=True))) if known else np.nan
            )
            z.append(np.nan)
            status.append("observable" if known else "unobservable")
            continue
        pull = [variance[j] * sum(rows[k][j] * answer[k][c] for k in range(m)) for c in range(1 + n)]
        moved = sum(a**2 * v for a, v in zip(pull[1:], variance, strict=True))
        response = [a + (i == j) for i, a in enumerate(pull[1:])]
        values.append(float(reading[j] + pull[0]))
        spread.append(float(sum(a**2 * v for a, v in zip(response, variance, strict=True))))
        z.append(float(pull[0]) / float(moved) ** 0.5 if moved else np.nan)
        status.append("redundant" if moved else "measured")
        if variance[j]:
            chi2 += pull[0] ** 2 / variance[j]
            dof += moved / variance[j]
    return SimpleNamespace(
        values=values, sd=np.sqrt(spread), z=z, status=status, chi2=float(chi2), dof=int(dof), exact_dof=dof
    )


@st.composite
def problems(draw, network):
    m, n = draw(st.integers(1, 5)), draw(st.integers(1, 8))
    A = np.zeros((m, n))
    for column in range(n):
        if network:  # loops, parallel flows and processes that only unmeasured flows touch all occur
            source, target = draw(st.integers(0, m)), draw(st.integers(0, m))
            size = draw(st.sampled_from([1.0, 1.0, 2.0]))
            A[source % m, column] += size * (source < m)  # number m is the world outside
            A[target % m, column] -= size * (target < m)
        else:
            A[:, column] = draw(st.lists(st.integers(-3, 3), min_size=m, max_size=m))
    if draw(st.booleans()):
        A = np.vstack([A, A.sum(axis=0)])
    measured = np.array(draw(st.lists(st.integers(-50, 1000), min_size=n, max_size=n)), dtype=float)
    kind = np.array(draw(st.lists(st.sampled_from("uuemmmmm"), min_size=n, max_size=n)))
    sd = 10.0 ** np.array(draw(st.lists(st.integers(-6, 6), min_size=n, max_size=n)))
    measured[kind == "u"] = np.nan
    sd[kind == "e"] = 0.0
    return A, measured, sd


def check_against_reference(A, measured, sd):
    if not A.any() or np.isnan(measured).all():
        with pytest.raises(ReconciliationError):
            solve(A, measured, sd)
        return
    try:
        exact = reconcile_exactly(A, measured, sd)
    except Contradiction:
        with pytest.raises(ReconciliationError) as caught:
            solve(A, measured, sd)
        assert set(caught.value.flows) <= set(np.flatnonzero(sd == 0))
        return
    solution = solve(A, measured, sd)
    assert solution.status.tolist() == exact.status
    assert solution.dof == exact.dof
    scale = np.nanmax(np.abs(measured), initial=1.0)
    np.testing.assert_allclose(solution.values, exact.values, rtol=1e-9, atol=1e-11 * scale)
    finest = np.min(sd[(sd > 0) & ~np.isnan(measured)], initial=1.0)
    np.testing.assert_allclose(solution.sd, exact.sd, rtol=1e-7, atol=1e-9 * finest)
    np.testing.assert_allclose(solution.z, exact.z, rtol=1e-6, atol=1e-9)
    assert solution.chi2 == pytest.approx(exact.chi2, rel=1e-8, abs=1e-12)


@given(problems(network=True))
def test_networks_equal_the_exact_reference_however_unequal_their_meters(problem):
    check_against_reference(*problem)


@given(problems(network=False))
def test_other_balances_equal_the_exact_reference_however_unequal_their_meters(problem):
    check_against_reference(*problem)
