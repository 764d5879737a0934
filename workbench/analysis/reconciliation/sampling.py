"""From samples by batch or shift to a mean and its standard uncertainty (监测数据的汇总)."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import stdtr, stdtrit

LEAST_RUNS = 3  # representative test: at least three production cycles ...
LEAST_HOURS = 72.0  # ... or 72 h of continuous production


@dataclass(frozen=True)
class SampleMean:
    """Mean of repeated samples.

    Attributes
    ----------
    mean : float
    sd : float
        Standard uncertainty of the mean: repeatability and instrument combined; nan for one sample with an
        instrument of unknown class.
    repeatability : float
        Standard uncertainty of the mean from the scatter of the samples.
    instrument : float
        Standard uncertainty that the instrument's class leaves, common to all samples.
    count : int
    outliers : tuple of int
        Positions of samples that Grubbs' test rejects; they are named, not removed.
    mean_without : float
        Mean without the outliers.
    drift_p : float
        Probability of so strong a trend in a steady plant; nan below four samples.
    """

    mean: float
    sd: float
    repeatability: float
    instrument: float
    count: int
    outliers: tuple
    mean_without: float
    drift_p: float


def average(values, instrument_rsd=np.nan):
    """Return the mean of repeated samples with its standard uncertainty.

    Parameters
    ----------
    values : array_like
        Samples in the order they were taken; nan are lost samples.
    instrument_rsd : float
        Relative standard uncertainty of the instrument (class or calibration), nan = unknown.

    Returns
    -------
    SampleMean

    Notes
    -----
    Type A from the scatter, s/√n, and type B from the instrument, which repetition does not reduce; combined as
    root sum of squares (GUM 4.2, 4.3, 5.1.2; JJF 1059.1). Trend: t test of the correlation with the sample order.

    Examples
    --------
    >>> round(average([10.0, 10.2, 9.8], instrument_rsd=0.01).sd, 3)
    0.153
    """
    values = np.asarray(values, dtype=float)
    kept = values[~np.isnan(values)]
    count = len(kept)
    if not count:
        return SampleMean(np.nan, np.nan, np.nan, np.nan, 0, (), np.nan, np.nan)
    mean = float(kept.mean())
    repeatability = float(kept.std(ddof=1) / np.sqrt(count)) if count > 1 else np.nan
    instrument = float(abs(mean) * instrument_rsd)
    parts = [part for part in (repeatability, instrument) if not np.isnan(part)]
    outliers = find_outliers(values)
    rest = np.delete(values, outliers)
    return SampleMean(
        mean=mean,
        sd=float(np.hypot.reduce(parts)) if parts else np.nan,
        repeatability=repeatability,
        instrument=instrument,
        count=count,
        outliers=tuple(int(place) for place in outliers),
        mean_without=float(np.nanmean(rest)),
        drift_p=find_drift(values),
    )


def find_outliers(values, level=0.05):
    """Return the positions of outliers by Grubbs' test, repeated while it rejects.

    Parameters
    ----------
    values : array_like
    level : float
        Level of each two-sided test.

    Returns
    -------
    list of int

    Notes
    -----
    Grubbs, Technometrics 11 (1969) 1; GB/T 4883. Never more than a third of the samples is rejected.
    """
    values = np.asarray(values, dtype=float)
    places, rejected = list(np.flatnonzero(~np.isnan(values))), []
    while len(places) >= 3 and len(rejected) < np.sum(~np.isnan(values)) / 3:
        kept = values[places]
        spread = kept.std(ddof=1)
        if spread == 0:
            break
        distance = np.abs(kept - kept.mean()) / spread
        if distance.max() <= grubbs_limit(len(kept), level):
            break
        rejected.append(int(places.pop(int(distance.argmax()))))
    return sorted(rejected)


def grubbs_limit(count, level=0.05):
    """Return the critical value of the two-sided Grubbs test.

    Examples
    --------
    >>> round(grubbs_limit(10), 3)
    2.29
    """
    t = -stdtrit(count - 2, level / (2 * count))
    return float((count - 1) / np.sqrt(count) * np.sqrt(t**2 / (count - 2 + t**2)))


def find_drift(values):
    """Return the p value of a trend over the samples, nan below four samples."""
    values = np.asarray(values, dtype=float)
    order = np.flatnonzero(~np.isnan(values))
    if len(order) < 4 or np.ptp(values[order]) == 0:
        return float("nan")
    correlation = np.corrcoef(order, values[order])[0, 1]
    freedom = len(order) - 2
    t = abs(correlation) * np.sqrt(freedom / max(1 - correlation**2, 1e-300))
    return float(2 * stdtr(freedom, -t))


def summarise_measurements(measurements, plan, level=0.05):
    """Return one row per sampling point and measured quantity.

    Parameters
    ----------
    measurements : DataFrame
        ``point``, ``run``, ``quantity``, ``time``, ``value``, ``unit`` as in the table of that name.
    plan : DataFrame
        ``point``, ``flow`` and ``instrument_rsd`` of the measurement plan.
    level : float
        Level of the test for drift.

    Returns
    -------
    DataFrame
        ``point``, ``flow``, ``quantity``, ``unit``, ``mean``, ``sd``, ``repeatability``, ``instrument``, ``runs``,
        ``hours`` (nan without times), ``representative`` (≥ 3 runs or ≥ 72 h), ``outliers`` (names of runs),
        ``mean_without``, ``steady`` (None where samples are too few to say).
    """
    details = plan.drop_duplicates("point").set_index("point")
    moments = pd.to_datetime(measurements["time"], errors="coerce", format="mixed")
    measurements = measurements.assign(moment=moments)
    rows = [
        _summarise(samples, details, level) | {"point": point, "quantity": quantity, "unit": unit}
        for (point, quantity, unit), samples in measurements.groupby(["point", "quantity", "unit"], sort=False)
    ]
    columns = ["point", "flow", "quantity", "unit", "mean", "sd", "repeatability", "instrument", "runs", "hours"]
    columns += ["representative", "outliers", "mean_without", "steady"]
    return pd.DataFrame(rows, columns=columns)


def _summarise(samples, details, level):
    point = samples["point"].iloc[0]
    known = point in details.index
    rsd = float(details.at[point, "instrument_rsd"]) if known else np.nan
    result = average(samples["value"], rsd)
    hours = _duration(samples["moment"])
    return {
        "flow": details.at[point, "flow"] if known else "",
        "mean": result.mean,
        "sd": result.sd,
        "repeatability": result.repeatability,
        "instrument": result.instrument,
        "runs": int(samples.loc[samples["value"].notna(), "run"].nunique()),
        "hours": hours,
        "representative": samples["run"].nunique() >= LEAST_RUNS or hours >= LEAST_HOURS,
        "outliers": tuple(samples["run"].iloc[list(result.outliers)]),
        "mean_without": result.mean_without,
        "steady": None if np.isnan(result.drift_p) else bool(result.drift_p >= level),
    }


def _duration(moments):
    """Return the hours between the first and the last sample, nan where times are not dates."""
    return (moments.max() - moments.min()).total_seconds() / 3600 if moments.notna().sum() > 1 else float("nan")
