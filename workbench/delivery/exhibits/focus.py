"""Exhibits of the choice of the audit focus and of the goals."""

from ...analysis.ranking import focus_scores, products, rank_focus, rank_stability, score_table, weight_flips
from ...display.ranking_chart import ranking_bars
from .basic import either, needs, result


@needs("focus_candidates", "focus_factors", "focus_scores")
def focus_ranking(chapter, case):
    """Show the weighted ranking of the candidates as worksheet and picture."""
    weights, scores = focus_scores(case)
    names = dict(zip(case["focus_candidates"]["candidate"], case["focus_candidates"]["name"], strict=True))
    factors = dict(zip(case["focus_factors"]["factor"], case["focus_factors"]["name"], strict=True))
    table = score_table(weights.rename(factors), scores.rename(index=factors, columns=names))
    table["factor"] = table["factor"].replace("total", either(chapter, "合计", "total"))
    result(chapter, case, table, ("审核重点权重总和计分排序表", "Weighted ranking of the audit focus"))
    weighted = products(weights, scores).rename(index=factors, columns=names)
    long = weighted.rename_axis("factor").reset_index().melt("factor", var_name="candidate", value_name="score")
    title = either(chapter, "备选审核重点的加权得分 R×W", "Weighted scores R×W of the candidates")
    chapter.figure(ranking_bars(long, lang=chapter.lang), title, name="focus_ranking")
    first = rank_focus(case).iloc[0]
    template = either(
        chapter,
        "排名第一的是 **{name}**，总分 {total:.0f}，为满分的 {share:.0%}。",
        "First is **{name}** with {total:.0f}, {share:.0%} of the possible total.",
    )
    chapter.text(template, name=first["name"], total=first["total"], share=first["share"])


@needs("focus_candidates", "focus_factors", "focus_scores")
def focus_robustness(chapter, case):
    """Show whether another weighting would have chosen another focus."""
    weights, scores = focus_scores(case)
    stability = rank_stability(weights, scores).reset_index(names="candidate")
    names = dict(zip(case["focus_candidates"]["candidate"], case["focus_candidates"]["name"], strict=True))
    shown = stability.assign(candidate=stability["candidate"].map(names))
    note = either(
        chapter,
        "权重 ±20 %、评分 ±1 分随机变动 10 000 次",
        "10 000 trials with weights ±20 % and scores ±1",
    )
    result(chapter, case, shown, ("排序的稳健性", "Robustness of the ranking"), note=note)
    flips = weight_flips(weights, scores)
    possible = flips[flips["possible"]]
    template = either(
        chapter,
        "在允许的权重范围（1…10）内，单独改变一个权重能换掉第一名的因素有 {count} 个。",
        "Within the permitted weights 1…10, {count} factor(s) could change the first place on their own.",
    )
    chapter.text(template, count=len(possible))
