"""Exhibits of continuation: what stays open, gaps of the plan, this round against the last one."""

from ...analysis.continuation import compare_rounds, compare_years, open_options, plan_gaps, repeated_losses
from ...case import load_case
from ...errors import UsageError
from .basic import either, needs, result
from .losses import valued


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


@needs("consumption", "production")
def rounds(chapter, case):
    """Show this round against the last one; without a last round, the last two years in the same form."""
    old = _last_round(case)
    if old is not None:
        heading = ("两轮审核并列：用量变化的分解", "Two rounds side by side: the change of use in its parts")
        _split(chapter, case, compare_rounds(old, case), heading)
        _repeated(chapter, case, old)
        return
    table = compare_years(case)
    if table.empty:
        chapter.text(
            either(chapter, "（没有上一轮案例，台账也不足两年。）", "(No last round and less than two years.)")
        )
        return
    first, last = table.attrs["years"]
    template = either(
        chapter,
        "案例没有上一轮审核（在 case.toml 写 previous 即可对照）；下表按同一算法对照 {first} 年与 {last} 年。",
        "No last round is named (previous in case.toml); below, {first} and {last} are split in the same way.",
    )
    chapter.text(template, first=first, last=last)
    heading = (f"{first} 年与 {last} 年用量变化的分解", f"Change of use from {first} to {last} in its parts")
    _split(chapter, case, table, heading)


def _last_round(case):
    """Return the last round that a case names, a folder beside it or an id; None without one."""
    named = case.setting("previous")
    if not named:
        return None
    beside = None if case.folder is None else case.folder / named
    try:
        return load_case(beside if beside is not None and beside.is_dir() else named)
    except UsageError:
        return None


def _split(chapter, case, table, heading):
    note = either(
        chapter,
        "变化 = 产量因素 + 方案的真实改进 + 漂移；产量因素 = 原用量 ×（产量比 − 1），改进取核定的节约，漂移是两者都解释不了的部分，为正即退步",
        "change = production + improvement of the options + drift; drift is what neither explains, positive where lost",
    )
    parts = {name: f"by_{name}" for name in ("production", "improvement", "drift")}
    shown = table.rename(columns={"change": "difference", "before": "use_before", "after": "use_after"} | parts)
    columns = ["item", "unit", "use_before", "use_after", "difference", *parts.values()]
    result(chapter, case, shown, heading, columns=columns, note=note)


def _repeated(chapter, case, old):
    """Show the losses that were vital in the last round and still are."""
    if not all(round_.has("flows") and round_.has("prices") for round_ in (old, case)):
        return
    table = repeated_losses(valued(old), valued(case)).rename(columns={"change": "difference"})
    if len(table):
        heading = ("两轮都排在前列的损失（万元/a）", "Losses that stay vital (万元/a)")
        columns = ["flow", "name", "value_old", "value_new", "difference"]
        result(chapter, case, table, heading, columns=columns)
