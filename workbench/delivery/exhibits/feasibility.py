"""Exhibits of the feasibility analysis: economics, sensitivity, alternatives, abatement costs."""

import numpy as np
import pandas as pd

from ...analysis.abatement import option_abatement
from ...analysis.cashflow import break_even_saving, discounted_payback, exclusive_groups
from ...analysis.economics import appraise_options
from ...analysis.overlap import recommended
from ...analysis.risk import figures_of, relative_swings, simulate, tornado
from ...display.abatement import abatement_curve
from ...display.economics_chart import cash_flow
from ...display.economics_chart import tornado as tornado_chart
from .account import account
from .basic import either, needs, result
from .options import balance_changes

_FIGURES = ["option", "name", "cost_class", "I", "P", "D", "T", "E", "F", "N", "NPV", "NPVR", "IRR", "IRR_interpolated"]
SWING = 0.20
"""Share by which factors may miss their expected value: a default of this workbench, not from any source."""
SHOWN_PERCENTILES = (10, 50, 90)
SHOWN = 3
"""Options whose cash flow and sensitivity are drawn: the largest investments among those recommended."""
WEIGHED = ("medium", "high")
"""Cost classes that need a feasibility study; no- and low-cost options are carried out at once."""


@needs("options")
def economics(chapter, case):
    """Show the economic figures and the verdict of every medium- and high-cost option."""
    table = appraise_options(case)
    invested = table[(table["I"] > 0) & table["cost_class"].isin(WEIGHED)]
    note = either(
        chapter,
        "内部收益率为精确值；查表内插值按教材取四位年金系数，略高于精确值；无/低费方案不作可行性分析",
        "IRR is exact, the interpolated one reads the textbook's table; no- and low-cost options need no study",
    )
    heading = ("方案经济评估指标汇总表", "Economic figures of the options")
    result(chapter, case, invested, heading, columns=[*_FIGURES, "feasible"], note=note)
    failed = invested[invested["feasible"].map(lambda feasible: feasible is False)]
    template = either(
        chapter,
        "判据：净现值 ≥ 0、偿还期短于该费用档次的期限、内部收益率不低于基准收益率。经济上不可行的方案：{names}。",
        "Criteria: NPV ≥ 0, payback below the limit of the cost class, IRR ≥ hurdle rate. Not feasible: {names}.",
    )
    names = either(chapter, "、", ", ").join(failed["option"]) or either(chapter, "无", "none")
    chapter.text(template, names=names)


def largest(case):
    """Return the options whose cash flow is drawn, the largest investments first."""
    table = appraise_options(case)
    known = table[(table["I"] > 0) & table["NPV"].notna() & table["life"].notna()]
    known = known[known["feasible"].map(lambda feasible: feasible is not False)]
    known = known[known["option"].isin(recommended(case)["option"])]
    return known.sort_values("I", ascending=False).head(SHOWN)


@needs("options")
def cash_flows(chapter, case):
    """Draw the cash flow of the largest options over their life, and say when it is paid back."""
    rate = case.setting("economics.discount_rate")
    for option in largest(case).itertuples():
        title = either(chapter, f"{option.option} 现金流（万元）", f"{option.option}: cash flow (万元)")
        chapter.figure(
            cash_flow(yearly_flows(option, rate), lang=chapter.lang), title, name=f"cash_flow_{option.option}"
        )
        paid = discounted_payback(option.I, option.F, rate)
        rates = {"tax_rate": case.setting("economics.tax_rate"), "life": option.life, "discount_rate": rate}
        template = either(
            chapter,
            "{option}：静态偿还期 {N:.2f} 年，动态偿还期 {paid:.2f} 年；年节省降到 {even:.1f} 万元时净现值为零（现为 {P:.1f} 万元）。",
            "{option}: payback {N:.2f} a, discounted {paid:.2f} a; NPV is zero at {even:.1f} 万元/a (now {P:.1f}).",
        )
        values = {
            "N": option.N,
            "paid": paid or float("nan"),
            "P": option.P,
            "even": break_even_saving(option.I, **rates),
        }
        chapter.text(template, option=option.option, **values)


def yearly_flows(option, rate):
    """Return the cash flow of an option over its life: year, cash_flow, cumulative, discounted. [万元]

    Parameters
    ----------
    option : row of `appraise_options`
        Its I, F and life.
    rate : float
        Discount rate, a fraction.
    """
    years = np.arange(int(option.life) + 1)
    flows = np.where(years == 0, -option.I, option.F)
    return pd.DataFrame(
        {
            "year": years,
            "cash_flow": flows,
            "cumulative": flows.cumsum(),
            "discounted": (flows / (1 + rate) ** years).cumsum(),
        }
    )


@needs("options")
def in_full(chapter, case):
    """Show the largest options in full: what each does to the balances, and its yearly account."""
    for option in largest(case)["option"]:
        if case.has("flows"):
            balance_changes(chapter, case, [option])
        if (case["benefits"]["option"] == option).any():
            account(chapter, case, option)


@needs("options")
def sensitivity(chapter, case):
    """Draw the tornado of the largest options: how far each factor alone moves the net present value."""
    appraisals = appraise_options(case)
    for option in largest(case).itertuples():
        figures = figures_of(appraisals, option.option, case)
        table = tornado(figures, relative_swings(figures, SWING))
        title = either(
            chapter, f"{option.option} 净现值敏感性（±20 %）", f"{option.option}: sensitivity of NPV (±20 %)"
        )
        chapter.figure(tornado_chart(table, lang=chapter.lang), title, name=f"tornado_{option.option}")


@needs("options")
def percentiles(chapter, case):
    """Show the percentiles of net present value and payback of the largest options by Monte Carlo."""
    appraisals, rows = appraise_options(case), []
    for option in largest(case).itertuples():
        figures = figures_of(appraisals, option.option, case)
        spreads = relative_swings(figures, SWING, ("investment", "saving"))
        found = simulate(figures, spreads)
        table = found.percentiles.set_index("percentile")
        row = {"option": option.option, "name": option.name, "NPV": option.NPV, "loss_chance": 1 - found.positive}
        row |= {f"NPV_P{place}": table.loc[place, "NPV"] for place in SHOWN_PERCENTILES}
        rows.append(row | {f"N_P{place}": table.loc[place, "N"] for place in SHOWN_PERCENTILES})
    if not rows:
        chapter.text(either(chapter, "（没有可作模拟的方案。）", "(No option to simulate.)"))
        return
    note = either(
        chapter,
        "蒙特卡洛模拟 20 000 次：投资与年节省各在期望值 ±20 % 内取三角分布（本工作台默认），其余不变；P10 表示有一成的可能低于此值",
        "20 000 trials: investment and saving triangular within ±20 % (a default); one trial in ten lies below P10",
    )
    columns = ["option", "name", "NPV", *(f"NPV_P{place}" for place in SHOWN_PERCENTILES)]
    columns += [*(f"N_P{place}" for place in SHOWN_PERCENTILES), "loss_chance"]
    heading = ("净现值与偿还期的百分位数（蒙特卡洛）", "Percentiles of NPV and payback (Monte Carlo)")
    result(chapter, case, pd.DataFrame(rows), heading, columns=columns, note=note)


@needs("options")
def alternatives(chapter, case):
    """Show the step-by-step comparison of exclusive options."""
    table = exclusive_groups(appraise_options(case), case)
    if table.empty:
        chapter.text(either(chapter, "（没有互斥方案。）", "(No exclusive alternatives.)"))
        return
    names = case["options"].set_index("option")["name"]
    table = table.assign(name=table["option"].map(names))
    columns = ["option", "name", "against", "extra_investment", "extra_flow", "extra_IRR", "NPV", "extra_NPV", "best"]
    heading = ("互斥方案的增量分析", "Incremental analysis of exclusive options")
    result(chapter, case, table, heading, columns=columns)


@needs("options", "effects")
def abatement(chapter, case, item="CO2"):
    """Draw the marginal abatement cost curve for one item of the effects."""
    table = option_abatement(case, appraise_options(case), item)
    if table.empty:
        template = either(chapter, "（没有方案给出 {item} 的削减量。）", "(No option states a reduction of {item}.)")
        chapter.text(template, item=item)
        return
    title = either(chapter, f"{item} 边际减排成本曲线", f"Marginal abatement cost of {item}")
    chapter.figure(abatement_curve(table, f"t{item}", lang=chapter.lang), title, name=f"abatement_{item}")
