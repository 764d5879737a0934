"""Rules on causes and options: D15 causes, D16 links, D17 phrases, D18 cost, D19 benefits, D20 feasibility."""

import numpy as np

from ..causes import find_orphans
from ..economics import appraise_options
from ..library import copied_texts
from ..losses import pareto, value_losses
from ..options import register, sheet_gaps
from ..overlap import live_options, option_claims, recommended
from .finding import finding

_END_OF_PIPE = 0.5
_ROUNDING = 0.01
_MONEY = 1e4
"""元 in 万元."""


def causes(case):
    """Find vital losses without a cause and causes without evidence (D15); loose options and losses (D16)."""
    table = case["causes"]
    for cause in table.loc[table["evidence"] == "", "cause"]:
        yield finding("D15", f"causes {cause}", "原因没有依据", "cause without evidence")
    if not (case.has("causes") or case.has("options")):
        return
    orphans = find_orphans(case, pareto(value_losses(case)))
    vital = orphans[orphans["vital"].fillna(False).astype(bool)]
    for row in vital[vital["kind"] == "loss_without_cause"].itertuples():
        yield finding("D15", f"flows {row.id}", f"主要损失 {row.name} 没有原因", "vital loss without a cause")
    for row in vital[vital["kind"] == "uncovered_loss"].itertuples():
        yield finding("D16", f"flows {row.id}", f"主要损失 {row.name} 没有方案", "vital loss without an option")
    for row in orphans[orphans["kind"] == "option_without_loss"].itertuples():
        yield finding("D16", f"options {row.id}", "方案没有对应的损失或原因", "option without loss or cause")


def phrases(case):
    """Find copied texts, options without any figure and too many end-of-pipe options (D17)."""
    options = case["options"]
    for row in copied_texts(case).itertuples():
        zh, en = f"与方案库 {row.reference} 相似 {row.similarity:.0%}", f"{row.similarity:.0%} like {row.reference}"
        yield finding("D17", f"options {row.option} {row.column}", zh, en)
    texts = options["description"] + options["environment_effect"]
    bare = options["saving"].isna() & options["saving_fraction"].isna() & ~texts.str.contains(r"\d")
    for option in options.loc[bare, "option"]:
        yield finding("D17", f"options {option}", "方案没有任何数量", "option without any figure")
    share = (options["class"] == "waste").mean() if len(options) else 0
    if share > _END_OF_PIPE:
        yield finding("D17", "options class", f"末端与废弃物类占 {share:.0%}", f"{share:.0%} deal with waste")


def cost(case):
    """Find cost classes without thresholds or against them (D18)."""
    if not case.has("options"):
        return
    if case.setting("cost.low") is None or case.setting("cost.medium") is None:
        yield finding("D18", "case.toml cost", "未说明费用划分标准", "thresholds not stated")
    table = register(case)
    for row in table[~table["obeyed"].fillna(True).astype(bool)].itertuples():
        zh = f"投资 {row.investment:g} 万元，列为 {row.cost_class}"
        yield finding("D18", f"options {row.option}", zh, f"{row.investment:g}, classed {row.cost_class}")


def benefits(case):
    """Find savings above the loss, sums that are no product, and pools that are spent twice (D19)."""
    for row in option_claims(case).itertuples():
        if row.verdict in ("above_loss", "above_recovery"):
            zh = f"声称 {row.claim:g}，损失 {row.pool:g} {row.unit}"
            yield finding("D19", f"benefits {row.option} {row.quantity}", zh, f"{row.claim:g} of {row.pool:g}")
    table = case["benefits"]
    product = table["quantity"] * table["price"] / _MONEY
    off = product.notna() & ~np.isclose(product, table["amount"], rtol=_ROUNDING, atol=0.01)
    for row, value in zip(table[off].itertuples(), product[off], strict=True):
        zh, en = f"数量×单价 = {value:g}，写 {row.amount:g}", f"quantity × price = {value:g}, stated {row.amount:g}"
        yield finding("D19", f"benefits {row.option} {row.item}", zh, en)
    bare = product.isna() & (table["basis"] == "")
    for row in table[bare].itertuples():
        yield finding("D19", f"benefits {row.option} {row.item}", "没有算式或依据", "no formula or basis")
    yield from _spent_twice(case)


def _spent_twice(case):
    effects = case["effects"]
    rows = effects[
        effects["option"].isin(recommended(case)["option"]) & (effects["design"] > 0) & (effects["before"] > 0)
    ]
    for (item, before), group in rows.groupby(["item", "before"]):
        total = group["design"].sum()
        if len(group) > 1 and total > before * (1 + 1e-9):
            names = "、".join(group["option"])
            zh, en = f"{names} 合计 {total:g}，大于损失 {before:g}", f"{names}: {total:g} of {before:g}"
            yield finding("D19", f"effects {item}", zh, en)


def feasibility(case):
    """Find costly options with incomplete appraisals or that do not pay (D20)."""
    live = live_options(case)
    costly = set(live.loc[live["cost_class"].isin(["medium", "high"]), "option"])
    if not costly:
        return
    gaps = sheet_gaps(case).set_index("option")["missing"].to_dict()
    appraised = appraise_options(case)
    for row in appraised[appraised["option"].isin(costly)].itertuples():
        lacking = ";".join(filter(None, (gaps.get(row.option, ""), row.missing)))
        zh, en = ([f"未填 {lacking}"], [f"empty: {lacking}"]) if lacking else ([], [])
        if row.feasible is False:
            zh, en = [*zh, f"经济不可行 {row.reasons}"], [*en, f"not feasible: {row.reasons}"]
        if zh:
            yield finding("D20", f"options {row.option}", "；".join(zh), "; ".join(en))


RULES = (causes, phrases, cost, benefits, feasibility)
