"""Explorer of NPV and IRR with depreciation and tax, beside what wrong thinkers get (M18–M22)."""

from dataclasses import asdict

import numpy as np
import pandas as pd

from ...analysis.cashflow import discounted_payback
from ...analysis.economics import annuity, appraise
from ...display.classroom import value_curve
from ...display.style import UNKNOWN, number, percent
from . import frame
from .mistakes import mistake_table, wrong_answers

EXERCISE = "E5.1"

_CONTROLS = {
    # start, low, high, step and form; start as in the published examination item that exercise E5.1 rests on
    "investment": (150.0, 10.0, 1000.0, 5.0, ".0f"),
    "saving": (40.0, 0.0, 300.0, 1.0, ".0f"),
    "tax": (30, 0, 50, 1, "d"),
    "life": (10, 2, 30, 1, "d"),
    "rate": (5, 0, 30, 1, "d"),
    "hurdle": (10, 0, 30, 1, "d"),
}
_WORDS = {
    "zh": {
        "investment": "总投资 I（万元）",
        "saving": "年节省 P（万元/a）",
        "tax": "综合税率（%）",
        "life": "折旧期 n（a）",
        "rate": "贴现率 i（%）",
        "hurdle": "要求收益率（%）",
        "flow": ("年净现金流量 F", "F = E + D"),
        "payback": ("投资偿还期 N", "I/F；动态 {} a"),
        "npv": ("净现值 NPV", "A = {}"),
        "irr": ("内部收益率 IRR", "内插 {}；要求 {}"),
        "never": "从不偿还",
        "steps": "逐步计算",
        "columns": ("项目", "算式", "数值", "单位"),
        "rows": ("年折旧 D", "应税利润 T", "净利润 E", "年净现金流量 F", "年金系数 A", "净现值率 NPVR"),
        "verdict": {True: "可行：NPV ≥ 0 且 IRR 不低于要求", False: "不可行"},
    },
    "en": {
        "investment": "investment I (10⁴ CNY)",
        "saving": "saving P (10⁴ CNY/a)",
        "tax": "tax rate (%)",
        "life": "depreciation n (a)",
        "rate": "discount rate i (%)",
        "hurdle": "required rate (%)",
        "flow": ("Net cash flow F", "F = E + D"),
        "payback": ("Payback N", "I/F; discounted {} a"),
        "npv": ("Net present value NPV", "A = {}"),
        "irr": ("Internal rate of return", "interpolated {}; required {}"),
        "never": "never pays back",
        "steps": "Step by step",
        "columns": ("figure", "formula", "value", "unit"),
        "rows": ("depreciation D", "taxable profit T", "net profit E", "net cash flow F", "annuity A", "NPVR"),
        "verdict": {True: "feasible: NPV ≥ 0 and IRR as required", False: "not feasible"},
    },
}
_FORMULAS = ("I/n", "P − D", "T(1 − t)", "E + D", "(1 − (1+i)⁻ⁿ)/i", "NPV/I")


def returns_of(investment, saving, tax, life, rate):
    """Return the economic figures of an investment.

    Parameters
    ----------
    investment, saving : float
        [万元, 万元/a]
    tax, rate : float
        Tax and discount rate. [%]
    life : float
        [a]

    Returns
    -------
    dict
        Figures of `workbench.analysis.economics.Appraisal`, annuity, and discounted_payback [a], None where it never
        pays.
    """
    found = appraise(investment, saving, tax_rate=tax / 100, life=life, discount_rate=rate / 100)
    return asdict(found) | {
        "annuity": float(annuity(rate / 100, life)),
        "discounted_payback": discounted_payback(investment, found.F, rate / 100),
    }


def mistakes_of(investment, saving, tax, life, rate, *, hurdle, lang="zh"):
    """Return what wrong thinkers get, as `wrong_answers`; nothing where the money never comes back."""
    state = returns_of(investment, saving, tax, life, rate)
    if state["N"] is None or not state["N"]:
        return pd.DataFrame()
    shown = {"invested": investment, "saving": saving, "tax": tax, "life": life, "rate": rate, "hurdle": hurdle}
    found = wrong_answers(EXERCISE, shown, lang)
    # where no wrong thought differs from the right one it is none for these data
    return found[(found["wrong"] - found["right"].astype(float)).abs() > 1e-9]


def answer(lang, *, investment, saving, tax, life, rate, hurdle):
    """Return cards, steps, curve and wrong answers as HTML."""
    words, money = _WORDS[lang], (investment, saving, tax, life, rate)
    state = returns_of(*money)
    highest = max(0.3, 1.4 * (state["IRR"] or 0.0), 1.2 * rate / 100)
    rates = np.linspace(0, highest, 121)
    points = pd.DataFrame({"rate": rates, "NPV": state["F"] * annuity(rates, life) - investment})
    wrong = mistakes_of(*money, hurdle=hurdle, lang=lang)
    return "".join(
        [
            frame.cards(_cards(state, hurdle, words)),
            frame.picture(value_curve(points, (rate / 100, state["NPV"]), state["IRR"], lang), wide=True),
            _steps(state, words, lang),
            mistake_table(wrong, lang) if len(wrong) else "",
        ]
    )


def _cards(state, hurdle, words):
    irr, feasible = state["IRR"], state["NPV"] >= 0 and (state["IRR"] or 0.0) >= hurdle / 100
    years = number(state["discounted_payback"], 3)
    paid = words["payback"][1].format(years) if state["N"] is not None else words["never"]
    judged = words["irr"][1].format(percent(state["IRR_interpolated"], 4), f"{hurdle}%")
    return [
        (words["flow"][0], number(state["F"]), "万元/a", words["flow"][1], ""),
        (words["payback"][0], number(state["N"], 3), "a", paid, "" if state["N"] is not None else "bad"),
        (
            words["npv"][0],
            number(state["NPV"], 5),
            "万元",
            words["npv"][1].format(f"{state['annuity']:.4f}"),
            "good" if state["NPV"] >= 0 else "bad",
        ),
        (
            words["irr"][0],
            percent(irr, 5) if irr is not None else UNKNOWN,
            "",
            f"{judged} · {words['verdict'][bool(feasible)]}",
            "good" if feasible else "bad",
        ),
    ]


def _steps(state, words, lang):
    values = [state[name] for name in ("D", "T", "E", "F", "annuity", "NPVR")]
    units = ["万元/a"] * 4 + ["a", "1"]
    table = pd.DataFrame({"name": words["rows"], "formula": _FORMULAS, "value": values, "unit": units})
    heads = dict(zip(table.columns, words["columns"], strict=True))
    return frame.table(table, words["steps"], lang, columns=heads, digits={"value": 4})


def build(visit):
    """Return the panel: sliders of the money and what becomes of it.

    Parameters
    ----------
    visit : Visit
        Language.
    """
    words = _WORDS[visit.lang]
    sliders = {
        name: frame.slider(words[name], *rest[:4], form=rest[4], whole=rest[4] == "d")
        for name, rest in _CONTROLS.items()
    }
    shown = frame.live(sliders, lambda **given: answer(visit.lang, **given), visit.lang)
    box = frame.page(frame.row(*sliders.values()), shown)
    box.controls, box.shown = sliders, shown
    return box
