"""Level of cleaner production (清洁生产水平): the composite index of an evaluation system.

The rule is that of 清洁生产评价指标体系编制通则(试行稿) 2013: membership is cumulative (a value that meets
level I also meets II and III), limiting indicators (限定性指标) have a veto, and what a plant does not
have is left out with its weight shared among the rest.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.standards.validation import system_findings

LEVELS = ("I", "II", "III")
INDEX_LIMIT = {"I": 85.0, "II": 85.0, "III": 100.0}
SYSTEM_COLUMNS = (
    *("indicator", "group", "group_weight", "weight", "direction"),
    *("level1", "level2", "level3", "limiting"),
)
INDEX_TOLERANCE = 1e-9  # Y_III = 100 is a sum of floats
INDEX_DIGITS = 9
MISSING, BELOW = 0, 4  # ranks: 1, 2, 3 = levels; 4 = below level III; 0 = cannot be read


@dataclass(frozen=True)
class Evaluation:
    """Outcome of a composite index.

    Attributes
    ----------
    index : dict
        Y of each level, ``{"I": …, "II": …, "III": …}``; nan where no indicator could be read. [0…100]
    level : {"I", "II", "III"} or None
        Level reached; None where the plant is below III or a limiting indicator is missing.
    limiting_failed : list of str
        Limiting indicators short of the level that the index alone would give (of III where it gives none).
    missing : list of str
        Indicators without a value or without a complete benchmark.
    reached : dict
        Best level of each indicator: "I", "II", "III", "none" (below III) or None (missing).
    weights : dict
        Weight of each indicator in the whole system after the missing ones are left out; sums to 1.
    """

    index: dict
    level: str | None
    limiting_failed: list
    missing: list
    reached: dict
    weights: dict


def composite_index(system, values, *, newer=False):
    """Return the composite index Y_I, Y_II, Y_III and the level of cleaner production.

    Parameters
    ----------
    system : DataFrame
        One row per indicator: indicator, group, group_weight, weight, direction (lower | higher | meets),
        level1, level2, level3, limiting. Weights sum to 1 within a group, group weights over the groups.
    values : dict
        Value of each indicator in its benchmark's unit; for ``meets`` the best level met,
        "I" | "II" | "III" | "none". Absent, None and nan are missing.
    newer : bool
        Ask for level I also that every other indicator reaches II, as the systems since about 2024 do.

    Returns
    -------
    Evaluation

    Raises
    ------
    ValueError
        Where weights do not sum to 1 (naming the group), benchmarks are not in order, an indicator is
        listed twice, or a value cannot be read.

    Notes
    -----
    Y_k = 100 Σ_i w_i Σ_j ω_ij [x_ij meets level k]. Level I: Y_I ≥ 85 and all limiting indicators at I;
    II: Y_II ≥ 85 and all limiting at II or better; III: Y_III = 100 (编制通则 2013, thresholds as found in
    two public evaluation tools).

    Examples
    --------
    >>> system = pd.DataFrame({
    ...     "indicator": ["water", "energy"], "group": ["use", "use"], "group_weight": [1.0, 1.0],
    ...     "weight": [0.4, 0.6], "direction": ["lower", "lower"], "level1": [5, 100], "level2": [6, 110],
    ...     "level3": [8, 120], "limiting": [True, False]})
    >>> composite_index(system, {"water": 5.5, "energy": 98}).index
    {'I': 60.0, 'II': 100.0, 'III': 100.0}
    >>> composite_index(system, {"water": 5.5, "energy": 98}).level
    'II'
    """
    system = check_system(system)
    ranks = rank_values(system, values)
    weights = effective_weights(system, ranks != MISSING)
    index = index_of(ranks[None, :], weights)[0]
    limiting = system["limiting"].to_numpy()
    order = level_order(ranks[None, :], weights, limiting, newer=newer)[0]
    names = system["indicator"].to_numpy()
    return Evaluation(
        index=dict(zip(LEVELS, index.tolist(), strict=True)),
        level=None if order == BELOW else LEVELS[order - 1],
        limiting_failed=names[limiting & (ranks > _index_alone(index))].tolist(),
        missing=names[ranks == MISSING].tolist(),
        reached=dict(zip(names, map(level_name, ranks), strict=True)),
        weights=dict(zip(names, weights.tolist(), strict=True)),
    )


def level_name(rank):
    """Return the code of a rank: "I", "II", "III", "none" below III, None where it could not be read."""
    return (None, *LEVELS, "none")[int(rank)]


def check_system(system):
    """Return a copy of an evaluation system in plain types, or say what is wrong with it.

    Raises
    ------
    ValueError
        With one sentence per problem: missing column, repeated indicator, unknown direction, weights that do
        not sum to 1 (naming the group), benchmarks out of order.
    """
    absent = [column for column in SYSTEM_COLUMNS if column not in system]
    if absent or system.empty:
        raise ValueError(f"评价指标体系缺少列或为空 evaluation system lacks columns {absent} or has no rows")
    system = system.reset_index(drop=True).assign(limiting=system["limiting"].map(_flag).to_numpy(bool))
    findings = system_findings(system)
    if findings:
        raise ValueError("; ".join(f"{finding.zh} {finding.en}" for finding in findings))
    return system


def rank_values(system, values):
    """Return the rank (1, 2, 3; 4 below III; 0 missing) of each indicator's value. Shape (n,)."""
    unknown = sorted(set(values) - set(system["indicator"]))
    if unknown:
        raise ValueError(f"体系中没有这些指标 values for indicators that the system does not have: {unknown}")
    rows = system.itertuples()
    return np.array([_rank_value(row, values.get(row.indicator)) for row in rows], dtype=int)


def rank_numbers(direction, benchmarks, numbers):
    """Return the ranks of an array of numbers against one indicator's three benchmarks.

    Boundaries are inclusive; a benchmark of which one level is empty cannot be read (rank 0).
    """
    numbers, benchmarks = np.asarray(numbers, float), np.asarray(benchmarks, float)
    if np.isnan(benchmarks).any():
        return np.full(numbers.shape, MISSING)
    side = 1.0 if direction == "lower" else -1.0
    beyond = side * (numbers[..., None] - benchmarks) > 0
    short = beyond & ~np.isclose(numbers[..., None], benchmarks, rtol=1e-9, atol=1e-12)
    return np.where(np.isnan(numbers), MISSING, 1 + short.sum(axis=-1))


def effective_weights(system, present):
    """Return each indicator's weight in the whole system after what is missing is left out. Shape (n,).

    ω'_ij = ω_ij / Σ ω over the present ones of the group, w'_i = w_i / Σ w over the groups that have any.
    """
    group = system["group"]
    weight = system["weight"].astype(float).where(present, 0.0)
    within = weight.groupby(group).transform("sum")
    share = (weight / within.where(within > 0)).fillna(0.0)
    groups = pd.DataFrame({"group": group, "weight": system["group_weight"].astype(float), "within": within})
    total = groups[groups["within"] > 0].drop_duplicates("group")["weight"].sum()
    if total <= 0:
        return np.zeros(len(system))
    return (share * groups["weight"] / total).to_numpy()


def index_of(ranks, weights):
    """Return Y_I, Y_II, Y_III of each row of ranks, nan where nothing could be read. Shape (samples, 3)."""
    met = (ranks[:, :, None] != MISSING) & (ranks[:, :, None] <= np.array([1, 2, 3]))
    index = np.round(100.0 * np.einsum("sjk,j->sk", met, weights), INDEX_DIGITS)
    return index if weights.sum() > 0 else np.full(index.shape, np.nan)


def level_order(ranks, weights, limiting, *, newer=False):
    """Return the level of each row of ranks as 1, 2, 3, or 4 where no level is reached. Shape (samples,)."""
    index = index_of(ranks, weights)
    veto = ranks[:, limiting]
    reached = np.full(len(ranks), BELOW)
    for order in (3, 2, 1):
        holds = index[:, order - 1] >= INDEX_LIMIT[LEVELS[order - 1]] - INDEX_TOLERANCE
        holds &= (veto <= order).all(axis=1)
        if newer and order == 1:
            holds &= (ranks <= 2).all(axis=1)
        reached[holds] = order
    reached[(veto == MISSING).any(axis=1)] = BELOW
    return reached


def split_by_product(system, outputs):
    """Return the system with the weight of product-specific indicators split by share of output.

    Parameters
    ----------
    system : DataFrame
        As for `composite_index`, with a column ``product``: empty for the whole plant; rows of different
        products that stand for the same indicator each carry its full weight.
    outputs : dict
        Output of each product in one common unit; a product that is not made has no row left.

    Notes
    -----
    ω_p = Q_p / ΣQ · ω.

    Raises
    ------
    ValueError
        Where a product has no output listed or nothing is produced.
    """
    product = system["product"].where(system["product"].notna(), "").astype(str)
    absent = sorted(set(product) - set(outputs) - {""})
    total = float(sum(outputs.values()))
    if absent or not total > 0:
        raise ValueError(f"缺少产品产量 no output given for products {absent}, or the total output is zero")
    share = product.map(lambda name: 1.0 if name == "" else outputs[name] / total)
    split = system.assign(weight=system["weight"].astype(float) * share)
    return split[share > 0].drop(columns="product").reset_index(drop=True)


def _index_alone(index):
    """Return the order of the level that the index alone would give; III where it gives none."""
    for order, level in enumerate(LEVELS, 1):
        if index[order - 1] >= INDEX_LIMIT[level] - INDEX_TOLERANCE:
            return order
    return 3


def _rank_value(row, value):
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return MISSING
    if row.direction == "meets":
        codes = (*LEVELS, "none")
        if value not in codes:
            raise ValueError(f"{row.indicator}: {value!r} 应为下列之一 should be one of {codes}")
        return codes.index(value) + 1
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise ValueError(f"{row.indicator}: {value!r} 不是数 is not a number") from None
    return int(rank_numbers(row.direction, [row.level1, row.level2, row.level3], number))


def _flag(value):
    if isinstance(value, str):
        return value.strip().lower() in ("true", "1", "yes", "是")
    return bool(value) and not pd.isna(value)
