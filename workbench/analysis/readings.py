"""Values read one by one against a standard: three levels of HJ/T, energy and water norms, single limits."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.analysis.indicators import BELOW, LEVELS, MISSING, level_name, rank_values

_BENCHMARKS = ["level1", "level2", "level3"]


@dataclass(frozen=True)
class ThreeLevelReading:
    """Reading of an HJ/T standard, which prescribes no overall index.

    Attributes
    ----------
    table : DataFrame
        indicator, group, value, level (I, II, III, none; None where it could not be read).
    counts : DataFrame
        group, I, II, III, none, unknown: number of indicators; the last row ``all`` is the plant.
    shares : dict
        Share of the readable indicators at each level, I, II, III, none.
    overall : {"I", "II", "III", "none"} or None
        Lowest level of all readable indicators: a cautious reading, not one of the standard.
    """

    table: pd.DataFrame
    counts: pd.DataFrame
    shares: dict
    overall: str | None


def read_three_levels(indicators, values):
    """Read each indicator of an HJ/T standard (清洁生产标准) against its three levels.

    Parameters
    ----------
    indicators : DataFrame
        indicator, group, direction, level1, level2, level3.
    values : dict
        As for `workbench.analysis.indicators.composite_index`.

    Returns
    -------
    ThreeLevelReading
    """
    indicators = indicators.reset_index(drop=True)
    ranks = rank_values(indicators, values)
    table = indicators[["indicator", "group"]].assign(
        value=indicators["indicator"].map(values),
        level=pd.Series([level_name(rank) for rank in ranks], dtype=object),
    )
    columns = [*LEVELS, "none", "unknown"]
    counts = pd.crosstab(table["group"], table["level"].fillna("unknown")).reindex(columns=columns, fill_value=0)
    counts.loc["all"] = counts.sum()
    readable = ranks[ranks != MISSING]
    order = (1, 2, 3, BELOW)
    shares = {level_name(rank): float(np.mean(readable == rank)) if len(readable) else np.nan for rank in order}
    overall = level_name(readable.max()) if len(readable) else None
    return ThreeLevelReading(table, counts.rename_axis(None, axis=1).reset_index(), shares, overall)


def read_norms(indicators, values):
    """Read values against energy and water norms, single limits and design ranges.

    Parameters
    ----------
    indicators : DataFrame
        indicator, direction, scale, level1, level2, level3, limit, low, high.
    values : dict
        Value of each indicator that the plant has, in the unit of the norm.

    Returns
    -------
    DataFrame
        One row per indicator with a value: indicator, value, level (best level that is given and met; "none" beyond
        the last one; None where the standard has no levels), met (True, False; None where nothing is held),
        bound (level 3, the limit, or the nearer end of the range).

    Notes
    -----
    An existing plant has to keep level 3 (限定值, 3级, 现有企业); a norm may give only some of its levels, so
    "III" can mean "at least III".
    """
    rows = indicators[[_number(values.get(name)) is not None for name in indicators["indicator"]]]
    read = [_read_norm(row, float(values[row.indicator])) for row in rows.itertuples()]
    table = rows[["indicator"]].assign(value=[float(values[name]) for name in rows["indicator"]])
    table["level"] = pd.Series([level for level, _, _ in read], dtype=object, index=rows.index)
    table["met"] = pd.Series([met for _, met, _ in read], dtype=object, index=rows.index)
    table["bound"] = [bound for _, _, bound in read]
    return table.reset_index(drop=True)


def within(direction, value, bound):
    """Return whether a value keeps a bound, the bound included.

    Examples
    --------
    >>> within("lower", 100.0, 100.0), within("higher", 79.0, 80.0)
    (True, False)
    """
    beyond = value > bound if direction == "lower" else value < bound
    return not beyond or bool(np.isclose(value, bound, rtol=1e-9, atol=1e-12))


def _read_norm(row, value):
    if row.scale == "range":
        if np.isnan(row.low) or np.isnan(row.high):
            return None, None, np.nan
        nearer = row.low if abs(value - row.low) < abs(value - row.high) else row.high
        return None, within("higher", value, row.low) and within("lower", value, row.high), nearer
    if not np.isnan(row.limit):
        return None, within(row.direction, value, row.limit), row.limit
    held = {
        level: getattr(row, column)
        for level, column in zip(LEVELS, _BENCHMARKS, strict=True)
        if not np.isnan(getattr(row, column))
    }
    if not held:
        return None, None, np.nan
    met = [level for level, bound in held.items() if within(row.direction, value, bound)]
    return (met or ["none"])[0], bool(met), list(held.values())[-1]


def _number(value):
    return None if value is None or isinstance(value, str) or pd.isna(value) else value
