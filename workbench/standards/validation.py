"""What can be wrong with a benchmark system, one finding per mistake."""

from typing import NamedTuple

import numpy as np

DIRECTIONS = ("lower", "higher", "meets")
BENCHMARKS = ["level1", "level2", "level3"]
WEIGHT_TOLERANCE = 1e-6  # weights are typed with a few decimals


class Finding(NamedTuple):
    """One mistake: stable code, position of the row (None = the whole system), column, sentences."""

    code: str
    place: int | None
    column: str
    zh: str
    en: str


def system_findings(system):
    """Return everything that is wrong with a system that is to carry a composite index.

    Parameters
    ----------
    system : DataFrame
        indicator, group, group_weight, weight, direction, level1, level2, level3.

    Returns
    -------
    list of Finding
    """
    return [*row_findings(system), *weight_findings(system)]


def row_findings(system):
    """Return what is wrong row by row: repeated indicators, unknown directions, benchmarks out of order."""
    found = []
    repeated = system["indicator"].duplicated().to_numpy()
    rows = zip(system.itertuples(), system[BENCHMARKS].to_numpy(float), repeated, strict=True)
    for place, (row, levels, again) in enumerate(rows):
        if again:
            zh, en = f"{row.indicator}: 指标重复", "indicator listed twice"
            found.append(Finding("duplicate_key", place, "indicator", zh, en))
        if row.direction not in DIRECTIONS:
            zh, en = f"{row.indicator}: 未知方向 {row.direction!r}", f"unknown direction, expected one of {DIRECTIONS}"
            found.append(Finding("unknown_choice", place, "direction", zh, en))
        elif row.direction != "meets" and not _in_order(row.direction, levels):
            zh, en = f"{row.indicator}: 各级基准值次序相反", f"benchmarks I, II, III out of order {levels.tolist()}"
            found.append(Finding("level_order", place, "level1", zh, en))
    return found


def weight_findings(system):
    """Return which weights do not sum to 1, naming the group."""
    found = []
    weights = system[["group", "weight", "group_weight"]].astype({"weight": float, "group_weight": float})
    for group, rows in weights.groupby("group", sort=False, dropna=False):
        if not _sums_to_one(rows["weight"]):
            total = rows["weight"].sum(skipna=False)
            zh, en = f"{group}: 组内权重之和应为 1", f"weights of the group sum to {total:g}, not 1"
            found.append(Finding("weight_sum", None, "weight", zh, en))
        if rows["group_weight"].nunique(dropna=False) > 1:
            zh, en = f"{group}: 同组的一级权重不一致", "the group has more than one group weight"
            found.append(Finding("group_weight", None, "group_weight", zh, en))
    groups = weights.drop_duplicates("group")
    if not _sums_to_one(groups["group_weight"]):
        total = groups["group_weight"].sum(skipna=False)
        names = "、".join(map(str, groups["group"]))
        zh, en = f"{names}: 一级权重之和应为 1", f"group weights sum to {total:g}, not 1"
        found.append(Finding("weight_sum", None, "group_weight", zh, en))
    return found


def _sums_to_one(weights):
    return abs(weights.sum(skipna=False) - 1) <= WEIGHT_TOLERANCE and not (weights < 0).any()


def _in_order(direction, levels):
    known = levels[~np.isnan(levels)]
    steps = np.diff(known) if direction == "lower" else -np.diff(known)
    return not (steps < 0).any()
