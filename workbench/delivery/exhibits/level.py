"""Exhibits of the level of cleaner production: index, indicators, gaps, norms in force."""

import datetime

import pandas as pd

from ...analysis.evaluation import evaluate
from ...analysis.improvement import compare_levels, gaps_to_next_level, group_shares, problem_list
from ...case import choice_label
from ...display.levels import group_radar, indicator_bullets, indicator_heat, level_gap
from .basic import either, needs, result

_NUMBER = ["name", "unit", "value", "level1", "level2", "level3", "weight", "limiting", "level", "provenance", "source"]


@needs("indicators")
def level(chapter, case):
    """Say which level the enterprise reaches, by which system, and show the index."""
    found = evaluate(case)
    template = either(
        chapter,
        "按《{system}》（{number}）评价：综合评价指数 Y_Ⅰ = {I:.1f}，Y_Ⅱ = {II:.1f}，Y_Ⅲ = {III:.1f}；"
        "清洁生产水平为 **{level}**。{veto}{uncounted}",
        "By {system} ({number}): Y_Ⅰ = {I:.1f}, Y_Ⅱ = {II:.1f}, Y_Ⅲ = {III:.1f}; level **{level}**. {veto}{uncounted}",
    )
    number = found.system["number"] or either(
        chapter, "教学用分级，非国家标准", "teaching levels, no national standard"
    )
    chapter.text(
        template,
        system=found.system["title"],
        number=number,
        level=_level_name(chapter, found),
        veto=_veto(chapter, found),
        uncounted=_uncounted(chapter, found),
        **found.index,
    )


def _level_name(chapter, found):
    if found.level is None:
        return either(chapter, "不能判定或未达到", "not determined or not reached")
    return str(found.names.get(found.level) or choice_label("", "", found.level, chapter.lang))


def _veto(chapter, found):
    if not found.limiting_failed:
        return either(chapter, "限定性指标均已定量评价。", "All limiting indicators were evaluated.")
    names = found.indicators.set_index("indicator")["name"]
    listed = either(chapter, "、", ", ").join(names[list(found.limiting_failed)])
    return either(
        chapter, f"限定性指标未达更高一级：{listed}。", f"Limiting indicators that hold the level down: {listed}."
    )


def _uncounted(chapter, found):
    if not found.uncounted:
        return " "
    zh = f"另有 {len(found.uncounted)} 项指标的基准值凭记忆或为空，不计入正式等级。"
    return either(chapter, zh, f"{len(found.uncounted)} benchmark(s) are recalled or empty and yield no level.")


@needs("indicators")
def indicator_levels(chapter, case):
    """Show every indicator against the three levels: table, bullets and the shares of each group."""
    found = evaluate(case).indicators
    result(chapter, case, found, ("清洁生产指标与基准值对照", "Indicators and benchmarks"), columns=_NUMBER)
    title = either(chapter, "各项指标在Ⅰ、Ⅱ、Ⅲ级基准之间的位置", "Indicators between the benchmarks")
    chapter.figure(indicator_bullets(found, lang=chapter.lang), title, name="indicator_levels")
    shares = group_shares(found)
    if len(shares) >= 3:
        title = either(
            chapter, "各组指标达到各级的权重比例 (%)", "Share of each group's weight that meets the levels (%)"
        )
        chapter.figure(group_radar(shares, lang=chapter.lang), title, name="indicator_groups")


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


def norms(chapter, case):
    """Show the verdicts of energy norms, water norms and discharge limits in force at the audit's date."""
    others = evaluate(case).others
    if others.empty:
        chapter.text(either(chapter, "（没有可对照的限额、定额。）", "(No norm to compare with.)"))
        return
    heading = ("能耗限额、取水定额及其他标准的判定", "Verdicts by energy, water and other norms")
    columns = ["standard", "name", "value", "unit", "bound", "level", "met", "provenance", "note"]
    result(chapter, case, others, heading, columns=[column for column in columns if column in others])


def level_today(chapter, case):
    """Show what the standards in force today would say (按现行要求重审)."""
    today = evaluate(case, date=datetime.date(2026, 1, 1)).others
    failed = today[today["met"].map(lambda met: met is False)] if "met" in today else today
    template = either(
        chapter,
        "按 2026 年 1 月仍有效的标准重新对照，有 {count} 项不满足（其中凭记忆的限值须先核对原文）。",
        "By the standards in force in January 2026, {count} requirement(s) would not be met.",
    )
    chapter.text(template, count=len(failed))
    if len(failed):
        columns = [c for c in ["standard", "name", "value", "unit", "bound", "provenance", "note"] if c in failed]
        result(chapter, case, failed, ("按现行要求重审", "Re-audit by present requirements"), columns=columns)


@needs("indicators")
def level_change(chapter, case):
    """Show the indicators and the index before and after the audit."""
    before, after = evaluate(case), evaluate(case, after=True)
    template = either(
        chapter,
        "审核前 Y_Ⅱ = {before:.1f}，水平 **{old}**；审核后 Y_Ⅱ = {after:.1f}，水平 **{new}**。",
        "Before: Y_Ⅱ = {before:.1f}, **{old}**; after: Y_Ⅱ = {after:.1f}, **{new}**.",
    )
    names = {"old": _level_name(chapter, before), "new": _level_name(chapter, after)}
    chapter.text(template, before=before.index["II"], after=after.index["II"], **names)
    result(
        chapter,
        case,
        compare_levels(before.indicators, after.indicators),
        ("审核前后指标对比", "Indicators before and after"),
    )
    periods = [(either(chapter, "审核前", "before"), before), (either(chapter, "审核后", "after"), after)]
    rows = pd.concat([found.indicators.assign(period=period) for period, found in periods])
    title = either(chapter, "审核前后各项指标达到的等级", "Levels before and after")
    chapter.figure(indicator_heat(rows, lang=chapter.lang), title, name="level_change")
