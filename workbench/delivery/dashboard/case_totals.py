"""The few figures that management asks for, each from the analysis."""

from dataclasses import dataclass

import pandas as pd

from ...analysis.economics import appraise_options, cash_flow
from ...analysis.evaluation import evaluate
from ...analysis.goals import achievement
from ...analysis.overlap import overlap_factors
from ...analysis.risk import net_present_value
from ...display.style import UNKNOWN, number
from ..exhibits.losses import all_losses

_WORDS = {
    "zh": {
        "losses": ("损失价值", "校正值，± 为一个标准不确定度"),
        "benefit": ("全部方案的年效益", "同一损失不重复计；直接相加为 {}"),
        "investment": ("所需投资", "偿还期 {} a，净现值 {} 万元"),
        "level": ("清洁生产水平", "审核前 {}"),
        "goals": ("目标完成", "{}"),
        "all_reached": "全部完成",
        "short": "未完成：{}",
        "uncounted": "{} 项金额未知，未计入",
        "join": "、",
    },
    "en": {
        "losses": ("Value of the losses", "reconciled; ± is one standard uncertainty"),
        "benefit": ("Benefit of all options", "no loss counted twice; the plain sum is {}"),
        "investment": ("Investment", "payback {} a, NPV {} 万元"),
        "level": ("Level of cleaner production", "before: {}"),
        "goals": ("Goals reached", "{}"),
        "all_reached": "all",
        "short": "short: {}",
        "uncounted": "{} with unknown money not counted",
        "join": ", ",
    },
}


@dataclass(frozen=True)
class Totals:
    """What options bring together, no loss counted twice.

    Attributes
    ----------
    options : tuple of str
        Options that count: live ones, of an exclusive group the first.
    uncounted : tuple of str
        Those of them whose money is unknown; they are in none of the sums.
    investment, saving, added, NPV : float
        Investment [万元], annual saving with and without regard to overlap [万元/a], net present value [万元].
    payback : float or None
        Investment over the annual cash flow; None where it never pays. [a]
    """

    options: tuple
    uncounted: tuple
    investment: float
    saving: float
    added: float
    NPV: float
    payback: float | None


def option_totals(case, options=None, figures=None):
    """Return what options bring together.

    Parameters
    ----------
    case : Case
    options : list of str, optional
        All live options by default.
    figures : DataFrame, optional
        Of `appraise_options`, where it has been worked already.

    Returns
    -------
    Totals
    """
    factors = overlap_factors(case, options)
    figures = appraise_options(case) if figures is None else figures
    table = figures.set_index("option").loc[factors.index, ["I", "P", "life"]].astype(float)
    known = table[table.notna().all(axis=1)]
    rates = [float(case.setting(f"economics.{name}", "nan")) for name in ("tax_rate", "discount_rate")]
    saving = known["P"] * factors[known.index]
    flow = cash_flow(known["I"], saving, rates[0], known["life"]).sum() if len(known) else 0.0
    value = net_present_value(known["I"], saving, rates[0], known["life"], rates[1])
    invested = float(known["I"].sum())
    return Totals(
        options=tuple(factors.index),
        uncounted=tuple(table.index.difference(known.index, sort=False)),
        investment=invested,
        saving=float(saving.sum()),
        added=float(known["P"].sum()),
        NPV=float(value.sum()),
        payback=float(invested / flow) if flow > 0 else None,
    )


def headline(case, lang):
    """Return the five headline figures as rows for `frame.cards`; a case that lacks the tables has fewer."""
    makers = {"losses": _losses, "options": _options, "indicators": _level, "goals": _goals}
    needed = {
        "losses": ("flows", "prices"),
        "options": ("options",),
        "indicators": ("indicators",),
        "goals": ("goals",),
    }
    rows = []
    for name, make in makers.items():
        if all(case.has(table) for table in needed[name]):
            rows += make(case, lang, _WORDS[lang])
    return rows


def _losses(case, _lang, words):
    total, sd = all_losses(case)
    return [(words["losses"][0], f"{number(total)} ± {number(sd, 2)}", "万元/a", words["losses"][1], "")]


def _options(case, _lang, words):
    found = option_totals(case)
    lacking = words["uncounted"].format(len(found.uncounted)) if found.uncounted else ""
    more = " ".join(filter(None, (words["benefit"][1].format(number(found.added)), lacking)))
    paid = words["investment"][1].format(number(found.payback, 3), number(found.NPV))
    return [
        (words["benefit"][0], number(found.saving), "万元/a", more, "good" if found.saving > 0 else ""),
        (words["investment"][0], number(found.investment), "万元", paid, "good" if found.NPV >= 0 else "bad"),
    ]


def _level(case, lang, words):
    before, after = evaluate(case).conclusion(lang), evaluate(case, after=True).conclusion(lang)
    what, more = words["level"]
    return [(what, after or UNKNOWN, "", more.format(before or UNKNOWN), "good" if after != before else "")]


def _goals(case, _lang, words):
    table = achievement(case["goals"])
    reached = table["achievement"] >= 1
    missed = words["join"].join(table.loc[~reached, "name"])
    more = words["short"].format(missed) if missed else words["all_reached"]
    what, form = words["goals"]
    return [(what, f"{int(reached.sum())} / {len(table)}", "", form.format(more), "bad" if missed else "good")]


def next_decisions(case):
    """Return the feasible options that nobody has decided on yet, by falling net present value.

    Returns
    -------
    pandas.DataFrame
        option, name, I, P, N, NPV of medium- and high-cost options that are not carried out.
    """
    options = case["options"]
    open_ones = options[~options["status"].isin(["implemented", "rejected", "shelved"])]
    figures = appraise_options(case)
    held = figures[figures["option"].isin(open_ones["option"]) & figures["cost_class"].isin(["medium", "high"])]
    feasible = held[held["feasible"].map(lambda verdict: verdict is True)]
    columns = ["option", "name", "I", "P", "N", "NPV"]
    if feasible.empty:
        return pd.DataFrame(columns=columns)
    return feasible.sort_values("NPV", ascending=False, ignore_index=True)[columns]
