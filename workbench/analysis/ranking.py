"""Weighted ranking (权重总和计分排序法) of audit focuses and of options, worksheets 2-11 and 4-3.

Total of an alternative = Σ R × W over the factors; R and W run from 1 to 10. Weights are set once per audit.
"""

import math

import numpy as np
import pandas as pd

TOP_SCORE = 10
TIE = 1e-9  # totals closer than this share a rank


def rank(weights, scores):
    """Return the weighted ranking of alternatives.

    Parameters
    ----------
    weights : Series or dict
        Weight W of each factor.
    scores : DataFrame
        Score R; factors down, alternatives across.

    Returns
    -------
    pandas.DataFrame
        Index alternative, best first: total (Σ R×W), share (of the highest possible total), rank (1 = best),
        tied (shares its rank). A total with an unknown score is unknown and has no rank.

    Raises
    ------
    ValueError
        Where factors of the scores and of the weights differ, or a weight is unknown or negative.
    """
    weights = _weights(weights, scores)
    total = products(weights, scores).sum(skipna=False)
    rounded = (total / TIE).round() * TIE
    order = rounded.rank(method="min", ascending=False)
    table = pd.DataFrame(
        {
            "total": total,
            "share": total / (weights.sum() * TOP_SCORE),
            "rank": order,
            "tied": rounded.duplicated(keep=False) & rounded.notna(),
        }
    )
    return table.rename_axis("alternative").sort_values("rank", kind="stable")


def products(weights, scores):
    """Return R × W, factors down, alternatives across."""
    return scores.mul(_weights(weights, scores), axis=0)


def _weights(weights, scores):
    weights = pd.Series(weights, dtype=float)
    strange = sorted(set(weights.index) ^ set(scores.index))
    if strange:
        raise ValueError(f"因素的权重与得分不齐 factors without weight or score: {strange}")
    if not (weights >= 0).all() or weights.sum() == 0:
        raise ValueError("权重未知或为负 weights must be known, not negative and not all zero")
    return weights.reindex(scores.index)


def score_by_size(values):
    """Return the score R of a measurable factor, max(1, round(10·x/max x)), half rounded up.

    Parameters
    ----------
    values : Series
        The measured values of the alternatives, such as waste water [m3/a].

    Returns
    -------
    pandas.Series
        1…10; unknown stays unknown, and where nothing is above zero every score is 1.

    Examples
    --------
    >>> score_by_size(pd.Series([56, 118, 89])).tolist()
    [5.0, 10.0, 8.0]
    """
    values = pd.Series(values, dtype=float)
    largest = values.max()
    if not largest > 0:
        return values.where(values.isna(), 1.0)
    return np.floor(TOP_SCORE * values / largest + 0.5 + TIE).clip(lower=1)


def focus_scores(case):
    """Return (weights, scores) of the audit focus ranking; scores: factors down, candidates across."""
    return _scores(case, "focus_factors", "focus_scores", "candidate")


def option_scores(case):
    """Return (weights, scores) of the option ranking; scores: factors down, options across."""
    return _scores(case, "option_factors", "option_scores", "option")


def _scores(case, factors, scores, key):
    table = case[factors]
    weights = table.set_index("factor")["weight"]
    wide = case[scores].pivot(index="factor", columns=key, values="score").astype(float)
    order = list(dict.fromkeys(case[scores][key]))
    return weights, wide.reindex(index=weights.index, columns=order).rename_axis(index=None, columns=None)


def rank_focus(case):
    """Return the ranking of the candidates: candidate, name, total, share, rank, tied, selected, reason."""
    ranked = rank(*focus_scores(case)) if case.has("focus_scores") else _nothing_ranked()
    candidates = case["focus_candidates"][["candidate", "name", "selected", "reason"]]
    return _named(ranked, candidates, "candidate")


def rank_options(case):
    """Return the ranking of the scored options: option, name, cost_class, total, share, rank, tied."""
    ranked = rank(*option_scores(case)) if case.has("option_scores") else _nothing_ranked()
    return _named(ranked, case["options"][["option", "name", "cost_class"]], "option")


def _nothing_ranked():
    return pd.DataFrame(columns=["total", "share", "rank", "tied"], index=pd.Index([], dtype="str"))


def _named(ranked, table, key):
    return ranked.reset_index(names=key).merge(table, on=key, how="left")


def score_table(weights, scores):
    """Return the worksheet: factor, W, and per alternative its R and its R×W; the last row is the total.

    Returns
    -------
    pandas.DataFrame
        Columns factor, W, then ``<alternative> R`` and ``<alternative> RW``; R of the total row is empty.
    """
    weights = _weights(weights, scores)
    weighted = products(weights, scores)
    columns = {"factor": [*scores.index, "total"], "W": [*weights, weights.sum()]}
    for name in scores.columns:
        columns[f"{name} R"] = [*scores[name], math.nan]
        columns[f"{name} RW"] = [*weighted[name], weighted[name].sum(skipna=False)]
    return pd.DataFrame(columns)


def weight_flips(weights, scores, *, limit=math.inf):
    """Return which change of one single weight would put another alternative first.

    Parameters
    ----------
    weights, scores
        As for `rank`.
    limit : float
        Largest weight that is still thought of. [W]

    Returns
    -------
    pandas.DataFrame
        factor, weight, rival (who draws level first), flips_at (the weight at which it does), change, possible
        (within the range 1…10 that weights may have). A factor that cannot flip the top has no row.

    Notes
    -----
    With lead d = total(top) − total(rival) and g = R(rival) − R(top) in the factor, the rival draws level at
    W + d/g; a rival that scores lower there gains when the weight falls, down to zero.
    """
    weights = _weights(weights, scores)
    ranked = rank(weights, scores)
    top = ranked.index[0]
    lead = ranked.loc[top, "total"] - ranked["total"].drop(top)
    rows = []
    for factor, weight in weights.items():
        gain = (scores.loc[factor] - scores.loc[factor, top]).drop(top)
        level = (weight + lead / gain.where(gain != 0)).reindex(lead.index)
        level = level[(level >= 0) & (level <= limit)]
        if len(level):
            rival = (level - weight).abs().idxmin()
            rows.append({"factor": factor, "weight": weight, "rival": rival, "flips_at": level[rival]})
    table = pd.DataFrame(rows, columns=["factor", "weight", "rival", "flips_at"])
    change = table["flips_at"] - table["weight"]
    return table.assign(change=change, possible=table["flips_at"].between(1, TOP_SCORE))


def rank_stability(weights, scores, *, weight_spread=0.2, score_spread=1.0, runs=10_000, seed=0):
    """Return how often each alternative takes each rank when weights and scores are uncertain.

    Parameters
    ----------
    weights, scores
        As for `rank`, all known.
    weight_spread : float
        Weights vary evenly within ± this fraction.
    score_spread : float
        Scores vary evenly within ± this many points, held within 1…10.
    runs, seed : int
        Number of trials and seed of the generator.

    Returns
    -------
    pandas.DataFrame
        Index alternative in the order of the ranking: rank (as ranked), first (share of the trials in which it is
        first), low_rank and high_rank (5th and 95th percentile of its rank).

    Raises
    ------
    ValueError
        Where a score is unknown.
    """
    weights = _weights(weights, scores)
    if scores.isna().any(axis=None):
        raise ValueError("有未知得分, 不能作稳定性分析 scores must be known")
    generator = np.random.default_rng(seed)
    spread = generator.uniform(1 - weight_spread, 1 + weight_spread, (runs, len(weights)))
    trial_weights = weights.to_numpy() * spread
    shift = generator.uniform(-score_spread, score_spread, (runs, *scores.shape))
    trial_scores = np.clip(scores.to_numpy(float) + shift, 1, TOP_SCORE)
    totals = np.einsum("tf,tfa->ta", trial_weights, trial_scores)
    ranks = 1 + (totals[:, None, :] > totals[:, :, None]).sum(axis=2)
    low, high = np.percentile(ranks, [5, 95], axis=0, method="nearest")
    table = pd.DataFrame({"first": (ranks == 1).mean(axis=0), "low_rank": low, "high_rank": high}, index=scores.columns)
    ranked = rank(weights, scores)
    return table.reindex(ranked.index).assign(rank=ranked["rank"])[["rank", "first", "low_rank", "high_rank"]]
