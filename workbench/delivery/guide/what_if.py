"""What-if questions of sections 15.4 to 15.6 and 15.11: weights, values, goals and money, each with a control."""

import ipywidgets
import pandas as pd

from workbench.errors import WorkbenchError

from ...analysis.economics import appraise
from ...analysis.evaluation import evaluate
from ...analysis.goals import relative_target
from ...analysis.indicators import composite_index
from ...analysis.ranking import focus_scores, rank
from ..exhibits.basic import either, needs
from .controls import line_html, offer, table_html, wide

_MONEY = {
    "investment": ("总投资 I（万元）", "investment I"),
    "saving": ("年节省 P（万元/a）", "saving P"),
    "tax_rate": ("综合税率", "tax rate"),
    "life": ("寿命期（a）", "life"),
    "discount_rate": ("贴现率", "discount rate"),
}
_FIGURES = {
    "D": ("年折旧 D", "depreciation D"),
    "T": ("应税利润 T", "taxable profit T"),
    "E": ("净利润 E", "net profit E"),
    "F": ("年净现金流 F", "cash flow F"),
    "N": ("偿还期 N（a）", "payback N"),
    "NPV": ("净现值 NPV", "NPV"),
    "NPVR": ("净现值率 NPVR", "NPVR"),
    "IRR": ("内部收益率 IRR", "IRR"),
}
_FRACTIONS = ("NPVR", "IRR")


@needs("indicators")
def indicator(chapter, case):
    """Offer another value for one indicator: what becomes of the index and the level."""
    found = evaluate(case)
    rows = found.indicators
    rows = rows[rows["direction"] != "meets"]
    named = dict(zip(rows["name"], rows["indicator"], strict=True))
    choice = ipywidgets.Dropdown(options=list(named), description=either(chapter, "指标", "indicator"))
    value = ipywidgets.FloatText(value=float("nan"), description=either(chapter, "改为", "new value"))
    value.value = _number(found.values.get(next(iter(named.values()))))

    def answer(choice, value):
        return table_html(index_with(found, named[choice], value, chapter.lang), "", chapter.lang)

    offer(chapter, {"choice": wide(choice), "value": value}, answer)


def index_with(found, name, value, lang):
    """Return index and level as they are and with another value of one indicator.

    Parameters
    ----------
    found : LevelEvaluation
    name : str
        Indicator.
    value : float
        In its unit.
    """
    changed = composite_index(found.indicators, found.values | {name: value})
    zh = lang == "zh"
    rows = [
        ("现状" if zh else "now", found.index, found.indicative_level),
        ("改后" if zh else "then", changed.index, changed.level),
    ]
    frame = pd.DataFrame([{"": who, **index, "level": found.names[level or "none"]} for who, index, level in rows])
    words = {"I": "Y Ⅰ", "II": "Y Ⅱ", "III": "Y Ⅲ", "level": "等级" if zh else "level"}
    return frame.rename(columns=words)


@needs("goals")
def goal(chapter, case):
    """Offer another near target for one goal: the relative improvement that it means."""
    named = dict(zip(case["goals"]["name"], case["goals"]["goal"], strict=True))
    choice = ipywidgets.Dropdown(options=list(named), description=either(chapter, "目标", "goal"))
    target = ipywidgets.FloatText(
        value=float(case["goals"]["near_target"].iloc[0]), description=either(chapter, "近期目标", "target")
    )
    offer(
        chapter,
        {"choice": wide(choice), "target": target},
        lambda choice, target: line_html(aim(case, named[choice], target, chapter.lang)),
    )


def aim(case, name, target, lang):
    """Return what another near target of a goal would mean, as a sentence."""
    row = case["goals"][case["goals"]["goal"] == name].assign(near_target=float(target))
    stated = row.iloc[0]
    share = float(relative_target(row).iloc[0]) if stated["baseline"] else float("nan")
    if share != share:
        unknown = "现状为零，没有相对改善。" if lang == "zh" else "nothing to be relative to."
        return f"{stated['baseline']:g} → {target:g} {stated['unit']}：{unknown}"
    if share < 0:
        worse = "比现状还差，不能作目标。" if lang == "zh" else "worse than now: no goal."
        return f"{stated['baseline']:g} → {target:g} {stated['unit']}：{worse}"
    text = "相对改善" if lang == "zh" else "relative improvement"
    return f"{stated['baseline']:g} → {target:g} {stated['unit']}：{text} {share:.1%}"


@needs("focus_factors", "focus_scores")
def weights(chapter, case):
    """Offer other weights for the factors of the focus: the order that they give."""
    given, _ = focus_scores(case)
    names = case["focus_factors"].set_index("factor")["name"]
    controls = {
        factor: wide(ipywidgets.IntSlider(value=int(weight), min=0, max=10, description=names[factor]))
        for factor, weight in given.items()
    }
    offer(chapter, controls, lambda **chosen: table_html(order(case, chosen, chapter.lang), "", chapter.lang))


def order(case, chosen, lang):
    """Return the candidates by their totals under other weights.

    Parameters
    ----------
    chosen : dict
        Weight by factor.
    """
    given, scores = focus_scores(case)
    ranked = rank(pd.Series(chosen, dtype=float).reindex(given.index), scores)
    names = case["focus_candidates"].set_index("candidate")["name"]
    zh = lang == "zh"
    return pd.DataFrame(
        {
            "名次" if zh else "rank": ranked["rank"].to_list(),
            "备选重点" if zh else "candidate": [names[each] for each in ranked.index],
            "总分" if zh else "total": ranked["total"].to_list(),
        }
    )


def money(chapter, case, option):
    """Show the figures of one option step by step, and controls to try other money.

    Parameters
    ----------
    option : str
        Option whose investment and saving stand at the beginning.
    """
    row = case["options"].set_index("option").loc[option]
    given = {
        "investment": float(row["investment"]),
        "saving": float(row["saving"]),
        "tax_rate": float(case.setting("economics.tax_rate")),
        "life": float(case.setting("economics.life")),
        "discount_rate": float(case.setting("economics.discount_rate")),
    }
    title = either(chapter, f"{option} {row['name']}：逐步计算", f"{option}: step by step")
    chapter.table(figures(given, chapter.lang), title)
    controls = {
        name: ipywidgets.FloatText(value=value, description=either(chapter, *_MONEY[name]))
        for name, value in given.items()
    }
    for control in controls.values():
        control.style.description_width = "12em"
    offer(chapter, controls, lambda **asked: _figures_html(asked, chapter.lang))


def figures(given, lang):
    """Return the figures of an investment with the sums they come from.

    Parameters
    ----------
    given : dict
        investment, saving [万元], tax_rate, discount_rate (fractions), life [a].

    Raises
    ------
    WorkbenchError
        For money that cannot be appraised.
    """
    found = appraise(
        given["investment"],
        given["saving"],
        tax_rate=given["tax_rate"],
        life=given["life"],
        discount_rate=given["discount_rate"],
    )
    sums = {
        "D": "I ÷ n",
        "T": "P − D",
        "E": "T × (1 − t)",
        "F": "E + D",
        "N": "I ÷ F",
        "NPV": "Σ F ÷ (1+i)^k − I",
        "NPVR": "NPV ÷ I",
        "IRR": "NPV = 0",
    }
    zh = lang == "zh"
    rows = [(_FIGURES[name][not zh], sums[name], _text(name, getattr(found, name))) for name in _FIGURES]
    return pd.DataFrame(rows, columns=["项目", "算式", "数值"] if zh else ["figure", "sum", "value"])


def _figures_html(asked, lang):
    try:
        return table_html(figures(asked, lang), "", lang)
    except (WorkbenchError, ValueError, ZeroDivisionError) as error:
        return line_html(str(error))


def _text(name, value):
    if value is None or value != value:
        return "—"
    return f"{value:.1%}" if name in _FRACTIONS else f"{value:,.2f}"


def _number(value):
    return float(value) if isinstance(value, (int, float)) else 0.0
