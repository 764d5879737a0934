"""Baseline of a use against output (基线模型): fixed and variable load, and the saving it proves.

The use of every period is fitted as fixed + variable · output; what the plant would have used at the output after
the measure, less what it did use, is the saving.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student


@dataclass(frozen=True)
class Baseline:
    """A fitted line of use against output.

    Attributes
    ----------
    fixed : float
        Use at no output. [unit of the use per period]
    variable : float
        Use per unit of output.
    r2 : float
        Coefficient of determination.
    rmse, cv_rmse : float
        Root mean square error with n − 2 degrees of freedom [unit of the use], and that over the mean use.
    count : int
        Periods fitted.
    mean_output, spread : float
        Mean of the outputs and the sum of their squared deviations.
    low, high : float
        Range of the outputs fitted.
    """

    fixed: float
    variable: float
    r2: float
    rmse: float
    cv_rmse: float
    count: int
    mean_output: float
    spread: float
    low: float
    high: float

    def expect(self, output):
        """Return the use expected at an output. Scalars or arrays."""
        return self.fixed + self.variable * np.asarray(output, float)


@dataclass(frozen=True)
class ProvenSaving:
    """A saving against a baseline.

    Attributes
    ----------
    saving : float
        Expected use less actual use. [unit of the use]
    sd : float
        Standard uncertainty from the scatter of the baseline.
    half_width : float
        ± at the confidence asked for.
    significant : bool
        Whether the saving exceeds its half width.
    extrapolated : bool
        Whether outputs lie outside those of the baseline.
    """

    saving: float
    sd: float
    half_width: float
    significant: bool
    extrapolated: bool


def fit_baseline(output, use):
    """Return the `Baseline` of a use against output, by least squares over equal periods.

    Parameters
    ----------
    output, use : array-like, shape (n,)
        Output and use of each period before the measure, n ≥ 3, all known, outputs not all the same.

    Raises
    ------
    ValueError
        Where the data cannot carry a line.
    """
    output, use = np.asarray(output, float), np.asarray(use, float)
    if len(output) < 3 or not (np.isfinite(output).all() and np.isfinite(use).all()) or np.ptp(output) == 0:
        raise ValueError("基线至少要 3 个产量不同的已知周期 a baseline needs 3 known periods with different output")
    mean, spread = output.mean(), ((output - output.mean()) ** 2).sum()
    variable = ((output - mean) * use).sum() / spread
    fixed = use.mean() - variable * mean
    residual = ((use - fixed - variable * output) ** 2).sum()
    total = ((use - use.mean()) ** 2).sum()
    rmse = math.sqrt(residual / (len(output) - 2))
    return Baseline(
        fixed=float(fixed),
        variable=float(variable),
        r2=float(1 - residual / total) if total > 0 else 1.0,
        rmse=rmse,
        cv_rmse=float(rmse / use.mean()),
        count=len(output),
        mean_output=float(mean),
        spread=float(spread),
        low=float(output.min()),
        high=float(output.max()),
    )


def prove_saving(baseline, output, use, *, confidence=0.95):
    """Return the `ProvenSaving` of the periods after a measure.

    Parameters
    ----------
    baseline : Baseline
    output, use : array-like, shape (m,)
        Output and actual use of each period after the measure, of the same length as those of the baseline.
    confidence : float
        Of the half width.

    Notes
    -----
    The variance of the expected sum over m periods is s²·(m + m²·(1/n + (x̄_m − x̄)²/Sxx)); the half width takes
    Student's t of n − 2.
    """
    output, use = np.atleast_1d(np.asarray(output, float)), np.atleast_1d(np.asarray(use, float))
    saving = float(baseline.expect(output).sum() - use.sum())
    periods = len(output)
    distance = (output.mean() - baseline.mean_output) ** 2 / baseline.spread
    sd = baseline.rmse * math.sqrt(periods + periods**2 * (1 / baseline.count + distance))
    half_width = float(student.ppf((1 + confidence) / 2, baseline.count - 2) * sd)
    outside = bool((output < baseline.low).any() or (output > baseline.high).any())
    return ProvenSaving(saving, sd, half_width, abs(saving) > half_width, outside)
