"""Meter detective (电表侦探): drag the error of a meter and watch the tests of the reconciliation answer."""

import ipywidgets
import numpy as np
import pandas as pd

from ...analysis.reconciliation.words import describe_suspects
from ...case import load_case
from ...display.classroom import meter_bars
from ...display.style import UNKNOWN, number, percent
from ..exhibits.data import balance_title
from . import frame
from .meters import EXERCISE, examine, plant_of, readings_table, with_bias

LARGEST = 12.0  # error that may be dragged [standard uncertainties]

_WORDS = {
    "zh": {
        "where": "装置",
        "balance": "平衡",
        "exercise": "习题 E3.2 的六表网络（合成数据）",
        "start": "起点",
        "read": "实测读数",
        "balanced": "各表都准",
        "meter": "动哪块表",
        "bias": "偏差（σ 的倍数）",
        "closure": ("总进出偏差", "允许 5 %；这个数看不出哪块表错"),
        "chi2": ("总体检验 χ²", "界限 {}（自由度 {}）"),
        "largest": ("最大 |z|", "{}；界限 {}"),
        "corrected": ("校正后", "读数 {}，差 {}"),
        "table": "读数与校正",
        "columns": ("仪表", "从", "到", "读数", "σ", "校正值", "z"),
    },
    "en": {
        "where": "plant",
        "balance": "balance",
        "exercise": "six meters of exercise E3.2 (synthetic)",
        "start": "start from",
        "read": "the readings",
        "balanced": "all meters right",
        "meter": "which meter",
        "bias": "error (times σ)",
        "closure": ("Overall gap", "5 % allowed; it does not say which meter is wrong"),
        "chi2": ("Global test χ²", "limit {} ({} degrees of freedom)"),
        "largest": ("Largest |z|", "{}; limit {}"),
        "corrected": ("Corrected", "read {}, off by {}"),
        "table": "Readings and reconciled values",
        "columns": ("meter", "from", "to", "reading", "σ", "reconciled", "z"),
    },
}


def answer(plant, readings, lang):
    """Return cards, verdict, picture and table of readings as HTML."""
    words, state = _WORDS[lang], examine(plant, readings)
    names = dict(enumerate(plant.flows["name"].where(plant.flows["name"] != "", plant.flows["flow"])))
    verdicts = describe_suspects(state["found"], names, plant.unit, lang)
    marked = np.isin(np.arange(len(readings)), state["suspects"])
    meters = pd.DataFrame({"name": list(names.values()), "z": state["z"], "suspect": marked})
    shown = meters[~np.isnan(readings)]
    picture = frame.picture(meter_bars(shown, state["z_limit"], lang), wide=True) if state["dof"] else ""
    told = "".join(frame.note(sentence) for sentence in verdicts)
    rows = readings_table(plant, readings, lang).assign(reconciled=state["values"], z=state["z"])
    heads = dict(zip(rows.columns, words["columns"], strict=True))
    table = frame.table(rows, f"{words['table']}（{plant.unit}）", lang, columns=heads)
    return frame.cards(_cards(state, names, readings, words)) + told + picture + table


def _cards(state, names, readings, words):
    bad = state["chi2"] > state["chi2_limit"]
    limit = words["chi2"][1].format(number(state["chi2_limit"], 3), state["dof"])
    gap = state["closure"]
    rows = [
        (words["closure"][0], percent(gap, 2), "", words["closure"][1], "good" if gap <= 0.05 else "bad"),
        (words["chi2"][0], number(state["chi2"], 3), "", limit, "bad" if bad else "good"),
    ]
    if state["dof"]:
        sizes = np.nan_to_num(np.abs(state["z"]))
        first, z_limit = int(np.argmax(sizes)), state["z_limit"]
        more = words["largest"][1].format(names[first], f"{z_limit:.2f}")
        rows.append((words["largest"][0], f"{sizes[first]:.1f}", "", more, "bad" if sizes[first] > z_limit else "good"))
    if state["found"] and state["corrected"] == state["corrected"]:
        place, right = state["found"][0].members[0], state["corrected"]
        off = percent(readings[place] / right - 1, 3) if right else UNKNOWN
        more = words["corrected"][1].format(number(readings[place]), off)
        rows.append((f"{words['corrected'][0]} {names[place]}", number(right), "", more, ""))
    return rows


def plant_chooser(visit):
    """Return the lists of plants and balances, and a function that gives the plant chosen.

    Returns
    -------
    tuple
        Two drop-down lists and ``chosen() -> Plant``.
    """
    words = _WORDS[visit.lang]
    where = frame.choice(words["where"], [(words["exercise"], EXERCISE), *((case, case) for case in visit.cases)])
    balance = frame.choice(words["balance"], [(UNKNOWN, "")])

    def turn(_change=None):
        balances = [(UNKNOWN, "")]
        if where.value != EXERCISE:
            case = load_case(where.value)
            balances = [(balance_title(case, name, visit.lang), name) for name in case["balances"]["balance"]]
        balance.options = balances

    where.observe(turn, "value")

    def chosen():
        return plant_of(f"{where.value}/{balance.value}" if balance.value else where.value, visit.lang)

    return where, balance, chosen


def build(visit):
    """Return the panel.

    Parameters
    ----------
    visit : Visit
        Language and the cases that may be chosen.
    """
    words = _WORDS[visit.lang]
    where, balance, chosen = plant_chooser(visit)
    start = frame.switch([(words["read"], "read"), (words["balanced"], "balanced")])
    meter = frame.choice(words["meter"], chosen().meters, 3)
    bias = frame.slider(words["bias"], 0.0, -LARGEST, LARGEST, 0.5, form="+.1f")
    shown = ipywidgets.HTML()

    def renew(_change=None):
        plant = chosen()
        readings = with_bias(plant, start.value, meter.value, bias.value)
        shown.value = frame.safely(lambda: frame.text(answer(plant, readings, visit.lang)), visit.lang).value

    def turn(_change=None):
        with bias.hold_trait_notifications(), meter.hold_trait_notifications():
            bias.value = 0.0
            meter.options = chosen().meters
        renew()

    balance.observe(turn, "options")  # another plant
    balance.observe(turn, "value")
    for control in (start, meter, bias):
        control.observe(renew, "value")
    renew()
    box = frame.page(frame.row(where, balance), start, frame.row(meter, bias), shown)
    box.controls = {"where": where, "balance": balance, "start": start, "meter": meter, "bias": bias}
    box.shown = shown
    return box
