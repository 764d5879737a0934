"""Whether a saving lasts (节约的保持): cumulated saving and the CUSUM chart that shows a drift early."""

import numpy as np
import pandas as pd

SLACK, LIMIT = 0.5, 4.0  # the usual pair: half a sigma is let pass, an alarm at four


def persist(saving, shares):
    """Return what is left of a yearly saving, year by year.

    Parameters
    ----------
    saving : float
        Saving of the first full year as proven. [unit/a]
    shares : array-like
        Share that is left in each year, such as 1.00, 0.92, 0.85.

    Returns
    -------
    pandas.DataFrame
        year (1 = first), share, saving, cumulative. [unit/a, unit]

    Examples
    --------
    >>> float(persist(403_500, [1.00, 0.92, 0.85])["cumulative"].iloc[-1])
    1117695.0
    """
    shares = np.asarray(shares, float)
    yearly = saving * shares
    columns = {"year": np.arange(1, len(shares) + 1), "share": shares, "saving": yearly}
    return pd.DataFrame(columns | {"cumulative": np.cumsum(yearly)})


def remaining_share(before, first, now):
    """Return the share of a saving that is left: (before − now) / (before − first), of use per unit of output."""
    return (before - now) / (before - first)


def cusum(values, mean, sd, *, slack=SLACK, limit=LIMIT):
    """Return the two-sided tabular CUSUM of a series.

    Parameters
    ----------
    values : array-like, shape (n,)
        One value a period, all known.
    mean, sd : float
        Of the periods that are in order, from a stretch before; never from the series that is watched.
    slack, limit : float
        k and h, in standard deviations.

    Returns
    -------
    pandas.DataFrame
        period (1 = first), value, z, high, low (cumulated sums above and below), alarm (high or low beyond the limit).

    Raises
    ------
    ValueError
        Where a value is unknown or the sd is not positive.

    Notes
    -----
    C⁺_i = max(0, C⁺_{i−1} + z_i − k), C⁻_i = max(0, C⁻_{i−1} − z_i − k); alarm where either exceeds h.
    """
    values = np.asarray(values, float)
    if not (np.isfinite(values).all() and sd > 0):
        raise ValueError("CUSUM 的数据须全部已知且标准差为正 values must be known and the sd positive")
    z = (values - mean) / sd
    high, low = np.zeros(len(z)), np.zeros(len(z))
    above = below = 0.0
    for i, deviation in enumerate(z):  # each step needs the one before
        above, below = max(0.0, above + deviation - slack), max(0.0, below - deviation - slack)
        high[i], low[i] = above, below
    columns = {"period": np.arange(1, len(z) + 1), "value": values, "z": z, "high": high, "low": low}
    return pd.DataFrame(columns).assign(alarm=(high > limit) | (low > limit))


def first_alarm(chart):
    """Return (period of the first alarm, period in which its drift began); (None, None) without one.

    Notes
    -----
    The drift is dated to the period after the sum last stood at zero.
    """
    alarms = chart[chart["alarm"]]
    if alarms.empty:
        return None, None
    at = alarms.index[0]
    side = "high" if chart.loc[at, "high"] >= chart.loc[at, "low"] else "low"
    quiet = chart.loc[: at - 1, side]
    zeros = quiet.index[quiet == 0]
    began = zeros[-1] + 1 if len(zeros) else chart.index[0]
    return int(chart.loc[at, "period"]), int(chart.loc[began, "period"])
