"""Exhibits of the implementation: schedule, effects before and after, design against actual, totals."""

from ...analysis.effects import judge_options, option_effects, sum_effects
from ...analysis.worksheets import worksheet_title
from ...display.schedule_chart import gantt
from .basic import either, needs, result

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
    if table.empty:
        template = either(chapter, "（没有《{title}》的记录。）", "(No rows for {title}.)")
        chapter.text(template, title=worksheet_title(number, chapter.lang))
        return
    titles = (worksheet_title(number, "zh"), worksheet_title(number, "en"))
    result(chapter, case, table, titles, columns=_COLUMNS)


@needs("effects", "options")
def totals(chapter, case, number, money):
    """Show the effects of the implemented options added up by item (worksheets 6-6 and 6-7)."""
    table = sum_effects(case)
    table = table[table["kind"].isin(_MONEY) == money]
    titles = (worksheet_title(number, "zh"), worksheet_title(number, "en"))
    result(chapter, case, table, titles)


@needs("effects", "options")
def design_against_actual(chapter, case):
    """Show which options turned out effective by the case's own rule."""
    note = either(
        chapter, "规则：节约达到设计的 80 % 且投资不超过预算的 120 %（可在 case.toml 中改）", "80 % / 120 % rule"
    )
    table = judge_options(case)
    result(chapter, case, table, ("设计值与实际值对比", "Design against actual"), note=note)
