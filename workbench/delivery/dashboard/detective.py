"""Meter detective (电表侦探): drag the error of a meter and watch the tests of the reconciliation answer."""

from dataclasses import dataclass
from functools import lru_cache

import ipywidgets
import numpy as np
import pandas as pd
from scipy.special import chdtri

from ...analysis.reconciliation import find_suspects, solve
from ...analysis.reconciliation.inputs import read_balance
from ...analysis.reconciliation.local_tests import sidak_limit
from ...analysis.reconciliation.words import describe_suspects
from ...case import load_case
from ...display.classroom import meter_bars
from ...display.style import UNKNOWN, number, percent
from ..exhibits.data import balance_title
from . import frame

EXERCISE = "E3.2"
LEVEL = 0.05
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


@dataclass(frozen=True, eq=False)
class Plant:
    """A network of meters.

    Attributes
    ----------
    id : str
        ``E3.2``, or case and balance joined by a stroke.
    flows : DataFrame
        flow, name, source, target (names of the ends).
    matrix : ndarray (balances, flows)
        +1 where a flow enters, −1 where it leaves.
    read, balanced, sd, lower : ndarray (flows,)
        Readings, values that close every balance (nan where not measured), standard uncertainties and least values.
        [unit]
    unit : str
    """

    id: str
    flows: pd.DataFrame
    matrix: np.ndarray
    read: np.ndarray
    balanced: np.ndarray
    sd: np.ndarray
    lower: np.ndarray
    unit: str

    @property
    def meters(self):
        """Names and places of the flows that have a meter of known uncertainty."""
        there = np.flatnonzero(~np.isnan(self.read) & (self.sd > 0))
        return [(f"{self.flows['flow'][place]} {self.flows['name'][place]}".strip(), int(place)) for place in there]


def exercise_plant(lang="zh"):
    """Return the network of exercise E3.2: f1 = f2 + f3, f2 = f4 + f5, f3 + f4 = f6 (synthetic)."""
    read = np.array([1004, 648, 357, 371, 229, 772.0])
    nodes = ("A", "B", "C")
    outside = "系统外" if lang == "zh" else "outside"
    ends = [(outside, "A"), ("A", "B"), ("A", "C"), ("B", "C"), ("B", outside), ("C", outside)]
    flows = pd.DataFrame({"flow": [f"f{place}" for place in range(1, 7)], "name": ""})
    flows[["source", "target"]] = ends
    matrix = np.array([[(target == node) - (source == node) for source, target in ends] for node in nodes], dtype=float)
    truth = np.array([1000, 640, 360, 410, 230, 770.0])
    share = np.array([0.01, 0.015, 0.015, 0.015, 0.02, 0.01])
    return Plant(EXERCISE, flows, matrix, read, truth, share * read, np.full(6, np.nan), "t/h")


def case_plant(case, balance, lang="zh"):
    """Return the network of one balance of a case, its amounts only.

    Parameters
    ----------
    case : Case
    balance : str
    lang : {"zh", "en"}
    """
    data = read_balance(case, balance, None)
    flows, names = data.network.flows, case.names(lang)
    shown = flows["name"]
    if lang == "en":
        shown = flows["name_en"].where(flows["name_en"] != "", flows["name"])
    table = pd.DataFrame({"flow": flows["flow"].to_numpy(), "name": shown.to_numpy()})
    table["source"], table["target"] = (flows[end].map(names).to_numpy() for end in ("source", "target"))
    matrix = data.network.matrix.toarray()
    values = solve(matrix, data.amounts, data.amount_sd, lower=data.lower).values
    balanced = np.where(np.isnan(data.amounts), np.nan, values)
    unit = data.network.balance["unit"]
    return Plant(f"{case.id}/{balance}", table, matrix, data.amounts, balanced, data.amount_sd, data.lower, unit)


@lru_cache(maxsize=8)
def plant_of(name, lang="zh"):
    """Return the plant of an id: ``E3.2``, or case and balance joined by a stroke."""
    if name == EXERCISE:
        return exercise_plant(lang)
    case, _, balance = name.partition("/")
    return case_plant(load_case(case), balance, lang)


def examine(plant, readings):
    """Return what the engine says about readings.

    Parameters
    ----------
    plant : Plant
    readings : ndarray (flows,)
        nan where not measured. [unit]

    Returns
    -------
    dict
        closure (gap over input across the boundary [1]), chi2, dof, chi2_limit, z_limit (Šidák), z, values, suspects
        (places of the flows that are named), found (the suspects themselves), chi2_without (without the first one).
    """
    solution = solve(plant.matrix, readings, plant.sd, lower=plant.lower)
    found = find_suspects(solution, lower=plant.lower)
    crossing = plant.matrix.sum(axis=0)
    entering = readings[crossing > 0].sum()
    tested = int((solution.status == "redundant").sum())
    result = {
        "closure": float(abs(crossing @ np.where(crossing == 0, 0.0, readings)) / entering) if entering else np.nan,
        **{"chi2": float(solution.chi2), "dof": int(solution.dof), "z": solution.z, "values": solution.values},
        "chi2_limit": float(chdtri(solution.dof, LEVEL)) if solution.dof else np.nan,
        "z_limit": float(sidak_limit(tested, LEVEL)) if tested else np.nan,
        **{"suspects": [member for suspect in found for member in suspect.members], "found": found},
    }
    if found:
        rest = np.where(np.arange(len(readings)) == found[0].members[0], np.nan, readings)
        without = solve(plant.matrix, rest, plant.sd, lower=plant.lower)
        result |= {"chi2_without": float(without.chi2), "corrected": float(without.values[found[0].members[0]])}
    return result


def with_bias(plant, start, meter, bias):
    """Return readings with one meter wrong.

    Parameters
    ----------
    plant : Plant
    start : {"read", "balanced"}
        Whether to begin with the readings or with values that close.
    meter : int
        Place of the flow.
    bias : float
        Error. [standard uncertainties of the meter]
    """
    readings = getattr(plant, start).copy()
    readings[meter] += bias * plant.sd[meter]
    return readings


def answer(plant, readings, lang):
    """Return cards, verdict, picture and table of readings as HTML."""
    words, state = _WORDS[lang], examine(plant, readings)
    names = dict(enumerate(plant.flows["name"].where(plant.flows["name"] != "", plant.flows["flow"])))
    verdicts = describe_suspects(state["found"], names, plant.unit, lang)
    marked = np.isin(np.arange(len(readings)), state["suspects"])
    meters = pd.DataFrame({"name": list(names.values()), "z": state["z"], "suspect": marked})
    shown = meters[~np.isnan(readings)]
    picture = frame.picture(meter_bars(shown, state["z_limit"], lang)) if state["dof"] else ""
    told = "".join(frame.note(sentence) for sentence in verdicts)
    rows = readings_table(plant, readings, lang).assign(reconciled=state["values"], z=state["z"])
    heads = dict(zip(rows.columns, words["columns"], strict=True))
    table = frame.table(rows, f"{words['table']}（{plant.unit}）", lang, columns=heads)
    return frame.cards(_cards(state, names, readings, words)) + told + picture + table


def readings_table(plant, readings, lang):
    """Return the meters as a table: name, source, target, reading, sd."""
    label = (plant.flows["flow"] + " " + plant.flows["name"]).str.strip()
    return (
        plant.flows[["source", "target"]]
        .assign(reading=readings, sd=plant.sd)
        .assign(name=label)[["name", "source", "target", "reading", "sd"]]
    )


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
