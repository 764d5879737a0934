"""Baseline of a use against output (基线模型): fixed and variable load, and the saving it proves.

The use of every period is fitted as fixed + variable · output; what the plant would have used at the output after
the measure, less what it did use, is the saving.
"""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import t as student

from .denominators import item_products, output_by, product_names

REPORTED = 12  # last months on record, held against those before
FEWEST = 12  # months that a baseline is fitted to at least: a whole year of seasons
USABLE = {"r2": 0.75, "cv_rmse": 0.20}  # customary for monthly data in measurement and verification, recalled


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


def baselines(case, *, reported=REPORTED, confidence=0.95):
    """Return the baseline of each material and carrier, and what the last months save against it.

    Parameters
    ----------
    case : Case
    reported : int
        Last months on record that are held against the months before them.
    confidence : float
        Of the ± on the saving.

    Returns
    -------
    pandas.DataFrame
        item, unit, denominator (products whose output the use goes with), months (fitted), fixed [unit/month],
        variable [unit per unit of output], r2, cv_rmse, usable (`USABLE`), expected, actual, saving, half_width (of
        the reported months together) [unit], significant, extrapolated. Items with fewer than `FEWEST` known months before are
        left out.

    Notes
    -----
    The use of all places of an item against the output of its products (`item_products`); months of which either is unknown are
    left out. A saving against a baseline that is not usable is shown and proves nothing.
    """
    rows = [_item_row(case, item, records, reported, confidence) for item, records in _monthly(case)]
    return pd.DataFrame([row for row in rows if row is not None], columns=_COLUMNS)


_COLUMNS = (
    *("item", "unit", "denominator", "months", "fixed", "variable", "r2", "cv_rmse", "usable"),
    *("expected", "actual", "saving", "half_width", "significant", "extrapolated"),
)


def _monthly(case):
    """Yield (item, monthly use over all places) in the unit of its first record."""
    for item, records in case["consumption"].groupby("item", sort=False):
        unit = records["unit"].iloc[0]
        factors = np.array([case.convert(own, unit) for own in records["unit"]], float)
        sums = (records["amount"] * factors).groupby(records["month"]).agg(lambda amounts: amounts.sum(skipna=False))
        yield item, sums.rename(unit)


def _item_row(case, item, use, reported, confidence):
    products = item_products(case)[item]
    output, _ = output_by(case, products, "month")
    both = pd.DataFrame({"output": output, "use": use}).dropna().sort_index()
    before, after = both.iloc[:-reported], both.iloc[-reported:]
    if len(before) < FEWEST or before["output"].nunique() < 2 or not before["use"].mean() > 0:
        return None
    line = fit_baseline(before["output"], before["use"])
    proven = prove_saving(line, after["output"], after["use"], confidence=confidence)
    expected = float(line.expect(after["output"]).sum())
    return {
        **{"item": item, "unit": use.name, "denominator": product_names(case, products), "months": line.count},
        **{"fixed": line.fixed, "variable": line.variable, "r2": line.r2, "cv_rmse": line.cv_rmse},
        "usable": line.r2 >= USABLE["r2"] and line.cv_rmse <= USABLE["cv_rmse"],
        **{"expected": expected, "actual": float(after["use"].sum()), "saving": proven.saving},
        **{"half_width": proven.half_width, "significant": proven.significant, "extrapolated": proven.extrapolated},
    }
