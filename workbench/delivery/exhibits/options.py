"""Exhibits of the options: register, screening, ranking, overlap, what they do to the balance."""

import pandas as pd

from ...analysis.economics import appraise_options
from ...analysis.options import count_options, register, screen_options, screening_summary
from ...analysis.overlap import option_claims, overlap
from ...analysis.ranking import option_scores, products, rank_stability
from ...analysis.scenario import carry_out, compare_combinations
from ...display.options_chart import option_bubbles
from ...display.ranking_chart import ranking_bars
from .basic import either, needs, result
from .data import balance_subject, quantity_name
from .losses import best_known


@needs("options")
def counts(chapter, case):
    """Show how many options each stage gave, and the register with the check of the cost classes."""
    counted = count_options(case).rename(columns={"low": "low_cost", "high": "high_cost", "saving": "benefit"})
    result(chapter, case, counted, ("各阶段方案数量与投资", "Options by stage"))
    table = register(case)
    wrong = table[table["obeyed"].map(lambda obeyed: obeyed is False)]
    template = either(
        chapter,
        "费用档次按案例声明的界限（低费 {low} 万元、中费 {medium} 万元）核对，不符的 {count} 项。",
        "Cost classes by the declared limits ({low} and {medium} 万元): {count} contradiction(s).",
    )
    limits = {"low": case.setting("cost.low"), "medium": case.setting("cost.medium")}
    chapter.text(template, count=len(wrong), **limits)


@needs("options")
def screening(chapter, case):
    """Show the preliminary screening and its three outcomes."""
    table = screen_options(case)
    columns = [
        "option",
        "name",
        "cost_class",
        "technical",
        "environmental",
        "economic",
        "ease",
        "production",
        "outcome",
    ]
    result(chapter, case, table, ("方案初步筛选表", "Preliminary screening"), columns=columns)
    result(chapter, case, screening_summary(case), ("方案筛选结果", "Result of the screening"))


@needs("option_factors", "option_scores")
def ranking(chapter, case):
    """Show the weighted ranking of the medium- and high-cost options with its stability."""
    weights, scores = option_scores(case)
    factors = dict(zip(case["option_factors"]["factor"], case["option_factors"]["name"], strict=True))
    weighted = products(weights, scores).rename(index=factors)
    result(
        chapter,
        case,
        _by_option(case, weights, scores, factors),
        ("方案权重总和计分排序表", "Weighted ranking"),
        note=either(
            chapter,
            "每格为 R×W（括号内为评分 R）；因素后为权重 W",
            "R×W with R in brackets; the weight W follows the factor",
        ),
    )
    long = weighted.rename_axis("factor").reset_index().melt("factor", var_name="candidate", value_name="score")
    title = either(chapter, "中/高费方案加权得分 R×W", "Weighted scores R×W of the options")
    chapter.figure(ranking_bars(long, lang=chapter.lang), title, name="option_ranking")
    stability = rank_stability(weights, scores).reset_index(names="option")
    result(chapter, case, stability, ("方案排序的稳健性", "Robustness of the ranking"))


def _by_option(case, weights, scores, factors):
    """Return the ranking with a row an option: as many columns as there are factors, however many options."""
    weighted = products(weights, scores)
    cells = {
        f"{factors[factor]} {weights[factor]:g}": [
            f"{value:g} ({score:g})" for value, score in zip(weighted.loc[factor], scores.loc[factor], strict=True)
        ]
        for factor in scores.index
    }
    names = case["options"].set_index("option")["name"]
    table = pd.DataFrame({"option": list(scores.columns), "name": names.reindex(scores.columns).to_list(), **cells})
    table["total"] = weighted.sum(skipna=False).to_list()
    return table.sort_values("total", ascending=False, ignore_index=True)


@needs("options", "flows")
def overlaps(chapter, case):
    """Show what the options save of each loss without counting anything twice, and claims above the loss."""
    known = best_known(case)
    heading = ("同一损失上各方案的叠加节约", "Combined savings of options on one loss")
    columns = ["loss", "amount", "unit", "options", "combined", "saved", "sd", "overstated"]
    result(chapter, case, overlap(case, known), heading, columns=columns)
    claims = option_claims(case, known)
    if len(claims):
        heading = ("方案效益与所针对损失的核对", "Claims of the options against the loss they attack")
        result(chapter, case, claims, heading)


@needs("options", "flows")
def combinations(chapter, case):
    """Show what the medium- and high-cost options do to the reconciled balance, alone and together."""
    chosen = _weighed(case)
    if chosen.empty:
        chapter.text(
            either(chapter, "（没有给出损失削减率的中/高费方案。）", "(No option states its share of a loss.)")
        )
        return
    sets = {option: [option] for option in chosen["option"]}
    together = list(chosen["option"])
    sets[either(chapter, "全部", "all")] = together
    table = compare_combinations(case, sets, best_known(case))
    names = dict(zip(case["flows"]["flow"], case["flows"]["name"], strict=True))
    table["make_up"] = [
        _joined(chapter, (names.get(flow, flow) for flow in text.split(";"))) for text in table["make_up"]
    ]
    note = either(
        chapter,
        "重新平衡的规则：产品和未被针对的损失不变；节约物有去向的按去向回流，其余沿流程少投入；各种闭合办法中取各物流相对变动之和最小的一种",
        "products and other losses stay; what is saved goes back where its option says, else less is put in; of all ways"
        " to close the balance the one that changes the flows least in relation to what they carry",
    )
    result(chapter, case, table, ("方案对平衡的影响", "Effect of the options on the balance"), note=note)
    _stuck(chapter, case, table)
    balance_changes(chapter, case, together)


def _weighed(case):
    """Return the medium- and high-cost options that state their share of a loss and are alive."""
    options = case["options"]
    chosen = options[options["cost_class"].isin(["medium", "high"]) & options["saving_fraction"].notna()]
    return chosen[~chosen["status"].isin(["rejected", "shelved"])]


def _joined(chapter, texts):
    return either(chapter, "、", ", ").join(texts)


def _stuck(chapter, case, table):
    """Say of which losses the saving could not be followed, and what would help."""
    lost = table.loc[table["unclosed"].astype(bool), "loss"].drop_duplicates()
    if lost.empty:
        return
    names = dict(zip(case["flows"]["flow"], case["flows"]["name"], strict=True))
    template = either(
        chapter,
        "未能跟踪的损失：{names}。损失量未知，或者少了它的单元要有别的来源（在方案表“替代来源”一栏写明）。",
        "Could not be followed: {names}. The loss is unknown, or the process that goes short of it needs another source.",
    )
    chapter.text(template, names=_joined(chapter, (names.get(loss, loss) for loss in lost)))


@needs("options", "flows")
def balance_changes(chapter, case, options):
    """Show every flow that changes when some options are carried out together, in all balances that they touch."""
    changes = carry_out(case, options, best_known(case)).changes
    if changes.empty:
        return
    subjects = {name: balance_subject(case, name, chapter.lang) for name in changes["balance"].unique()}
    shown = changes.assign(
        balance=changes["balance"].map(subjects),
        difference=changes["change"],
        quantity=[quantity_name(case, code, chapter.lang) for code in changes["quantity"]],
    )
    names = _joined(chapter, options)
    heading = (f"{names} 实施后变化的物流", f"Flows changed by {names}")
    note = either(
        chapter,
        "不确定度含损失量的不确定度与设计削减率的 10 %（本工作台默认）；名称带“→”的是方案新增的流",
        "the uncertainty holds that of the loss and 10 % of the design (a default); → is a flow that the option makes",
    )
    columns = ["balance", "name", "role", "quantity", "before", "after", "difference", "sd", "unit"]
    result(chapter, case, shown, heading, columns=columns, note=note)


@needs("options")
def bubbles(chapter, case):
    """Draw the options by investment, benefit and payback."""
    figures = appraise_options(case).merge(case["options"][["option", "class"]], on="option")
    shown = figures[(figures["I"] > 0) & (figures["P"] > 0)]
    if shown.empty:
        return
    shown = shown.rename(columns={"I": "investment", "P": "saving", "N": "payback"})
    title = either(chapter, "方案投资—效益气泡图（气泡越大回收越快）", "Options by investment and benefit")
    chapter.figure(option_bubbles(shown, lang=chapter.lang), title, name="option_bubbles")
