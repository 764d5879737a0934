import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr

from workbench.analysis.reconciliation import nonlinear, solve, solve_nonlinear
from workbench.analysis.reconciliation.optimum import censored
from workbench.analysis.reconciliation.selftest import read_problems, solve_problem
from workbench.errors import ReconciliationError, WorkbenchError

NONLINEAR = [problem for problem in read_problems() if problem["kind"] != "linear"]
nan = np.nan


@pytest.mark.parametrize("problem", NONLINEAR, ids=lambda problem: problem["id"])
def test_published_problems_close_to_1e_9(problem):
    solution = solve_problem(problem)
    assert solution.residual < 1e-9
    assert 0 < solution.iterations < 30


def test_the_example_of_stan_leaves_two_flows_open():
    [problem] = [problem for problem in NONLINEAR if problem["id"] == "cencic2016_stan"]
    solution = solve_problem(problem)
    assert solution.status.tolist() == [
        "redundant", "measured", "redundant", "observable", "redundant", "unobservable", "unobservable", "redundant",
    ]  # fmt: skip
    assert solution.dof == 2
    assert np.isnan(solution.values[5:7]).all()


def test_a_fixed_share_opens_the_two_flows_of_the_example_of_stan():
    # Cencic 2016: with TC67 known to be 1/2 both flows are 76.21298 ± 3.941396
    def constraints(x):
        m1, m2, m3, m4, m5, m6, m7, share, split = x
        return [m1 + m2 + m4 - m3, m3 - m4 - m5, m5 - m6 - m7, m4 - m3 * share, m6 - m5 * split]

    measured = [100, 50, 300, nan, 160, nan, nan, 0.5, 0.5]
    solution = solve_nonlinear(constraints, measured, [10, 0, 30, 0, 16, 0, 0, 0.05, 0])
    assert solution.values[5:7] == pytest.approx([76.21298, 76.21298], rel=1e-6)
    assert solution.sd[5:7] == pytest.approx([3.941396, 3.941396], rel=1e-6)


@pytest.mark.parametrize("problem", NONLINEAR[:3], ids=lambda problem: problem["id"])
def test_published_problems_do_not_need_the_guess(problem):
    blind = solve_problem(problem | {"guess": [None] * len(problem["measured"])}) if "guess" in problem else None
    if blind is not None:
        assert blind.chi2 == pytest.approx(solve_problem(problem).chi2, rel=1e-9)


def test_linear_constraints_give_the_linear_answer():
    A = np.array([[1, -1, -1, 0], [0, 0, 1, -1]])
    measured, sd = [101.0, 64.0, 36.5, 33.0], [1, 1, 2, 1]
    linear, nonlinear = solve(A, measured, sd), solve_nonlinear(lambda x: A @ x, measured, sd)
    for name in ("values", "sd", "z", "adjustments"):
        assert getattr(nonlinear, name) == pytest.approx(getattr(linear, name), rel=1e-9)
    assert nonlinear.chi2 == pytest.approx(linear.chi2)
    assert nonlinear.dof == 2


def test_the_nearest_point_of_a_circle_is_found_exactly():
    # distance of (3, 4) to the circle of radius 1 is 4: the curved optimum (0.6, 0.8) needs second derivatives
    solution = solve_nonlinear(lambda x: [x[0] ** 2 + x[1] ** 2 - 1], [3.0, 4.0], [1, 1])
    assert solution.values == pytest.approx([0.6, 0.8], abs=1e-12)
    assert solution.chi2 == pytest.approx(16)
    # far from the circle plain Gauss–Newton needs dozens of steps, Newton only a few
    assert solution.iterations < 15


def test_the_optimum_satisfies_the_conditions_of_lagrange():
    def constraints(x):
        return [x[0] * x[1] - x[2] * x[3], x[0] - x[2] ** 1.5 + x[3] / x[1]]

    measured, sd = np.array([4.0, 2.2, 2.6, 3.0]), np.array([0.3, 0.2, 0.1, 0.4])
    solution = solve_nonlinear(constraints, measured, sd)
    x = solution.values
    # derivatives by hand
    J = np.array([[x[1], x[0], -x[3], -x[2]], [1, -x[3] / x[1] ** 2, -1.5 * x[2] ** 0.5, 1 / x[1]]])
    gradient = (x - measured) / sd**2
    multipliers = np.linalg.lstsq(J.T, -gradient, rcond=None)[0]
    assert gradient + J.T @ multipliers == pytest.approx(np.zeros(4), abs=1e-8)


def test_a_content_times_a_flow_propagates_its_uncertainty():
    # nothing is redundant: 100 ± 1 times 0.20 ± 0.01 is 20 ± √((0.2·1)² + (100·0.01)²) = 20 ± 1.0198
    solution = solve_nonlinear(lambda x: [x[2] - x[0] * x[1]], [100, 0.2, nan], [1, 0.01, 0])
    assert solution.values[2] == pytest.approx(20)
    assert solution.sd[2] == pytest.approx(np.sqrt(0.2**2 + 1))
    assert solution.status.tolist() == ["measured", "measured", "observable"]
    assert (solution.chi2, solution.dof) == (0.0, 0)


def test_a_dry_balance_of_wet_materials_closes():
    # wet 100 t with 10 % moisture dries to 90 t with nothing left; readings 100, 0.1 and 91 t
    def constraints(x):
        wet, moisture, dry = x
        return [wet * (1 - moisture) - dry]

    solution = solve_nonlinear(constraints, [100, 0.1, 91], [1, 0.005, 1])
    wet, moisture, dry = solution.values
    assert wet * (1 - moisture) == pytest.approx(dry, rel=1e-12)
    # imbalance −1, variance 0.81·1 + 100²·0.005² + 1 = 2.06: first-order adjustments by hand, 2 % apart at most
    assert solution.adjustments == pytest.approx([0.9 / 2.06, -0.0025 / 2.06, -1 / 2.06], rel=0.02)


def test_a_lower_bound_holds_and_is_named():
    # x + y = 1 with readings (2, −0.5): free optimum (1.75, −0.75), with y ≥ 0 (1, 0)
    solution = solve_nonlinear(lambda x: [x[0] + x[1] - 1], [2.0, -0.5], [1, 1], lower=[nan, 0.0])
    assert solution.values == pytest.approx([1, 0])
    assert solution.at_bound == (1,)
    # the bound is a balance of its own: both readings are checked, χ² = 1² + 0.5²
    assert (solution.dof, solution.chi2) == (2, pytest.approx(1.25))
    assert solution.sd == pytest.approx([0, 0], abs=1e-9)


def test_a_bound_that_does_not_bind_changes_nothing():
    def constraints(x):
        return [x[0] * x[1] - x[2]]

    free = solve_nonlinear(constraints, [10, 0.5, 5.2], [0.1, 0.01, 0.1])
    bounded = solve_nonlinear(constraints, [10, 0.5, 5.2], [0.1, 0.01, 0.1], lower=0.0, upper=100.0)
    assert bounded.values == pytest.approx(free.values, rel=1e-12)


def test_an_unmeasured_value_respects_its_bound():
    # u = 8 − y wants to be −2 when y reads 10; bounded by 0 it holds y at 8
    solution = solve_nonlinear(lambda x: [x[0] + x[1] - 8], [10.0, nan], [1, 0], lower=0.0)
    assert solution.values == pytest.approx([8, 0])


def test_two_branches_are_told_apart_by_the_guess():
    # u² = 9: both roots satisfy the constraint, the guess chooses
    def constraints(x):
        return [x[1] ** 2 - x[0]]

    for guess, root in ((2.0, 3.0), (-2.0, -3.0)):
        assert solve_nonlinear(constraints, [9, nan], [0.1, 0], guess=[nan, guess]).values[1] == pytest.approx(root)


def test_redundant_equations_do_not_count_twice():
    once = solve_nonlinear(lambda x: [x[0] * x[1] - x[2]], [2, 3, 6.3], [0.1, 0.1, 0.1])
    twice = solve_nonlinear(lambda x: [x[0] * x[1] - x[2], 2 * x[2] - 2 * x[0] * x[1]], [2, 3, 6.3], [0.1, 0.1, 0.1])
    assert twice.dof == once.dof == 1
    assert twice.values == pytest.approx(once.values, rel=1e-9)


def test_constraints_that_cannot_hold_name_their_variables():
    with pytest.raises(ReconciliationError, match="converged") as caught:
        solve_nonlinear(lambda x: [x[0] ** 2 + x[1] ** 2 + 1, x[2] - x[3]], [1, 1, 5, 5], [1, 1, 1, 1])
    assert set(caught.value.flows) <= {0, 1}
    assert caught.value.flows
    assert isinstance(caught.value, WorkbenchError)
    assert isinstance(caught.value, ValueError)


def test_contradictory_fixed_values_are_refused_with_their_columns():
    with pytest.raises(ReconciliationError) as caught:
        solve_nonlinear(lambda x: [x[0] * x[1] - x[2]], [2, 3, 7], [0, 0, 0])
    assert set(caught.value.flows) == {0, 1, 2}


@pytest.mark.parametrize(
    ("change", "flows"),
    [
        ({"sd": [1, -1, 1]}, (1,)),
        ({"sd": [1, nan, 1]}, (1,)),
        ({"sd": [1, 1]}, ()),
        ({"guess": [1.0]}, ()),
        ({"lower": [5, 5, 5], "upper": [4, 9, 9]}, (0,)),
        ({"detection_limit": [nan, 3.0, nan]}, (1,)),
        ({"measured": [np.inf, 1, 1]}, (0,)),
    ],
)
def test_wrong_input_is_refused_with_the_columns_concerned(change, flows):
    given = {"measured": [2.0, 3.0, 6.0], "sd": [1, 1, 1]} | change
    with pytest.raises(ReconciliationError) as caught:
        solve_nonlinear(lambda x: [x[0] * x[1] - x[2]], given.pop("measured"), given.pop("sd"), **given)
    assert caught.value.flows == flows


def test_a_value_below_its_detection_limit_stays_below_without_being_zero():
    # 10 t of feed hold 0.5; 9 t of product hold 0.45 to 0.55; the residue of 1 t was not detected (< 0.02)
    def constraints(x):
        return [x[0] * x[3] - x[1] * x[4] - x[2] * x[5], x[0] - x[1] - x[2]]

    measured, sd = [10, 9, 1, 0.5, 0.55, nan], [0.01, 0.01, 0.01, 0.01, 0.01, 0.007]
    limit = [nan, nan, nan, nan, nan, 0.02]
    seen = solve_nonlinear(constraints, measured, sd, detection_limit=limit, lower=0.0)
    unseen = solve_nonlinear(constraints, measured, sd, lower=0.0)
    assert seen.values[5] < 0.04
    assert unseen.values[5] == pytest.approx(5 - 9 * 0.55, abs=0.2)
    assert np.isnan(seen.z[5])
    assert seen.status[5] in ("observable", "measured")


@given(st.floats(-6, 6))
def test_the_censored_likelihood_has_its_own_derivatives(u):
    x, limit, sd, h = 2 - u * 0.5, 2.0, 0.5, 1e-5
    value, first, second = censored(x, limit, sd)
    assert value == pytest.approx(-np.log(ndtr(u)), rel=1e-9)
    assert first == pytest.approx(
        (censored(x + h, limit, sd)[0] - censored(x - h, limit, sd)[0]) / (2 * h), rel=1e-4, abs=1e-7
    )
    assert second == pytest.approx(
        (censored(x + h, limit, sd)[1] - censored(x - h, limit, sd)[1]) / (2 * h), rel=1e-4, abs=1e-6
    )


@given(st.integers(0, 10**6))
def test_random_bilinear_plants_end_at_the_optimum(seed):
    random = np.random.default_rng(seed)
    truth = np.array([10.0, 6, 4, 0.3, 0.4, 0.15])
    sd = truth * random.uniform(0.005, 0.1, 6)
    measured = truth + sd * random.normal(size=6)

    def constraints(x):
        return [x[0] - x[1] - x[2], x[0] * x[3] - x[1] * x[4] - x[2] * x[5]]

    solution = solve_nonlinear(constraints, measured, sd)
    x = solution.values
    assert [float(value) for value in constraints(x)] == pytest.approx([0, 0], abs=1e-9)
    # no feasible neighbour is better: move along the null space of the constraints
    J = np.array([[1, -1, -1, 0, 0, 0], [x[3], -x[4], -x[5], x[0], -x[1], -x[2]]])
    null = np.linalg.svd(J)[2][2:]
    assert null @ ((x - measured) / sd**2) == pytest.approx(np.zeros(4), abs=1e-5 * np.max(1 / sd))
    assert solution.dof == 2


def parabola(x):
    return [x[1] - x[0] ** 2]


def test_a_guess_next_to_a_local_optimum_does_not_hide_the_better_one():
    # nearest point of y = x² to (0.2, 4): 4x³ − 14x − 0.4 = 0 has a root on either side, the right one is nearer
    left, middle, right = sorted(np.roots([4, 0, -14, -0.4]).real)
    solution = solve_nonlinear(parabola, [0.2, 4], [1, 1], guess=[-2.0, 4.0])
    assert solution.values[0] == pytest.approx(right)
    chi2 = [(x - 0.2) ** 2 + (x**2 - 4) ** 2 for x in (right, left)]
    assert solution.optima == pytest.approx(chi2)
    assert solution.chi2 == pytest.approx(chi2[0])


def test_a_problem_with_one_optimum_says_so():
    assert len(solve_nonlinear(lambda x: [x[0] * x[1] - x[2]], [10.0, 0.5, 5.2], [0.1, 0.01, 0.1]).optima) == 1
    assert solve([[1, -1]], [1, 2], [1, 1]).optima == ()


@pytest.mark.parametrize("seed", range(20))
def test_no_start_near_the_readings_ends_below_the_answer(seed, monkeypatch):
    # x³ = y + z and x y = w bend strongly at errors of half the values
    random = np.random.default_rng(seed)
    truth = np.array([1.2, 0.7, 1.2**3 - 0.7, 1.2 * 0.7])
    sd = truth * random.uniform(0.1, 0.6, 4)
    measured, guess = truth + sd * random.normal(size=4), truth * np.exp(random.normal(0, 0.5, 4))

    def constraints(x):
        return [x[0] ** 3 - x[1] - x[2], x[0] * x[1] - x[3]]

    found = solve_nonlinear(constraints, measured, sd, guess=guess)
    monkeypatch.setattr(nonlinear, "SECOND_OPINIONS", 1)
    for _ in range(10):
        start = measured + sd * random.normal(size=4)
        assert solve_nonlinear(constraints, measured, sd, guess=start).chi2 > found.chi2 * (1 - 1e-6) - 1e-9


def test_contents_that_nothing_determines_do_not_hold_up_the_rest():
    # four boxes with a recycle; the contents of both outlets of the last are unknown, so its balance says nothing
    streams = [(-1, 0), (0, 1), (0, -1), (1, 2), (1, -1), (2, 3), (2, 0), (3, -1), (3, -1)]
    amounts = [nan, 72.9, 40.92, 29.76, 42.85, 16.49, 14.77, nan, 5.493]
    contents = [0.3028, 0.1786, 0.4563, nan, 0.1907, nan, 0.2363, nan, nan]
    amount_sd = [6.92, 1.16, 2.06, 0.713, 1.33, 1.14, 0.436, 0.498, 0.378]
    content_sd = [0.00905, 0.00367, 0.031, 0.00664, 0.00592, 0.00163, 0.0197, 0.00313, 0.00369]

    def gap(carried, box):
        return sum(value * ((into == box) - (out == box)) for value, (out, into) in zip(carried, streams, strict=True))

    def constraints(x):
        held = [amount * content for amount, content in zip(x[:9], x[9:], strict=True)]
        return [*(gap(x[:9], box) for box in range(4)), *(gap(held, box) for box in range(4))]

    readings, sd = amounts + contents, amount_sd + content_sd
    found, without = (solve_nonlinear(ask, readings, sd) for ask in (constraints, lambda x: constraints(x)[:-1]))
    assert found.status.tolist() == without.status.tolist()
    assert np.flatnonzero(found.status == "unobservable").tolist() == [16, 17]
    assert found.values == pytest.approx(without.values, nan_ok=True)
    assert found.chi2 == pytest.approx(without.chi2)
