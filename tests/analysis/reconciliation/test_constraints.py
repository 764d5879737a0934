import numpy as np
import pytest

from workbench.analysis.reconciliation import solve_nonlinear
from workbench.analysis.reconciliation.constraints import (
    balance,
    closed_composition,
    component_balance,
    drying,
    transfer,
)

nan = np.nan


def test_a_transfer_coefficient_gives_the_example_of_stan():
    # Cencic 2016: 102.42596, 302.416229, 149.99027, 152.42596 and 0.495973
    def constraints(x):
        m1, m2, m3, m4, m5, share = x
        return [balance([m1, m2, m4], [m3]), balance([m3], [m4, m5]), transfer(m4, m3, share)]

    solution = solve_nonlinear(constraints, [100, 50, 300, nan, 160, 0.5], [10, 0, 30, 0, 16, 0.05])
    assert solution.values == pytest.approx([102.42596, 50, 302.416229, 149.99027, 152.42596, 0.495973], rel=1e-6)


def test_moisture_explains_the_weight_that_a_dryer_loses():
    # 100 t wet with 20 % water leave as m t with 4 %: 80 = 0.96 m
    solution = solve_nonlinear(lambda x: [drying(x[0], x[1], x[2], 0.04)], [100, 0.2, nan], [1, 0.01, 0])
    assert solution.values[2] == pytest.approx(80 / 0.96)
    # uncertainty by hand: (0.8/0.96 · 1)² + (100/0.96 · 0.01)²
    assert solution.sd[2] == pytest.approx(np.hypot(0.8, 1) / 0.96)


def test_a_stock_is_part_of_the_balance():
    solution = solve_nonlinear(lambda x: [balance([x[0]], [x[1]], stock_change=x[2])], [100, 90, nan], [1, 1, 0])
    assert solution.values[2] == pytest.approx(10)


def test_components_balance_with_their_contents():
    solution = solve_nonlinear(
        lambda x: [component_balance([(x[0], 0.1)], [(x[1], 0.5), (x[2], 0.02)]), balance([x[0]], x[1:])],
        [100, nan, nan],
        [1, 0, 0],
    )
    assert solution.values[1] == pytest.approx(100 * 8 / 48)


def test_an_analysis_that_does_not_add_up_is_closed_in_proportion_to_its_variances():
    # 0.52 + 0.30 + 0.21 = 1.03; variances 4 : 1 : 1 share the 0.03 out
    solution = solve_nonlinear(lambda x: [closed_composition(x)], [0.52, 0.30, 0.21], [0.02, 0.01, 0.01])
    assert solution.values == pytest.approx([0.50, 0.295, 0.205])
