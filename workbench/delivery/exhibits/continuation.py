"""Exhibits of continuation and acceptance: what stays open, gaps of the plan, score sheets."""

from ...analysis.continuation import open_options, plan_gaps
from .basic import either, needs, result


@needs("options")
def still_open(chapter, case):
    """Show the options that go into the next round."""
    result(chapter, case, open_options(case), ("结转下一轮的方案", "Options for the next round"))


@needs("continuation_plan")
def gaps(chapter, case):
    """Show the rows of the continuation plan that nobody could check."""
    table = plan_gaps(case)
    template = either(
        chapter,
        "持续清洁生产计划中缺责任人、期限或指标的有 {count} 条。",
        "{count} row(s) of the plan lack a person, a date or an indicator.",
    )
    chapter.text(template, count=len(table))
    if len(table):
        result(chapter, case, table, ("计划缺项", "Gaps of the plan"))
