"""Exact first and second derivatives of constraints written in plain arithmetic.

A `Jet` carries a number together with its gradient and Hessian, stored sparsely, through ``+ - * / **``
(forward-mode differentiation; Griewank and Walther, Evaluating Derivatives, 2nd ed., chapters 3 and 13).
"""

import math
from collections.abc import Iterable

import numpy as np


class Jet:
    """A number with its first and second derivatives.

    Attributes
    ----------
    value : float
        The number itself.
    gradient : dict of int to float
        Non-zero first derivatives by variable.
    hessian : dict of (int, int) to float
        Second derivatives, key ``(i, j)`` with ``i <= j``.
    """

    __slots__ = ("gradient", "hessian", "value")
    __array_priority__ = 100

    def __init__(self, value, gradient, hessian):
        self.value, self.gradient, self.hessian = value, gradient, hessian

    def chain(self, value, first, second):
        """Return f(self) from the value and the two derivatives of f at this number."""
        gradient = {i: first * g for i, g in self.gradient.items()}
        hessian = {key: first * h for key, h in self.hessian.items()}
        if second:
            pairs = list(self.gradient.items())
            _add_products(hessian, pairs, pairs, second / 2)
        return Jet(value, gradient, hessian)

    def __add__(self, other):
        if isinstance(other, Jet):
            return Jet(
                self.value + other.value,
                _sum(self.gradient, other.gradient),
                _sum(self.hessian, other.hessian),
            )
        return NotImplemented if _is_array(other) else Jet(self.value + other, self.gradient, self.hessian)

    __radd__ = __add__

    def __neg__(self):
        return self.chain(-self.value, -1.0, 0.0)

    def __pos__(self):
        return self

    def __sub__(self, other):
        return NotImplemented if _is_array(other) else self + (-other)

    def __rsub__(self, other):
        return -self + other

    def __mul__(self, other):
        if isinstance(other, Jet):
            return _product(self, other)
        return NotImplemented if _is_array(other) else self.chain(self.value * other, float(other), 0.0)

    __rmul__ = __mul__

    def __truediv__(self, other):
        if isinstance(other, Jet):
            return self * other**-1
        return NotImplemented if _is_array(other) else self * (1 / other)

    def __rtruediv__(self, other):
        return self**-1 * other

    def __pow__(self, power):
        if isinstance(power, Jet):
            return (self.log() * power).exp()
        value, power = self.value, float(power)
        first = power * _power(value, power - 1) if power else 0.0
        second = power * (power - 1) * _power(value, power - 2) if power * (power - 1) else 0.0
        return self.chain(_power(value, power), first, second)

    def __rpow__(self, base):
        return (self * math.log(base)).exp()

    def sqrt(self):
        """Return the square root; numpy's ``sqrt`` finds it."""
        return self**0.5

    def exp(self):
        """Return the exponential; numpy's ``exp`` finds it."""
        value = math.exp(self.value) if self.value < 700 else math.inf
        return self.chain(value, value, value)

    def log(self):
        """Return the natural logarithm; numpy's ``log`` finds it."""
        if not self.value > 0:
            return self.chain(math.nan, math.nan, math.nan)
        return self.chain(math.log(self.value), 1 / self.value, -(self.value**-2))

    def __abs__(self):
        return -self if self.value < 0 else self

    def __lt__(self, other):
        return self.value < _value(other)

    def __gt__(self, other):
        return self.value > _value(other)

    def __le__(self, other):
        return self.value <= _value(other)

    def __ge__(self, other):
        return self.value >= _value(other)


def differentiate(constraints, values):
    """Return residuals, gradients and Hessians of the constraints at one point.

    Parameters
    ----------
    constraints : callable
        Takes the n variables as a sequence, returns m residuals.
    values : ndarray (n,)
        Where to evaluate.

    Returns
    -------
    list of Jet
        One per constraint. Arithmetic that is not defined there (division by zero, a root of a negative
        number) gives nan.
    """
    variables = np.empty(len(values), dtype=object)
    variables[:] = [Jet(float(value), {i: 1.0}, {}) for i, value in enumerate(values)]
    answers = constraints(variables)
    answers = list(answers) if isinstance(answers, Iterable) else [answers]
    return [answer if isinstance(answer, Jet) else Jet(float(answer), {}, {}) for answer in answers]


def _value(other):
    return other.value if isinstance(other, Jet) else other


def _is_array(other):
    return isinstance(other, np.ndarray) and other.ndim > 0


def _power(base, exponent):
    try:
        answer = base**exponent
    except (ZeroDivisionError, OverflowError):
        return math.nan
    return math.nan if isinstance(answer, complex) else answer


def _sum(one, other):
    answer = dict(one)
    for key, value in other.items():
        answer[key] = answer.get(key, 0.0) + value
    return answer


def _add_products(hessian, one, other, factor):
    # one ⊗ other + other ⊗ one: a diagonal entry is met once and counts twice
    for i, first in one:
        for j, second in other:
            key = (i, j) if i <= j else (j, i)
            hessian[key] = hessian.get(key, 0.0) + first * second * factor * (2.0 if i == j else 1.0)


def _product(one, other):
    gradient = {i: other.value * g for i, g in one.gradient.items()}
    for i, g in other.gradient.items():
        gradient[i] = gradient.get(i, 0.0) + one.value * g
    hessian = {key: other.value * h for key, h in one.hessian.items()}
    for key, h in other.hessian.items():
        hessian[key] = hessian.get(key, 0.0) + one.value * h
    _add_products(hessian, list(one.gradient.items()), list(other.gradient.items()), 1.0)
    return Jet(one.value * other.value, gradient, hessian)
