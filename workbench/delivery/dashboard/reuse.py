"""Water loop: how reuse saves fresh water, what it does to the concentration, and three ways to write the rate."""

import numpy as np
import pandas as pd

from ...analysis.water import extra_reuse, water_indicators
from ...display.classroom import loop_curves
from ...display.style import number, percent
from . import frame
from .mistakes import mistake_table, wrong_answers

EXERCISE = "E2.2"
DAYS = 30
_GRAMS = 1000.0  # g in a kg; mg/L is g/m³

_CONTROLS = {
    # start, low, high, step and form; the water of exercise E2.2, salt and volume synthetic
    "total": (9300.0, 2000.0, 20000.0, 100.0, ".0f"),
    "rate": (0.80, 0.05, 0.99, 0.005, ".1%"),
    "goal": (0.85, 0.50, 0.99, 0.01, ".0%"),
    "consumed": (465.0, 0.0, 2000.0, 5.0, ".0f"),
    "intake": (150.0, 0.0, 1000.0, 10.0, ".0f"),
    "load": (400.0, 0.0, 3000.0, 10.0, ".0f"),
    "allowed": (1000.0, 200.0, 5000.0, 50.0, ".0f"),
    "volume": (5000.0, 500.0, 20000.0, 100.0, ".0f"),
}
_WORDS = {
    "zh": {
        "total": "总用水量（m³/d）",
        "rate": "重复利用率 R",
        "goal": "目标 R",
        "consumed": "蒸发等耗水（m³/d）",
        "intake": "新水含盐（mg/L）",
        "load": "工序带入盐（kg/d）",
        "allowed": "允许浓度（mg/L）",
        "volume": "系统存水（m³）",
        "fresh": ("新水", "重复利用 {} m³/d"),
        "bleed": ("排污（排水）", "新水 − 耗水"),
        "steady": ("循环水浓度", "浓缩 {} 倍；允许 {} mg/L"),
        "days": "约 {} 天接近稳定",
        "endless": ("循环水浓度", "没有排污：一直升高"),
        "short": ("新水不够", "新水少于耗水，这个 R 达不到"),
        "most": ("允许的最高 R", "再高，浓度超过允许值"),
        "extra": ("达到 {} 还要多回用", "总用水量不变"),
        "note": "盐的物料平衡：新水带入 + 工序带入 = 排污 × 循环水浓度（稳定、充分混合；数据为合成）。",
        "ways": "重复利用率的几种写法",
        "way": ("写法", "结果 [%]", "判断"),
        "good": "正确（GB/T 12452）",
        "wrong": "错误 {}：{}",
    },
    "en": {
        "total": "total use (m³/d)",
        "rate": "reuse rate R",
        "goal": "target R",
        "consumed": "evaporation etc. (m³/d)",
        "intake": "salt of fresh water (mg/L)",
        "load": "salt of the process (kg/d)",
        "allowed": "allowed (mg/L)",
        "volume": "water in the loop (m³)",
        "fresh": ("Fresh water", "reused {} m³/d"),
        "bleed": ("Bleed (discharge)", "fresh water − evaporation"),
        "steady": ("Concentration", "{} times the fresh water; allowed {} mg/L"),
        "days": "nearly steady after {} days",
        "endless": ("Concentration", "no bleed: rises for ever"),
        "short": ("Not enough fresh water", "less than evaporates; this R cannot be"),
        "most": ("Highest allowed R", "above, the loop is too concentrated"),
        "extra": ("More reuse for {}", "at the same total use"),
        "note": "Balance of salt: fresh water + process = bleed × concentration (steady, well mixed; synthetic data).",
        "ways": "Ways to write the reuse rate",
        "way": ("formula", "result [%]", "verdict"),
        "good": "right (GB/T 12452)",
        "wrong": "wrong, {}: {}",
    },
}
_WAYS = ("V_r/(V_r+V_f)", "V_r/V_f", "V_r/(V_r+V_d)")


def water_loop(total, rate, goal, consumed, *, intake, load, allowed, volume):
    """Return the state of a water loop.

    Parameters
    ----------
    total : float
        Total use V_t = V_f + V_r. [m³/d]
    rate, goal : float
        Reuse rate V_r/V_t now and aimed at, fractions.
    consumed : float
        Water that evaporates or leaves with products. [m³/d]
    intake, allowed : float
        Salt of the fresh water, and allowed in the loop. [mg/L]
    load : float
        Salt that the process adds. [kg/d]
    volume : float
        Water in the loop. [m³]

    Returns
    -------
    dict
        fresh, reused, bleed, extra [m³/d]; reuse_rate (of the engine, a fraction); over_fresh, over_discharge (the wrong
        rates); concentration [mg/L] (inf without bleed, nan where fresh water is short); cycles; settled (days to 95 %);
        highest (the largest rate allowed, nan where none is).

    Notes
    -----
    V_f c_f + L = V_b C with V_b = V_f − V_co. From C ≤ C_max: V_f ≥ (L + V_co C_max)/(C_max − c_f).
    """
    reused = rate * total
    fresh = total - reused
    bleed = fresh - consumed
    volumes = {"fresh": fresh, "reused": reused, "consumed": consumed, "discharged": bleed}
    steady = steady_concentration(fresh, consumed, intake, load)
    return {
        **volumes,
        "bleed": bleed,
        "reuse_rate": reuse_rate(volumes),
        "over_fresh": reused / fresh if fresh else np.inf,
        "over_discharge": reused / (reused + bleed) if reused + bleed > 0 else np.nan,
        "extra": extra_reuse(volumes, goal),
        "concentration": steady,
        "cycles": steady / intake if intake else np.inf,
        "settled": 3 * volume / bleed if bleed > 0 else np.inf,
        "highest": highest_rate(total, consumed, intake, load, allowed),
    }


def reuse_rate(volumes):
    """Return the reuse rate of GB/T 12452, a fraction; volumes of the loop in one unit."""
    known = {"circulating": 0.0, "treated": volumes["reused"], "leaked": 0.0} | volumes
    return float(water_indicators(known).set_index("indicator").loc["reuse_rate", "value"])


def steady_concentration(fresh, consumed, intake, load):
    """Return the concentration that the loop settles at [mg/L]; inf without bleed, nan where fresh water is short."""
    bleed = fresh - consumed
    if bleed < 0:
        return np.nan
    brought = fresh * intake + load * _GRAMS
    return float(brought / bleed) if bleed > 0 else (np.inf if brought > 0 else 0.0)


def highest_rate(total, consumed, intake, load, allowed):
    """Return the largest reuse rate that keeps the concentration allowed, a fraction; nan where none does."""
    if intake >= allowed:
        return np.nan
    needed = (load * _GRAMS + consumed * allowed) / (allowed - intake)
    return float(1 - needed / total) if needed <= total else np.nan


def build_up(fresh, consumed, *, intake, load, volume, days=DAYS):
    """Return the concentration of the loop day by day after it was filled with fresh water.

    Parameters
    ----------
    fresh, consumed, intake, load, volume
        As of `water_loop`.
    days : int
        Last day.

    Returns
    -------
    pandas.DataFrame
        day, concentration [mg/L].
    """
    day = np.linspace(0, days, 61)
    bleed, brought = fresh - consumed, fresh * intake + load * _GRAMS
    if bleed <= 0:
        return pd.DataFrame({"day": day, "concentration": intake + (brought - bleed * intake) / volume * day})
    steady = brought / bleed
    return pd.DataFrame({"day": day, "concentration": steady + (intake - steady) * np.exp(-bleed / volume * day)})


def answer(lang, **given):
    """Return cards, the three rates, the picture and the wrong answers as HTML."""
    words, state = _WORDS[lang], water_loop(**given)
    salt = {name: given[name] for name in ("intake", "load")}
    rates = np.linspace(0, max(0.0, 1 - given["consumed"] / given["total"]) * 0.999, 200)
    by_rate = [steady_concentration((1 - rate) * given["total"], given["consumed"], **salt) for rate in rates]
    curve = pd.DataFrame({"rate": rates, "concentration": by_rate})
    days = build_up(state["fresh"], given["consumed"], volume=given["volume"], **salt)
    now = (given["rate"], state["concentration"])
    return "".join(
        [
            frame.cards(_cards(state, given, words)),
            _ways(state, words, lang),
            frame.picture(loop_curves(curve, days, now, given["allowed"], lang), wide=True),
            frame.note(words["note"]),
            mistake_table(_mistakes(state, given, lang), lang),
        ]
    )


def _mistakes(state, given, lang):
    shown = {"fresh": state["fresh"], "reused": state["reused"], "discharge": max(state["bleed"], 0.0)}
    return wrong_answers(EXERCISE, shown | {"goal": 100 * given["goal"]}, lang)


def _ways(state, words, lang):
    right, fresh, discharge = (100 * state[name] for name in ("reuse_rate", "over_fresh", "over_discharge"))
    wrong = {"zh": ("M11", "分母不是用水量"), "en": ("M11", "the denominator is no use of water")}[lang]
    said = [words["good"], words["wrong"].format(*wrong), words["wrong"].format(*wrong)]
    table = pd.DataFrame({"way": _WAYS, "value": [right, fresh, discharge], "verdict": said})
    heads = dict(zip(table.columns, words["way"], strict=True))
    return frame.table(table, words["ways"], lang, columns=heads, digits={"value": 1})


def _cards(state, given, words):
    rows = [(words["fresh"][0], number(state["fresh"]), "m³/d", words["fresh"][1].format(number(state["reused"])), "")]
    if state["bleed"] < 0:
        return [*rows, (words["short"][0], number(state["bleed"]), "m³/d", words["short"][1], "bad")]
    rows.append((words["bleed"][0], number(state["bleed"]), "m³/d", words["bleed"][1], ""))
    steady, high = state["concentration"], state["concentration"] > given["allowed"]
    more = words["endless"][1]
    if np.isfinite(steady):
        more = words["steady"][1].format(number(state["cycles"], 3), number(given["allowed"]))
        more += " · " + words["days"].format(number(state["settled"], 2))
    rows.append((words["steady"][0], number(steady), "mg/L", more, "bad" if high else "good"))
    rows.append((words["most"][0], percent(state["highest"]), "", words["most"][1], ""))
    aim = words["extra"][0].format(percent(given["goal"]))
    return [*rows, (aim, number(state["extra"]), "m³/d", words["extra"][1], "")]


def build(visit):
    """Return the panel: sliders of the loop and what becomes of it.

    Parameters
    ----------
    visit : Visit
        Language.
    """
    words = _WORDS[visit.lang]
    sliders = {name: frame.slider(words[name], *rest[:4], form=rest[4]) for name, rest in _CONTROLS.items()}
    shown = frame.live(sliders, lambda **given: answer(visit.lang, **given), visit.lang)
    box = frame.page(frame.row(*sliders.values()), shown)
    box.controls, box.shown = sliders, shown
    return box
