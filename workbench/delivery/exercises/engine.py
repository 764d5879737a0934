"""Functions of formulas that ask the engine: economics, reconciliation, index and level, ranking, schedule, CUSUM."""

from dataclasses import asdict
from functools import lru_cache


class Unfair(Exception):
    """A variant that would be no fair question: the next one is drawn."""


def appraise(investment, saving, tax_rate, life, discount_rate):
    """Return the economic figures of an option by name (`workbench.analysis.economics.appraise`)."""
    return dict(_appraise(investment, saving, tax_rate, life, discount_rate))


@lru_cache(maxsize=64)
def _appraise(investment, saving, tax_rate, life, discount_rate):
    from workbench.analysis import economics

    rates = {"tax_rate": tax_rate, "life": life, "discount_rate": discount_rate}
    return asdict(economics.appraise(investment, saving, **rates))


def npv(rate, flows):
    """Return the present value of yearly flows, the first being today."""
    from workbench.analysis.cashflow import present_value

    return present_value(flows, rate)


def annuity(rate, years):
    """Return the present value of one per year."""
    from workbench.analysis.economics import annuity as factor

    return float(factor(rate, years))


def discounted_payback(investment, flow, rate):
    """Return the years after which discounted equal flows cover the investment."""
    from workbench.analysis.cashflow import discounted_payback as years

    return years(investment, flow, rate)


def reconcile(balances, readings, deviations):
    """Return what reconciliation says about the meters of a network.

    Parameters
    ----------
    balances : list of list
        Incidence of the balances.
    readings, deviations : list
        And their standard uncertainties, in one unit.

    Returns
    -------
    dict
        z (sign of the adjustment), chi2, dof, chi2_limit (5 %), z_limit (Šidák, 5 %), values, adjustments, culprit
        (position of the largest |z| where chi2 exceeds its limit, else −1), corrected (values without the culprit's
        reading), chi2_without, dof_without, limit_without.

    Raises
    ------
    Unfair
        Where a culprit is not isolated: another meter explains the data nearly as well, or the rest does not close.
    """
    rows = tuple(tuple(map(float, row)) for row in balances)
    return _reconcile(rows, tuple(map(float, readings)), tuple(map(float, deviations)))


@lru_cache(maxsize=64)
def _reconcile(balances, readings, deviations):
    import numpy as np

    from workbench.analysis.reconciliation import solve

    matrix, readings, deviations = np.array(balances), np.array(readings), np.array(deviations)
    solution = solve(matrix, readings, deviations)
    found = {
        **{"z": solution.z.tolist(), "chi2": float(solution.chi2), "dof": int(solution.dof)},
        **{"values": solution.values.tolist(), "adjustments": solution.adjustments.tolist()},
        **{"chi2_limit": _chi2_limit(solution.dof), "z_limit": _z_limit(len(readings)), "culprit": -1},
    }
    return (
        found if found["chi2"] <= found["chi2_limit"] else found | _without_culprit(matrix, readings, deviations, found)
    )


def _without_culprit(matrix, readings, deviations, found):
    import numpy as np

    from workbench.analysis.reconciliation import solve
    from workbench.analysis.reconciliation.suspects import NEARLY

    first, second = np.argsort(-np.abs(found["z"]), kind="stable")[:2].tolist()
    rest = solve(matrix, np.where(np.arange(len(readings)) == first, np.nan, readings), deviations)
    limit = _chi2_limit(rest.dof)
    gap = found["z"][first] ** 2 - found["z"][second] ** 2
    if abs(found["z"][first]) <= found["z_limit"] or gap <= NEARLY or rest.chi2 > limit:
        raise Unfair("the faulty meter is not isolated")
    return {
        **{"culprit": first, "corrected": rest.values.tolist(), "chi2_without": float(rest.chi2)},
        **{"dof_without": int(rest.dof), "limit_without": limit},
    }


@lru_cache
def _chi2_limit(dof):
    from scipy.special import chdtri

    return float(chdtri(dof, 0.05))


@lru_cache
def _z_limit(tests):
    from workbench.analysis.reconciliation.local_tests import sidak_limit

    return float(sidak_limit(tests, 0.05))


def composite(rows):
    """Return the composite index and level of indicators (`workbench.analysis.indicators.composite_index`).

    Parameters
    ----------
    rows : list of list
        weight, value, benchmark of level I, II, III, limiting (True or False), one row an indicator; lower is better
        where the benchmark of level I is the smallest. A value or benchmark may be the level that is met: "I".

    Returns
    -------
    dict
        Y1, Y2, Y3, level (3, 2, 1 for Ⅰ, Ⅱ, Ⅲ; 0 below), failed (positions of the limiting indicators that hold the
        level down).
    """
    return dict(_composite(tuple(map(tuple, rows))))


@lru_cache(maxsize=64)
def _composite(rows):
    import numpy as np

    from workbench.analysis.indicators import LEVELS, index_of, level_order, rank_numbers

    weights, limiting = np.array([row[0] for row in rows], float), np.array([bool(row[5]) for row in rows])
    ranks = np.array(
        [
            LEVELS.index(value) + 1
            if isinstance(value, str)
            else int(rank_numbers("lower" if best < worst else "higher", [best, middle, worst], value))
            for _, value, best, middle, worst, _ in rows
        ]
    )
    index = index_of(ranks[None, :], weights)[0].tolist()
    order, alone = (int(level_order(ranks[None, :], weights, flags)[0]) for flags in (limiting, limiting & False))
    failed = np.flatnonzero(limiting & (ranks > min(alone, len(LEVELS)))).tolist()
    return {**dict(zip(("Y1", "Y2", "Y3"), index, strict=True)), "level": max(0, 4 - order), "failed": failed}


def flips(weights, scores):
    """Return the weight of each factor at which it alone would put another alternative first; None where it cannot.

    Parameters
    ----------
    weights : list
        One a factor.
    scores : list of list
        One row an alternative, one score a factor.
    """
    return list(_flips(tuple(weights), tuple(map(tuple, scores))))


@lru_cache(maxsize=64)
def _flips(weights, scores):
    import pandas as pd

    from workbench.analysis.ranking import weight_flips

    table = pd.DataFrame(list(map(list, scores))).T
    found = weight_flips(dict(enumerate(weights)), table).set_index("factor")["flips_at"].to_dict()
    return tuple(found.get(factor) for factor in range(len(weights)))


def critical_path(durations, after):
    """Return length [d], slack of each task and start of each task (`workbench.analysis.schedule.critical_path`).

    Parameters
    ----------
    durations : list
    after : list of list
        Positions of the tasks that have to be finished before.
    """
    return _critical_path(tuple(durations), tuple(map(tuple, after)))


@lru_cache(maxsize=64)
def _critical_path(durations, after):
    import pandas as pd

    from workbench.analysis.schedule import critical_path as plan

    names = [str(place) for place in range(len(durations))]
    waits = [";".join(str(place) for place in places) for places in after]
    table = plan(pd.DataFrame({"task": names, "duration": durations, "after": waits})).set_index("task").loc[names]
    return {"length": float(table["finish"].max()), "slack": table["slack"].tolist(), "start": table["start"].tolist()}


def cusum(values, mean, sd, slack=0.5, limit=4.0):
    """Return the two cumulated sums and the first period of alarm, 0 = none (`workbench.analysis.persistence.cusum`)."""
    return _cusum(tuple(values), mean, sd, slack, limit)


@lru_cache(maxsize=64)
def _cusum(values, mean, sd, slack, limit):
    from workbench.analysis import persistence

    chart = persistence.cusum(values, mean, sd, slack=slack, limit=limit)
    alarms = chart.loc[chart["alarm"], "period"]
    first = int(alarms.iloc[0]) if len(alarms) else 0
    return {"high": chart["high"].tolist(), "low": chart["low"].tolist(), "alarm": first}
