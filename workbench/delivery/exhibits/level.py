"""Exhibits of the level of cleaner production: index, indicators, gaps, norms in force."""

import datetime

import pandas as pd

from ...analysis.evaluation import evaluate, product_weights
from ...analysis.improvement import (
    cheapest_lift,
    compare_levels,
    gaps_to_next_level,
    group_shares,
    level_probabilities,
    problem_list,
)
from ...analysis.plant_potential import goals_within, plant_potential
from ...analysis.policy import policy_check
from ...display.levels import group_radar, indicator_bullets, indicator_heat, level_gap
from .basic import either, needs, result

TODAY = datetime.date(2026, 1, 1)
"""Day whose standards and catalogues are meant by the present requirements."""

_NUMBER = ["name", "unit", "value", "level1", "level2", "level3", "weight_share", "limiting", "level", "source"]


@needs("indicators")
def level(chapter, case):
    """Say which level the enterprise reaches, by which system, and show the index."""
    found = evaluate(case)
    template = either(
        chapter,
        "按《{system}》评价：综合评价指数 Y_Ⅰ = {I:.1f}，Y_Ⅱ = {II:.1f}，Y_Ⅲ = {III:.1f}；清洁生产水平：**{level}**。",
        "By {system}: Y_Ⅰ = {I:.1f}, Y_Ⅱ = {II:.1f}, Y_Ⅲ = {III:.1f}; level: **{level}**.",
    )
    chapter.text(template, system=found.system["title"], level=found.conclusion(chapter.lang), **found.index)


@needs("indicators")
def indicator_levels(chapter, case):
    """Show every indicator against the three levels: table, bullets and the shares of each group."""
    found = evaluate(case).indicators
    table = found.rename(columns={"share": "weight_share"})
    result(chapter, case, table, ("清洁生产指标与基准值对照", "Indicators and benchmarks"), columns=_NUMBER)
    title = either(chapter, "各项指标在Ⅰ、Ⅱ、Ⅲ级基准之间的位置", "Indicators between the benchmarks")
    chapter.figure(indicator_bullets(found, lang=chapter.lang), title, name="indicator_levels")
    shares = group_shares(found)
    if len(shares) >= 3:
        title = either(
            chapter, "各组指标达到各级的权重比例 (%)", "Share of each group's weight that meets the levels (%)"
        )
        chapter.figure(group_radar(shares, lang=chapter.lang), title, name="indicator_groups")


@needs("indicators")
def product_mix(chapter, case):
    """Show how the weights of product-specific indicators are split by share of output; say so where there are none."""
    table = product_weights(case)
    if table.empty:
        template = either(
            chapter,
            "（没有按产品区分的指标：各项权重用于全厂，不按产量拆分。）",
            "(No indicator is of one product: weights are of the whole plant and are not split by output.)",
        )
        chapter.text(template)
        return
    note = either(
        chapter,
        "ω_p = Q_p/ΣQ·ω：同一指标按产品分列时，各行写明全权重，按产量占比拆分后相加不变",
        "ω_p = Q_p/ΣQ·ω: rows of one indicator for several products state its full weight, which output splits",
    )
    shown = table.assign(product_output=table["output"], weight_split=table["weight"])
    columns = ["name", "product", "product_output", "share", "stated", "weight_split"]
    heading = ("按产品结构拆分的权重", "Weights split by product mix")
    result(chapter, case, shown, heading, columns=columns, note=note, digits={"weight_split": 3, "stated": 3})


@needs("indicators")
def problems_found(chapter, case):
    """Show the indicators at level Ⅱ or below and how far the next level is."""
    found = evaluate(case)
    columns = ["name", "limiting", "value", "unit", "level", "benchmark", "lost", "reason"]
    problems = problem_list(found.indicators).rename(columns={chapter.lang: "reason"})
    if len(problems):
        heading = ("问题清单（Ⅱ级及以下的指标）", "Problem list (indicators at level Ⅱ or below)")
        result(chapter, case, problems, heading, columns=columns)
    gaps = gaps_to_next_level(found.indicators)
    title = either(chapter, "各项指标与上一级基准的差距 (%)", "Gap to the next level (%)")
    chapter.figure(level_gap(gaps, lang=chapter.lang), title, name="level_gap")


@needs("indicators")
def certainty(chapter, case):
    """Show how probable each level is given the uncertainty of the data."""
    found = evaluate(case)
    chances = level_probabilities(found.indicators, found.values, found.sd)
    table = chances.rename("probability").rename_axis("level").reset_index()
    result(chapter, case, table, ("各等级的概率（由数据不确定度）", "Probability of each level given the data"))


@needs("indicators")
def lift(chapter, case):
    """Show the cheapest set of indicators that brings the plant to the next level."""
    found = evaluate(case)
    target = {None: "III", "III": "II", "II": "I", "I": "I"}[found.indicative_level]
    table = cheapest_lift(found.indicators, found.values, target)
    names = found.indicators.set_index("indicator")["name"]
    shown = table.assign(
        name=table["indicator"].map(names), target=either(chapter, found.names.get(target, target), target)
    )
    template = either(
        chapter,
        "要达到 **{target}**，最少须提升 {count} 项指标（限定性指标必在其中）。",
        "To reach **{target}**, {count} indicator(s) have to be lifted, the limiting ones among them.",
    )
    chapter.text(template, target=either(chapter, found.names.get(target, target), target), count=len(table))
    columns = ["name", "level", "target", "benchmark", "distance", "necessary"]
    if len(shown):
        result(chapter, case, shown, ("须提升的指标", "Indicators to lift"), columns=columns)


@needs("indicators", "production")
def savings_potential(chapter, case):
    """Show what each indicator could save against every reference it has (清洁生产潜力), and the goals beside it."""
    table, left_out = plant_potential(case)
    if table.empty:
        chapter.text(either(chapter, "（没有可换算成年节约量的指标。）", "(No indicator counts an amount per unit.)"))
        return
    years = ["" if year is None or year != year else f" ({year:.0f})" for year in table["best_year"]]
    shown = table.assign(
        reference=table[chapter.lang] + years,
        yearly_saving=table["saving"],
        loss_unit=table["saving_unit"],
        aim=table["chosen"],
    )
    columns = ["name", "value", "unit", "reference", "target", "relative", "yearly_saving", "loss_unit"]
    shown = shown.assign(money_saved=table["money"])
    columns += [name for name in ("tce_saved", "money_saved") if shown[name].notna().any()]
    separator = either(chapter, "、", ", ")
    note = either(
        chapter,
        "年节约潜力 = （现状 − 参照）× 相应产品年产量；最好年份取自台账中与现状值相符（3 %）的单位消耗；理论值（化学计量、法拉第定律）"
        "只是极限，不作目标；每项中最小的可信值供设置目标使用。",
        "potential = (value − reference) × output; the best year is that of the record which agrees with the value (3 %);"
        " theoretical values are limits and no aims; the smallest credible saving feeds the goals. ",
    )
    if left_out:
        note += either(chapter, "浓度、比率不能乘以产量，未列：", "Not listed, being no amounts: ") + separator.join(
            left_out
        )
    heading = ("清洁生产潜力", "Potential of cleaner production")
    result(chapter, case, shown, heading, columns=[*columns, "aim"], note=note)
    _goals_beside(chapter, case, table)


def _goals_beside(chapter, case, table):
    """Show the goals that rest on an indicator beside the potential that should feed them."""
    goals = goals_within(case, table)
    if goals.empty:
        return
    words = {
        "within": ("在可信潜力之内", "within"),
        "beyond": ("超出最小可信潜力，须有方案支撑", "beyond: needs options"),
    }
    shown = goals.assign(
        reference=goals[chapter.lang],
        potential_target=goals["target"],
        within=[either(chapter, *words[v]) for v in goals["verdict"]],
    )
    columns = ["goal", "name", "unit", "baseline", "near_target", "reference", "potential_target", "within"]
    result(chapter, case, shown, ("目标与潜力", "Goals beside the potential"), columns=columns)


def norms(chapter, case):
    """Show the verdicts of energy norms, water norms and discharge limits in force at the audit's date."""
    others = evaluate(case).others
    if others.empty:
        chapter.text(either(chapter, "（没有可对照的限额、定额。）", "(No norm to compare with.)"))
        return
    heading = ("能耗限额、取水定额及其他标准的判定", "Verdicts by energy, water and other norms")
    result(chapter, case, *_norm_table(others, heading))


def _norm_table(rows, heading):
    """Return what `result` shows of verdicts: standards by title and number, empty columns left out."""
    named = rows.assign(standard=rows["title"] + " " + rows["number"])
    columns = ["standard", "name", "value", "unit", "bound", "level", "met", "provenance", "note"]
    filled = [name for name in columns if name in named and named[name].replace("", None).notna().any()]
    return named[filled], heading


def level_today(chapter, case):
    """Show what the standards in force today would say (按现行要求重审)."""
    today = evaluate(case, date=TODAY).others
    failed = today[today["met"].map(lambda met: met is False)] if "met" in today else today
    template = either(
        chapter,
        "按 2026 年 1 月仍有效的标准重新对照，有 {count} 项不满足（其中凭记忆的限值须先核对原文）。",
        "By the standards in force in January 2026, {count} requirement(s) would not be met.",
    )
    chapter.text(template, count=len(failed))
    if len(failed):
        result(chapter, case, *_norm_table(failed, ("按现行要求重审", "Re-audit by present requirements")))
    hits = policy_check(case, date=TODAY)
    if len(hits):
        heading = ("按现行目录属淘汰或限制类", "Eliminated or restricted by the catalogues of today")
        columns = ["object", "model", "class", "title", "number", "provenance"]
        result(chapter, case, hits.drop_duplicates(["id", "title"]), heading, columns=columns)


@needs("indicators")
def level_change(chapter, case):
    """Show the indicators and the index before and after the audit."""
    before, after = evaluate(case), evaluate(case, after=True)
    template = either(
        chapter,
        "审核前 Y_Ⅱ = {before:.1f}，水平 **{old}**；审核后 Y_Ⅱ = {after:.1f}，水平 **{new}**。",
        "Before: Y_Ⅱ = {before:.1f}, **{old}**; after: Y_Ⅱ = {after:.1f}, **{new}**.",
    )
    names = {"old": before.conclusion(chapter.lang), "new": after.conclusion(chapter.lang)}
    chapter.text(template, before=before.index["II"], after=after.index["II"], **names)
    table = compare_levels(before.indicators, after.indicators)
    columns = ["name", "unit", "value_before", "value_after", "improvement", "level_before", "level_after"]
    heading = ("审核前后指标对比", "Indicators before and after")
    result(chapter, case, table, heading, columns=columns)
    periods = [(either(chapter, "审核前", "before"), before), (either(chapter, "审核后", "after"), after)]
    rows = pd.concat([found.indicators.assign(period=period) for period, found in periods])
    title = either(chapter, "审核前后各项指标达到的等级", "Levels before and after")
    chapter.figure(indicator_heat(rows, lang=chapter.lang), title, name="level_change")
