"""Exhibits of losses and their causes: what is lost, what it is worth, why, and which option attacks it."""

from functools import lru_cache

import pandas as pd

from ...analysis.causes import addressed_losses as addressed
from ...analysis.causes import cause_matrix, causes_of, coverage, find_orphans, spread_matrix
from ...analysis.losses import pareto, value_losses
from ...analysis.metering import plan_meters
from ...display.causes_map import cause_map
from ...display.pareto import loss_pareto
from .basic import either, needs, result
from .checking import focus_balances, reconciled


def best_known(case):
    """Return the reconciled flows of every balance: flow, reconciled, sd, status."""
    return pd.concat([reconciled(case, balance).flows for balance in case["balances"]["balance"]], ignore_index=True)


@lru_cache(maxsize=8)
def valued(case):
    """Return the losses of a case in money, by falling value; worked once a case and notebook."""
    return pareto(value_losses(case, best_known(case)))


@needs("flows", "prices")
def loss_table(chapter, case):
    """Show every loss in money with its uncertainty, and the Pareto picture."""
    losses = valued(case)
    columns = ["flow", "name", "amount", "unit", "material_value", "treatment", "value", "sd", "cumulative", "priced"]
    heading = ("损失及其价值（万元/a）", "Losses and their value (万元/a)")
    result(chapter, case, losses, heading, columns=columns)
    known = losses[losses["value"].notna() & (losses["value"] > 0)]
    if known.empty:
        return
    shown = pd.DataFrame({"name": known["name"], "unit": "万元/a", "amount": known["value"]})
    title = either(chapter, "损失帕累托图（万元/a）", "Pareto of the losses (万元/a)")
    chapter.figure(loss_pareto(shown, "万元/a", lang=chapter.lang), title, name="loss_pareto")
    found = coverage(losses, addressed(case))
    template = either(
        chapter,
        "已有方案针对的损失占已知价值的 {share:.1%}；尚无方案的主要损失：{lacking}。",
        "Options address {share:.1%} of the known value; vital losses without an option: {lacking}.",
    )
    names = dict(zip(losses["flow"], losses["name"], strict=True))
    lacking = either(chapter, "、", ", ").join(names.get(loss, loss) for loss in found["lacking"])
    chapter.text(template, share=found["share"], lacking=lacking or either(chapter, "无", "none"))


@needs("causes")
def causes(chapter, case, scope="plant"):
    """Show the matrix of 能耗高, 物耗高, 污染重 over the eight aspects and the map of causes."""
    matrix = spread_matrix(cause_matrix(case, scope), lang=chapter.lang)
    result(chapter, case, matrix, ("“两高一重”原因矩阵（原因编号）", "Causes by heading and aspect"))
    found = causes_of(case, scope)
    flows = dict(zip(case["flows"]["flow"], case["flows"]["name"], strict=True))
    named = found.assign(
        loss=found["loss"].map(lambda loss: flows.get(loss, "")).where(found["loss"] != "", found["waste"])
    )
    named = named[named["loss"] != ""]
    if named.empty:
        return
    title = either(chapter, "损失与原因分布图", "Losses and causes")
    chapter.figure(cause_map(named, lang=chapter.lang), title, name=f"cause_map_{scope}")


@needs("causes", "options")
def loose_ends(chapter, case):
    """Show what hangs loose in the chain loss → cause → option → goal."""
    orphans = find_orphans(case, valued(case))
    orphans = orphans[(orphans["kind"] != "uncovered_loss") | orphans["vital"]]
    template = either(
        chapter,
        "损失→原因→方案→目标的链条上有 {count} 处断点。",
        "The chain loss → cause → option → goal has {count} loose end(s).",
    )
    chapter.text(template, count=len(orphans))
    if len(orphans):
        result(chapter, case, orphans, ("链条断点", "Loose ends of the chain"))


@needs("meter_offers", "prices")
def meter_plan(chapter, case):
    """Rank the meters on offer by how much they narrow the dearest loss of each focus for their price."""
    for balance in focus_balances(case):
        table = plan_meters(case, balance, valued(case))
        if table.empty:
            continue
        title = case["balances"].set_index("balance").loc[balance, "title"]
        heading = (f"{title}：增设计量器具的次序", f"{title}: which meter to add first")
        result(chapter, case, table, heading)
