"""Part of the case page about money: turn price, output, tax, rate and life, and see every option appraised anew."""

from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

import pandas as pd

from ...analysis.economics import appraise_options
from ...analysis.overlap import recommended
from ...display.economics_chart import cash_flow
from ...display.style import number, percent
from ..exhibits import feasibility
from ..exhibits.basic import result
from . import frame
from .case_totals import option_totals

EVERYTHING = ""
FIXED = ("labour", "other_cost")
"""Kinds of yearly money that stay what they are when the plant makes more or less."""
_DEFAULTS = {"tax_rate": 0.25, "discount_rate": 0.10, "life": 10}
_FIGURES = ["option", "name", "I", "P", "F", "N", "NPV", "IRR", "feasible"]
_WORDS = {
    "zh": {
        "knobs": "拨动参数，即时重算",
        "option": "方案",
        "item": "改价的项目",
        "everything": "全部收益与费用",
        "price": "价格（原价的倍数）",
        "output": "产量（现产量的倍数）",
        "tax_rate": "综合税率",
        "discount_rate": "贴现率",
        "life": "寿命期 [a]",
        "result": "这样的话",
        "payback": "偿还期",
        "npv": "净现值",
        "irr": "内部收益率",
        "saving": "年节省",
        "was": "原为 {}",
        "yes": "经济可行",
        "no": "经济不可行",
        "all": "全部方案",
        "note": "产量只改变随产量的收益与费用，人工、维修等固定费用不变；没有费用明细的方案按年节省总额折算。寿命期只改所选方案。",
        "recall": "案例没有写明的参数取 税率 25 %、贴现率 10 %、寿命期 10 a（本工作台默认）。",
        "study": "可行性分析",
        "unknown": "该方案的投资或年节省未知，不能评估。",
        "together": "全部方案合计：年效益 {} 万元/a，净现值 {} 万元（同一损失不重复计）。",
    },
    "en": {
        "knobs": "Turn the knobs: worked again at once",
        "option": "option",
        "item": "item with another price",
        "everything": "every benefit and cost",
        "price": "price (times the present)",
        "output": "output (times the present)",
        "tax_rate": "tax rate",
        "discount_rate": "discount rate",
        "life": "life [a]",
        "result": "Then",
        "payback": "payback",
        "npv": "net present value",
        "irr": "internal rate of return",
        "saving": "annual saving",
        "was": "was {}",
        "yes": "feasible",
        "no": "not feasible",
        "all": "All options",
        "note": "Output changes what goes with it; labour and upkeep stay. Options without an account scale as a whole. "
        "The life is that of the chosen option.",
        "recall": "What the case does not state: tax 25 %, discount rate 10 %, life 10 a (defaults).",
        "study": "Feasibility study",
        "unknown": "Investment or saving of this option is unknown: it cannot be appraised.",
        "together": "All options: benefit {} 万元/a, net present value {} 万元 (no loss counted twice).",
    },
}


def changed_case(case, *, option, item, price, output, tax_rate, discount_rate, life):
    """Return the case as it would be with other money; nothing else changes.

    Parameters
    ----------
    case : Case
    option : str
        Option whose life is given.
    item : str
        Item of the benefits that has another price; `EVERYTHING` for all of them.
    price, output : float
        Times the present ones.
    tax_rate, discount_rate : float
        Fractions.
    life : float
        [a]
    """
    benefits, options = case["benefits"], case["options"]
    moved = pd.Series(1.0, index=benefits.index)
    moved[(benefits["item"] == item) | (item == EVERYTHING)] *= price
    moved[~benefits["kind"].isin(FIXED)] *= output
    benefits = benefits.assign(amount=benefits["amount"] * moved)
    whole = output * (price if item == EVERYTHING else 1.0)
    alone = ~options["option"].isin(benefits["option"])
    options = options.assign(
        saving=options["saving"].where(~alone, options["saving"] * whole),
        life=options["life"].astype(float).where(options["option"] != option, float(life)),
    )
    money = {"economics.tax_rate": tax_rate, "economics.discount_rate": discount_rate}
    money["economics.life"] = case.setting("economics.life", _DEFAULTS["life"])
    tables = {**case.tables, "options": options} | ({"benefits": benefits} if case.has("benefits") else {})
    return replace(case, tables=MappingProxyType(tables), settings=MappingProxyType({**case.settings, **money}))


def price_items(case, lang):
    """Return the items of the benefits that have a price, as (name, item), everything first."""
    priced = case["benefits"]
    priced = priced[priced["price"].notna()].drop_duplicates("item")
    named = [(f"{row.item} {row.name}", row.item) for row in priced[["item", "name"]].itertuples(index=False)]
    return [(_WORDS[lang]["everything"], EVERYTHING), *named]


def money_controls(case, lang):
    """Return the controls by name: option, item, price, output, tax_rate, discount_rate, life."""
    words = _WORDS[lang]
    figures = appraise_options(case)
    counted = figures["option"].isin(recommended(case)["option"]) & (figures["I"] > 0)
    invested = figures.assign(counted=counted).sort_values(["counted", "I"], ascending=False)
    names = [(f"{row.option} {row.name}", row.option) for row in invested[["option", "name"]].itertuples(index=False)]
    given = {name: case.setting(f"economics.{name}", value) for name, value in _DEFAULTS.items()}
    life = invested["life"].iloc[0]
    start = int(life if life == life else given["life"])
    return {
        "option": frame.choice(words["option"], names),
        "item": frame.choice(words["item"], price_items(case, lang)),
        "price": frame.slider(words["price"], 1.0, 0.5, 1.5, 0.05, form=".2f"),
        "output": frame.slider(words["output"], 1.0, 0.5, 1.5, 0.05, form=".2f"),
        "tax_rate": frame.slider(words["tax_rate"], float(given["tax_rate"]), 0.0, 0.5, 0.01, form=".0%"),
        "discount_rate": frame.slider(
            words["discount_rate"], float(given["discount_rate"]), 0.0, 0.3, 0.005, form=".1%"
        ),
        "life": frame.slider(words["life"], start, 1, max(30, start), 1, whole=True),
    }


def money_part(case, visit):
    """Return the knobs of the economics with what they do to one option and to all, and the feasibility study."""
    words, lang = _WORDS[visit.lang], visit.lang
    controls = money_controls(case, lang)
    lives = appraise_options(case).set_index("option")["life"]

    def other_option(change):
        life = lives[change["new"]]
        controls["life"].value = int(life if life == life else _DEFAULTS["life"])

    controls["option"].observe(other_option, "value")
    # The figures first: they are there before the picture is drawn.
    answers = [
        frame.live(controls, lambda show=show, **asked: show(case, asked, lang), lang)
        for show in (figures_html, all_html, cash_flow_html)
    ]
    stated = all(case.setting(f"economics.{name}") is not None for name in _DEFAULTS)
    pickers = frame.row(controls["option"], controls["item"])
    knobs = frame.row(*(controls[name] for name in ("price", "output", "tax_rate", "discount_rate", "life")))
    study = (feasibility.economics, feasibility.sensitivity, feasibility.percentiles, feasibility.alternatives)
    return frame.page(
        frame.panel(words["knobs"], pickers, knobs, answers[0], frame.columns(*answers[1:]), frame.note(words["note"])),
        frame.note(words["recall"]) if not stated else "",
        frame.panel(words["study"], *(frame.exhibit(show, case, lang=lang) for show in study)),
    )


@lru_cache(maxsize=4)
def appraised(case, **asked):
    """Return the changed case and its economic figures; worked once for all that show them."""
    changed = changed_case(case, **asked)
    return changed, appraise_options(changed)


def figures_html(case, asked, lang):
    """Return the figures of the chosen option under the values of the knobs, as cards."""
    words = _WORDS[lang]
    _, figures = appraised(case, **asked)
    row = figures.set_index("option").loc[asked["option"]]
    if row["missing"]:
        return frame.note(words["unknown"])
    _, before = appraised(case, **present(case, asked["option"]))
    return frame.cards(_cards(row, before.set_index("option").loc[asked["option"]], words))


def present(case, option):
    """Return the values of the knobs at which the case is what it is."""
    life = case["options"].set_index("option")["life"].loc[option]
    given = {name: case.setting(f"economics.{name}", value) for name, value in _DEFAULTS.items()}
    given["life"] = float(life) if life == life else given["life"]
    return {"option": option, "item": EVERYTHING, "price": 1.0, "output": 1.0} | given


def all_html(case, asked, lang):
    """Return all options under the values of the knobs: table and totals."""
    words = _WORDS[lang]
    changed, figures = appraised(case, **asked)
    together = option_totals(changed, None, figures)
    told = words["together"].format(number(together.saving), number(together.NPV))
    table = figures[figures["I"] > 0].sort_values("NPV", ascending=False)
    return frame.exhibit(result, changed, table, (words["all"],) * 2, columns=_FIGURES, lang=lang) + frame.note(told)


def cash_flow_html(case, asked, lang):
    """Return the cash flow of the chosen option under the values of the knobs."""
    row = appraised(case, **asked)[1].set_index("option").loc[asked["option"]]
    if row["missing"]:
        return ""
    return frame.picture(cash_flow(feasibility.yearly_flows(row, asked["discount_rate"]), lang=lang))


def _cards(row, old, words):
    verdict = words["yes" if row["feasible"] else "no"]
    mood = "good" if row["feasible"] else "bad"
    shown = [
        ("saving", number(row["P"]), "万元/a", number(old["P"])),
        ("payback", number(row["N"], 3), "a", number(old["N"], 3)),
        ("npv", number(row["NPV"]), "万元", number(old["NPV"])),
        ("irr", percent(row["IRR"]), "", percent(old["IRR"])),
    ]
    cards = [(words[name], figure, unit, words["was"].format(was), "") for name, figure, unit, was in shown]
    return [*cards, (words["result"], verdict, "", "", mood)]
