"""The dashboard of one case: a view for management and one in detail, each part built when it is first looked at."""

from functools import lru_cache, partial

import ipywidgets

from workbench.case import load_case

from ..exhibits import goals, implementation, level, planning
from ..exhibits.losses import all_losses
from . import frame
from .case_detail import balance_part, evidence_part, indicator_part, measuring_part
from .case_flows import flow_part, loss_part, water_energy_part
from .case_money import money_part
from .case_options import option_part
from .case_overview import overview, title_line
from .visits import first_case

_WORDS = {
    "zh": {
        "case": "案例",
        "management": "管理层",
        "detail": "详细",
        "overview": "总览",
        "losses": "损失",
        "flows": "物流",
        "water": "水与能",
        "level": "等级",
        "goals": "目标",
        "options": "方案",
        "money": "经济",
        "plan": "实施",
        "balances": "平衡与可疑数据",
        "measuring": "测点规划",
        "indicators": "指标",
        "evidence": "证据",
        "gap": "离上一级还差什么",
        "lift": "最省力的升级途径",
        "change": "审核前后",
        "reached": "完成情况",
        "carried": "方案能否支撑",
        "schedule": "进度",
        "design": "设计与实际",
    },
    "en": {
        "case": "case",
        "management": "Management",
        "detail": "Detail",
        "overview": "Overview",
        "losses": "Losses",
        "flows": "Flows",
        "water": "Water and energy",
        "level": "Level",
        "goals": "Goals",
        "options": "Options",
        "money": "Money",
        "plan": "Carrying out",
        "balances": "Balances and suspects",
        "measuring": "Where to measure",
        "indicators": "Indicators",
        "evidence": "Evidence",
        "gap": "What the next level takes",
        "lift": "Cheapest way up",
        "change": "Before and after",
        "reached": "Reached",
        "carried": "Carried by the options",
        "schedule": "Schedule",
        "design": "Design and actual",
    },
}
_NEEDS = {
    "losses": ("flows", "prices"),
    "flows": ("flows",),
    "water": ("balances",),
    "level": ("indicators",),
    "goals": ("goals",),
    "options": ("options",),
    "money": ("options",),
    "plan": ("options",),
    "balances": ("flows",),
    "measuring": ("flows",),
    "indicators": ("indicators",),
}


def _exhibits(rows):
    """Return the builder of a part that is panels of exhibits: (heading, exhibits) each."""

    def build(case, visit):
        words, show = _WORDS[visit.lang], partial(frame.exhibit, lang=visit.lang)
        return frame.page(*(frame.panel(words[name], *(show(each, case) for each in shown)) for name, shown in rows))

    return build


_MANAGEMENT = {
    "overview": overview,
    "losses": loss_part,
    "flows": flow_part,
    "water": water_energy_part,
    "level": _exhibits(
        [
            ("level", (level.level,)),
            ("gap", (level.problems_found,)),
            ("lift", (level.lift,)),
            ("change", (level.level_change,)),
        ]
    ),
    "goals": _exhibits([("reached", (goals.achieved,)), ("carried", (goals.attainable,))]),
    "options": option_part,
    "money": money_part,
    "plan": _exhibits(
        [
            ("schedule", (implementation.schedule_chart, planning.plan_chart)),
            ("design", (implementation.design_against_actual,)),
        ]
    ),
}
_DETAIL = {
    "balances": balance_part,
    "measuring": measuring_part,
    "indicators": indicator_part,
    "evidence": evidence_part,
}


def show_case(visit):
    """Return the page: the case asked for, and a list to choose another that is served.

    Parameters
    ----------
    visit : Visit
        Of `open_visit`.
    """
    place = ipywidgets.VBox()
    which = frame.choice(_WORDS[visit.lang]["case"], list(visit.cases), visit.case)
    which.add_class("wb-screen")

    def turn(_change=None):
        place.children = (frame.safely(lambda: case_page(load(which.value), visit), visit.lang),)

    which.observe(turn, "value")
    turn()
    box = frame.page(which, place) if len(visit.cases) > 1 else frame.page(place)
    box.which, box.place = which, place
    return box


def prepare_case(case):
    """Work the headline figures of the case that will be shown first, before anybody comes.

    Parameters
    ----------
    case : str
        Case to show where the address names none.
    """
    first = load(first_case(case))
    if first.has("flows") and first.has("prices"):
        all_losses(first)


@lru_cache(maxsize=4)
def load(case):
    """Return a case, read once a session."""
    return load_case(case)


def case_page(case, visit):
    """Return the two views of a case.

    Parameters
    ----------
    case : Case
    visit : Visit
        Language, and where downloads are.
    """
    words = _WORDS[visit.lang]
    views = {
        words[name]: partial(_view, case, visit, parts)
        for name, parts in (("management", _MANAGEMENT), ("detail", _DETAIL))
    }
    tabs = frame.tabs(views, visit.lang)
    box = frame.page(title_line(case, visit.lang), tabs)
    box.tabs = tabs
    return box


def _view(case, visit, parts):
    words = _WORDS[visit.lang]
    there = {name: build for name, build in parts.items() if all(map(case.has, _NEEDS.get(name, ())))}
    return frame.tabs({words[name]: partial(build, case, visit) for name, build in there.items()}, visit.lang)
