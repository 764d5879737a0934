"""Linear reconciliation: answers worked by hand, and what must not change them."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csc_array

from workbench.analysis.reconciliation import Solution, solve
from workbench.errors import ReconciliationError, WorkbenchError

NAN = np.nan
# Exercise E3.2: f1 = f2 + f3, f2 = f4 + f5, f3 + f4 = f6
PLANT = np.array([[1, -1, -1, 0, 0, 0], [0, 1, 0, -1, -1, 0], [0, 0, 1, 1, 0, -1]])
READINGS = np.array([1004, 648, 357, 371, 229, 772])
DEVIATIONS = np.array([1, 1.5, 1.5, 1.5, 2, 1]) / 100 * READINGS


def test_the_exercise_plant_closes_overall_but_not_inside():
    assert READINGS[0] - READINGS[4] - READINGS[5] == 3  # 0.30 % of the input
    solution = solve(PLANT, READINGS, DEVIATIONS)
    assert solution.chi2 == pytest.approx(27.6, abs=0.05)
    assert solution.dof == 3
    np.testing.assert_allclose(solution.z, [-1.3, -2.7, 3.4, 5.2, 3.3, -2.5], atol=0.05)
    assert np.nanargmax(np.abs(solution.z)) == 3
    assert (solution.status == "redundant").all()


def test_without_its_faulty_meter_the_exercise_plant_is_sound():
    solution = solve(PLANT, np.where(np.arange(6) == 3, NAN, READINGS), DEVIATIONS)
    assert solution.chi2 == pytest.approx(0.09, abs=0.005)
    assert solution.values[3] == pytest.approx(417.0, abs=0.05)
    assert READINGS[3] / solution.values[3] - 1 == pytest.approx(-0.110, abs=0.0005)
    assert solution.status[3] == "observable"


def test_a_splitter_shares_its_imbalance_by_variance():
    # imbalance 100 − 62 − 40 = −2; variances 4, 1, 1: shares 4/6, 1/6, 1/6
    solution = solve([[1, -1, -1]], [100, 62, 40], [2, 1, 1])
    np.testing.assert_allclose(solution.adjustments, [4 / 3, -1 / 3, -1 / 3], rtol=1e-14)
    np.testing.assert_allclose(solution.sd**2, [4 - 16 / 6, 1 - 1 / 6, 1 - 1 / 6], rtol=1e-14)
    assert solution.chi2 == pytest.approx(4 / 6)
    np.testing.assert_allclose(solution.z, np.array([1, -1, -1]) * 2 / np.sqrt(6))


def test_an_unmeasured_flow_follows_from_the_others_and_has_no_say():
    solution = solve([[1, -1, -1]], [100, 62, NAN], [3, 4, NAN])
    np.testing.assert_allclose(solution.values, [100, 62, 38])
    np.testing.assert_allclose(solution.sd, [3, 4, 5])
    assert solution.status.tolist() == ["measured", "measured", "observable"]
    assert (solution.chi2, solution.dof) == (0.0, 0)
    assert np.isnan(solution.z).all()
    np.testing.assert_array_equal(solution.adjustments, [0, 0, NAN])


def test_what_no_balance_tells_stays_unknown():
    solution = solve([[1, -1, -1]], [100, NAN, NAN], [3, NAN, NAN])
    assert solution.status.tolist() == ["measured", "unobservable", "unobservable"]
    assert np.isnan(solution.values[1:]).all() and np.isnan(solution.sd[1:]).all()
    np.testing.assert_array_equal(solution.low, [100, -np.inf, -np.inf])
    np.testing.assert_array_equal(solution.high, [100, np.inf, np.inf])


def test_an_exact_flow_moves_nothing_of_itself():
    solution = solve([[1, -1, -1]], [100, 62, 40], [0, 1, 1])
    np.testing.assert_allclose(solution.values, [100, 61, 39])
    np.testing.assert_allclose(solution.sd, [0, np.sqrt(0.5), np.sqrt(0.5)])
    assert solution.status.tolist() == ["measured", "redundant", "redundant"]
    assert np.isnan(solution.z[0])


def test_a_right_hand_side_is_met():
    solution = solve([[1, -1]], [10, 4], [1, 1], b=[7])
    np.testing.assert_allclose(solution.values, [10.5, 3.5])


def test_correlated_meters_share_their_error():
    # x1 = x2 with equal sd 1 and r = 0.5: the difference has variance 1, both move by half of it
    solution = solve([[1, -1]], [10, 12], [1, 1], correlation=[(0, 1, 0.5)])
    np.testing.assert_allclose(solution.values, [11, 11])
    np.testing.assert_allclose(solution.sd**2, [0.75, 0.75])
    assert solution.chi2 == pytest.approx(4.0)


def test_a_meter_that_no_balance_holds_moves_with_its_correlated_neighbour():
    # balance x1 = 10 exact; x1 read as 8 ± 1 moves by 2; x2 correlated by 0.5 moves by 1, its variance is 1 − 0.25
    solution = solve([[1, 0, -1]], [8, 5, 10], [1, 1, 0], correlation=[(1, 0, 0.5)])
    np.testing.assert_allclose(solution.values, [10, 6, 10])
    assert solution.sd[1] ** 2 == pytest.approx(0.75)
    assert solution.status.tolist() == ["redundant", "measured", "measured"]
    assert np.isnan(solution.z[1])


def test_wholly_correlated_meters_move_together():
    solution = solve([[1, 0, -1]], [8, 4, 10], [1, 2, 0], correlation=np.array([[1, 1, 0], [1, 1, 0], [0, 0, 1]]))
    np.testing.assert_allclose(solution.values, [10, 8, 10])
    np.testing.assert_allclose(solution.sd, 0, atol=1e-7)


def test_a_correlation_may_be_a_matrix_or_a_list():
    matrix = np.eye(6)
    matrix[1, 4] = matrix[4, 1] = -0.3
    one = solve(PLANT, READINGS, DEVIATIONS, correlation=matrix)
    other = solve(PLANT, READINGS, DEVIATIONS, correlation=[(4, 1, -0.3)])
    np.testing.assert_array_equal(one.values, other.values)


def test_the_covariance_of_a_difference_is_smaller_than_the_sum_of_variances():
    # x1 = x2 + x3 with sd 3, 4, exact 0 for x2: the loss x1 − x2 is x3
    solution = solve([[1, -1, -1]], [100, 62, NAN], [3, 4, NAN])
    assert solution.uncertainty([1, -1, 0]) == pytest.approx(5)
    assert solution.uncertainty([1, -1, -1]) == pytest.approx(0, abs=1e-7)
    np.testing.assert_allclose(solution.covariance([0, 2]), [[9, 9], [9, 25]])


def test_the_checks_hold_what_tests_for_gross_errors_need():
    checks = solve(PLANT, READINGS, DEVIATIONS).checks
    np.testing.assert_allclose(checks.coefficients, checks.combination @ PLANT, atol=1e-12)
    np.testing.assert_allclose(checks.imbalance, -checks.coefficients @ READINGS)
    np.testing.assert_allclose(checks.covariance, checks.coefficients @ np.diag(DEVIATIONS**2) @ checks.coefficients.T)
    chi2 = checks.imbalance @ np.linalg.solve(checks.covariance, checks.imbalance)
    assert chi2 == pytest.approx(27.6, abs=0.05)


def test_the_pull_of_the_balances_gives_the_adjustments():
    solution = solve(PLANT, READINGS, DEVIATIONS)
    np.testing.assert_allclose(DEVIATIONS**2 * (PLANT.T @ solution.multipliers), solution.adjustments)


def test_a_balance_given_twice_counts_once():
    once = solve(PLANT, READINGS, DEVIATIONS)
    twice = solve(np.vstack([PLANT, PLANT.sum(axis=0), 3 * PLANT[1]]), READINGS, DEVIATIONS)
    assert twice.dof == once.dof
    np.testing.assert_allclose(twice.values, once.values)


def test_doubling_an_uncertainty_does_not_move_a_meter_that_is_not_checked():
    A = [[1, -1, 0, 0], [0, 0, 1, -1]]
    one = solve(A, [10, 12, 5, NAN], [1, 1, 1, NAN])
    other = solve(A, [10, 12, 5, NAN], [1, 1, 2, NAN])
    np.testing.assert_array_equal(one.values[:2], other.values[:2])
    assert other.sd[3] == 2 * one.sd[3]


# --- what must not change the answer


def plant_with_gaps():
    measured = np.where(np.arange(6) == 4, NAN, READINGS)
    return measured, DEVIATIONS


@given(st.permutations(range(6)), st.permutations(range(3)))
def test_the_order_of_flows_and_balances_does_not_matter(flows, rows):
    measured, sd = plant_with_gaps()
    one = solve(PLANT, measured, sd)
    other = solve(PLANT[rows][:, flows], measured[flows], sd[flows])
    for name in ("values", "sd", "z", "adjustments"):
        np.testing.assert_allclose(getattr(other, name), getattr(one, name)[flows], rtol=1e-10)
    assert other.status.tolist() == one.status[flows].tolist()
    assert other.chi2 == pytest.approx(one.chi2)


@given(st.integers(-9, 9))
def test_another_unit_scales_values_and_leaves_the_tests(power):
    measured, sd = plant_with_gaps()
    factor = 10.0**power
    one, other = solve(PLANT, measured, sd), solve(PLANT, measured * factor, sd * factor)
    np.testing.assert_allclose(other.values, one.values * factor, rtol=1e-10)
    np.testing.assert_allclose(other.sd, one.sd * factor, rtol=1e-10)
    np.testing.assert_allclose(other.z, one.z, rtol=1e-10)
    assert other.chi2 == pytest.approx(one.chi2)


def test_the_sign_and_unit_of_a_balance_do_not_matter():
    one = solve(PLANT, READINGS, DEVIATIONS)
    other = solve(np.diag([-1, 1e6, -1e-6]) @ PLANT, READINGS, DEVIATIONS)
    np.testing.assert_allclose(other.values, one.values, rtol=1e-12)
    np.testing.assert_allclose(other.sd, one.sd, rtol=1e-12)


def test_a_sparse_matrix_gives_the_same_answer():
    one, other = solve(PLANT, READINGS, DEVIATIONS), solve(csc_array(PLANT), READINGS, DEVIATIONS)
    np.testing.assert_allclose(one.values, other.values, rtol=1e-14)


def test_reconciled_values_reconcile_to_themselves():
    values = solve(PLANT, READINGS, DEVIATIONS).values
    again = solve(PLANT, values, DEVIATIONS)
    np.testing.assert_allclose(again.values, values, rtol=1e-14)
    assert again.chi2 == pytest.approx(0, abs=1e-20)


def test_the_arguments_are_left_as_they_were():
    A, measured, sd = PLANT.astype(float), READINGS.astype(float), DEVIATIONS.copy()
    solve(A, measured, sd, lower=0)
    np.testing.assert_array_equal(A, PLANT)
    np.testing.assert_array_equal(measured, READINGS)
    np.testing.assert_array_equal(sd, DEVIATIONS)


# --- wrong input


@pytest.mark.parametrize(
    ("change", "flows", "words"),
    [
        ({"sd": [1, -1, 1]}, (1,), "negative"),
        ({"sd": [1, 1, NAN]}, (2,), "missing"),
        ({"sd": [1, np.inf, 1]}, (1,), "infinite"),
        ({"sd": [1, 1]}, (), "needs 3 numbers"),
        ({"sd": ["a", 1, 1]}, (), "not numeric"),
        ({"measured": [1, np.inf, 1]}, (1,), "not finite"),
        ({"measured": [NAN, NAN, NAN]}, (0, 1, 2), "nothing is measured"),
        ({"A": np.zeros((0, 3))}, (), "network is empty"),
        ({"A": np.zeros((1, 3))}, (0, 1, 2), "network is empty"),
        ({"A": [[1, NAN, -1]]}, (1,), "coefficients are not finite"),
        ({"b": [NAN]}, (), "right-hand side"),
        ({"sd": [0, 0, 0]}, (0, 1, 2), "fixed values contradict"),
        ({"A": [[1, -1, -1], [0, 0, 0]], "b": [0, 1]}, (), "balances contradict"),
        ({"lower": 5, "upper": 4}, (0, 1, 2), "lower bounds lie above"),
        ({"sd": [0, 1, 1], "upper": 50}, (0,), "outside their bounds"),
        ({"sd": [0, 1, 1], "upper": [NAN, 30, 40]}, (1, 2), "bounds contradict"),
        ({"correlation": [(0, 1)]}, (), "triple"),
        ({"correlation": [(0, 7, 0.5)]}, (), "names no column"),
        ({"correlation": [(0, 1, 1.5)]}, (0, 1), "within"),
        ({"correlation": [(0, 1, 0.5), (1, 0, 0.4)]}, (0, 1), "symmetric"),
        ({"correlation": np.array([[1, 0.5, 0], [0.4, 1, 0], [0, 0, 1]])}, (0, 1), "symmetric"),
        ({"correlation": np.eye(2)}, (), "needs shape"),
        ({"correlation": [(0, 1, 0.9), (1, 2, 0.9), (0, 2, -0.9)]}, (0, 1, 2), "contradict each other"),
    ],
)
def test_wrong_input_is_refused_with_the_flows_concerned(change, flows, words):
    arguments = {"A": [[1, -1, -1]], "measured": [100, 62, 40], "sd": [2, 1, 1]} | change
    with pytest.raises(ReconciliationError, match=words) as caught:
        solve(arguments.pop("A"), arguments.pop("measured"), arguments.pop("sd"), **arguments)
    assert caught.value.flows == flows
    assert isinstance(caught.value, WorkbenchError) and isinstance(caught.value, ValueError)


def test_a_missing_reading_may_be_none():
    assert solve([[1, -1]], [5, None], [1, None]).values.tolist() == [5, 5]


def test_the_sd_of_an_unmeasured_flow_is_ignored():
    assert solve([[1, -1]], [5, NAN], [1, -1]).values.tolist() == [5, 5]


def test_small_problems_import_neither_optimisers_nor_compilers():
    program = (
        "import sys; from workbench.analysis.reconciliation import solve; "
        "solve([[1, -1, -1]], [100, 62, 40], [2, 1, 1]); "
        "heavy = {'scipy.optimize', 'scipy.sparse.linalg', 'numba', 'clarabel'}; print(sorted(heavy & set(sys.modules)))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert answer.stdout.strip() == "[]"


def test_the_package_names_what_it_offers():
    import workbench.analysis.reconciliation as package

    assert "solve" in dir(package) and package.Solution is Solution
    with pytest.raises(AttributeError, match="guess_values"):
        package.guess_values  # noqa: B018
