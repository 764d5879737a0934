"""Exhibits that open and close the report: what the audit rests on, and what it found (前言与结论)."""

import datetime

from ...analysis.effects import is_amount, sum_effects
from ...analysis.evaluation import evaluate
from ...analysis.goals import achievement
from ...display.style import number
from .basic import either, needs
from .implementation import item_names

_AMENDED = datetime.date(2012, 7, 1)  # 清洁生产促进法 as amended in 2012 comes into force
_MEASURES = datetime.date(2016, 7, 1)  # 清洁生产审核办法 replaces the provisional one of 2004


def foreword(chapter, case):
    """Say who is audited, why, and by which rules of the audit's date."""
    template = either(
        chapter,
        "本报告是 {name} 的清洁生产审核报告，审核日期 {date}。{reason}审核依据：{rules}。",
        "This is the report of the cleaner production audit of {name}, dated {date}. {reason}Rules: {rules}.",
    )
    listed = case.setting("listed.date")
    reason = either(chapter, f"企业列入 {listed} 公布的强制性审核名单。", f"The enterprise was listed on {listed}. ")
    name = case.setting(either(chapter, "title", "title_en")) or case.setting("title") or case.id
    date = case.setting("audit_date")
    rules = either(chapter, "；", "; ").join(_rules(date))
    chapter.text(template, name=name, date=str(date or "—"), reason=reason if listed else "", rules=rules)


def _rules(date):
    day = datetime.date.max if date is None else datetime.date.fromisoformat(str(date))
    yield (
        "《中华人民共和国清洁生产促进法》（2012 年修正）"
        if day >= _AMENDED
        else "《中华人民共和国清洁生产促进法》（2002 年）"
    )
    yield "《清洁生产审核办法》（2016 年）" if day >= _MEASURES else "《清洁生产审核暂行办法》（2004 年）"
    yield "HJ 469-2009《清洁生产审核指南 制订技术导则》"


@needs("indicators")
def level_reached(chapter, case):
    """Say which level was found and which is reached."""
    before, after = evaluate(case), evaluate(case, after=True)
    template = either(
        chapter,
        "- 清洁生产水平：按《{system}》，审核前**{old}**，审核后**{new}**。",
        "- Level by {system}: **{old}** before, **{new}** after.",
    )
    names = {"old": before.conclusion(chapter.lang), "new": after.conclusion(chapter.lang)}
    chapter.text(template, system=before.system["title"], **names)


@needs("goals")
def goals_reached(chapter, case):
    """Say how many goals are reached and which are not."""
    table = achievement(case["goals"])
    reached = table["achievement"] >= 1
    names = either(chapter, "、", ", ").join(table.loc[~reached, "name"]) or either(chapter, "无", "none")
    template = either(
        chapter,
        "- 目标：{count} 项中完成 {reached} 项；未完成或不能判断的：{names}。",
        "- Goals: {reached} of {count} reached; not reached or unknown: {names}.",
    )
    chapter.text(template, count=len(table), reached=int(reached.sum()), names=names)


@needs("options")
def options_done(chapter, case):
    """Say how many options were carried out for how much money, and what remains."""
    options = case["options"]
    done = options[options["status"] == "implemented"]
    cheap = done["cost_class"].isin(["none", "low"])
    template = either(
        chapter,
        "- 方案：共 {count} 项，已实施无/低费 {cheap} 项、中/高费 {dear} 项，预计投资 {money:,.1f} 万元、年效益 {saving:,.1f} 万元"
        "（设计值）；尚未实施 {rest} 项。",
        "- Options: {count}, carried out {cheap} of no or low and {dear} of medium or high cost, planned investment"
        " {money:,.1f} 万元, designed benefit {saving:,.1f} 万元/a; {rest} remain.",
    )
    values = {"cheap": int(cheap.sum()), "dear": int((~cheap).sum()), "rest": len(options) - len(done)}
    chapter.text(template, count=len(options), money=done["investment"].sum(), saving=done["saving"].sum(), **values)


@needs("effects", "options")
def effects_reached(chapter, case):
    """Say what the options carried out save in all, at equal output."""
    table = sum_effects(case)
    table = table[(table["kind"] != "money") & table["unit"].map(is_amount) & (table["saving"] > 0)]
    names = item_names(case)
    texts = [f"{names[row.item]} {number(row.saving)} {row.unit}" for row in table.itertuples()]
    template = either(
        chapter,
        "- 实施效果（同产量节约或削减）：{texts}。增加的消耗见第六章的汇总表。",
        "- Effects (saved or cut at equal output): {texts}. What grew is in the totals of chapter 6.",
    )
    chapter.text(template, texts=either(chapter, "；", "; ").join(texts) or either(chapter, "无", "none"))


def conclusions(chapter, case):
    """Show the conclusions of the audit: level, goals, options, effects."""
    for exhibit in (level_reached, goals_reached, options_done, effects_reached):
        exhibit(chapter, case)
