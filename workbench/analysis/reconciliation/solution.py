"""What a reconciliation answers: values, their uncertainty, their class and the tests that rest on them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

REDUNDANT, MEASURED, OBSERVABLE, UNOBSERVABLE = "redundant", "measured", "observable", "unobservable"


@dataclass(frozen=True)
class Checks:
    """The independent balances that hold measured values only, after the unmeasured ones are eliminated.

    Every test for gross errors lives here: a bias δ of meter j shifts ``imbalance`` by ``−coefficients[:, j] δ``,
    a leak δ out of balance i by ``combination[:, i] δ`` up to its sign; clean data have mean zero and covariance
    ``covariance``.

    Attributes
    ----------
    coefficients : ndarray or sparse (k, n)
        Of large problems the matrices are sparse. Coefficients of the measured values with sd > 0; zero in every other column.
    combination : ndarray or sparse (k, m)
        How each check is combined from the given balances.
    imbalance : ndarray (k,)
        Right-hand side minus coefficients times measured values.
    covariance : ndarray or sparse (k, k)
        Covariance of the imbalance under the stated standard deviations and correlations.
    """

    coefficients: object
    combination: object
    imbalance: np.ndarray
    covariance: object


@dataclass(frozen=True, eq=False)
class Solution:
    """Reconciled values of one problem.

    Attributes
    ----------
    values : ndarray (n,)
        Reconciled values in the unit of the measurements, nan where unobservable.
    sd : ndarray (n,)
        Standard uncertainty of `values`, 0 where exact, nan where unobservable.
    adjustments : ndarray (n,)
        ``values − measured``, nan where not measured.
    z : ndarray (n,)
        Maximum-power test of each meter with the sign of the adjustment, nan where not redundant.
    status : ndarray of str (n,)
        ``redundant`` (checked by a balance), ``measured`` (not checkable, or exact), ``observable`` (solved from
        the others) or ``unobservable``.
    chi2 : float
        Weighted sum of squared adjustments, 0.0 without redundancy.
    dof : int
        Number of independent balances that check measurements (active bounds count as balances).
    multipliers : ndarray (m,)
        Pull μ of each balance: ``adjustments = Σ Aᵀ μ`` with Σ the covariance of the readings.
    at_bound : tuple of int
        Columns held at their lower or upper bound.
    iterations : int
        Steps of the iteration, 0 where the answer is direct.
    residual : float
        Largest absolute imbalance that the values leave in the constraints.
    optima : tuple of float
        Weighted sums of squares of the distinct local optima that several starts ended in, the answer's first; empty
        for linear problems, which have one.
    find_interval, find_covariance, find_checks : callable
        Give ``low, high``, ``covariance`` and ``checks`` when they are asked for.
    """

    values: np.ndarray
    sd: np.ndarray
    adjustments: np.ndarray
    z: np.ndarray
    status: np.ndarray
    chi2: float
    dof: int
    multipliers: np.ndarray | None = None
    at_bound: tuple[int, ...] = ()
    iterations: int = 0
    residual: float = 0.0
    optima: tuple[float, ...] = ()
    find_interval: Callable[[], tuple[np.ndarray, np.ndarray]] | None = field(default=None, repr=False)
    find_covariance: Callable[[np.ndarray], np.ndarray] | None = field(default=None, repr=False)
    find_checks: Callable[[], Checks] | None = field(default=None, repr=False)

    @cached_property
    def interval(self):
        """Lowest and highest value (two arrays) that bounds and balances allow an unobservable flow.

        Everywhere else both are the reconciled value; ±inf where nothing limits the flow.
        """
        if self.find_interval is None:
            open_ended = np.isnan(self.values)
            return np.where(open_ended, -np.inf, self.values), np.where(open_ended, np.inf, self.values)
        return self.find_interval()

    @property
    def low(self):
        """Lower end of `interval`."""
        return self.interval[0]

    @property
    def high(self):
        """Upper end of `interval`."""
        return self.interval[1]

    @cached_property
    def checks(self):
        """The balances between measured values, for tests of gross errors (see `Checks`)."""
        return self.find_checks()

    def covariance(self, columns=None):
        """Return the covariance matrix of the values of some columns, nan where unobservable.

        Parameters
        ----------
        columns : sequence of int, optional
            Columns in the order wanted; all of them when left out.

        Returns
        -------
        ndarray (k, k)
            Squared unit of the values.
        """
        chosen = np.arange(len(self.values)) if columns is None else np.asarray(columns, dtype=int)
        return self.find_covariance(chosen)

    def uncertainty(self, coefficients):
        """Return the standard uncertainty of a linear combination of values, such as a loss.

        Parameters
        ----------
        coefficients : ndarray (n,)
            Coefficient of every value; unobservable values need a zero.

        Returns
        -------
        float
            nan when an unobservable value takes part.
        """
        coefficients = np.asarray(coefficients, dtype=float)
        chosen = np.flatnonzero(coefficients)
        weights = coefficients[chosen]
        return float(np.sqrt(max(weights @ self.covariance(chosen) @ weights, 0.0))) if len(chosen) else 0.0


def name_classes(problem, redundant, known):
    """Return the class of every flow from the masks of redundant meters and of known values."""
    status = np.where(redundant, REDUNDANT, MEASURED)
    return np.where(problem.unmeasured, np.where(known, OBSERVABLE, UNOBSERVABLE), status)
