"""Level explorer: set the values of the indicators and see the index, the level and the veto of the limiting ones."""

import ipywidgets
import numpy as np
import pandas as pd

from ...analysis.evaluation import evaluate
from ...analysis.indicators import INDEX_LIMIT, LEVELS, composite_index
from ...case import load_case
from ...display.levels import indicator_bullets
from ...display.style import number
from ...standards.systems import level_names
from . import frame

EXERCISE = "E2.4"
# of exercise E2.4, synthetic: name, name_en, group, unit, weight, value, Ⅰ, Ⅱ, Ⅲ, limiting
_ROWS = [
    ("电耗", "electricity", "资源能源", "kWh/t", 0.12, 3050, 3000, 3100, 3200, True),
    ("锌回收率", "zinc recovery", "资源能源", "%", 0.13, 96.5, 97, 96, 95, True),
    ("取水量", "water intake", "资源能源", "m3/t", 0.10, 4.2, 5, 6, 8, True),
    ("水重复利用率", "water reuse", "综合利用", "%", 0.10, 94, 95, 93, 90, False),
    ("固废利用率", "use of solid waste", "综合利用", "%", 0.10, 88, 95, 90, 85, False),
    ("COD 排放", "COD", "污染物", "kg/t", 0.10, 0.15, 0.2, 0.3, 0.4, True),
    ("SO₂ 排放", "SO₂", "污染物", "kg/t", 0.10, 1.9, 1.5, 2.0, 2.5, True),
    ("装备", "equipment", "工艺与管理", "", 0.15, "I", np.nan, np.nan, np.nan, False),
    ("管理", "management", "工艺与管理", "", 0.10, "I", np.nan, np.nan, np.nan, False),
]
_GROUPS = {"资源能源": "resources", "综合利用": "recycling", "污染物": "pollutants", "工艺与管理": "equipment"}
_COLUMNS = ["name", "name_en", "group", "unit", "weight", "value", "level1", "level2", "level3", "limiting"]

_WORDS = {
    "zh": {
        "where": "评价体系",
        "exercise": "习题 E2.4 的九项指标（合成数据）",
        "variant": "变式：SO₂ 2.2、固废 91 %",
        "reset": "恢复原值",
        "level": ("等级", "综合指数单看是 {}"),
        "veto": "{}：单看综合指数是 {}，被限定性指标 {} 拉下来",
        "index": ("Y {}", "≥ {}"),
        "only": "只看得分的人会定为 {}（错误 M15：漏看限定性指标）。",
        "same": "限定性指标没有否决：得分与等级一致。",
        "missing": "未知而不计的指标：{}",
        "join": "、",
    },
    "en": {
        "where": "system",
        "exercise": "nine indicators of exercise E2.4 (synthetic)",
        "variant": "variant: SO₂ 2.2, solid waste 91 %",
        "reset": "as it was",
        "level": ("Level", "by the index alone: {}"),
        "veto": "{}: by the index alone {}, held back by the limiting {}",
        "index": ("Y {}", "≥ {}"),
        "only": "Whoever looks at the score only says {} (mistake M15: limiting indicators overlooked).",
        "same": "No limiting indicator objects: score and level agree.",
        "missing": "unknown and left out: {}",
        "join": ", ",
    },
}


def exercise_system(lang="zh"):
    """Return (system, values, names of the levels, whether the newer rule holds) of exercise E2.4."""
    rows = pd.DataFrame(_ROWS, columns=_COLUMNS)
    graded = rows["level1"].notna()
    direction = np.where(~graded, "meets", np.where(rows["level1"] < rows["level3"], "lower", "higher"))
    whole = rows.groupby("group")["weight"].transform("sum")
    system = rows.assign(
        indicator=[f"i{place}" for place in range(1, len(rows) + 1)],
        group_weight=whole,
        weight=rows["weight"] / whole,
        direction=direction,
    )
    values = dict(zip(system["indicator"], rows["value"], strict=True))
    if lang == "en":
        system = system.assign(name=system["name_en"], group=system["group"].map(_GROUPS))
    return system.drop(columns=["name_en", "value"]), values, level_names("cp3", lang), False


def case_system(case, lang="zh"):
    """Return (system, values, names of the levels, whether the newer rule holds) of a case, as it is evaluated."""
    found = evaluate(case)
    system = found.indicators
    if lang == "en":
        english = system["name_en"].fillna("")
        system = system.assign(name=system["name"].where(english == "", system["name_en"]))
    newer = found.system["rule"] == "composite_newer"
    return system, dict(found.values), level_names(found.system["scale"], lang), newer


def judge(system, values, newer=False):
    """Return index and level for these values.

    Parameters
    ----------
    system : DataFrame
        As of `workbench.analysis.indicators.composite_index`, with ``name``.
    values : dict
        By indicator; unknown ones are left out.
    newer : bool
        Whether the rule of the newer systems holds.

    Returns
    -------
    dict
        Y1, Y2, Y3 [0…100], level and by_index (I, II, III or none: with and without regard to the limiting indicators),
        failed and missing (names), reached (level by indicator).
    """
    found = composite_index(system, values, newer=newer)
    free = composite_index(system.assign(limiting=False), values, newer=newer)
    names = dict(zip(system["indicator"], system["name"], strict=True))
    return {
        **{f"Y{place}": found.index[level] for place, level in enumerate(LEVELS, start=1)},
        **{"level": found.level or "none", "by_index": free.level or "none", "reached": found.reached},
        "failed": [names[indicator] for indicator in found.limiting_failed],
        "missing": [names[indicator] for indicator in found.missing],
    }


def answer(system, values, rule, lang):
    """Return cards, verdict and picture as HTML; `rule` holds the names of the levels and whether it is the newer one."""
    called, newer = rule
    words, state = _WORDS[lang], judge(system, values, newer)
    level, alone = called[state["level"]], called[state["by_index"]]
    vetoed = state["level"] != state["by_index"]
    said = words["only"].format(alone) if vetoed else words["same"]
    if state["missing"]:
        said += " " + words["missing"].format(words["join"].join(state["missing"]))
    numeric = {name: np.nan if isinstance(value, str) else value for name, value in values.items()}
    rows = system.assign(value=system["indicator"].map(numeric), level=system["indicator"].map(state["reached"]))
    cards = frame.cards(_cards(state, (level, alone), called, words))
    return cards + frame.note(said) + frame.picture(indicator_bullets(rows, lang), wide=True)


def _cards(state, said, called, words):
    level, alone = said
    more = words["level"][1].format(alone)
    if state["failed"] and state["level"] != state["by_index"]:
        more = words["veto"].format(level, alone, words["join"].join(state["failed"]))
    rows = [(words["level"][0], level, "", more, "bad" if state["level"] != state["by_index"] else "good")]
    for place, name in enumerate(LEVELS, start=1):
        enough = state[f"Y{place}"] >= INDEX_LIMIT[name] - 1e-9
        limit = words["index"][1].format(number(INDEX_LIMIT[name]))
        title = words["index"][0].format(called[name])
        rows.append((title, number(state[f"Y{place}"]), "", limit, "good" if enough else "bad"))
    return rows


def build(visit):
    """Return the panel: the systems to choose from, a control for each indicator, and the level.

    Parameters
    ----------
    visit : Visit
        Language and the cases that may be chosen.
    """
    words = _WORDS[visit.lang]
    where = frame.choice(words["where"], [(words["exercise"], EXERCISE), *((case, case) for case in visit.cases)])
    place = ipywidgets.VBox()
    box = frame.page(where, place)

    def turn(_change=None):
        place.children = (frame.safely(lambda: _explorer(where.value, words, visit.lang), visit.lang),)
        shown = place.children[0]
        box.values, box.shown = getattr(shown, "values", {}), getattr(shown, "shown", None)
        box.buttons = getattr(shown, "buttons", ())

    where.observe(turn, "value")
    turn()
    box.where = where
    return box


def _explorer(name, words, lang):
    found = exercise_system(lang) if name == EXERCISE else case_system(load_case(name), lang)
    system, values, called, newer = found
    controls = {row["indicator"]: _control(row, values[row["indicator"]], called) for row in _rows(system, values)}
    keys = {f"value{place}": indicator for place, indicator in enumerate(controls)}
    shown = frame.live(
        {key: controls[indicator] for key, indicator in keys.items()},
        lambda **given: answer(system, {keys[key]: value for key, value in given.items()}, (called, newer), lang),
        lang,
    )
    buttons = _buttons(controls, values, words) if name == EXERCISE else ()
    explorer = frame.page(frame.row(*controls.values()), frame.row(*buttons), shown)
    explorer.values, explorer.shown, explorer.buttons = controls, shown, buttons
    return explorer


def _rows(system, values):
    """Return the indicators that can be set: those whose value and benchmarks are known; what is unknown stays so."""
    known = system["indicator"].map(lambda name: pd.notna(values.get(name)))
    graded = (system["direction"] == "meets") | system[["level1", "level2", "level3"]].notna().all(axis=1)
    return system[known & graded].to_dict("records")


def _control(row, value, called):
    name = f"{'* ' if row['limiting'] else ''}{row['name']}"
    if row["direction"] == "meets":
        return frame.choice(name, [(called[level], level) for level in (*LEVELS, "none")], value)
    benchmarks = [float(row[level]) for level in ("level1", "level2", "level3")]
    start = float(value)
    spread = max(max(benchmarks) - min(benchmarks), 0.1 * max(map(abs, benchmarks)), 1e-6)
    low, high = min(*benchmarks, start) - spread, max(*benchmarks, start) + spread
    step = 10.0 ** (np.floor(np.log10(spread)) - 2)
    low = max(0.0, np.floor(low / step) * step) if min(*benchmarks, start) >= 0 else low
    high = np.ceil(high / step) * step
    if row["unit"] == "%" and max(*benchmarks, start) <= 100:
        high = min(high, 100.0)
    unit = f" [{row['unit']}]" if isinstance(row["unit"], str) and row["unit"] else ""
    return frame.slider(f"{name}{unit}", start, float(low), float(high), float(step))


def _buttons(controls, values, words):
    variant = ipywidgets.Button(description=words["variant"])
    reset = ipywidgets.Button(description=words["reset"])
    for button in (variant, reset):
        button.layout.width = "auto"

    def put(chosen):
        for indicator, value in chosen.items():
            controls[indicator].value = value

    variant.on_click(lambda _: put(values | {"i5": 91.0, "i7": 2.2}))
    reset.on_click(lambda _: put(values))
    return variant, reset
