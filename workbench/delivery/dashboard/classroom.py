"""The classroom page: knobs to turn, each tied to its exercise."""

from functools import partial

from . import detective, frame, hide_and_seek, levels, meters, returns, reuse, weights
from .mistakes import exercise_note

_PARTS = {
    "detective": (detective.build, meters.EXERCISE),
    "hide": (hide_and_seek.build, meters.EXERCISE),
    "weights": (weights.build, weights.EXERCISE),
    "reuse": (reuse.build, reuse.EXERCISE),
    "returns": (returns.build, returns.EXERCISE),
    "levels": (levels.build, levels.EXERCISE),
}
_WORDS = {
    "zh": {
        "detective": ("电表侦探", "总平衡只差 0.3 %，为什么仍有一块表错了 11 %？拖动偏差，看检验怎么说。"),
        "hide": ("捉迷藏", "甲组埋一个故障并用暗号封存，乙组只看读数指认。"),
        "weights": ("权重游戏", "改权重，看审核重点的名次稳不稳。"),
        "reuse": ("水的循环", "重复利用率越高，新水越少、浓度越高：极限在哪里？"),
        "returns": ("净现值与内部收益率", "折旧、税和贴现各起什么作用？想错了会得到什么？"),
        "levels": ("等级", "综合指数够了，为什么等级还是低？看限定性指标。"),
    },
    "en": {
        "detective": (
            "Meter detective",
            "The plant closes within 0.3 %, yet one meter is 11 % off. Drag an error, see the tests.",
        ),
        "hide": ("Hide and seek", "Group A plants a fault under a code word; group B sees readings only and names it."),
        "weights": ("Weight game", "Turn the weights: does the audit focus hold?"),
        "reuse": ("Water loop", "More reuse, less fresh water, more salt: where is the limit?"),
        "returns": ("NPV and IRR", "What do depreciation, tax and discounting do, and what do wrong thoughts give?"),
        "levels": ("Level", "The index is high enough, the level is not: look at the limiting indicators."),
    },
}


def show_classroom(visit):
    """Return the page; each part is built when it is first looked at.

    Parameters
    ----------
    visit : Visit
        Of `open_visit`.
    """
    words = _WORDS[visit.lang]
    tabs = frame.tabs({words[name][0]: partial(_part, name, visit) for name in _PARTS}, visit.lang)
    page = frame.page(tabs)
    page.tabs = tabs
    return page


def _part(name, visit):
    build, exercise = _PARTS[name]
    title, question = _WORDS[visit.lang][name]
    return frame.panel(title, frame.note(question) + exercise_note(exercise, visit.lang), build(visit))
