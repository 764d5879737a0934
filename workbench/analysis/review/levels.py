"""Rules on the level, the focus and the goals: D02 limiting indicators, D04, D13 the system, D21 reach."""

import math

from workbench.errors import UsageError, WorkbenchError

from ..evaluation import evaluate
from ..goals import attainability, relative_target
from ..ranking import rank_focus
from .finding import finding


def limiting(case):
    """Find limiting indicators without value or source (D02)."""
    table = case["indicators"]
    rows = table[table["limiting"]]
    for row in rows.itertuples():
        unknown = row.met == "" if row.direction == "meets" else math.isnan(row.value)
        if unknown:
            yield finding(
                "D02", f"indicators {row.indicator}", "限定性指标没有数值", "limiting indicator without value"
            )
        elif not row.value_source:
            yield finding(
                "D02", f"indicators {row.indicator}", "限定性指标没有来源", "limiting indicator without source"
            )


def focus(case):
    """Find a first of the ranking that was not chosen, and choices without a reason (D04)."""
    candidates = case["focus_candidates"]
    if candidates.empty:
        return
    chosen = candidates[candidates["selected"]]
    for name in chosen.loc[chosen["reason"] == "", "candidate"]:
        yield finding("D04", f"focus_candidates {name}", "定为重点而没有理由", "chosen without a reason")
    if not case.has("focus_scores"):
        return
    first = rank_focus(case).query("rank == 1")
    for row in first[~first["candidate"].isin(chosen["candidate"]) & (first["reason"] == "")].itertuples():
        yield finding("D04", f"focus_candidates {row.candidate}", "排序第一而未定为重点", "ranked first, not chosen")


def goals(case):
    """Find goals that are incomplete or no improvement, and limiting gaps without goal or note (D04)."""
    table = case["goals"]
    for row, relative in zip(table.itertuples(), relative_target(table), strict=True):
        lacking = [name for name in ("baseline_year", "near_date", "unit") if not _known(getattr(row, name))]
        if lacking:
            text = "、".join(lacking)
            yield finding("D04", f"goals {row.goal}", f"未填 {text}", f"empty: {text}")
        elif relative <= 0:
            yield finding("D04", f"goals {row.goal}", "目标不优于现状", "no better than the baseline")
    yield from _gaps_without_goal(case)


def _known(value):
    return value is not None and value == value and str(value) not in ("", "<NA>")


def _gaps_without_goal(case):
    evaluation = _evaluation(case)
    if evaluation is None:
        return
    own = case["indicators"].set_index("indicator")
    rows = evaluation.indicators
    short = rows[rows["limiting"].fillna(False).astype(bool) & rows["level"].isin(["II", "III", "none"])]
    for name in short.loc[~short["indicator"].isin(case["goals"]["indicator"]), "indicator"]:
        if name in own.index and not own.loc[name, "note"]:
            zh, en = "限定性指标未达Ⅰ级，没有目标或理由", "limiting, below level I, neither goal nor reason"
            yield finding("D04", f"indicators {name}", zh, en)


def _evaluation(case):
    try:
        return evaluate(case) if case.has("indicators") else None
    except WorkbenchError:
        return None


def system(case):
    """Find an evaluation without a day, or by a system that was not in force (D13)."""
    if not case.has("indicators"):
        return
    if not case.setting("audit_date"):
        yield finding("D13", "case.toml audit_date", "没有审核日期，无从判断标准是否有效", "no audit date")
        return
    try:
        evaluate(case)
    except UsageError as error:
        yield finding("D13", "case.toml system", str(error), str(error))


def reach(case):
    """Find goals that the options do not carry (D21)."""
    if not (case.has("goals") and case.has("options")):
        return
    carried = attainability(case)
    for row in carried[carried["verdict"].isin(["supplement", "unattainable"])].itertuples():
        zh = f"差距 {row.gap:g}，方案合计 {row.supply:g} {row.unit}"
        yield finding("D21", f"goals {row.goal}", zh, f"gap {row.gap:g}, options {row.supply:g} {row.unit}")


RULES = (limiting, focus, goals, system, reach)
