import numpy as np
import pytest

from workbench.analysis.reconciliation import solve, solve_nonlinear
from workbench.analysis.reconciliation.propagation import propagate

NETWORK = np.array([[1, -1, -1, 0, 0, 0], [0, 1, 0, -1, -1, 0], [0, 0, 1, 1, 0, -1.0]])
TRUE = np.array([1000, 640, 360, 410, 230, 770.0])
SD = TRUE * np.array([0.01, 0.015, 0.015, 0.015, 0.02, 0.01])


def draw(figure, sd, draws=4000):
    random = np.random.default_rng(11)
    return np.std([figure(solve(NETWORK, TRUE + sd * random.normal(size=6), sd).values) for _ in range(draws)])


def test_the_loss_between_two_flows_has_the_scatter_of_repeated_measurements():
    solution = solve(NETWORK, TRUE, SD)
    loss, uncertainty = propagate(solution, lambda x: x[0] - x[5])
    assert loss == pytest.approx(230)
    assert uncertainty == pytest.approx(draw(lambda x: x[0] - x[5], SD), rel=0.05)
    assert uncertainty == pytest.approx(solution.uncertainty([1, 0, 0, 0, 0, -1]))
    # the loss is f5, and no more uncertain than f5: independent errors would give far more
    assert uncertainty == pytest.approx(solution.sd[4])
    assert uncertainty < 0.7 * np.hypot(solution.sd[0], solution.sd[5])


def test_a_recovery_has_the_scatter_of_repeated_measurements():
    solution = solve(NETWORK, TRUE, SD)
    recovery, uncertainty = propagate(solution, lambda x: x[5] / x[0])
    assert recovery == pytest.approx(0.77)
    assert uncertainty == pytest.approx(draw(lambda x: x[5] / x[0], SD), rel=0.05)


def test_a_nonlinear_balance_has_the_scatter_of_repeated_measurements():
    def constraints(x):
        return [x[0] - x[1] - x[2], x[0] * x[3] - x[1] * x[4] - x[2] * x[5]]

    truth = np.array([100, 60, 40, 0.22, 0.30, 0.10])
    sd, random = 0.02 * truth, np.random.default_rng(12)
    solution = solve_nonlinear(constraints, truth, sd)
    _, uncertainty = propagate(solution, lambda x: x[2] * x[5])
    drawn = [solve_nonlinear(constraints, truth + sd * random.normal(size=6), sd).values for _ in range(600)]
    assert uncertainty == pytest.approx(np.std([x[2] * x[5] for x in drawn]), rel=0.1)


def test_a_constant_is_certain_and_an_open_flow_makes_the_figure_unknown():
    solution = solve([[1, -1, -1]], [100, np.nan, np.nan], [1, 1, 1])
    assert propagate(solution, lambda x: 3.0) == (3.0, 0.0)
    assert np.isnan(propagate(solution, lambda x: x[0] - x[1])).all()
