"""Exhibits of losses and their causes: what is lost, what it is worth, why, and which option attacks it."""

from functools import lru_cache

import pandas as pd

from ...analysis.causes import addressed_losses as addressed
from ...analysis.causes import cause_matrix, causes_of, coverage, find_orphans, spread_matrix
from ...analysis.losses import pareto, total_value, value_losses
from ...analysis.metering import plan_meters
from ...case import choice_label
from ...display.causes_map import cause_map
from ...display.pareto import loss_pareto
from .basic import either, needs, result
from .checking import focus_balances, reconciled
from .data import balance_subject, quantity_name

SHOWN_SHARE = 0.99
"""Losses are listed until they make up this share of the value."""


def best_known(case):
    """Return the reconciled flows of every balance: flow, reconciled, sd, status."""
    return pd.concat([reconciled(case, balance).flows for balance in case["balances"]["balance"]], ignore_index=True)


@lru_cache(maxsize=8)
def valued(case):
    """Return the losses of a case in money, by falling value; worked once a case and notebook."""
    return pareto(value_losses(case, best_known(case)))


@lru_cache(maxsize=8)
def all_losses(case):
    """Return the value of all losses and its standard uncertainty, with the covariance of the reconciled amounts."""
    names = case["balances"]["balance"]
    return total_value(valued(case), {name: reconciled(case, name).amount_covariance() for name in names})


@needs("flows", "prices")
def loss_table(chapter, case):
    """Show every loss in money with its uncertainty, and the Pareto picture."""
    losses = valued(case)
    known = losses[losses["value"].notna() & (losses["value"] > 0)]
    _largest_losses(chapter, case, losses, known)
    if known.empty:
        return
    template = either(
        chapter,
        "损失合计 {total:,.{digits}f} ± {sd:,.{digits}f} 万元/a。± 为一个标准不确定度，由校正值的协方差传递：同一平衡里一处损失多了，"
        "另一处就少，各项的 ± 不能当作互不相干相加。",
        "All losses together: {total:,.{digits}f} ± {sd:,.{digits}f} 万元/a. ± is one standard uncertainty with the covariance of the "
        "reconciled amounts: within a balance one loss gains what another gives up.",
    )
    total, sd = all_losses(case)
    chapter.text(template, total=total, sd=sd, digits=0 if sd >= 10 else 2)
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


def _largest_losses(chapter, case, losses, known):
    """Show the losses that make up nearly all of the value; what remains is one sum in the note."""
    shown = known[known["cumulative"].shift(fill_value=0) < SHOWN_SHARE]
    rest, unpriced = known.drop(shown.index), losses[losses["value"].isna()]
    template = either(
        chapter,
        "另有 {rest} 项损失共 {sum:,.1f} 万元/a 未列；{unpriced} 项没有价格或与他项是同一损失的另一口径，不计价"
        "（例如放散蒸汽只在蒸汽平衡计价，水平衡中出自锅炉的同一股水不再计）",
        "{rest} more losses of together {sum:,.1f} 万元/a are not listed; {unpriced} without a price",
    )
    note = template.format(rest=len(rest), sum=rest["value"].sum(), unpriced=len(unpriced))
    words = {"treatment": either(chapter, "处理处置费", "treatment")} | _priced_names(case, chapter.lang)
    priced = [
        either(chapter, "、", ", ").join(words.get(part, part) for part in text.split(";")) for text in shown["priced"]
    ]
    columns = ["flow", "name", "amount", "unit", "material_value", "energy_value", "treatment", "loss_value", "loss_sd"]
    table = shown.assign(priced=priced).rename(columns={"value": "loss_value", "sd": "loss_sd"})
    filled = [name for name in columns if name in ("flow", "name") or table[name].notna().any()]
    heading = ("主要损失及其价值", "The main losses and their value")
    result(chapter, case, table, heading, columns=[*filled, "cumulative", "priced"], note=note)


def _priced_names(case, lang):
    """Return {code: name} of what can have a price."""
    codes = set(";".join(valued(case)["priced"]).split(";"))
    names = {code: quantity_name(case, code, lang) for code in codes}
    for table in ("materials", "carriers"):
        rows = case[table]
        names |= {key: name for key, name in zip(rows.iloc[:, 0], rows["name"], strict=True) if key in codes}
    general = {code: choice_label("results", "quantity", code, lang) for code in codes if names.get(code) == code}
    return names | general


@needs("causes")
def causes(chapter, case, scope="plant"):
    """Show the matrix of 能耗高, 物耗高, 污染重 over the eight aspects and the map of causes."""
    matrix = spread_matrix(cause_matrix(case, scope), lang=chapter.lang)
    matrix = matrix.rename_axis("heading").reset_index()
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
    of_losses = orphans["kind"].isin(["uncovered_loss", "loss_without_cause"])
    orphans = orphans[~of_losses | orphans["vital"]]
    template = either(
        chapter,
        "损失→原因→方案→目标的链条上有 {count} 处断点（损失只看累计到 80 % 的主要损失）。",
        "The chain loss → cause → option → goal has {count} loose end(s); of the losses, the vital ones are looked at.",
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
        title = balance_subject(case, balance, chapter.lang)
        heading = (f"{title}：增设计量器具的次序（元）", f"{title}: which meter to add first (元)")
        columns = ["name", "flow", "loss_name", "cost", "sd_before", "sd_after", "cut", "cut_per_cost"]
        digits = {"cost": 0, "sd_before": 0, "sd_after": 0, "cut": 0, "cut_per_cost": 3}
        result(chapter, case, table, heading, columns=columns, digits=digits)
