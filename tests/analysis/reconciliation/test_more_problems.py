"""Problems of the kinds that textbooks print, constructed here, against hand answers or a general-purpose optimiser."""

import numpy as np
import pytest
from scipy.optimize import minimize

from workbench.analysis.reconciliation import solve, solve_nonlinear

nan = np.nan


def mixer_with_temperatures(x):
    m1, m2, m3, t1, t2, t3 = x
    return [m1 + m2 - m3, m1 * t1 + m2 * t2 - m3 * t3]


def heat_exchanger(x):
    hot, cold, h1, h2, c1, c2 = x
    return [hot * 2.1 * (h1 - h2) - cold * 4.19 * (c2 - c1)]


def two_stage_flotation(x):
    # feed, rougher concentrate, rougher tails, cleaner concentrate, cleaner tails (back to the rougher), two assays each
    f, rc, rt, cc, ct, a1, a2, a3, a4, a5, b1, b2, b3, b4, b5 = x
    mass = [f + ct - rc - rt, rc - cc - ct]
    one = [f * a1 + ct * a5 - rc * a2 - rt * a3, rc * a2 - cc * a4 - ct * a5]
    two = [f * b1 + ct * b5 - rc * b2 - rt * b3, rc * b2 - cc * b4 - ct * b5]
    return mass + one + two


def hydrocyclone(x):
    feed, over, under, f1, f2, f3, o1, o2, o3, u1, u2, u3 = x
    sizes = [feed * f - over * o - under * u for f, o, u in ((f1, o1, u1), (f2, o2, u2), (f3, o3, u3))]
    # shares that sum to one close the mass as well
    return [*sizes, f1 + f2 + f3 - 1, o1 + o2 + o3 - 1, u1 + u2 + u3 - 1]


def transfer_coefficients(x):
    inlet, steel, slag, dust, a, b, c = x
    return [inlet - steel - slag - dust, steel - a * inlet, slag - b * inlet, a + b + c - 1]


def dryer(x):
    wet, dry, vapour, before, after = x
    return [wet - dry - vapour, wet * (1 - before) - dry * (1 - after)]


def orifice_network(x):
    # flow = 2 √Δp at each of three orifices of a splitter
    f1, f2, f3, p1, p2, p3 = x
    return [f1 - f2 - f3, *(f**2 - 4 * p for f, p in ((f1, p1), (f2, p2), (f3, p3)))]


def reactor(x):
    # A → 2 B with conversion: feed of A, A and B out, conversion
    a0, a1, b1, conversion = x
    return [a1 - a0 * (1 - conversion), b1 - 2 * a0 * conversion]


def ideal_gas(x):
    pressure, volume, amount, temperature = x
    return [pressure * volume - amount * 8.314 * temperature]


def heat_transfer_with_powers(x):
    # Nu = 0.023 Re^0.8 Pr^0.4
    nusselt, reynolds, prandtl = x
    return [nusselt - 0.023 * reynolds**0.8 * prandtl**0.4]


def evaporator_train(x):
    feed, v1, v2, l1, l2, x0, x1, x2 = x
    return [feed - v1 - l1, l1 - v2 - l2, feed * x0 - l1 * x1, l1 * x1 - l2 * x2]


def triangle(x):
    a, b, c, area = x
    s = (a + b + c) / 2
    return [area**2 - s * (s - a) * (s - b) * (s - c)]


PROBLEMS = {
    mixer_with_temperatures: ([102, 49, 148, 80.5, 20.2, 61.0], [2, 1, 3, 0.5, 0.5, 0.5]),
    heat_exchanger: ([10.2, 6.9, 151, 88, 20.5, 66], [0.2, 0.2, 1, 1, 1, 1]),
    two_stage_flotation: (
        [100, 24, 89, 11, 14, 0.021, 0.075, 0.0042, 0.152, 0.019, 0.05, 0.12, 0.036, 0.19, 0.06],
        [1, 1, 2, 0.4, 1, *[0.001, 0.003, 0.0002, 0.005, 0.001], *[0.002, 0.005, 0.002, 0.007, 0.003]],
    ),
    hydrocyclone: (
        [100, 62, 39, 0.31, 0.42, 0.29, 0.45, 0.40, 0.16, 0.08, 0.44, 0.50],
        [2, 2, 1, *[0.01] * 9],
    ),
    transfer_coefficients: ([1000, 890, 105, 18, 0.88, 0.10, 0.02], [20, 18, 5, 2, 0.01, 0.01, 0.004]),
    dryer: ([100, 71, 31, 0.36, 0.10], [1, 1, 2, 0.01, 0.005]),
    orifice_network: ([20.3, 12.1, 8.3, 101, 35, 18], [0.4, 0.3, 0.3, 3, 1.5, 1]),
    reactor: ([10, 3.1, 14.2, 0.68], [0.2, 0.1, 0.3, 0.02]),
    ideal_gas: ([101.0, 24.1, 1.01, 298], [1, 0.3, 0.02, 2]),
    heat_transfer_with_powers: ([95, 25_000, 4.1], [5, 800, 0.2]),
    evaporator_train: ([100, 41, 31, 61, 27, 0.10, 0.172, 0.36], [1, 1, 1, 1, 1, 0.002, 0.004, 0.01]),
    triangle: ([3.02, 4.05, 4.93, 6.1], [0.05, 0.05, 0.05, 0.1]),
}


@pytest.mark.parametrize("constraints", PROBLEMS, ids=lambda constraints: constraints.__name__)
def test_the_optimum_is_that_of_a_general_optimiser(constraints):
    measured, sd = (np.array(part, dtype=float) for part in PROBLEMS[constraints])
    solution = solve_nonlinear(constraints, measured, sd)
    size = np.max([np.abs(constraints(measured + sd * step)) for step in np.eye(len(sd))], axis=0)
    reference = minimize(
        lambda u: u @ u,
        np.zeros(len(sd)),
        jac=lambda u: 2 * u,
        method="SLSQP",
        constraints={"type": "eq", "fun": lambda u: np.array(constraints(measured + sd * u)) / size},
        options={"maxiter": 500, "ftol": 1e-15},
    )
    assert solution.chi2 == pytest.approx(reference.fun, rel=1e-4)
    assert (solution.values - measured) / sd == pytest.approx(reference.x, abs=5e-3)
    assert solution.residual <= 1e-9 * np.abs(measured).max() ** 2
    assert len(solution.optima) == 1


@pytest.mark.parametrize("hidden", range(3))
def test_an_unmeasured_flow_of_the_flotation_plant_is_solved(hidden):
    measured, sd = (np.array(part, dtype=float) for part in PROBLEMS[two_stage_flotation])
    full = solve_nonlinear(two_stage_flotation, measured, sd)
    measured[1 + hidden] = nan
    solution = solve_nonlinear(two_stage_flotation, measured, sd)
    assert solution.status[1 + hidden] == "observable"
    assert solution.dof == full.dof - 1
    assert solution.chi2 <= full.chi2
    # what a meter no longer says is less certain, and near what it said
    assert solution.sd[1 + hidden] >= full.sd[1 + hidden]
    assert abs(solution.values[1 + hidden] - full.values[1 + hidden]) < 4 * solution.sd[1 + hidden]


def test_the_angles_of_a_triangle_share_their_error_by_variance():
    # surveying: 50, 60, 70.6 degrees with variances 1, 2 and 3 exceed 180 by 0.6
    solution = solve([[1, 1, 1]], [50, 60, 70.6], np.sqrt([1, 2, 3]), b=[180])
    assert solution.values == pytest.approx([49.9, 59.8, 70.3])
    assert solution.chi2 == pytest.approx(0.6**2 / 6)


def test_a_levelling_loop_closes_by_the_lengths_of_its_lines():
    # lines of 1, 2 and 3 km around a loop misclose by 12 mm; the variance grows with the length
    solution = solve([[1, 1, 1]], [1.204, -0.517, -0.675], np.sqrt([1, 2, 3]), b=[0])
    assert solution.adjustments == pytest.approx([-0.002, -0.004, -0.006])


def test_parallel_meters_weigh_in_by_their_variance():
    # two meters of 10.0 ± 1 and 10.6 ± 2 on one pipe: weights 1 and 1/4, mean 10.12 ± √0.8
    solution = solve([[1, -1]], [10.0, 10.6], [1, 2])
    assert solution.values == pytest.approx([10.12, 10.12])
    assert solution.sd == pytest.approx([np.sqrt(0.8)] * 2)


def test_a_recycle_without_a_meter_is_found_from_the_reactor():
    # feed 100 + recycle r through a meter of 130: r = 30, product 100
    solution = solve([[1, 1, -1, 0], [0, -1, 1, -1]], [100, nan, 130, 101], [1, nan, 2, 1])
    assert solution.values == pytest.approx([100.5, 29.5, 130, 100.5])
    assert solution.status.tolist() == ["redundant", "observable", "measured", "redundant"]


def test_ratios_between_flows_are_balances_too():
    # an airlock passes a tenth of what enters; 100 ± 1 enters, 12 ± 1 passes: imbalance 2, variance 0.01 + 1
    solution = solve([[0.1, -1]], [100, 12], [1, 1])
    assert solution.adjustments == pytest.approx([0.1 * 2 / 1.01, -2 / 1.01])
