"""Exhibits of single options: their sheet, their account line by line, their figures side by side."""

from ...analysis.economics import appraise_options
from ...analysis.worksheets import named
from .basic import either, needs, result

_SHEET = ["principle", "process_route", "main_equipment", "environment", "safety", "industry_level"]
_ASSESSMENT = ["technical_assessment", "environmental_assessment", "market_assessment", "environment_effect"]


@needs("options")
def sheet(chapter, case, options):
    """Show the development sheet of some options side by side: principle, equipment, environment, assessments."""
    rows = case["options"].set_index("option").loc[list(options), ["name", *_SHEET, *_ASSESSMENT]]
    shown = named(case, "options", rows, chapter.lang).T
    heading = either(chapter, f"方案说明：{'、'.join(options)}", f"Sheet of the options {', '.join(options)}")
    chapter.table(shown.rename_axis(either(chapter, "项目", "item")).reset_index(), heading)


@needs("benefits")
def account(chapter, case, option):
    """Show the yearly account of an option line by line, what it brings and what it costs, with the sum."""
    rows = case["benefits"]
    rows = rows[rows["option"] == option].sort_values("amount", ascending=False)
    columns = ["name", "kind", "quantity", "quantity_unit", "price", "price_unit", "amount", "basis"]
    total = rows["amount"].sum(skipna=False)
    note = either(
        chapter, f"收入与节省为正，新增费用为负；合计 {total:,.2f} 万元/a", f"costs are negative; total {total:,.2f}"
    )
    heading = either(chapter, f"{option} 的年收支账（万元/a）", f"{option}: the yearly account (万元/a)")
    chapter.table(named(case, "benefits", rows[columns], chapter.lang), heading, note=note)


@needs("effects")
def design_effects(chapter, case, options):
    """Show what some options are designed to change, increases as negative savings."""
    rows = case["effects"]
    rows = rows[rows["option"].isin(options) & rows["design"].notna() & (rows["kind"] != "money")]
    columns = ["option", "name", "kind", "unit", "design", "source"]
    heading = either(chapter, "设计环境效果（增加为负）", "Design effects (an increase is negative)")
    chapter.table(named(case, "effects", rows[columns], chapter.lang), heading)


@needs("options")
def figures(chapter, case, options):
    """Show the economic figures of some options side by side."""
    table = appraise_options(case).set_index("option").loc[list(options)].reset_index()
    columns = ["option", "name", "I", "P", "F", "N", "NPV", "NPVR", "IRR", "feasible"]
    names = "、".join(options)
    result(chapter, case, table, (f"{names} 经济评估", f"Economic figures of {names}"), columns=columns)
