"""Exhibits of the implementation: schedule, effects before and after, design against actual, totals."""

import pandas as pd

from ...analysis.baseline import REPORTED, USABLE, baselines
from ...analysis.economics import appraise_options
from ...analysis.effects import EFFECTIVE, is_amount, judge_options, option_effects, sum_effects
from ...analysis.worksheets import worksheet_title
from ...display.schedule_chart import gantt
from .basic import either, needs, result
from .losses import best_known

_MONEY = ("money",)
_COLUMNS = ["option", "name", "item_name", "unit", "before", "after", "raw", "saving", "method", "design", "share"]


@needs("schedule")
def schedule_chart(chapter, case):
    """Draw the schedule of the options."""
    tasks = case["schedule"]
    tasks = tasks.assign(name=tasks["option"] + " " + tasks["name"])
    title = either(chapter, "方案实施进度图", "Schedule of the options")
    chapter.figure(gantt(tasks, lang=chapter.lang), title, name="option_schedule")


@needs("effects", "options")
def effects(chapter, case, number, classes, money):
    """Show the effects of the implemented options of some cost classes as one of the worksheets 6-2 … 6-5."""
    options = case["options"]
    chosen = options[options["cost_class"].isin(classes) & (options["status"] == "implemented")]
    table = option_effects(case)
    table = table[table["option"].isin(chosen["option"]) & (table["kind"].isin(_MONEY) == money)]
    titles = (worksheet_title(number, "zh"), worksheet_title(number, "en"))
    if table.empty and money:
        _designed_benefits(chapter, case, chosen, titles)
    elif table.empty:
        template = either(chapter, "（没有《{title}》的记录。）", "(No rows for {title}.)")
        chapter.text(template, title=worksheet_title(number, chapter.lang))
    else:
        note = either(
            chapter,
            "节约 = 实施前 − 实施后；收率、利用率一类指标提高时为负值，增加的消耗也为负值",
            "saving = before − after: a yield or rate that rises, and a use that grows, is negative",
        )
        result(chapter, case, table, titles, columns=_COLUMNS, note=note)


def _designed_benefits(chapter, case, chosen, titles):
    """Show what was spent and what benefit was designed, where no benefit was verified after the options."""
    money = judge_options(case).set_index("option")[["spent", "budget"]]
    figures = appraise_options(case).set_index("option")["P"]
    table = pd.DataFrame(
        {
            "option": chosen["option"],
            "name": chosen["name"],
            "budget": chosen["option"].map(money["budget"]).fillna(chosen["investment"]),
            "spent": chosen["option"].map(money["spent"]),
            "benefit": chosen["option"].map(figures).fillna(chosen["saving"]),
        }
    )
    template = either(
        chapter,
        "实施后的经济效益尚无核定记录，此处列设计值，共 {total:,.1f} 万元/a；投资列预算与实际",
        "no verified benefit is on record: designed values, together {total:,.1f} 万元/a; investment as planned and spent",
    )
    note = template.format(total=table["benefit"].sum())
    result(chapter, case, table, titles, note=note)


@needs("effects", "options")
def totals(chapter, case, number, money):
    """Show the effects of the implemented options added up by item (worksheets 6-6 and 6-7)."""
    table = sum_effects(case)
    table = table[(table["kind"].isin(_MONEY) == money) & table["unit"].map(is_amount)]
    titles = (worksheet_title(number, "zh"), worksheet_title(number, "en"))
    if table.empty and money:
        options = case["options"]
        _designed_benefits(chapter, case, options[options["status"] == "implemented"], titles)
        return
    shown = table.assign(item_name=table["item"].map(item_names(case)))
    note = either(
        chapter,
        "只加可以相加的量；率、浓度和单耗不相加，见目标完成情况",
        "only what can be added: rates, concentrations and unit figures stand with the goals",
    )
    columns = ["item_name", "kind", "unit", "options", "design", "saving", "unknown"]
    result(chapter, case, shown, titles, columns=columns, note=note)


def item_names(case):
    """Return {item: what its options call it}, joined where they call it differently."""
    names = option_effects(case).groupby("item", sort=False)["item_name"]
    return names.agg(lambda texts: "、".join(dict.fromkeys(texts))).to_dict()


@needs("effects", "options")
def design_against_actual(chapter, case):
    """Show which options turned out effective by the case's own rule."""
    limits = {name: case.setting(f"effective.{name}", EFFECTIVE[f"effective.{name}"]) for name in ("saving", "budget")}
    note = either(
        chapter,
        "规则：节约达到设计的 {saving:.0%} 且投资不超过预算的 {budget:.0%}（可在 case.toml 中改）；每个方案看它所针对的那股损失，副作用不在此判定",
        "rule: at least {saving:.0%} of the designed saving, at most {budget:.0%} of the budget; judged by the loss attacked",
    ).format(**limits)
    table = judge_options(case, best_known(case) if case.has("flows") else None)
    effects = option_effects(case).set_index(["option", "item"])["item_name"]
    names = case["options"].set_index("option")["name"]
    pairs = zip(table["option"], table["item"], strict=True)
    table = table.assign(name=table["option"].map(names), item_name=[effects[pair] for pair in pairs])
    columns = ["option", "name", "item_name", "judged_by", "design", "saving", "unit", "saving_share"]
    heading = ("设计值与实际值对比", "Design against actual")
    result(chapter, case, table, heading, columns=[*columns, "budget", "spent", "budget_share", "effective"], note=note)


@needs("consumption", "production")
def proven_by_records(chapter, case):
    """Show what the last year on record saves against the baseline of the months before, with its ±."""
    table = baselines(case)
    if table.empty:
        chapter.text(
            either(
                chapter, "（台账不足 24 个月，无法建立基线。）", "(Fewer than 24 months: no baseline can be fitted.)"
            )
        )
        return
    shown = table.assign(
        fixed_load=table["fixed"],
        variable_load=table["variable"],
        item_saving=table["saving"],
        usable_line=table["usable"],
    )
    columns = ["item", "unit", "denominator", "months", "fixed_load", "variable_load", "r2", "cv_rmse", "usable_line"]
    columns += ["expected_use", "actual_use", "item_saving", "half_width", "significant"]
    shown = shown.rename(columns={"expected": "expected_use", "actual": "actual_use"})
    note = either(
        chapter,
        f"用量 = 固定 + 变动 × 产量，按最后 {REPORTED} 个月以前各月最小二乘；± 为 95 % 置信；"
        f"R² ≥ {USABLE['r2']}、CV(RMSE) ≤ {USABLE['cv_rmse']:.0%} 方可用（测量与验证的习惯取值，凭记忆）；超出 ± 的节约才算显著",
        "use = fixed + variable · output, least squares; ± at 95 %; usable by customary limits (recalled)",
    )
    heading = ("按基线核定的节约（最后 12 个月）", "Savings against the baseline (last 12 months)")
    result(chapter, case, shown, heading, columns=columns, note=note)
