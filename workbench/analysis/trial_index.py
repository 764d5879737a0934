"""Evaluation by a trial system of 2005–2009 (评价指标体系试行): scores against one base value per indicator."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

GRADES = ("advanced", "ordinary")


@dataclass(frozen=True)
class TrialEvaluation:
    """Scores of a trial system.

    Attributes
    ----------
    P1, P2, P : float
        Quantitative, qualitative and total score; nan where there are no such indicators.
    grade : {"advanced", "ordinary", "none"} or None
        清洁生产先进企业, 清洁生产企业 or neither; None where the document's thresholds are not held or a
        veto was not looked at.
    table : DataFrame
        indicator, group, value, ratio S, capped, weight K′ after missing items, score.
    """

    P1: float
    P2: float
    P: float
    grade: str | None
    table: pd.DataFrame


def trial_index(quantitative, qualitative, values, *, alpha, beta, cap=None, thresholds=None, vetoed=False):
    """Return the scores P1, P2, P and the grade of a trial system.

    Parameters
    ----------
    quantitative : DataFrame
        indicator, group, group_weight (A1, on a scale of 100), weight (K), direction (lower | higher), limit
        (评价基准值).
    qualitative : DataFrame
        indicator, group, group_weight, weight (full score F).
    values : dict
        Number of each quantitative indicator, True or False of each qualitative one. None = not measured, which
        scores 0; an indicator that is absent does not apply, and its weight goes to the rest of its class.
    alpha, beta : float
        Shares of the two parts in the total, as the document states them; they sum to 1.
    cap : {"share"} or float, optional
        Upper bound of a ratio: "share" = k/m of its class (k its weight, m its scored items), or a number such as
        1.2; left out, no bound.
    thresholds : dict, optional
        Scores of the document, {"advanced": 90, "ordinary": 75}.
    vetoed : bool
        Banned process or product, or emissions not compliant: not rated.

    Returns
    -------
    TrialEvaluation

    Raises
    ------
    ValueError
        Where the shares do not sum to 1, a base value is missing, or a value cannot be read.

    Notes
    -----
    S = S_x/S_o or S_o/S_x; K′ = K · A1/A2, A2 the weights of the scored items of the class; P1 = Σ S·K′, P2 = Σ F′,
    P = α P1 + β P2 (structure found, formulas recalled).
    """
    if abs(alpha + beta - 1) > 1e-9:
        raise ValueError(f"α + β 应为 1 alpha and beta should sum to 1, not {alpha + beta:g}")
    numbers = _applicable(quantitative, values)
    ratio = np.array([_ratio(row, values[row.indicator]) for row in numbers.itertuples()], dtype=float)
    capped = np.minimum(ratio, _caps(numbers, cap))
    flags = _applicable(qualitative, values)
    full = np.array([_flag(row, values[row.indicator]) for row in flags.itertuples()], dtype=float)
    table = pd.concat([_scores(numbers, values, ratio, capped), _scores(flags, values, full, full)])
    first = _total(table["score"].iloc[: len(numbers)])
    second = _total(table["score"].iloc[len(numbers) :])
    total = sum(share * part for share, part in ((alpha, first), (beta, second)) if share)
    grade = "none" if vetoed else _grade(total, thresholds)
    return TrialEvaluation(first, second, float(total), grade, table.reset_index(drop=True))


def _total(scores):
    return float(scores.sum()) if len(scores) else np.nan


def _applicable(rows, values):
    """Return the rows that apply, with their weights raised for those of the class that do not."""
    rows = rows[rows["indicator"].isin(values)].reset_index(drop=True)
    scored = rows.groupby("group")["weight"].transform("sum")
    return rows.assign(raised=rows["weight"] * rows["group_weight"] / scored)


def _ratio(row, value):
    if value is None:
        return 0.0
    base, value = float(row.limit), float(value)
    if np.isnan(base):
        raise ValueError(f"{row.indicator}: 缺少评价基准值 has no base value")
    above, below = (value, base) if row.direction == "higher" else (base, value)
    if below <= 0:
        raise ValueError(f"{row.indicator}: 比值无意义 the ratio {above:g}/{below:g} has no meaning")
    return above / below


def _flag(row, value):
    if value not in (True, False, None):
        raise ValueError(f"{row.indicator}: 应为 True、False 或 None; expected True, False or None, got {value!r}")
    return float(bool(value))


def _caps(rows, cap):
    if cap == "share":
        count = rows.groupby("group")["indicator"].transform("size")
        return (rows["group_weight"] / count).to_numpy(float)
    return np.full(len(rows), np.inf if cap is None else float(cap))


def _scores(rows, values, ratio, capped):
    return rows[["indicator", "group"]].assign(
        value=rows["indicator"].map(values).astype(object),
        ratio=ratio,
        capped=capped,
        weight=rows["raised"].astype(float),
        score=capped * rows["raised"].astype(float),
    )


def _grade(total, thresholds):
    if thresholds is None or np.isnan(total):
        return None
    return next((grade for grade in GRADES if total >= thresholds[grade] - 1e-9), "none")
