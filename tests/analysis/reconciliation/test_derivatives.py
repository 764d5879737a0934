import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.reconciliation.derivatives import differentiate


def full_hessian(jet, count):
    H = np.zeros((count, count))
    for (i, j), value in jet.hessian.items():
        H[i, j] = H[j, i] = value
    return H


def test_a_product_has_the_derivatives_of_the_school_book():
    # x² y at (3, 2): value 18, gradient (2xy, x²) = (12, 9), Hessian ((2y, 2x), (2x, 0)) = ((4, 6), (6, 0))
    [jet] = differentiate(lambda v: [v[0] ** 2 * v[1]], np.array([3.0, 2.0]))
    assert jet.value == 18
    assert jet.gradient == {0: 12, 1: 9}
    assert full_hessian(jet, 2).tolist() == [[4, 6], [6, 0]]


def test_a_quotient_has_the_derivatives_of_the_school_book():
    # x / y at (3, 2): 1.5; (1/y, −x/y²) = (0.5, −0.75); ((0, −1/y²), (−1/y², 2x/y³)) = ((0, −.25), (−.25, .75))
    [jet] = differentiate(lambda v: v[0] / v[1], np.array([3.0, 2.0]))
    assert jet.value == 1.5
    assert jet.gradient == {0: 0.5, 1: -0.75}
    assert full_hessian(jet, 2).tolist() == [[0, -0.25], [-0.25, 0.75]]


def test_constants_mix_with_variables_on_either_side():
    [jet] = differentiate(lambda v: [1 - 2 / v[0] + np.float64(3) * v[0] - (+v[0]) + 2 ** v[0]], np.array([2.0]))
    assert jet.value == pytest.approx(1 - 1 + 6 - 2 + 4)
    assert jet.gradient[0] == pytest.approx(0.5 + 3 - 1 + 4 * np.log(2))


def test_numpy_functions_and_matrix_products_of_variables_work():
    A = np.array([[1.0, -1.0], [2.0, 0.0]])
    jets = differentiate(lambda v: A @ v, np.array([5.0, 3.0]))
    assert [jet.value for jet in jets] == [2, 10]
    [jet] = differentiate(lambda v: [np.sqrt(v[0]) + np.exp(v[1]) * np.log(v[0])], np.array([4.0, 0.0]))
    assert jet.value == pytest.approx(2 + np.log(4))
    assert jet.gradient[0] == pytest.approx(0.25 + 0.25)


def test_arithmetic_that_is_not_defined_gives_nan_instead_of_an_exception():
    for wrong in (lambda v: v[0] ** 0.5, lambda v: 1 / (v[0] + 1), lambda v: np.log(v[0])):
        assert np.isnan(differentiate(wrong, np.array([-1.0]))[0].value)


def test_comparisons_follow_the_values():
    [jet] = differentiate(lambda v: [abs(v[0]) if v[0] < v[1] and v[1] >= 2 else v[1]], np.array([-3.0, 2.0]))
    assert jet.value == 3
    assert jet.gradient == {0: -1}


@given(st.lists(st.floats(0.5, 3), min_size=3, max_size=3))
def test_derivatives_agree_with_differences_of_higher_order(values):
    def function(v):
        return [(v[0] * v[1] - v[2] ** 1.5) / (v[0] + v[2] ** 2) + v[1] ** v[2]]

    x = np.array(values)
    [jet] = differentiate(function, x)
    h = 1e-4
    for i in range(3):
        e = h * np.eye(3)[i]
        slope = (function(x - 2 * e)[0] - 8 * function(x - e)[0] + 8 * function(x + e)[0] - function(x + 2 * e)[0]) / (
            12 * h
        )
        assert jet.gradient[i] == pytest.approx(slope, rel=1e-7, abs=1e-7)
        for j in range(3):
            d = h * np.eye(3)[j]
            mixed = sum(s * t * function(x + s * e + t * d)[0] for s in (1, -1) for t in (1, -1)) / (4 * h**2)
            assert full_hessian(jet, 3)[i, j] == pytest.approx(mixed, rel=1e-4, abs=1e-4)
