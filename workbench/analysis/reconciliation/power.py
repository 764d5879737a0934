"""What can each meter's balances promise? Adjustability, detectable bias, power, and what stays invisible."""

import numpy as np
import pandas as pd
from scipy.special import gammainccinv, ndtr

from workbench.analysis.reconciliation.local_tests import sidak_limit, whiten
from workbench.analysis.reconciliation.traces import same_trace


def describe_meters(solution, sd, *, members=None, level=0.05, power=0.8):
    """Return what the balances can do with and say about each meter.

    Parameters
    ----------
    solution : Solution
    sd : array_like (n,)
        Standard uncertainty of the measurements.
    members : sequence (n,), optional
        Names of the columns; their numbers when left out.
    level : float
        False-alarm rate of all meter tests together (Šidák).
    power : float
        Probability with which the detectable bias is found.

    Returns
    -------
    DataFrame
        One row per uncertain measurement: ``member``, ``status``, ``adjustability`` (share of its sd that
        reconciliation removes), ``detectable_bias`` (smallest bias found with that power, in its own unit; inf =
        invisible), ``in_sd`` (the same in sd), ``power_5sd`` (chance to find a bias of 5 sd) and ``alike`` (meters
        that cannot be told from it).

    Notes
    -----
    Madron, Process Plant Performance (1992): adjustability; threshold values of detectable errors.
    """
    sd = np.asarray(sd, dtype=float)
    chosen = np.flatnonzero(~np.isnan(solution.adjustments) & (sd > 0))
    traces = whiten(solution.checks)[0][:, chosen]
    tested = solution.status[chosen] == "redundant"
    names = np.arange(len(sd)) if members is None else np.asarray(members, dtype=object)
    effect = np.where(tested, np.linalg.norm(traces, axis=0) * sd[chosen], 0.0)
    limit = sidak_limit(int(tested.sum()), level)
    needed = smallest_shift(limit, power)
    same = same_trace(traces) & np.outer(tested, tested)
    in_sd = np.where(tested, needed / np.where(tested, effect, 1.0), np.inf)
    return pd.DataFrame(
        {
            "member": names[chosen],
            "status": solution.status[chosen],
            "adjustability": 1 - solution.sd[chosen] / sd[chosen],
            "detectable_bias": in_sd * sd[chosen],
            "in_sd": in_sd,
            "power_5sd": np.where(tested, detection_power(5 * effect, limit), 0.0),
            "alike": [tuple(names[chosen][row & (np.arange(len(row)) != i)]) for i, row in enumerate(same)],
        }
    )


def detection_power(shift, limit):
    """Return the probability that |z| exceeds `limit` when its mean is `shift`."""
    return ndtr(shift - limit) + ndtr(-limit - shift)


def smallest_shift(limit, power=0.8):
    """Return the mean of z at which |z| exceeds `limit` with probability `power`."""
    low, high = 0.0, limit + 40.0
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if detection_power(middle, limit) < power else (low, middle)
    return high


def simulate_power(solution, sd, bias, *, level=0.05, draws=4000, seed=0):
    """Return how often a bias is found, and its meter named, for each meter in turn.

    Parameters
    ----------
    solution : Solution
        Any reconciliation of the network; only its checks and classes are used.
    sd : array_like (n,)
        Standard uncertainty of the measurements.
    bias : float
        Bias in sd; 0 gives the false alarms.
    level : float
        Level of the global test, and of all meter tests together (Šidák).
    draws, seed : int

    Returns
    -------
    DataFrame
        One row per redundant meter: ``column``, ``closure`` (global χ² test alarms), ``detected`` (some |z| above
        the limit), ``named`` (the largest |z| is above the limit and is this meter's).
    """
    sd = np.asarray(sd, dtype=float)
    columns = np.flatnonzero(solution.status == "redundant")
    traces = whiten(solution.checks)[0][:, columns]
    unit = traces / np.linalg.norm(traces, axis=0)
    limit, closure = sidak_limit(len(columns), level), 2 * gammainccinv(len(traces) / 2, level)
    random, rows = np.random.default_rng(seed), []
    for position, column in enumerate(columns):
        # clean imbalances are independent standard normal in the whitened checks
        found = random.standard_normal((draws, len(traces))) - bias * sd[column] * traces[:, position]
        z = np.abs(found @ unit)
        alarm = z.max(axis=1) > limit
        rows.append(
            {
                "column": int(column),
                "closure": float(np.mean(np.sum(found**2, axis=1) > closure)),
                "detected": float(alarm.mean()),
                "named": float(np.mean(alarm & (z.argmax(axis=1) == position))),
            }
        )
    return pd.DataFrame(rows)
