import json
from pathlib import Path

import numpy as np
import pytest

from workbench.analysis.reconciliation import solve
from workbench.analysis.reconciliation.local_tests import leak_test, nodal_test, sidak_limit, vdi_test, whiten
from workbench.analysis.reconciliation.selftest import read_problems

PUBLISHED = json.loads((Path(__file__).parent / "data" / "local_tests.json").read_text(encoding="utf-8"))
PROBLEMS = {problem["id"]: problem for problem in read_problems()}
SPLITTER = np.array([[1.0, -1, -1]])


def numbers(values):
    return np.array(values, dtype=float)


def matrix(problem):
    A = np.zeros((len(problem["balances"]), len(problem["measured"])))
    for row, terms in enumerate(problem["balances"]):
        for column, factor in terms:
            A[row, column] = factor
    return A


@pytest.mark.parametrize("name", PUBLISHED)
def test_tests_of_published_problems_are_reproduced(name):
    answers, problem = PUBLISHED[name], PROBLEMS[name]
    A = matrix(problem)
    measured = numbers(answers.get("measured", problem["measured"]))
    sd = numbers(answers.get("sd", problem["sd"]))
    solution = solve(A, measured, sd, correlation=problem.get("correlation"))
    known = ~np.isnan(measured)
    assert solution.chi2 == pytest.approx(answers["chi2"], rel=1e-6)
    assert solution.dof == answers["dof"]
    z = numbers(answers["z"])
    z = z if len(z) == len(measured) else np.insert(z, 0, [])
    assert solution.z[known] == pytest.approx(z[known], rel=1e-6, abs=1e-8, nan_ok=True)
    assert vdi_test(solution, sd)[known] == pytest.approx(numbers(answers["vdi"])[known], rel=1e-6, abs=1e-8)
    if "nodal" in answers:
        found = nodal_test(A, measured, sd, correlation=problem.get("correlation"))
        assert np.abs(found) == pytest.approx(numbers(answers["nodal"]), rel=1e-6)
        assert solution.z**2 == pytest.approx(numbers(answers["glr"]), rel=1e-6, nan_ok=True)


def test_the_nodal_test_of_a_splitter_is_worked_by_hand():
    # 100 − 62 − 40 = −2 with variance 4 + 1 + 1 = 6
    assert nodal_test(SPLITTER, [100, 62, 40], [2, 1, 1]) == pytest.approx([-2 / np.sqrt(6)])


def test_a_balance_with_an_unmeasured_or_only_exact_flows_has_no_nodal_test():
    A = np.array([[1, -1, -1, 0], [0, 0, 1, -1]])
    assert np.isnan(nodal_test(A, [10, 6, np.nan, 4], [1, 1, 1, 1])).all()
    assert np.isnan(nodal_test([[1, -1]], [5, 5], [0, 0])).all()


def test_the_leak_test_is_positive_where_more_enters_than_leaves():
    solution = solve(SPLITTER, [110, 62, 40], [2, 1, 1])
    assert leak_test(solution) == pytest.approx([8 / np.sqrt(6)])


def test_a_leak_that_no_meter_can_see_has_no_test():
    # the unmeasured outlet of the first process takes any loss of it
    A = np.array([[1, -1, -1, 0, 0], [0, 1, 0, -1, 0], [0, 0, 0, 1, -1]])
    z = leak_test(solve(A, [10, 6, np.nan, 6.1, 5.9], [0.1] * 5))
    assert np.isnan(z[0])
    assert not np.isnan(z[1:]).any()


def test_a_floor_keeps_the_test_of_a_barely_redundant_meter_small():
    # adjustment and its sd are nearly 0: without the floor the value would be that of the other meter
    solution = solve([[1, -1]], [100.0, 103.0], [0.01, 1])
    assert vdi_test(solution, [0.01, 1])[1] == pytest.approx(3 / np.sqrt(1.0001), rel=1e-3)
    assert vdi_test(solution, [0.01, 1])[0] < 0.1


def test_meters_without_a_check_have_the_value_zero_and_exact_ones_none():
    solution = solve([[1, -1, -1]], [10, 6, np.nan], [1, 0, 0])
    found = vdi_test(solution, [1, 0, np.nan])
    assert found[0] == 0
    assert np.isnan(found[1:]).all()


def test_the_limit_of_sidak_is_that_of_the_exercise():
    assert sidak_limit(6) == pytest.approx(2.63, abs=0.005)
    assert sidak_limit(1) == pytest.approx(1.96, abs=0.001)


def test_whitened_imbalances_carry_chi2():
    solution = solve(SPLITTER, [110, 62, 40], [2, 1, 1])
    assert np.sum(whiten(solution.checks)[2] ** 2) == pytest.approx(solution.chi2)
