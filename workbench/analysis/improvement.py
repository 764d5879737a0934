"""What the next level takes: gaps, problems, the cheapest set of indicators to lift, and how sure a level is."""

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

from workbench.analysis.indicators import (
    BELOW,
    INDEX_LIMIT,
    LEVELS,
    MISSING,
    check_system,
    effective_weights,
    level_name,
    level_order,
    rank_numbers,
    rank_values,
)

_NEXT = {"II": "I", "III": "II", "none": "III"}
_NAMES = {"I": "Ⅰ级", "II": "Ⅱ级", "III": "Ⅲ级"}
_COLUMN = {"I": "level1", "II": "level2", "III": "level3"}


def gaps_to_next_level(indicators):
    """Return how far each indicator is from the benchmark of the next better level.

    Parameters
    ----------
    indicators : DataFrame
        indicator, name, unit, limiting, value, level1, level2, level3, level (I, II, III, none or None).

    Returns
    -------
    DataFrame
        indicator, name, unit, limiting, value, level, next_level (None at level I or where the level is unknown),
        benchmark, gap (|value − benchmark| over |value|; nan where it has no number). [%]
    """
    rows = [_gap(row) for row in indicators.to_dict("records")]
    kept = ["indicator", "name", "unit", "limiting", "value", "level"]
    table = indicators[kept].reset_index(drop=True)
    return table.assign(
        next_level=pd.Series([row[0] for row in rows], dtype=object),
        benchmark=[row[1] for row in rows],
        gap=[row[2] for row in rows],
    )


def _gap(row):
    following = _NEXT.get(row["level"])
    if following is None:
        return None, np.nan, 0.0 if row["level"] == "I" else np.nan
    benchmark, value = float(row[_COLUMN[following]]), float(row["value"])
    return following, benchmark, 100 * abs(value - benchmark) / abs(value) if value else np.nan


def problem_list(indicators, names=None):
    """Return the indicators at level II or below, the worst first, with the reason in words (问题清单).

    Parameters
    ----------
    indicators : DataFrame
        As for `gaps_to_next_level`, with ``direction`` and ``share`` (weight in the whole system).
    names : dict, optional
        What the system calls its levels, {"I": …, "II": …, "III": …}; left out Ⅰ级, Ⅱ级, Ⅲ级.

    Returns
    -------
    DataFrame
        indicator, name, limiting, value, unit, level, benchmark of level I, lost (points of Y_I), zh, en.
    """
    rows = indicators[indicators["level"].isin(["II", "III", "none"])]
    reasons = [_reason(row, names or _NAMES) for row in rows.itertuples()]
    table = rows[["indicator", "name", "limiting", "value", "unit", "level"]].assign(
        benchmark=rows["level1"].astype(float),
        lost=100 * rows["share"].astype(float),
        zh=[zh for zh, _ in reasons],
        en=[en for _, en in reasons],
    )
    order = {"none": 0, "III": 1, "II": 2}
    keys = pd.DataFrame({"rank": table["level"].map(order), "limiting": ~table["limiting"], "lost": -table["lost"]})
    return table.loc[keys.sort_values(["rank", "limiting", "lost"]).index].reset_index(drop=True)


def _digits(value, digits):
    """Write a number with so many significant digits and never with a power of ten: 50 000, not 5e+04."""
    return np.format_float_positional(value, precision=digits, unique=False, fractional=False, trim="-")


def _reason(row, names):
    if row.direction == "meets":
        if row.level == "none":
            return f"定性要求未达到{names['III']}", "the requirement of level III is not met"
        return f"定性要求只达到{names[row.level]}", f"the requirement is met at level {row.level} only"
    zh, en = ("高于", "above") if row.direction == "lower" else ("低于", "below")
    value = f"{_digits(row.value, 4)} {row.unit}".strip()
    difference = abs(row.value - row.level1)
    return (
        f"现状 {value} {zh}{names['I']}基准 {_digits(row.level1, 4)}，差 {_digits(difference, 3)}",
        f"{value} is {en} the level I benchmark {_digits(row.level1, 4)} by {_digits(difference, 3)}",
    )


def group_shares(indicators):
    """Return how much of each group's weight meets each level, of what could be read.

    Parameters
    ----------
    indicators : DataFrame
        group, share (weight in the whole system), level.

    Returns
    -------
    DataFrame
        group, I, II, III. [%]
    """
    known = indicators[indicators["level"].notna() & (indicators["share"] > 0)]
    order = known["level"].map({"I": 1, "II": 2, "III": 3, "none": BELOW})
    met = {level: known["share"].where(order <= rank, 0.0) for rank, level in enumerate(LEVELS, 1)}
    totals = pd.DataFrame(met).groupby(known["group"], sort=False).sum()
    return totals.div(known.groupby("group", sort=False)["share"].sum(), axis=0).mul(100).reset_index()


def cheapest_lift(system, values, target, *, costs=None, newer=False):
    """Return the cheapest set of indicators that brings a plant to a level.

    Parameters
    ----------
    system, values
        As for `workbench.analysis.indicators.composite_index`.
    target : {"I", "II", "III"}
        Level to reach.
    costs : dict, optional
        Cost of lifting each indicator to the target level; left out, every indicator costs 1, so that the set
        is as small as possible, of equally small ones that with the shortest way to go.
    newer : bool
        By the newer rule for level I, every indicator below II has to be worked on as well.

    Returns
    -------
    DataFrame
        indicator, level (now), target, benchmark, distance (to the benchmark, over the value), cost, necessary
        (limiting, or required anyway). Empty where the plant is there already.

    Raises
    ------
    ValueError
        Where a limiting indicator is missing, so that no level can be reached, or a cost is missing.

    Notes
    -----
    Minimise Σ c_j x_j with Σ w_j x_j ≥ limit − Y, x_j = 1 for necessary indicators; solved exactly as a
    binary programme.
    """
    system = check_system(system)
    ranks = rank_values(system, values)
    absent = system.loc[(ranks == MISSING) & system["limiting"], "indicator"].tolist()
    if absent:
        raise ValueError(f"限定性指标缺少数据 limiting indicators have no value: {absent}")
    order = LEVELS.index(target) + 1
    weights = effective_weights(system, ranks != MISSING)
    limiting = system["limiting"].to_numpy()
    if level_order(ranks[None, :], weights, limiting, newer=newer)[0] <= order:
        ranks = np.minimum(ranks, order)  # the plant is there already, some indicators may be below all the same
    short = INDEX_LIMIT[target] - 100 * weights[(ranks != MISSING) & (ranks <= order)].sum()
    moves = _moves(system, ranks, values, target, costs).assign(weight=weights[ranks > order])
    moves["necessary"] |= (ranks[ranks > order] > 2) & newer & (target == "I")
    if moves["cost"].isna().any():
        names = moves.loc[moves["cost"].isna(), "indicator"].tolist()
        raise ValueError(f"缺少提升费用 no cost of lifting given for {names}")
    table = moves[_choose(moves, short)].drop(columns="weight")
    order = ["necessary", "cost", "distance"]
    return table.sort_values(order, ascending=[False, True, True], ignore_index=True)


def _moves(system, ranks, values, target, costs):
    order = LEVELS.index(target) + 1
    rows = system[ranks > order].reset_index(drop=True)
    now = pd.Series([_number(values.get(name)) for name in rows["indicator"]], dtype=float)
    benchmark = rows[_COLUMN[target]].astype(float)
    return pd.DataFrame(
        {
            "indicator": rows["indicator"],
            "level": [level_name(rank) for rank in ranks[ranks > order]],
            "target": target,
            "benchmark": benchmark,
            "distance": (now - benchmark).abs() / now.abs().where(now != 0),
            "cost": rows["indicator"].map(costs).astype(float) if costs else 1.0,
            "necessary": rows["limiting"] | (target == "III"),
        }
    )


def _choose(moves, short):
    """Return which moves to make, as flags."""
    if moves.empty:
        return np.zeros(0, dtype=bool)
    tie = 1e-4 * moves["distance"].fillna(0.0).clip(upper=10).to_numpy()
    enough = LinearConstraint(100 * moves["weight"].to_numpy()[None, :], lb=short - 1e-9)
    result = milp(
        moves["cost"].to_numpy() + tie + 1e-6,
        constraints=enough,
        integrality=np.ones(len(moves)),
        bounds=Bounds(moves["necessary"].to_numpy(float), 1),
    )
    return result.x > 0.5


def _number(value):
    return np.nan if value is None or isinstance(value, str) else float(value)


def level_probabilities(system, values, sd, *, draws=10_000, seed=0, newer=False):
    """Return the probability of each level given the uncertainty of the values.

    Parameters
    ----------
    system, values
        As for `workbench.analysis.indicators.composite_index`.
    sd : dict
        Standard uncertainty of values, in their own units; absent or nan = taken as exact.
    draws : int
        Number of normal draws.
    seed : int
        Seed of the draws; the same seed gives the same probabilities.

    Returns
    -------
    Series
        Indexed I, II, III, none; sums to 1. All in ``none`` where a limiting indicator is missing.
    """
    system = check_system(system)
    ranks = rank_values(system, values)
    generator = np.random.default_rng(seed)
    drawn = np.tile(ranks, (draws, 1))
    for place, row in enumerate(system.itertuples()):
        spread = _number(sd.get(row.indicator))
        if ranks[place] != MISSING and row.direction != "meets" and spread > 0:
            numbers = float(values[row.indicator]) + spread * generator.standard_normal(draws)
            drawn[:, place] = rank_numbers(row.direction, [row.level1, row.level2, row.level3], numbers)
    weights = effective_weights(system, ranks != MISSING)
    reached = level_order(drawn, weights, system["limiting"].to_numpy(), newer=newer)
    shares = [np.mean(reached == order) for order in (1, 2, 3, BELOW)]
    return pd.Series(shares, index=[*LEVELS, "none"], name="probability")


def compare_levels(before, after):
    """Return the indicators of two evaluations side by side (审核前后对比).

    Parameters
    ----------
    before, after : DataFrame
        indicator, name, unit, direction, value, level of the two audits.

    Returns
    -------
    DataFrame
        indicator, name, unit, value_before, value_after, change (after − before), improvement (in the good
        direction, over the value before) [%], level_before, level_after.
    """
    now = after.set_index("indicator")[["value", "level"]].add_suffix("_after")
    table = before.rename(columns={"value": "value_before", "level": "level_before"}).join(now, on="indicator")
    change = table["value_after"] - table["value_before"]
    side = table["direction"].map({"lower": -1.0, "higher": 1.0})
    relative = 100 * side * change / table["value_before"].abs().where(table["value_before"] != 0)
    columns = ["indicator", "name", "unit", "value_before", "value_after"]
    return (
        table[columns]
        .assign(
            change=change,
            improvement=relative,
            level_before=table["level_before"],
            level_after=table["level_after"],
        )
        .reset_index(drop=True)
    )
